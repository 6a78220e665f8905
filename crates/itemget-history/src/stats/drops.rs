//! How often and how far a price fell.

use itemget::{Currency, Percent};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::window::Window;
use crate::figure::{Figure, percent_below};
use crate::moment::Moment;
use crate::series::Kind;
use crate::state::Quantity;
use crate::timeline::Timeline;

/// The move in percent, either way, that makes a price the one to compare with: small
/// wiggles do not, so that a slow slide of them is one drop and not none.
pub const BASELINE_PERCENT: Decimal = Decimal::from_parts(3, 0, 0, false, 0);

/// A fall from the price that stood before to a lower one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(as = PriceFall))]
pub struct Fall {
    /// The price that it is compared with.
    pub before: Figure,
    /// What it fell to.
    pub to: Figure,
    /// By how much of the price before.
    pub percent: Percent,
    /// Until when a higher value was last seen: it fell between then and `at`.
    pub seen_before: Moment,
    /// When the lower value was first seen.
    pub at: Moment,
}

/// The falls of a line within a window that are of at least `least`, in their order.
///
/// A price is compared with a baseline: the first value, and from then on each value that
/// is at least [`BASELINE_PERCENT`] away from the baseline before it, since long before the
/// window: a fall on its edge is a fall in one of two windows that touch. Falls over time
/// that nobody watched count, and tell between which moments they were.
pub fn falls_of(
    line: &Timeline,
    window: Window,
    least: Percent,
    kind: Kind,
    currency: Currency,
) -> Vec<Fall> {
    let figure = |quantity| Figure::of(quantity, kind, currency);
    let mut falls = Vec::new();
    let mut baseline: Option<Quantity> = None;
    let mut seen_before = window.from;
    for step in line.steps().iter().take_while(|step| step.from < window.until) {
        let Some(value) = step.state.value() else { continue };
        let before = *baseline.get_or_insert(value);
        let below = percent_below(before.decimal(), value.decimal());
        match below {
            None => baseline = Some(value),
            Some(percent) if percent.0.abs() >= BASELINE_PERCENT => {
                if percent.0 > Decimal::ZERO
                    && percent >= least
                    && step.from >= window.from
                {
                    let (before, to) = (figure(before), figure(value));
                    falls.push(Fall { before, to, percent, seen_before, at: step.from });
                }
                baseline = Some(value);
            }
            Some(_) => {}
        }
        seen_before = step.until;
    }
    falls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Series;
    use crate::testing::Days;

    fn percents(prices: &[&str], least: i64) -> Vec<String> {
        let mut days = Days::new();
        for (day, price) in (0..).zip(prices) {
            days = days.day(day, &[("sale", price)]);
        }
        let trail = days.trail();
        let line = trail.timeline(Series::of_item(Kind::SalePrice), Days::moment(99));
        let window = Window { from: Days::moment(0), until: Days::moment(99) };
        let least = Percent(least.into());
        let falls = falls_of(&line, window, least, Kind::SalePrice, Days::eur());
        falls.iter().map(|fall| fall.percent.to_string()).collect()
    }

    #[test]
    fn a_wiggle_is_no_drop_and_a_slide_of_wiggles_is_one() {
        for (prices, least, expected) in [
            (&["10", "8", "10", "9"][..], 3, &["20%", "10%"][..]),
            (&["10", "9.8", "10", "9.8", "9.9"], 3, &[]),
            (&["10", "9.8", "9.6", "9.4", "9.2"], 3, &["4%", "4.17%"]),
            (&["10", "9", "8", "7"], 3, &["10%", "11.11%", "12.5%"]),
            (&["10", "9", "4"], 20, &["55.56%"]),
            (&["5", "0", "5", "4"], 3, &["100%", "20%"]),
            (&[], 3, &[]),
        ] {
            assert_eq!(percents(prices, least), expected, "{prices:?}");
        }
    }

    #[test]
    fn the_falls_of_two_windows_that_touch_are_those_of_both() {
        let prices = ["10", "9.8", "9.6", "9", "10", "8", "7.9", "7.5", "9"];
        let days = (0..).zip(prices);
        let trail = days
            .fold(Days::new(), |days, (day, price)| days.day(day, &[("sale", price)]));
        let line =
            trail.trail().timeline(Series::of_item(Kind::SalePrice), Days::moment(9));
        let count = |from, until| {
            let window = Window { from: Days::moment(from), until: Days::moment(until) };
            let least = Percent(3.into());
            falls_of(&line, window, least, Kind::SalePrice, Days::eur()).len()
        };
        assert_eq!(count(0, 9), 4);
        for cut in 0..=9 {
            assert_eq!(count(0, cut) + count(cut, 9), 4, "{cut}");
        }
    }

    #[test]
    fn a_drop_tells_between_which_moments_it_was() {
        let trail =
            Days::new().day(0, &[("sale", "10")]).day(5, &[("sale", "8")]).trail();
        let line = trail.timeline(Series::of_item(Kind::SalePrice), Days::moment(6));
        let window = Window { from: Days::moment(0), until: Days::moment(6) };
        let least = Percent(3.into());
        let falls = falls_of(&line, window, least, Kind::SalePrice, Days::eur());
        assert_eq!(Days::of(falls[0].seen_before), 0);
        assert_eq!(falls[0].at, Days::moment(5));
    }
}
