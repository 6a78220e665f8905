//! Rules as pages show them: what they say, and of what by its name.

use std::collections::BTreeMap;

use itemget_history::Moment;
use itemget_store::{KeptRule, RuleScope, TrackedId};

use super::edit;
use crate::card::Card;
use crate::plain::harmless;
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

/// An item by what it is called.
#[derive(Debug, Clone, Default)]
struct Named {
    id: String,
    title: String,
    /// From where it is seen.
    view: String,
    card: Card,
}

/// The rules with the names of what they are about.
pub(in crate::web) async fn shown(
    app: &App,
    rules: Vec<KeptRule>,
    now: Moment,
    visit: &Visit,
) -> Result<Vec<RuleShown>, PageError> {
    let mut named: BTreeMap<TrackedId, Named> = BTreeMap::new();
    for rule in &rules {
        if let RuleScope::Tracked(id) | RuleScope::Sku(id, _) = rule.scope
            && !named.contains_key(&id)
        {
            named.insert(id, name(app, id).await?);
        }
    }
    let shown = |kept| RuleShown::of(kept, &named, now, visit);
    Ok(rules.into_iter().map(shown).collect())
}

/// What a rule of this scope is about.
pub(super) async fn about(
    app: &App,
    scope: &RuleScope,
    visit: &Visit,
) -> Result<About, PageError> {
    let mut named = BTreeMap::new();
    if let RuleScope::Tracked(id) | RuleScope::Sku(id, _) = scope {
        named.insert(*id, name(app, *id).await?);
    }
    Ok(About::of(scope, &named, visit))
}

/// What is followed under this number; of what is not any more there is no name.
async fn name(app: &App, id: TrackedId) -> Result<Named, PageError> {
    let Some(tracked) = app.store.tracked_by_id(id).await? else {
        return Ok(Named::default());
    };
    let (item, view) = (tracked.watch.item, tracked.watch.view);
    let card = app.store.card(item, view.language).await?;
    let card = card.map(|card| Card::read(&card.text)).unwrap_or_default();
    let title = card.title.as_deref().map(harmless);
    let id = item.id.to_string();
    Ok(Named {
        title: title.unwrap_or_else(|| id.clone()),
        id,
        view: format!("{} {}", view.ship_to, view.currency),
        card,
    })
}

impl RuleShown {
    fn of(
        kept: KeptRule,
        named: &BTreeMap<TrackedId, Named>,
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
    fn of(scope: &RuleScope, named: &BTreeMap<TrackedId, Named>, visit: &Visit) -> Self {
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
        let Some(found) = named.get(&id).filter(|it| !it.id.is_empty()) else {
            let gone =
                visit.t("an item that is not followed any more", "已不再跟踪的商品");
            return plain(gone.to_owned());
        };
        Self {
            text: found.view.clone(),
            item: Some((found.id.clone(), found.title.clone())),
            variant: sku.map(|sku| match found.card.variant(sku) {
                Some(name) => harmless(&name),
                None => sku.to_string(),
            }),
        }
    }
}
