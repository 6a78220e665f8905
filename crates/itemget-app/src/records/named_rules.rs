//! The rules by the names of what they are about.

use itemget::{Country, Currency, ItemId, LinkTarget, SkuId};
use itemget_store::{KeptRule, RuleScope, Store, StoreError};
use serde::Serialize;
use utoipa::ToSchema;

use super::alerts::RuleRecord;
use crate::lang::Lang;
use crate::rules::{Subject, subjects};

/// A rule, and what it is about by its name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedRule)]
pub(crate) struct NamedRule {
    #[serde(flatten)]
    pub(crate) rule: RuleRecord,
    /// None where it is about all, about a list, or about what is not followed any more.
    pub(crate) item: Option<NamedItem>,
}

/// An item by its name, in the view in which it is followed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleItem)]
pub(crate) struct NamedItem {
    id: ItemId,
    /// The variant that the rule is about; none is the item as a whole.
    sku_id: Option<SkuId>,
    title: Option<String>,
    /// Which variant of it, as a buyer knows it, or by its id.
    variant: Option<String>,
    url: String,
    ship_to: Country,
    currency: Currency,
}

/// These rules, each with its name.
pub(crate) async fn named(
    store: &Store,
    rules: Vec<KeptRule>,
) -> Result<Vec<NamedRule>, StoreError> {
    let scopes: Vec<&RuleScope> = rules.iter().map(|kept| &kept.scope).collect();
    let subjects = subjects(store, &scopes).await?;
    let named = rules.into_iter().map(|kept| {
        let item = match kept.scope {
            RuleScope::All | RuleScope::List(_) => None,
            RuleScope::Tracked(id) => subjects.get(&id).map(|it| NamedItem::of(it, None)),
            RuleScope::Sku(id, sku) => {
                subjects.get(&id).map(|it| NamedItem::of(it, Some(sku)))
            }
        };
        NamedRule { rule: RuleRecord::of(kept), item }
    });
    Ok(named.collect())
}

impl NamedItem {
    fn of(subject: &Subject, sku: Option<SkuId>) -> Self {
        let (item, view) = (subject.tracked.watch.item, subject.tracked.watch.view);
        let url = subject.card.url.clone();
        Self {
            id: item.id,
            title: subject.card.title.clone(),
            sku_id: sku,
            variant: sku.map(|sku| subject.variant(sku)),
            url: url.unwrap_or_else(|| LinkTarget::item(item.id).to_string()),
            ship_to: view.ship_to,
            currency: view.currency,
        }
    }
}

impl NamedRule {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 12] = [
        "id", "rule", "scope", "target", "item", "title", "variant", "url", "ship_to",
        "currency", "channels", "enabled",
    ];

    /// What it is about, for people.
    pub(crate) fn about(&self, lang: Lang) -> String {
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

    /// The cells of CSV, in the order of [`Self::COLUMNS`].
    pub(crate) fn cells(&self) -> Vec<String> {
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
