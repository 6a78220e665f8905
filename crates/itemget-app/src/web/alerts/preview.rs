//! What a rule that is being written would have told.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::RuleScope;

use super::draft::Draft;
use super::name;
use crate::foreseen::foresee;
use crate::service::App;
use crate::web::answer::PageError;
use crate::web::item::AlertShown;
use crate::web::visit::Visit;

/// What the rule would have told.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// What is wrong with its text.
    pub(super) wrong: Option<String>,
    /// As it is kept.
    pub(super) text: String,
    pub(super) items: usize,
    pub(super) is_cut: bool,
    /// What it names, where nothing that it is about is followed in that.
    pub(super) foreign: Option<String>,
    pub(super) told: usize,
    pub(super) withheld: usize,
    pub(super) unconfirmed: usize,
    pub(super) shown: Vec<AlertShown>,
}

/// How far back a rule is tried.
const BACK: Duration = Duration::from_secs(90 * 86_400);
/// So many of what it would have told are shown.
const SHOWN: usize = 25;

/// Tries the rule on the past of what it is about; none where there is no rule yet.
pub(super) async fn previewed(
    app: &App,
    visit: &Visit,
    draft: &Draft,
    scopes: &[RuleScope],
) -> Result<Option<Preview>, PageError> {
    if draft.rule.is_empty() {
        return Ok(None);
    }
    let rule = match draft.rule(visit.lang) {
        Ok(rule) => rule,
        Err(wrong) => {
            return Ok(Some(Preview { wrong: Some(wrong), ..Preview::default() }));
        }
    };
    let now = Moment::from(app.clock.now());
    let found = {
        // One at a time: each is work for a processor, and who types asks often. None is
        // refused, and who does not wait any more leaves the line.
        let _turn = app.previews.acquire().await.ok();
        foresee(&app.store, &rule, scopes, now - BACK).await?
    };
    let past = found.past;
    let shown = past.told.iter().take(SHOWN);
    let mut shown: Vec<AlertShown> =
        shown.map(|it| AlertShown::of_firing(it, now, visit.lang)).collect();
    name(app, &mut shown).await?;
    Ok(Some(Preview {
        wrong: None,
        text: rule.to_string(),
        items: past.items,
        is_cut: found.is_cut,
        foreign: found.foreign.map(|it| it.to_string()),
        told: past.told.len(),
        withheld: past.withheld,
        unconfirmed: past.unconfirmed,
        shown,
    }))
}
