//! How fast something sells: as fast as is certain, and no faster.

use itemget::Bound;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::certain::Certain;
use super::rule::Period;
use super::settle::Held;
use crate::moment::Moment;
use crate::series::Kind;

/// What was sold in all, at several moments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Sales(Vec<Held>);

/// How fast it sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    /// Pieces in a period, at least.
    pub(super) units: Decimal,
    /// Counted from here.
    pub(super) since: Moment,
    /// Whether it is just so many.
    pub(super) is_exact: bool,
}

impl Sales {
    /// Takes in what is believed now. A whole period before it is kept, and no more.
    pub(super) fn note(&mut self, held: Held, per: Period) {
        if self.0.last().is_some_and(|last| last.since == held.since) {
            self.0.pop();
        }
        self.0.push(held);
        let old = self.0.iter().filter(|it| it.since + per.length() <= held.seen).count();
        self.0.drain(..old.saturating_sub(1));
    }

    /// How fast it sold over the last period, or since the last reading before it.
    pub(super) fn pace(&self, kind: Kind, per: Period) -> Option<Pace> {
        let now = self.0.last()?;
        if kind == Kind::SoldThirtyDays {
            let days = Decimal::from(30 * 86_400);
            let length = Decimal::from(per.length().as_secs());
            let units = now.value.decimal() * length / days;
            let since = now.since - 30 * Period::Day.length();
            let is_exact = now.value.bound() == Bound::Exact;
            return Some(Pace { units: units.round_dp(2), since, is_exact });
        }
        let from = self.0.iter().rfind(|it| it.since + per.length() <= now.seen)?;
        // Of "so many or more" it is not known how many were sold before.
        if from.value.bound() == Bound::AtLeast || now.seen == from.since {
            return None;
        }
        let sold = now.value.decimal() - from.value.decimal();
        let time = Decimal::from(now.seen.since(from.since).as_secs());
        let units = sold * Decimal::from(per.length().as_secs()) / time;
        let is_exact = now.value.bound() == Bound::Exact;
        Some(Pace { units: units.round_dp(2), since: from.since, is_exact })
    }
}

impl Pace {
    /// Whether it is faster than so many in a period.
    pub(super) fn is_over(self, units: Decimal) -> Certain {
        match (self.units > units, self.is_exact) {
            (true, _) => Certain::Yes,
            (false, true) => Certain::No,
            (false, false) => Certain::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace(kind: Kind, sold: &[(i64, &str)]) -> Option<(String, bool)> {
        let mut sales = Sales::default();
        for (hour, value) in sold {
            let at = Moment::from_seconds(hour * 3600);
            let value = value.parse().unwrap();
            sales.note(Held { value, since: at, seen: at }, Period::Day);
        }
        let pace = sales.pace(kind, Period::Day)?;
        Some((pace.units.normalize().to_string(), pace.is_exact))
    }

    #[test]
    fn the_last_whole_day_counts_or_the_time_since_the_last_reading_before_it() {
        let sold = |text: &str, exact| Some((text.to_owned(), exact));
        for (readings, expected) in [
            (vec![(0, "100"), (12, "110")], None),
            (vec![(0, "100"), (12, "110"), (24, "130")], sold("30", true)),
            (vec![(0, "0"), (12, "110"), (24, "130"), (36, "150")], sold("40", true)),
            (vec![(0, "100"), (48, "130")], sold("15", true)),
            (vec![(0, "100"), (24, "90")], sold("-10", true)),
            (vec![(0, "4900"), (24, "5000+")], sold("100", false)),
            (vec![(0, "5000+"), (24, "6000")], None),
        ] {
            assert_eq!(pace(Kind::SoldTotal, &readings), expected, "{readings:?}");
        }
    }

    #[test]
    fn what_was_sold_in_thirty_days_is_a_pace_by_itself() {
        let month = |text| pace(Kind::SoldThirtyDays, &[(0, text)]);
        assert_eq!(month("900"), Some(("30".to_owned(), true)));
        assert_eq!(month("900+"), Some(("30".to_owned(), false)));
    }
}
