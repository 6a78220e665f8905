//! The budget solved: how far apart each item's checks are, so that most is caught.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::gain::{expected_at, worth};
use super::{days, duration};

/// No interval is shorter than a second, in days.
const SHORTEST: f64 = 1.0 / 86_400.0;

/// When an item is to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// At this interval, whatever it does.
    Fixed(Duration),
    /// As it changes, but not more often than `least` apart nor longer than `most`.
    Auto {
        /// The shortest interval.
        least: Duration,
        /// The longest interval.
        most: Duration,
    },
}

impl Every {
    /// As it changes, between ten minutes and thirty days.
    pub const AUTO: Self = Self::Auto {
        least: Duration::from_secs(600),
        most: Duration::from_secs(30 * 86_400),
    };
}

/// What an item asks of the budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Demand {
    /// Changes expected in a day.
    pub per_day: f64,
    /// What a change of it counts for ([`Importance::weight`](super::Importance::weight)).
    pub weight: f64,
    /// Its own wish.
    pub every: Every,
}

/// How the budget is spent: from it the interval of any item follows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What a call must bring in weighted changes to be made.
    price: f64,
    /// How much longer than wished the fixed and the longest intervals are, as the budget
    /// does not suffice for them: 1 if it does.
    stretch: f64,
    /// Calls a day.
    spends: f64,
}

impl Plan {
    /// Finds the price of a call at which these items ask for no more than `budget` calls
    /// a day. Fixed intervals and the longest ones come first; where the budget does not
    /// even suffice for those, all of them are stretched alike.
    pub fn solve(demands: &[Demand], budget: f64) -> Self {
        let budget = if budget.is_finite() { budget.max(1e-9) } else { f64::MAX };
        let dearest =
            demands.iter().map(Demand::worth_most).fold(0.0, f64::max).max(1e-300);
        let asked = |price: f64| {
            let plan = Self { price, stretch: 1.0, spends: 0.0 };
            demands.iter().map(|demand| plan.frequency(demand)).sum::<f64>()
        };
        let least = asked(dearest);
        if least > budget {
            return Self { price: dearest, stretch: least / budget, spends: budget };
        }
        let (mut low, mut high) = (dearest * 1e-12, dearest);
        let most = asked(low);
        if most <= budget {
            return Self { price: low, stretch: 1.0, spends: most };
        }
        let mut spends = least;
        // The price lies between `low`, which asks too much, and `high`, which does not.
        // Where there are many items, some of them say where about it is; then false
        // position in logarithms, where what is asked is nearly straight; a side that
        // stays for long is pulled in by halving.
        let over = |asked: f64| asked.max(1e-300).ln() - budget.ln();
        let (mut above, mut below) = (over(most), over(least));
        let near = Self::of_some(demands, budget);
        let mut guesses = near.iter().flat_map(|price| [price * 1.015, price * 0.985]);
        for round in 0..60 {
            if spends >= budget * 0.999 || high / low < 1.0 + 1e-12 {
                break;
            }
            let (left, right) = (low.ln(), high.ln());
            let middle = match guesses.next() {
                Some(price) => price.ln(),
                None if round % 3 == 2 => (left + right) / 2.0,
                None => left + (right - left) * above / (above - below),
            };
            let price = middle.clamp(left, right).exp();
            let total = asked(price);
            if total > budget {
                (low, above) = (price, over(total));
            } else {
                (high, below, spends) = (price, over(total), total);
            }
        }
        Self { price: high, stretch: 1.0, spends }
    }

    /// The price for evenly chosen ones of very many items, with their share of the budget.
    fn of_some(demands: &[Demand], budget: f64) -> Option<f64> {
        const ENOUGH: usize = 16_384;
        let step = demands.len() / ENOUGH;
        let some: Vec<Demand> = match step {
            0..4 => return None,
            _ => demands.iter().step_by(step).copied().collect(),
        };
        let share = some.len() as f64 / demands.len() as f64;
        Some(Self::solve(&some, budget * share).price)
    }

    /// How far apart the checks of such an item are.
    pub fn interval(&self, demand: &Demand) -> Duration {
        duration(1.0 / self.frequency(demand))
    }

    /// Calls a day that all of it asks for.
    pub fn calls_per_day(&self) -> f64 {
        self.spends
    }

    /// How much longer than wished fixed and longest intervals had to become: 1 if the
    /// budget suffices.
    pub fn stretch(&self) -> f64 {
        self.stretch
    }

    /// Checks a day.
    fn frequency(&self, demand: &Demand) -> f64 {
        match demand.every {
            Every::Fixed(every) => 1.0 / (days(every).max(SHORTEST) * self.stretch),
            Every::Auto { least, most } => {
                let most = days(most).max(SHORTEST);
                let least = days(least).clamp(SHORTEST, most);
                let apart = expected_at(self.price / demand.worth_most()) / demand.rate();
                // Nothing changes and nothing is worth anything: both are not numbers.
                let apart = if apart.is_nan() { most } else { apart.clamp(least, most) };
                1.0 / (apart * self.stretch)
            }
        }
    }
}

impl Demand {
    /// What a call is worth where so many changes are expected since the last.
    pub(super) fn worth(&self, expected: f64) -> f64 {
        self.worth_most() * worth(expected)
    }

    fn worth_most(&self) -> f64 {
        if self.weight.is_finite() { self.weight.clamp(0.0, 1e12) } else { 0.0 }
    }

    fn rate(&self) -> f64 {
        if self.per_day.is_finite() { self.per_day.max(0.0) } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: Duration = Duration::from_secs(86_400);

    fn auto(per_day: f64, weight: f64) -> Demand {
        Demand { per_day, weight, every: Every::AUTO }
    }

    fn fixed(every: Duration) -> Demand {
        Demand { per_day: 1.0, weight: 1.0, every: Every::Fixed(every) }
    }

    fn asked(plan: &Plan, demands: &[Demand]) -> f64 {
        demands.iter().map(|demand| 1.0 / days(plan.interval(demand))).sum()
    }

    /// Changes caught in a day.
    fn caught(demands: &[Demand], interval: impl Fn(&Demand) -> f64) -> f64 {
        let one = |demand: &Demand| {
            let apart = interval(demand);
            demand.weight * -(-demand.per_day * apart).exp_m1() / apart
        };
        demands.iter().map(one).sum()
    }

    #[test]
    fn of_equal_weight_each_is_checked_in_proportion_to_its_rate() {
        let demands = [auto(0.1, 1.0), auto(1.0, 1.0), auto(4.0, 1.0)];
        let plan = Plan::solve(&demands, 5.1);
        for demand in &demands {
            let checks = demand.per_day * days(plan.interval(demand));
            assert!((checks - 1.0).abs() < 1e-3, "{demand:?}: {checks}");
        }
    }

    #[test]
    fn moving_calls_from_any_item_to_any_other_catches_less() {
        let demands = [auto(0.1, 2.0), auto(1.0, 1.0), auto(4.0, 0.7), auto(9.0, 3.0)];
        let plan = Plan::solve(&demands, 20.0);
        assert!(demands.iter().all(|demand| plan.interval(demand) < 29 * DAY));
        let best = caught(&demands, |demand| days(plan.interval(demand)));
        for from in &demands {
            for to in demands.iter().filter(|to| *to != from) {
                let moved = caught(&demands, |demand| {
                    let calls = 1.0 / days(plan.interval(demand));
                    let shift = f64::from(demand == to) - f64::from(demand == from);
                    1.0 / (calls + 0.02 * shift)
                });
                assert!(moved < best + 1e-6, "{from:?} to {to:?}: {moved} over {best}");
            }
        }
    }

    #[test]
    fn a_fixed_interval_takes_its_share_first() {
        let demands = [fixed(DAY / 4), auto(1.0, 1.0), auto(1.0, 1.0)];
        let plan = Plan::solve(&demands, 6.0);
        assert_eq!(plan.interval(&demands[0]), DAY / 4);
        assert!(days(plan.interval(&demands[1])) > 0.9, "{plan:?}");
        assert_eq!(plan.stretch(), 1.0);
    }

    #[test]
    fn what_a_budget_cannot_give_is_taken_from_all_alike() {
        let demands = [fixed(DAY / 4), fixed(DAY / 2), auto(1.0, 1.0)];
        let plan = Plan::solve(&demands, 3.0);
        assert!((asked(&plan, &demands) - 3.0).abs() < 1e-6);
        assert!((plan.stretch() - (6.0 + 1.0 / 30.0) / 3.0).abs() < 1e-6);
        assert!((plan.interval(&demands[0]).as_secs_f64() / 43_440.0 - 1.0).abs() < 1e-3);
    }

    #[test]
    fn more_budget_than_anybody_asks_for_is_not_spent() {
        let demands = [auto(1.0, 1.0), auto(0.0, 1.0)];
        let plan = Plan::solve(&demands, 1e9);
        assert!(plan.calls_per_day() <= 144.0 + 1.0, "{plan:?}");
        assert_eq!(Plan::solve(&[], 10.0).calls_per_day(), 0.0);
    }

    fn numbers() -> impl Strategy<Value = f64> {
        prop_oneof![
            8 => (-4.0..3.0_f64).prop_map(|power| 10_f64.powf(power)),
            1 => Just(0.0),
            1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-1.0)],
        ]
    }

    fn demands() -> impl Strategy<Value = Vec<Demand>> {
        let every = prop_oneof![
            6 => Just(Every::AUTO),
            1 => (1_u64..10_000_000).prop_map(|it| Every::Fixed(Duration::from_secs(it))),
            1 => (0_u64..100_000, 0_u64..1_000_000).prop_map(|(least, most)| Every::Auto {
                least: Duration::from_secs(least),
                most: Duration::from_secs(most),
            }),
        ];
        let demand = (numbers(), numbers(), every)
            .prop_map(|(per_day, weight, every)| Demand { per_day, weight, every });
        prop::collection::vec(demand, 0..40)
    }

    proptest! {
        #[test]
        fn the_budget_is_never_exceeded_and_nothing_starves(
            demands in demands(),
            power in -3.0..4.0_f64,
        ) {
            let budget = 10_f64.powf(power);
            let plan = Plan::solve(&demands, budget);
            prop_assert!(plan.price.is_finite() && plan.stretch >= 1.0, "{plan:?}");
            let asked = asked(&plan, &demands);
            prop_assert!(asked <= budget * (1.0 + 1e-6), "{asked} of {budget}");
            for demand in &demands {
                let interval = days(plan.interval(demand));
                let longest = match demand.every {
                    Every::Fixed(every) => every,
                    Every::Auto { least, most } => most.max(least.min(most)),
                };
                let longest = days(longest).max(SHORTEST) * plan.stretch;
                prop_assert!(interval > 0.0 && interval <= longest * (1.0 + 1e-9));
            }
        }

        #[test]
        fn more_changes_or_more_weight_are_not_checked_more_rarely(
            demands in demands(),
            (rate, weight) in (0.0..50.0_f64, 0.0..50.0_f64),
            (faster, heavier) in (1.0..10.0_f64, 1.0..10.0_f64),
        ) {
            let plan = Plan::solve(&demands, 20.0);
            let usual = plan.interval(&auto(rate, weight));
            prop_assert!(plan.interval(&auto(rate * faster, weight)) <= usual);
            prop_assert!(plan.interval(&auto(rate, weight * heavier)) <= usual);
        }

        #[test]
        fn a_small_change_of_one_item_moves_the_others_little(
            rates in prop::collection::vec((-3.0..1.5_f64).prop_map(|it| 10_f64.powf(it)), 20..60),
            budget in 1.0..100.0_f64,
        ) {
            let mut demands: Vec<Demand> = rates.iter().map(|rate| auto(*rate, 1.0)).collect();
            let before = Plan::solve(&demands, budget);
            demands[0].per_day *= 1.05;
            let after = Plan::solve(&demands, budget);
            for demand in &demands[1..] {
                let moved = days(after.interval(demand)) / days(before.interval(demand));
                prop_assert!((moved - 1.0).abs() < 0.06, "{moved}");
            }
        }
    }
}
