//! Rules as pages show them: what they say, and of what by its name.

use std::collections::BTreeMap;

use itemget_history::Moment;
use itemget_store::{KeptRule, RuleScope, TrackedId};

use super::edit;
use crate::plain::harmless;
use crate::rules::{Subject, subjects};
use crate::service::App;
use crate::web::answer::PageError;
use crate::web::shown::Age;
use crate::web::visit::Visit;

/// A rule.
#[derive(Debug)]
pub(in crate::web) struct RuleShown {
    pub(in crate::web) id: i64,
    pub(in crate::web) text: String,
    pub(in crate::web) about: About,
    pub(in crate::web) channels: String,
    pub(in crate::web) is_on: bool,
    /// Whether it can be changed where it is shown.
    pub(in crate::web) can_change: bool,
    /// Whether it says something of the item that is shown; of all, where none is.
    pub(in crate::web) is_in_force: bool,
    pub(in crate::web) since: Age,
    /// The address at which it is changed.
    pub(in crate::web) edit: String,
}

/// What a rule is about.
#[derive(Debug, Default)]
pub(in crate::web) struct About {
    pub(in crate::web) text: String,
    /// The item's id and what it is called.
    pub(in crate::web) item: Option<(String, String)>,
    /// Which variant of it.
    pub(in crate::web) variant: Option<String>,
}

/// The rules with the names of what they are about.
pub(in crate::web) async fn shown(
    app: &App,
    rules: Vec<KeptRule>,
    now: Moment,
    visit: &Visit,
) -> Result<Vec<RuleShown>, PageError> {
    let scopes: Vec<&RuleScope> = rules.iter().map(|rule| &rule.scope).collect();
    let named = subjects(&app.store, &scopes).await?;
    let shown = |kept| RuleShown::of(kept, &named, now, visit);
    Ok(rules.into_iter().map(shown).collect())
}

/// What a rule of this scope is about.
pub(super) async fn about(
    app: &App,
    scope: &RuleScope,
    visit: &Visit,
) -> Result<About, PageError> {
    let named = subjects(&app.store, &[scope]).await?;
    Ok(About::of(scope, &named, visit))
}

impl RuleShown {
    fn of(
        kept: KeptRule,
        named: &BTreeMap<TrackedId, Subject>,
        now: Moment,
        visit: &Visit,
    ) -> Self {
        Self {
            id: kept.id.0,
            edit: edit::address(kept.id, &visit.here),
            text: kept.rule,
            about: About::of(&kept.scope, named, visit),
            channels: match kept.channels.is_empty() {
                true => visit.t("the log alone", "仅记录").to_owned(),
                false => harmless(&kept.channels.join(", ")),
            },
            is_on: kept.enabled,
            can_change: true,
            is_in_force: true,
            since: Age::of(kept.created_at, now, visit.lang),
        }
    }
}

impl About {
    fn of(
        scope: &RuleScope,
        named: &BTreeMap<TrackedId, Subject>,
        visit: &Visit,
    ) -> Self {
        let plain = |text: String| Self { text, ..Self::default() };
        let (id, sku) = match scope {
            RuleScope::All => {
                return plain(visit.t("everything", "全部商品").to_owned());
            }
            RuleScope::List(name) => {
                let list = visit.t("list", "列表");
                return plain(format!("{list} {}", harmless(name)));
            }
            RuleScope::Tracked(id) => (*id, None),
            RuleScope::Sku(id, sku) => (*id, Some(*sku)),
        };
        let Some(found) = named.get(&id) else {
            let gone =
                visit.t("an item that is not followed any more", "已不再跟踪的商品");
            return plain(gone.to_owned());
        };
        let (id, view) = (found.tracked.watch.item.id, found.tracked.watch.view);
        let title = found.card.title.as_deref().map(harmless);
        Self {
            text: format!("{} {}", view.ship_to, view.currency),
            item: Some((id.to_string(), title.unwrap_or_else(|| id.to_string()))),
            variant: sku.map(|sku| harmless(&found.variant(sku))),
        }
    }
}
