//! `/alerts/rules/{id}`: a rule that there is, tried in other words and changed. Its number
//! and what it told stay.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::{AlertsOf, KeptRule, RuleChange, RuleChanged, RuleId};
use url::form_urlencoded::{Serializer, parse};

use super::draft::Draft;
use super::preview::{Preview, previewed};
use super::rules::{About, about};
use super::{ChannelShown, back, channels, told};
use crate::plain::harmless;
use crate::service::App;
use crate::web::answer::{PageError, go};
use crate::web::done::{Deed, Done};
use crate::web::forms::Posted;
use crate::web::item::AlertShown;
use crate::web::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "rule.html")]
struct Edit<'a> {
    visit: &'a Visit,
    id: i64,
    is_on: bool,
    draft: Draft,
    about: About,
    channels: Vec<ChannelShown>,
    /// Channels that it tells and that there are no more.
    gone: String,
    preview: Option<Preview>,
    /// What is wrong with what was sent.
    wrong: Option<String>,
    log: Vec<AlertShown>,
    /// The page to go back to.
    back: String,
}

/// So much of what it told is shown.
const LOGGED: u32 = 25;

/// The address at which a rule is changed, from a page of ours.
pub(super) fn address(id: RuleId, from: &str) -> String {
    let query = Serializer::new(String::new()).append_pair("back", back(from)).finish();
    format!("/alerts/rules/{}?{query}", id.0)
}

pub(in crate::web) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let from = parse(query.as_bytes()).find(|(name, _)| name == "back");
    let from = from.map(|(_, page)| page.into_owned()).unwrap_or_default();
    let page = match kept(&app, &id).await {
        Ok(rule) => {
            let draft = Draft::from(&rule);
            page(&app, &visit, &rule, Tried::of(draft), back(&from)).await
        }
        Err(error) => Err(error),
    };
    visit.answer(page)
}

/// The rule in other words: what it would have told, or it is changed.
pub(in crate::web) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &id, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    id: &str,
    posted: &Posted,
) -> Result<Response, PageError> {
    let rule = kept(app, id).await?;
    let back = back(posted.one("back"));
    let mut tried = Tried::of(Draft::of(posted));
    if posted.one("do") == "save"
        && let Ok(parsed) = tried.draft.rule(visit.lang)
    {
        match save(app, visit, &rule, parsed.to_string(), &tried.draft).await? {
            None => return go(&Done::of(Deed::Rewrite, 1).on(back)),
            Some(wrong) => tried.wrong = Some(wrong),
        }
    } else {
        let scope = std::slice::from_ref(&rule.scope);
        tried.preview = previewed(app, visit, &tried.draft, scope).await?;
    }
    page(app, visit, &rule, tried, back).await
}

/// Changes it; or says why that cannot be.
async fn save(
    app: &App,
    visit: &Visit,
    rule: &KeptRule,
    text: String,
    draft: &Draft,
) -> Result<Option<String>, PageError> {
    if let Some(unknown) = draft.missing(app, visit.lang).await? {
        return Ok(Some(unknown));
    }
    let channels = Some(draft.channels.clone());
    let change = RuleChange { rule: Some(text), channels, enabled: None };
    match app.store.change_rule(rule.id, &change).await? {
        RuleChanged::Done => Ok(None),
        RuleChanged::Gone => Err(PageError::NotFound),
        RuleChanged::Taken(other) => Ok(Some(visit.lang.pick(
            format!(
                "rule {} says this of the same already: nothing was changed",
                other.0
            ),
            format!("规则 {} 已对同一范围作此设定，未作任何更改", other.0),
        ))),
    }
}

/// A rule in other words, and what came of them.
#[derive(Debug)]
struct Tried {
    draft: Draft,
    preview: Option<Preview>,
    wrong: Option<String>,
}

impl Tried {
    fn of(draft: Draft) -> Self {
        Self { draft, preview: None, wrong: None }
    }
}

async fn kept(app: &App, id: &str) -> Result<KeptRule, PageError> {
    let id = id.parse().map(RuleId).map_err(|_ignored| PageError::NotFound)?;
    let rules = app.store.rules().await?;
    rules.into_iter().find(|kept| kept.id == id).ok_or(PageError::NotFound)
}

async fn page(
    app: &App,
    visit: &Visit,
    rule: &KeptRule,
    tried: Tried,
    back: &str,
) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let of = AlertsOf { rule: Some(rule.id), limit: Some(LOGGED), ..AlertsOf::default() };
    let (log, _) = told(app, visit, &of, now).await?;
    let Tried { draft, preview, wrong } = tried;
    let channels = channels(app, &draft.channels).await?;
    let is_gone = |name: &&String| channels.iter().all(|it| it.name != **name);
    let gone: Vec<&str> =
        rule.channels.iter().filter(is_gone).map(String::as_str).collect();
    visit.page(&Edit {
        visit,
        id: rule.id.0,
        is_on: rule.enabled,
        about: about(app, &rule.scope, visit).await?,
        gone: harmless(&gone.join(", ")),
        draft,
        channels,
        preview,
        wrong,
        log,
        back: back.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_knows_the_page_that_it_was_reached_from() {
        for (from, expected) in [
            ("/alerts", "/alerts/rules/7?back=%2Falerts"),
            ("/items/5?days=30&a=b", "/alerts/rules/7?back=%2Fitems%2F5"),
        ] {
            assert_eq!(address(RuleId(7), from), expected);
        }
    }
}
