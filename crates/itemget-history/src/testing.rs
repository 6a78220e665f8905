//! Trails for tests, told day by day.

use std::time::Duration;

use itemget::{Currency, SkuId};

use crate::moment::Moment;
use crate::reading::{Entry, Reading, Seen};
use crate::series::{Kind, Series};
use crate::state::{Absence, Gap, Quantity, State};
use crate::trail::Trail;

/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// The first day of every trail here: 1 June 2026, midnight.
const START: i64 = 1_780_272_000;

/// A trail in the making: a reading a day, each believed for a day and no longer.
pub(crate) struct Days(Trail);

impl Days {
    pub(crate) fn new() -> Self {
        Self(Trail::default())
    }

    /// The start of a day, counted from the trail's first.
    pub(crate) fn moment(day: i64) -> Moment {
        Moment::from_seconds(START + day * DAY)
    }

    /// Which day a moment lies in.
    pub(crate) fn of(moment: Moment) -> i64 {
        (moment.seconds() - START) / DAY
    }

    pub(crate) fn sku(id: u64) -> Option<SkuId> {
        SkuId::from_u64(id)
    }

    pub(crate) fn eur() -> Currency {
        "EUR".parse().unwrap()
    }

    /// What was seen on a day: `("sale", "8.50")` of the item, `("2/stock", "5")` of a
    /// variant, `("sold", "5000+")` a lower bound; a word that is no kind tells nothing.
    pub(crate) fn day(self, day: i64, told: &[(&str, &str)]) -> Self {
        let entries = told.iter().filter_map(|(what, value)| entry(what, value));
        self.seen(day, Seen::Item(entries.collect()))
    }

    /// The same seen on each of these days.
    pub(crate) fn days(
        self,
        mut days: std::ops::Range<i64>,
        told: &[(&str, &str)],
    ) -> Self {
        days.try_fold(self, |trail, day| Some(trail.day(day, told)))
            .expect("a day can always be added")
    }

    pub(crate) fn away(self, day: i64, why: Absence) -> Self {
        self.seen(day, Seen::Absent(why))
    }

    pub(crate) fn failed(self, day: i64) -> Self {
        self.seen(day, Seen::NotObserved(Gap::Failed))
    }

    pub(crate) fn trail(self) -> Trail {
        self.0
    }

    fn seen(mut self, day: i64, seen: Seen) -> Self {
        let holds_for = Duration::from_secs(86_400);
        self.0.lay(&Reading { at: Self::moment(day), holds_for, seen });
        self
    }
}

fn entry(what: &str, value: &str) -> Option<Entry> {
    let (sku, word) = match what.split_once('/') {
        Some((sku, word)) => (SkuId::from_u64(sku.parse().unwrap()), word),
        None => (None, what),
    };
    let kind = match word {
        "sale" => Kind::SalePrice,
        "list" => Kind::ListPrice,
        "stock" => Kind::Stock,
        "sold" => Kind::SoldTotal,
        "sold30" => Kind::SoldThirtyDays,
        "stated" => Kind::StatedDiscount,
        _ => return None,
    };
    let state = match value.strip_suffix('+') {
        Some(least) => {
            let count = itemget::Count::at_least(least.parse().unwrap());
            State::Value(count.try_into().unwrap())
        }
        None => {
            let number: rust_decimal::Decimal = value.parse().unwrap();
            State::Value(Quantity::try_from(number).unwrap())
        }
    };
    Some(Entry { series: Series { sku, kind }, state })
}
