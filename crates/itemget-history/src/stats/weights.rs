//! How long a series had each value, and what follows from it: mean, median, the most
//! common value, and how much of the time it was higher.

use std::collections::BTreeMap;

use itemget::{Bound, Percent};
use rust_decimal::Decimal;

use super::window::Window;
use crate::figure::share;
use crate::timeline::Timeline;

/// For how many seconds a series had each value. Time without a value weighs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weights {
    seconds: BTreeMap<Decimal, u64>,
    is_bound: bool,
}

impl Weights {
    /// The weights of a line within a window.
    pub fn of(line: &Timeline, window: Window) -> Self {
        let mut weights = Self::default();
        for step in window.cut(line).1 {
            let seconds = window.overlap(step.from, step.until);
            if let Some(value) = step.state.value()
                && seconds > 0
            {
                *weights.seconds.entry(value.decimal()).or_default() += seconds;
                weights.is_bound |= value.bound() == Bound::AtLeast;
            }
        }
        weights
    }

    /// For how long there was a value, in seconds.
    pub fn total(&self) -> u64 {
        self.seconds.values().sum()
    }

    /// Whether some of the values were lower bounds; what is made of them then is one.
    pub fn bound(&self) -> Bound {
        if self.is_bound { Bound::AtLeast } else { Bound::Exact }
    }

    /// The lowest value that it ever had, however short.
    pub fn lowest(&self) -> Option<Decimal> {
        self.seconds.first_key_value().map(|(value, _)| *value)
    }

    /// The highest value that it ever had, however short.
    pub fn highest(&self) -> Option<Decimal> {
        self.seconds.last_key_value().map(|(value, _)| *value)
    }

    /// The mean over time: rounded once, half away from zero, to two decimals more than
    /// the finest of the values has. None where there was no value, or where the sum has
    /// more digits than can be counted.
    pub fn mean(&self) -> Option<Decimal> {
        let finest = self.seconds.keys().map(Decimal::scale).max()?;
        let mut sum: i128 = 0;
        for (value, seconds) in &self.seconds {
            let more = 10_i128.checked_pow(finest - value.scale())?;
            let units = value.mantissa().checked_mul(more)?;
            sum = sum.checked_add(units.checked_mul(i128::from(*seconds))?)?;
        }
        let scale = (finest + 2).min(Decimal::MAX_SCALE);
        let wanted = sum.checked_mul(10_i128.checked_pow(scale - finest)?)?;
        let total = i128::from(self.total());
        let half = if wanted < 0 { -(total / 2) } else { total / 2 };
        Decimal::try_from_i128_with_scale(wanted.checked_add(half)? / total, scale).ok()
    }

    /// The least value that it did not exceed for at least half of the time.
    pub fn median(&self) -> Option<Decimal> {
        let total = self.total();
        let mut below = 0;
        let mut values = self.seconds.iter();
        let median = values.find(|(_, seconds)| {
            below += **seconds;
            below >= total - below
        });
        median.map(|(value, _)| *value)
    }

    /// The value that it had for the longest time altogether, and for how many seconds;
    /// the lower one of two that had it as long.
    pub fn most_common(&self) -> Option<(Decimal, u64)> {
        let values = self.seconds.iter();
        let longest = values.rev().max_by_key(|(_, seconds)| **seconds)?;
        Some((*longest.0, *longest.1))
    }

    /// For how much of the time it was strictly higher than `value`.
    pub fn above(&self, value: Decimal) -> Option<Percent> {
        let higher = self.seconds.iter().filter(|(other, _)| **other > value);
        share(higher.map(|(_, seconds)| seconds).sum(), self.total())
    }

    /// For how much of the time it was strictly lower than `value`.
    pub fn below(&self, value: Decimal) -> Option<Percent> {
        let lower = self.seconds.iter().filter(|(other, _)| **other < value);
        share(lower.map(|(_, seconds)| seconds).sum(), self.total())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::moment::Moment;
    use crate::state::{Gap, Quantity, State};
    use crate::timeline::Step;

    const ALL: Window = Window { from: Moment::MIN, until: Moment::MAX };

    /// A line of steps of these lengths; no value where there is none.
    fn line(steps: &[(i64, Option<i64>)]) -> Timeline {
        let mut at = 0;
        Timeline::new(steps.iter().map(|(seconds, cents)| {
            let from = Moment::from_seconds(at);
            at += seconds;
            let state = match cents {
                Some(cents) => {
                    State::Value(Quantity::from_parts(*cents, 2, Bound::Exact).unwrap())
                }
                None => State::NotObserved(Gap::Unwatched),
            };
            Step { from, until: Moment::from_seconds(at), state }
        }))
    }

    fn weights(steps: &[(i64, Option<i64>)]) -> Weights {
        Weights::of(&line(steps), ALL)
    }

    #[test]
    fn time_weighs_and_time_without_a_value_weighs_nothing() {
        let weights = weights(&[(30, Some(800)), (500, None), (10, Some(500))]);
        assert_eq!(weights.total(), 40);
        assert_eq!(weights.lowest().zip(weights.highest()), Some((5.into(), 8.into())));
        assert_eq!(weights.mean().unwrap().to_string(), "7.25");
        assert_eq!(weights.median().unwrap().to_string(), "8");
        assert_eq!(weights.most_common(), Some((8.into(), 30)));
        assert_eq!(weights.above(5.into()).unwrap().to_string(), "75%");
        assert_eq!(weights.above(8.into()).unwrap().to_string(), "0%");
        assert_eq!(weights.below(8.into()).unwrap().to_string(), "25%");
    }

    #[test]
    fn a_mean_is_rounded_once_and_nothing_has_none() {
        let thirds = weights(&[(1, Some(1)), (1, Some(2)), (1, Some(2))]);
        assert_eq!(thirds.mean().unwrap().to_string(), "0.0167");
        let nothing = weights(&[(5, None)]);
        assert_eq!(nothing, Weights::default());
        assert_eq!((nothing.mean(), nothing.median()), (None, None));
        assert_eq!((nothing.most_common(), nothing.above(1.into())), (None, None));
    }

    fn steps() -> impl Strategy<Value = Vec<(i64, Option<i64>)>> {
        let value = prop_oneof![3 => (0..5000_i64).prop_map(Some), 1 => Just(None)];
        prop::collection::vec((1..100_000_i64, value), 1..40)
    }

    proptest! {
        #[test]
        fn mean_and_median_lie_between_the_least_and_the_most(steps in steps()) {
            let values = steps.iter().filter_map(|(_, cents)| *cents);
            let decimal = |cents| Decimal::new(cents, 2);
            let bounds = values.clone().min().zip(values.max());
            let weights = weights(&steps);
            prop_assert_eq!(weights.mean().is_some(), bounds.is_some());
            for middle in [weights.mean(), weights.median()].into_iter().flatten() {
                let (least, most) = bounds.unwrap();
                prop_assert!(decimal(least) <= middle && middle <= decimal(most));
            }
        }

        #[test]
        fn the_weights_of_two_parts_are_the_weights_of_the_whole(
            steps in steps(),
            cut in 0..2_000_000_i64,
        ) {
            let line = line(&steps);
            let cut = Moment::from_seconds(cut);
            let before = Weights::of(&line, Window { until: cut, ..ALL });
            let after = Weights::of(&line, Window { from: cut, ..ALL });
            let whole = Weights::of(&line, ALL);
            let mut sum = before.seconds;
            for (value, seconds) in after.seconds {
                *sum.entry(value).or_default() += seconds;
            }
            prop_assert_eq!(sum, whole.seconds);
        }

        #[test]
        fn the_higher_the_value_the_less_of_the_time_was_above_it(
            steps in steps(),
            a in 0..5000_i64,
            b in 0..5000_i64,
        ) {
            let weights = weights(&steps);
            let (low, high) = (Decimal::new(a.min(b), 2), Decimal::new(a.max(b), 2));
            prop_assert!(weights.above(low) >= weights.above(high));
            prop_assert!(weights.below(low) <= weights.below(high));
            if let (Some(above), Some(below)) = (weights.above(low), weights.below(low)) {
                prop_assert!(above.0 + below.0 <= Decimal::ONE_HUNDRED);
            }
        }
    }
}
