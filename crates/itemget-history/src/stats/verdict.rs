//! Whether a price is a good one, measured by its own past; or that too little was seen
//! to say.

use itemget::Percent;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::weights::Weights;
use super::window::Coverage;
use crate::state::{Absence, Gap, State};

/// What must have been seen before anything is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Floor {
    /// In so much of the time since the first reading, within the window, it must be known
    /// what the series was.
    pub observed: Percent,
    /// For so many days, altogether, there must have been a value.
    pub days: u64,
}

impl Default for Floor {
    /// Half of the time, and 14 days.
    fn default() -> Self {
        Self { observed: Percent(50.into()), days: 14 }
    }
}

/// Whether a price is a good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Too little was seen to say.
    TooLittleSeen {
        /// The days on which there was a value.
        days: u64,
        /// The share of the time in which it was known what it was.
        observed: Percent,
        /// What would be enough.
        enough: Floor,
    },
    /// There is no price now, and it is known why.
    NotToBeHad {
        /// Why.
        why: Absence,
    },
    /// It is not known what the price is now.
    NotKnownNow {
        /// Why.
        why: Gap,
    },
    /// It was never lower, and was mostly higher.
    LowestEver,
    /// Most of the time it was higher.
    Good,
    /// It is what it usually is.
    Usual,
    /// Most of the time it was lower.
    High,
    /// It was never higher, and was mostly lower.
    HighestEver,
}

impl Verdict {
    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::TooLittleSeen { .. } => "too_little_seen",
            Self::NotToBeHad { .. } => "not_to_be_had",
            Self::NotKnownNow { .. } => "not_known_now",
            Self::LowestEver => "lowest_ever",
            Self::Good => "good",
            Self::Usual => "usual",
            Self::High => "high",
            Self::HighestEver => "highest_ever",
        }
    }
}

/// The share of time, in percent, from which on it is "most of the time".
const MOST: Decimal = Decimal::from_parts(60, 0, 0, false, 0);
/// The share of time from which on a price is the usual one, whatever the others were.
const USUAL: Decimal = Decimal::from_parts(50, 0, 0, false, 0);

/// Judges the price `now` by how long it was higher and lower within the window that
/// `weights` and `coverage` are of; `ever` holds all that was ever seen. The formula:
///
/// 1. Seen for less than the floor: nothing is said.
/// 2. No price now: it is said why.
/// 3. It had just this price for half of the time or more: usual.
/// 4. It was never lower: the lowest ever. It was never higher: the highest ever.
/// 5. It was higher for 60 % of the time or more: good. Lower for as long: high.
/// 6. Else it is usual.
pub fn judge(
    now: State,
    weights: &Weights,
    ever: &Weights,
    coverage: &Coverage,
    floor: Floor,
) -> Verdict {
    let (days, observed) = (coverage.valued_days(), coverage.observed);
    if days < floor.days || observed < floor.observed {
        return Verdict::TooLittleSeen { days, observed, enough: floor };
    }
    let price = match now {
        State::Absent(why) => return Verdict::NotToBeHad { why },
        State::NotObserved(why) => return Verdict::NotKnownNow { why },
        State::Value(quantity) => quantity.decimal(),
    };
    let none = Percent(Decimal::ZERO);
    let higher = weights.above(price).unwrap_or(none).0;
    let lower = weights.below(price).unwrap_or(none).0;
    if Decimal::ONE_HUNDRED - higher - lower >= USUAL {
        return Verdict::Usual;
    }
    // Not by shares of time: a lower price of a second was one too.
    if ever.lowest().is_none_or(|lowest| price <= lowest) {
        return Verdict::LowestEver;
    }
    if ever.highest().is_none_or(|highest| price >= highest) {
        return Verdict::HighestEver;
    }
    match (higher >= MOST, lower >= MOST) {
        (true, _) => Verdict::Good,
        (_, true) => Verdict::High,
        _ => Verdict::Usual,
    }
}

#[cfg(test)]
mod tests {
    use itemget::Count;

    use super::*;
    use crate::availability::buyable;
    use crate::moment::Moment;
    use crate::series::{Kind, Series};
    use crate::state::Quantity;
    use crate::stats::window::Window;
    use crate::testing::Days;
    use crate::timeline::{Step, Timeline};

    /// The verdict on the last price of these runs, each so many days long.
    fn verdict(runs: &[(i64, &str)]) -> &'static str {
        let mut days = Days::new();
        let mut day = 0;
        for (length, price) in runs {
            if !price.is_empty() {
                days = days.days(day..day + length, &[("sale", price)]);
            }
            day += length;
        }
        let trail = days.trail();
        let now = Days::moment(day);
        let line = buyable(&trail, Series::of_item(Kind::SalePrice), now);
        let window = Window { from: Days::moment(0), until: now };
        let weights = Weights::of(&line, window);
        let coverage = Coverage::of(&line, Count::exact(0), window);
        let state = line.at(now).unwrap();
        judge(state, &weights, &weights, &coverage, Floor::default()).word()
    }

    #[test]
    fn a_lower_price_of_a_second_is_a_lower_price() {
        let moment = Moment::from_seconds;
        let day = 86_400;
        let step = |from: i64, until: i64, price: i64| Step {
            from: moment(from),
            until: moment(until),
            state: State::Value(Quantity::whole(price)),
        };
        let line = Timeline::new([
            step(0, 1, 4),
            step(1, 300 * day, 10),
            step(300 * day, 301 * day, 5),
        ]);
        let window = Window { from: moment(0), until: moment(301 * day) };
        let weights = Weights::of(&line, window);
        let coverage = Coverage::of(&line, Count::exact(0), window);
        let now = State::Value(Quantity::whole(5));
        let verdict = judge(now, &weights, &weights, &coverage, Floor::default());
        assert_eq!(verdict, Verdict::Good);
        assert_eq!(weights.below(5.into()), Some(Percent(0.into())));
    }

    #[test]
    fn a_price_is_judged_by_the_time_it_was_higher_and_lower() {
        for (runs, expected) in [
            (&[(13, "10")][..], "too_little_seen"),
            (&[(14, "10")], "usual"),
            (&[(10, "10"), (21, ""), (10, "10")], "too_little_seen"),
            (&[(19, "10"), (1, "8")], "lowest_ever"),
            (&[(19, "10"), (1, "12")], "highest_ever"),
            // The lowest ever, and for most of the time: what it usually is.
            (&[(5, "10"), (15, "8")], "usual"),
            (&[(1, "7"), (16, "10"), (3, "8")], "good"),
            (&[(1, "12"), (16, "8"), (3, "10")], "high"),
            (&[(9, "12"), (8, "8"), (3, "10")], "usual"),
            (&[(20, "10"), (5, "")], "not_known_now"),
        ] {
            assert_eq!(verdict(runs), expected, "{runs:?}");
        }
    }
}
