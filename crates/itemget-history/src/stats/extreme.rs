//! The lowest and the highest value of a window, and when it was seen.

use itemget::Currency;
use serde::{Deserialize, Serialize};

use super::window::Window;
use crate::figure::Figure;
use crate::moment::Moment;
use crate::series::Kind;
use crate::state::Quantity;
use crate::timeline::Timeline;

/// A value at one end of what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "utoipa", schema(as = ExtremeValue))]
pub struct Extreme {
    /// The value.
    pub value: Figure,
    /// When it was first seen, of the stretches that reach into the window: it may have
    /// been so since before the window.
    pub from: Moment,
    /// Until when it was last seen, no later than the window's end.
    pub until: Moment,
    /// In how many stretches it was seen.
    pub stretches: u32,
    /// For how long altogether within the window, in seconds.
    pub seconds: u64,
}

/// Which end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    Lowest,
    Highest,
}

/// The lowest value of a line within a window, of a series of this kind in a trail of this
/// currency; none where there is no value.
pub fn lowest_of(
    line: &Timeline,
    window: Window,
    kind: Kind,
    currency: Currency,
) -> Option<Extreme> {
    extreme(line, window, End::Lowest, kind, currency)
}

/// The highest value, likewise.
pub fn highest_of(
    line: &Timeline,
    window: Window,
    kind: Kind,
    currency: Currency,
) -> Option<Extreme> {
    extreme(line, window, End::Highest, kind, currency)
}

/// The value at one end of a line within a window; none where there is no value.
pub(crate) fn extreme(
    line: &Timeline,
    window: Window,
    end: End,
    kind: Kind,
    currency: Currency,
) -> Option<Extreme> {
    let mut best: Option<Best> = None;
    for step in window.cut(line).1 {
        let seconds = window.overlap(step.from, step.until);
        let Some(value) = step.state.value() else { continue };
        if seconds == 0 {
            continue;
        }
        let (from, until) = (step.from, step.until.min(window.until));
        let order = best.as_ref().map(|best| {
            let order = value.cmp_number(best.value);
            if end == End::Lowest { order } else { order.reverse() }
        });
        match (order, &mut best) {
            (Some(std::cmp::Ordering::Greater), _) => {}
            (Some(std::cmp::Ordering::Equal), Some(best)) => {
                best.until = until;
                best.stretches += 1;
                best.seconds += seconds;
            }
            _ => best = Some(Best { value, from, until, stretches: 1, seconds }),
        }
    }
    best.map(|Best { value, from, until, stretches, seconds }| Extreme {
        value: Figure::of(value, kind, currency),
        from,
        until,
        stretches,
        seconds,
    })
}

/// An [`Extreme`] of which it is not known yet whether it stays one.
struct Best {
    value: Quantity,
    from: Moment,
    until: Moment,
    stretches: u32,
    seconds: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::buyable;
    use crate::series::Series;
    use crate::testing::Days;

    fn line() -> Timeline {
        let trail = Days::new()
            .day(0, &[("sale", "9")])
            .days(1..3, &[("sale", "8")])
            .day(3, &[("sale", "1"), ("stock", "0")])
            .day(4, &[("sale", "10")])
            .day(9, &[("sale", "8.00")])
            .trail();
        buyable(&trail, Series::of_item(Kind::SalePrice), Days::moment(30))
    }

    fn found(from: i64, until: i64, end: End) -> Option<(String, i64, i64, u32, u64)> {
        let window = Window { from: Days::moment(from), until: Days::moment(until) };
        let found = extreme(&line(), window, end, Kind::SalePrice, Days::eur())?;
        let (from, until) = (Days::of(found.from), Days::of(found.until));
        let days = found.seconds / 86_400;
        Some((found.value.to_string(), from, until, found.stretches, days))
    }

    #[test]
    fn the_lowest_is_told_with_its_first_and_last_day_and_not_while_sold_out() {
        let lowest = found(0, 30, End::Lowest);
        assert_eq!(lowest, Some(("8.00 EUR".to_owned(), 1, 10, 2, 3)));
        let highest = found(0, 30, End::Highest);
        assert_eq!(highest.map(|it| (it.0, it.3)), Some(("10.00 EUR".to_owned(), 1)));
    }

    #[test]
    fn a_window_tells_since_when_it_was_so_and_counts_its_own_time() {
        let lowest = found(2, 5, End::Lowest);
        assert_eq!(lowest, Some(("8.00 EUR".to_owned(), 1, 3, 1, 1)));
        assert_eq!(found(11, 30, End::Lowest), None);
    }
}
