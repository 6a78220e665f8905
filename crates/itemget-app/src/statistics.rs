//! The use case behind `stats`: statistics of many series, on all processors.

use itemget::{Currency, Language, Money};
use itemget_history::discount::Discount;
use itemget_history::rates::{Converted, NotConverted, WITHIN_DAYS};
use itemget_history::stats::{Extreme, OF_VARIANTS, Settings, Stats};
use itemget_history::{Figure, Kind, Moment, Part, Series, Told, Trail, TrailKey, Unit};
use itemget_store::{PackedTrail, Store, StoreError};

use crate::card::Card;
use crate::database::World;
use crate::overlay::{Overlay, day};
use crate::past::series_record;
use crate::records::{ConvertedRecord, StatsRecord};
use crate::selection::{Selection, Variants};
use crate::trails::OfItem;

/// How much is to be said of each series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All that there is to say.
    Whole,
    /// What a table of many series shows: the window of so many days, and the lowest value
    /// ever. Of how many readings it was is a weaker lower bound than it could be.
    Row {
        /// So many days.
        days: u32,
    },
}

/// What is asked.
pub(crate) struct Question<'a> {
    pub(crate) selection: Selection,
    pub(crate) now: Moment,
    pub(crate) overlay: Option<Overlay>,
    pub(crate) extent: Extent,
    /// Whether the evidence on discounts is wanted.
    pub(crate) discount: bool,
    pub(crate) store: &'a Store,
    /// Whose data it holds.
    pub(crate) world: World,
}

/// An item, and how it looks as that is kept.
type Work = (OfItem, Option<itemget_store::Card>);

/// The statistics of a series.
pub(crate) struct Computed {
    pub(crate) record: StatsRecord,
    /// The lowest value of all that was seen.
    pub(crate) lowest_ever: Option<Extreme>,
}

impl Question<'_> {
    /// The statistics of these items, in their order.
    pub(crate) async fn compute(
        &self,
        items: Vec<OfItem>,
        language: Language,
    ) -> Result<Vec<Computed>, StoreError> {
        let refs: Vec<_> = items.iter().map(|of| of.item).collect();
        let cards = self.store.cards(&refs, language).await?;
        let work: Vec<Work> = items.into_iter().zip(cards).collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = work.len().div_ceil(threads).max(1);
        let mut parts: Vec<Vec<Work>> = Vec::new();
        let mut work = work.into_iter().peekable();
        while work.peek().is_some() {
            parts.push(work.by_ref().take(share).collect());
        }
        let computed: Result<Vec<Vec<Computed>>, StoreError> =
            std::thread::scope(|scope| {
                let threads: Vec<_> = parts
                    .into_iter()
                    .map(|part| scope.spawn(|| self.of_part(part)))
                    .collect();
                let ended = threads.into_iter().map(|thread| {
                    thread.join().expect("statistics of what was read do not panic")
                });
                ended.collect()
            });
        Ok(computed?.into_iter().flatten().collect())
    }

    fn of_part(&self, part: Vec<Work>) -> Result<Vec<Computed>, StoreError> {
        let mut all = Vec::new();
        for (of_item, looks) in part {
            let looks = looks.map(|card| Card::read(&card.text)).unwrap_or_default();
            for (key, packed) in of_item.trails {
                if !self.selection.keeps(&key) {
                    continue;
                }
                let trail = self.open(&packed)?;
                let series = self.selection.series(&trail).into_iter();
                all.extend(
                    series.filter_map(|it| self.of_series(&key, &trail, it, &looks)),
                );
            }
        }
        Ok(all)
    }

    /// As much of a trail as is needed to say what is asked.
    fn open(&self, packed: &PackedTrail) -> Result<Trail, StoreError> {
        if self.extent == Extent::Whole || self.selection.variants != Variants::Whole {
            return packed.open();
        }
        let trail = packed.open_part(Part::of_kinds(OF_VARIANTS))?;
        match self.selection.is_told_whole(&trail) {
            true => Ok(trail),
            false => packed.open(),
        }
    }

    fn of_series(
        &self,
        key: &TrailKey,
        trail: &Trail,
        series: Series,
        looks: &Card,
    ) -> Option<Computed> {
        let (now, usual) = (self.now, Settings::default());
        let (stats, lowest_ever) = match self.extent {
            Extent::Whole => {
                let stats = Stats::of(trail, series, key.currency, now, usual)?;
                let ever = stats.window(None).and_then(|ever| ever.lowest.clone());
                (stats, ever)
            }
            Extent::Row { days } => {
                Stats::of_row(trail, series, key.currency, now, usual, days)?
            }
        };
        let discount = (self.discount && series.kind == Kind::SalePrice)
            .then(|| Discount::of(trail, series, key.currency, self.now))
            .flatten();
        let is_money = series.kind.unit() == Unit::Money;
        let converted = self.overlay.as_ref().filter(|_| is_money);
        let converted = converted.map(|it| converted_record(it, &stats, key.currency));
        let synthetic = self.world == World::Sandbox;
        let of = series_record(key, series, looks, synthetic);
        let record = StatsRecord { of, stats, discount, converted };
        Some(Computed { record, lowest_ever })
    }
}

/// What is known now and the lowest prices, each by the rate of the day it was seen.
fn converted_record(overlay: &Overlay, stats: &Stats, from: Currency) -> ConvertedRecord {
    let convert = |figure: &Figure, at: Moment| -> Result<Converted, NotConverted> {
        let money = Money::new(figure.amount, from);
        overlay.rates.convert(money, overlay.to, day(at), WITHIN_DAYS)
    };
    let current = match stats.current.told {
        Told::Value(figure) => Some(convert(&figure, stats.now).into()),
        Told::Absent { .. } | Told::NotObserved { .. } => None,
    };
    let lowest = stats.windows.iter().map(|window| {
        let lowest = window.lowest.as_ref();
        (window.days, lowest.map(|it| convert(&it.value, it.from).into()))
    });
    ConvertedRecord { currency: overlay.to, current, lowest: lowest.collect() }
}
