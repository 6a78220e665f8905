//! A window of time, and how much of it was seen.

use itemget::{Count, Percent};
use serde::{Deserialize, Serialize};

use crate::figure::share;
use crate::moment::Moment;
use crate::timeline::{Step, Timeline};

/// A stretch of time that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Window {
    /// Its first second.
    pub from: Moment,
    /// The second after its last.
    pub until: Moment,
}

impl Window {
    /// The last so many days before `until`, of 86,400 seconds each.
    pub fn days_before(until: Moment, days: u32) -> Self {
        let length = std::time::Duration::from_secs(u64::from(days) * 86_400);
        Self { from: until - length, until }
    }

    /// How long it is, in seconds.
    pub fn seconds(self) -> u64 {
        self.until.since(self.from).as_secs()
    }

    /// The steps of a line before those that reach into it, and those.
    pub(crate) fn cut(self, line: &Timeline) -> (&[Step], &[Step]) {
        let steps = line.steps();
        let first = steps.partition_point(|step| step.until <= self.from);
        let after = steps.partition_point(|step| step.from < self.until);
        (&steps[..first], &steps[first..after.max(first)])
    }

    /// How much of the time between `from` and `until` lies in it, in seconds.
    pub(crate) fn overlap(self, from: Moment, until: Moment) -> u64 {
        until.min(self.until).since(from.max(self.from)).as_secs()
    }
}

/// How much of a window a statistic rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Of what.
    #[serde(flatten)]
    pub window: Window,
    /// In how much of the window it was known what the series was: its value, or that it
    /// had none. Rounded down.
    pub observed: Percent,
    /// For how long that was, in seconds.
    pub observed_seconds: u64,
    /// For how long it had a value, in seconds.
    pub valued_seconds: u64,
    /// How many changes were seen in the window: what it began with is none, and neither
    /// is that nobody looked.
    pub changes: u64,
    /// How many readings there were in it, failed ones too; a lower bound where a stretch
    /// of readings reaches over the window's edge.
    pub readings: Count,
    /// When in the window it was first known what it was.
    pub first: Option<Moment>,
    /// Until when in the window it was last known.
    pub last: Option<Moment>,
}

impl Coverage {
    /// What of `window` the line knows. `readings` are those of its trail in the window
    /// ([`super::readings_in`]).
    pub fn of(line: &Timeline, readings: Count, window: Window) -> Self {
        let mut coverage = Self {
            window,
            observed: Percent(0.into()),
            observed_seconds: 0,
            valued_seconds: 0,
            changes: 0,
            readings,
            first: None,
            last: None,
        };
        let (before, inside) = window.cut(line);
        let mut observed = before.iter().rev().filter(|it| it.state.is_observed());
        let mut known = observed.next().map(|step| step.state);
        for step in inside.iter().filter(|it| it.state.is_observed()) {
            let seconds = window.overlap(step.from, step.until);
            let is_new = known.replace(step.state).is_some_and(|it| it != step.state);
            if seconds == 0 {
                continue;
            }
            coverage.observed_seconds += seconds;
            if step.state.value().is_some() {
                coverage.valued_seconds += seconds;
            }
            coverage.changes += u64::from(is_new && step.from >= window.from);
            coverage.first.get_or_insert(step.from.max(window.from));
            coverage.last = Some(step.until.min(window.until));
        }
        if let Some(observed) = share(coverage.observed_seconds, window.seconds()) {
            coverage.observed = observed;
        }
        coverage
    }

    /// For how many days it had a value, rounded down.
    pub fn valued_days(&self) -> u64 {
        self.valued_seconds / 86_400
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::series::{Kind, Series};
    use crate::state::Absence;
    use crate::testing::Days;

    proptest! {
        #[test]
        fn two_windows_that_touch_cover_what_both_do(
            read in prop::collection::btree_map(0..40_i64, 0..3_i64, 1..30),
            cut in 0..40_i64,
        ) {
            let days = read.iter().fold(Days::new(), |days, (day, price)| match price {
                0 => days.away(*day, Absence::SoldOut),
                price => days.day(*day, &[("sale", &price.to_string())]),
            });
            let trail = days.trail();
            let line = trail.timeline(Series::of_item(Kind::SalePrice), Days::moment(40));
            let coverage = |from, until| {
                let (from, until) = (Days::moment(from), Days::moment(until));
                Coverage::of(&line, Count::exact(0), Window { from, until })
            };
            let (before, after) = (coverage(0, cut), coverage(cut, 40));
            let whole = coverage(0, 40);
            let sum = before.observed_seconds + after.observed_seconds;
            prop_assert_eq!(sum, whole.observed_seconds);
            prop_assert_eq!(
                before.valued_seconds + after.valued_seconds,
                whole.valued_seconds
            );
            prop_assert_eq!(before.changes + after.changes, whole.changes);
        }
    }

    #[test]
    fn what_nobody_saw_is_not_covered_and_an_absence_is() {
        let trail = Days::new()
            .days(0..4, &[("sale", "8")])
            .day(4, &[("sale", "7")])
            .away(5, Absence::OffSale)
            .failed(6)
            .days(10..12, &[("sale", "8")])
            .trail();
        let line = trail.timeline(Series::of_item(Kind::SalePrice), Days::moment(20));
        let coverage = |from, until| {
            let window = Window { from: Days::moment(from), until: Days::moment(until) };
            Coverage::of(&line, Count::exact(0), window)
        };
        let whole = coverage(0, 16);
        assert_eq!(whole.observed_seconds, 8 * 86_400);
        assert_eq!(whole.valued_seconds, 7 * 86_400);
        assert_eq!(whole.observed.to_string(), "50%");
        assert_eq!(whole.changes, 3);
        assert_eq!(whole.first, Some(Days::moment(0)));
        assert_eq!(whole.last, Some(Days::moment(12)));
        let nothing = coverage(7, 9);
        assert_eq!((nothing.first, nothing.observed_seconds), (None, 0));
        assert_eq!(nothing.observed, Percent(0.into()));
    }
}
