//! All that is known of one item, for who looks at it closely.

use itemget::{ItemRef, SkuId, View};
use itemget_history::discount::Discount;
use itemget_history::stats::{Settings, Stats};
use itemget_history::{Kind, Moment, Series, Told, Trail, TrailKey, buyable};
use itemget_store::{AlertsOf, Groups, KeptAlert, Store, StoreError, Tracked, Which};

use crate::card::Card;
use crate::follow::read_at;

/// What is kept of one item.
#[derive(Debug)]
pub(crate) struct Portrait {
    /// How it is followed: once for each view.
    pub(crate) tracked: Vec<(Tracked, Groups)>,
    /// What each source said in each view.
    pub(crate) trails: Vec<(TrailKey, Trail)>,
    pub(crate) card: Card,
    /// When it was seen to look so.
    pub(crate) looked_so: Option<Moment>,
    /// The last of its alerts.
    pub(crate) alerts: Vec<KeptAlert>,
}

/// So many alerts are shown.
const ALERTS: u32 = 20;

impl Portrait {
    /// What is kept of `item`; none where that is nothing.
    pub(crate) async fn read(
        store: &Store,
        item: ItemRef,
        view: View,
    ) -> Result<Option<Self>, StoreError> {
        let which = Which { item: Some(item), ..Which::default() };
        let mut tracked = Vec::new();
        for one in store.tracked(&which).await? {
            let groups = store.groups(one.id).await?;
            tracked.push((one, groups));
        }
        let trails = store.trails_of(item).await?;
        if tracked.is_empty() && trails.is_empty() {
            return Ok(None);
        }
        let view = tracked.first().map_or(view, |(one, _)| one.watch.view);
        let kept = store.card(item, view.language).await?;
        let looked_so = kept.as_ref().map(|card| card.seen_at);
        let card = kept.map(|card| Card::read(&card.text)).unwrap_or_default();
        let of =
            AlertsOf { item: Some(item), limit: Some(ALERTS), ..AlertsOf::default() };
        let alerts = store.alerts(&of).await?;
        Ok(Some(Self { tracked, trails, card, looked_so, alerts }))
    }

    /// When a source was read last in a view, as far as that is known. A look that failed is
    /// no reading, though the trail has both.
    pub(crate) fn read_at(&self, key: &TrailKey, trail: &Trail) -> Option<Moment> {
        let of_key = |it: &&(Tracked, Groups)| {
            let watch = &it.0.watch;
            watch.view.ship_to == key.ship_to && watch.view.currency == key.currency
        };
        match self.tracked.iter().find(of_key) {
            Some((tracked, _)) if tracked.failures > 0 => read_at(tracked),
            _ => trail.last_reading(),
        }
    }

    /// The view that is shown first.
    pub(crate) fn view(&self, other: View) -> View {
        self.tracked.first().map_or(other, |(one, _)| one.watch.view)
    }
}

/// A variant as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VariantNow {
    pub(crate) sku: SkuId,
    pub(crate) price: Option<Told>,
    pub(crate) list_price: Option<Told>,
    pub(crate) stock: Option<Told>,
}

/// The variants that a trail or a card tells of, as they are now, in the card's order.
pub(crate) fn variants(
    key: &TrailKey,
    trail: &Trail,
    card: &Card,
    now: Moment,
) -> Vec<VariantNow> {
    let mut skus: Vec<SkuId> = card.skus.keys().copied().collect();
    for (series, _) in trail.series() {
        if let Some(sku) = series.sku
            && !skus.contains(&sku)
        {
            skus.push(sku);
        }
    }
    let told = |sku, kind| {
        let line = buyable(trail, Series::of_sku(sku, kind), now);
        line.at(now).map(|state| Told::of(state, kind, key.currency))
    };
    let variant = |sku| VariantNow {
        sku,
        price: told(sku, Kind::SalePrice),
        list_price: told(sku, Kind::ListPrice),
        stock: told(sku, Kind::Stock),
    };
    skus.into_iter().map(variant).collect()
}

/// The statistics of a series, and of a price the evidence on its claimed discount.
pub(crate) fn judged(
    key: &TrailKey,
    trail: &Trail,
    series: Series,
    now: Moment,
) -> Option<(Stats, Option<Discount>)> {
    let stats = Stats::of(trail, series, key.currency, now, Settings::default())?;
    let discount = (series.kind == Kind::SalePrice)
        .then(|| Discount::of(trail, series, key.currency, now))
        .flatten();
    Some((stats, discount))
}
