//! The use case behind `history`: what was seen of an item over time.

mod since;

use itemget::{ItemRef, Language};
use itemget_history::rates::overlay;
use itemget_history::stats::{Coverage, Window, readings_in};
use itemget_history::{
    Moment, Series, Timeline, Told, Trail, TrailKey, Unit, buyable_or_absent,
};
use itemget_store::{Store, StoreError};

use crate::card::Card;
use crate::database::World;
use crate::overlay::Overlay;
use crate::records::{HistoryRecord, SeriesRecord, StepRecord};
use crate::selection::Selection;

pub(crate) use since::since;

/// A series to be told of.
pub(crate) struct Shown {
    pub(crate) record: HistoryRecord,
    pub(crate) key: TrailKey,
    pub(crate) series: Series,
    pub(crate) line: Timeline,
}

/// What is asked of the history of an item.
pub(crate) struct Question {
    pub(crate) item: ItemRef,
    pub(crate) selection: Selection,
    pub(crate) since: Option<Moment>,
    pub(crate) now: Moment,
    pub(crate) overlay: Option<Overlay>,
}

impl Question {
    /// The series that it is about, as they were.
    pub(crate) async fn ask(
        &self,
        store: &Store,
        world: World,
        language: Language,
    ) -> Result<Vec<Shown>, StoreError> {
        let looks = looks(store, self.item, language).await?;
        let mut all = Vec::new();
        for (key, trail) in store.trails_of(self.item).await? {
            if !self.selection.keeps(&key) {
                continue;
            }
            for series in self.selection.series(&trail) {
                let synthetic = world == World::Sandbox;
                all.extend(self.told(&key, &trail, series, &looks, synthetic));
            }
        }
        Ok(all)
    }

    /// One series, since when it is asked for; none where there is nothing of it then.
    fn told(
        &self,
        key: &TrailKey,
        trail: &Trail,
        series: Series,
        looks: &Card,
        synthetic: bool,
    ) -> Option<Shown> {
        let line = buyable_or_absent(trail, series, self.now);
        let (first, last) = line.extent()?;
        let from = self.since.map_or(first, |since| since.max(first));
        let window = Window { from: from.min(self.now), until: self.now };
        if last < window.from {
            return None;
        }
        let line = line.between(window.from, window.until);
        let coverage = Coverage::of(&line, readings_in(trail, window), window);
        let steps = line.steps().iter().map(|step| StepRecord {
            from: step.from,
            until: step.until,
            told: Told::of(step.state, series.kind, key.currency),
        });
        let is_money = series.kind.unit() == Unit::Money;
        let overlay = self.overlay.as_ref().filter(|_| is_money).map(|it| {
            let within = itemget_history::rates::WITHIN_DAYS;
            overlay(&it.rates, &line, key.currency, it.to, within)
        });
        let record = HistoryRecord {
            of: series_record(key, series, looks, synthetic),
            coverage,
            steps: steps.collect(),
            overlay,
        };
        Some(Shown { record, key: key.clone(), series, line })
    }
}

/// Which series it is, for programs.
pub(crate) fn series_record(
    key: &TrailKey,
    series: Series,
    looks: &Card,
    synthetic: bool,
) -> SeriesRecord {
    SeriesRecord {
        id: key.item.id,
        title: looks.title.clone(),
        sku_id: series.sku,
        variant: series.sku.and_then(|sku| looks.variant(sku)),
        kind: series.kind,
        ship_to: key.ship_to,
        currency: key.currency,
        api: key.source.clone(),
        synthetic,
    }
}

async fn looks(
    store: &Store,
    item: ItemRef,
    language: Language,
) -> Result<Card, StoreError> {
    let card = store.card(item, language).await?;
    Ok(card.map(|card| Card::read(&card.text)).unwrap_or_default())
}
