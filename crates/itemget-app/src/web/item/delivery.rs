//! How the variants of an item are brought: every way with its fee and days, and how old
//! that is. A page shows what is kept of former questions and asks nothing; a button asks.

use std::time::Duration;

use itemget::item::DeliveryOption;
use itemget::{
    CachePolicy, Freight, FreightApi, FreightOptions, ItemId, Network, SkuFreight, SkuId,
    View,
};
use itemget_history::Moment;

use super::chart::variant;
use crate::card::Card;
use crate::lang::Lang;
use crate::plain::harmless;
use crate::records::freight_explained;
use crate::service::App;
use crate::ways;
use crate::web::shown::Age;

/// What is known of an item's delivery.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    pub(super) ways: Vec<WayShown>,
    /// Variants of which there is none: which, and why.
    pub(super) notes: Vec<(String, String)>,
    /// The variants that can be asked about here.
    pub(super) skus: Vec<(String, String)>,
    /// How many more there are.
    pub(super) more: usize,
}

/// A way that a variant is brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WayShown {
    pub(super) variant: String,
    pub(super) service: String,
    pub(super) fee: String,
    pub(super) free_from: Option<String>,
    pub(super) days: String,
    pub(super) guaranteed: Option<u32>,
    pub(super) tracking: Option<bool>,
    pub(super) from: String,
    pub(super) at: Age,
}

/// What the platform is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// Nothing: what is kept is shown.
    Nothing,
    /// About one variant.
    One(SkuId),
    /// About each variant: a call for each.
    All,
}

/// So many variants are looked up, and asked about, at once.
const MOST: usize = 50;

/// So old may an answer be that somebody asks for by a button.
const FRESH: Duration = Duration::from_secs(60);

impl Delivery {
    /// What is known of the variants of `item` on `card`, after asking this.
    pub(super) async fn of(
        app: &App,
        item: ItemId,
        card: &Card,
        view: View,
        asking: Asking,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let all: Vec<SkuId> = card.skus.keys().copied().take(MOST).collect();
        let asked: Vec<SkuId> = match asking {
            Asking::Nothing => Vec::new(),
            Asking::One(sku) => vec![sku],
            Asking::All => all.clone(),
        };
        let usual = FreightOptions {
            api: match app.client.has_access_token() {
                true => FreightApi::Dropship,
                false => FreightApi::Affiliate,
            },
            ..FreightOptions::default()
        };
        let fresh = CachePolicy { max_age: Some(FRESH), ..CachePolicy::default() };
        let ask = FreightOptions { cache: fresh, ..usual.clone() };
        let fresh = app.client.freight(item, asked.iter().copied(), view, &ask).await;
        app.asked.remember(item, view, &fresh);
        let mut told = app.asked.of(item, view);
        let kept = CachePolicy { network: Network::Never, ..CachePolicy::default() };
        let kept = FreightOptions { cache: kept, ..usual };
        let others: Vec<SkuId> =
            all.iter().copied().filter(|sku| !told.contains_key(sku)).collect();
        let others = app.client.freight(item, others, view, &kept).await;
        // What is not kept was not asked for so far: that is no failure.
        let others = others.into_iter().filter(|it| it.freight.ways().is_some());
        told.extend(others.map(|it| (it.sku, it)));
        let mut delivery = Self::told(told.values(), card, now, lang);
        delivery.skus =
            all.iter().map(|sku| (sku.to_string(), variant(*sku, card))).collect();
        delivery.more = card.skus.len().saturating_sub(all.len());
        delivery
    }

    fn told<'a>(
        told: impl Iterator<Item = &'a SkuFreight>,
        card: &Card,
        now: Moment,
        lang: Lang,
    ) -> Self {
        let mut delivery = Self::default();
        for it in told {
            let variant = variant(it.sku, card);
            if let Freight::Ways(answer, _) = &it.freight {
                let at = Age::of(answer.observed_at.into(), now, lang);
                let options = &answer.value.options;
                let shown = |option| WayShown::of(option, &variant, at.clone(), lang);
                delivery.ways.extend(options.iter().map(shown));
            }
            if let Some(why) = freight_explained(&it.freight, lang) {
                delivery.notes.push((variant, harmless(&why)));
            }
        }
        delivery
    }
}

impl WayShown {
    fn of(option: &DeliveryOption, variant: &str, at: Age, lang: Lang) -> Self {
        Self {
            variant: variant.to_owned(),
            service: ways::name(option),
            fee: ways::fee(option, lang),
            free_from: option.free_from.map(|money| money.to_string()),
            days: ways::days(option),
            guaranteed: option.guaranteed_days,
            tracking: option.tracking,
            from: option.ship_from.as_deref().map(harmless).unwrap_or_default(),
            at,
        }
    }
}
