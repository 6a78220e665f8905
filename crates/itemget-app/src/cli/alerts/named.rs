//! The rules by the names of what they are about.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use itemget::{Country, Currency, ItemId};
use itemget_store::{KeptRule, RuleScope, Store, StoreError, TrackedId};
use serde::Serialize;

use crate::card::Card;
use crate::lang::Lang;
use crate::records::RuleRecord;

/// A rule, and what it is about by its name.
#[derive(Debug, Serialize)]
pub(super) struct NamedRule {
    #[serde(flatten)]
    pub(super) rule: RuleRecord,
    /// None where it is about all, about a list, or about what is not followed any more.
    pub(super) item: Option<NamedItem>,
}

/// An item by its name, in the view in which it is followed.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NamedItem {
    id: ItemId,
    title: Option<String>,
    /// Which variant of it, as a buyer knows it, or by its id.
    variant: Option<String>,
    url: String,
    ship_to: Country,
    currency: Currency,
}

/// These rules, each with its name.
pub(super) async fn named(
    store: &Store,
    rules: Vec<KeptRule>,
) -> Result<Vec<NamedRule>, StoreError> {
    let mut known: BTreeMap<TrackedId, Option<(NamedItem, Card)>> = BTreeMap::new();
    let mut all = Vec::with_capacity(rules.len());
    for kept in rules {
        let item = match kept.scope {
            RuleScope::All | RuleScope::List(_) => None,
            RuleScope::Tracked(id) | RuleScope::Sku(id, _) => {
                let found = match known.entry(id) {
                    Entry::Occupied(found) => found.into_mut(),
                    Entry::Vacant(new) => new.insert(item(store, id).await?),
                };
                found.as_ref().map(|(item, card)| {
                    let variant = match kept.scope {
                        RuleScope::Sku(_, sku) => {
                            Some(card.variant(sku).unwrap_or_else(|| sku.to_string()))
                        }
                        _ => None,
                    };
                    NamedItem { variant, ..item.clone() }
                })
            }
        };
        all.push(NamedRule { rule: RuleRecord::of(kept), item });
    }
    Ok(all)
}

async fn item(
    store: &Store,
    id: TrackedId,
) -> Result<Option<(NamedItem, Card)>, StoreError> {
    let Some(tracked) = store.tracked_by_id(id).await? else { return Ok(None) };
    let (item, view) = (tracked.watch.item, tracked.watch.view);
    let card = store.card(item, view.language).await?;
    let card = card.map(|card| Card::read(&card.text)).unwrap_or_default();
    let usual = || format!("https://www.aliexpress.com/item/{}.html", item.id);
    let named = NamedItem {
        id: item.id,
        title: card.title.clone(),
        variant: None,
        url: card.url.clone().unwrap_or_else(usual),
        ship_to: view.ship_to,
        currency: view.currency,
    };
    Ok(Some((named, card)))
}

impl NamedRule {
    /// What it is about, for people.
    pub(super) fn about(&self, lang: Lang) -> String {
        match (self.rule.scope, &self.rule.target, &self.item) {
            ("all", ..) => lang.pick("everything", "全部商品").to_owned(),
            ("list", Some(name), _) => lang.pick("list ", "列表 ").to_owned() + name,
            (.., Some(item)) => {
                let NamedItem { id, title, variant, ship_to, currency, .. } = item;
                let variant = variant.as_ref().map(|it| format!(" · {it}"));
                let title = title.as_ref().map(|it| format!(" · {it}"));
                let (variant, title) =
                    (variant.unwrap_or_default(), title.unwrap_or_default());
                format!("{id} {ship_to} {currency}{variant}{title}")
            }
            (_, _, None) => {
                lang.pick("not followed any more", "已不再跟踪的商品").to_owned()
            }
        }
    }

    /// The cells of CSV, as [`COLUMNS`] names them.
    pub(super) fn cells(&self) -> Vec<String> {
        let item = self.item.as_ref();
        let of = |cell: fn(&NamedItem) -> String| item.map(cell).unwrap_or_default();
        vec![
            self.rule.id.to_string(),
            self.rule.rule.clone(),
            self.rule.scope.to_owned(),
            self.rule.target.clone().unwrap_or_default(),
            of(|it| it.id.to_string()),
            of(|it| it.title.clone().unwrap_or_default()),
            of(|it| it.variant.clone().unwrap_or_default()),
            of(|it| it.url.clone()),
            of(|it| it.ship_to.to_string()),
            of(|it| it.currency.to_string()),
            self.rule.channels.join(", "),
            self.rule.enabled.to_string(),
        ]
    }
}

/// The columns of CSV.
pub(super) const COLUMNS: [&str; 12] = [
    "id", "rule", "scope", "target", "item", "title", "variant", "url", "ship_to",
    "currency", "channels", "enabled",
];
