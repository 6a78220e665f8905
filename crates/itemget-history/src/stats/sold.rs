//! Units sold per day, as a range, from what the platform says was sold.

use std::collections::BTreeSet;

use itemget::Bound;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::window::{Coverage, Window};
use crate::state::Quantity;
use crate::timeline::Timeline;

/// Units per day: so many or more, and where it is known, so many at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct UnitsPerDay {
    /// At least so many a day; rounded down to a hundredth.
    pub least: Decimal,
    /// At most so many a day, rounded up to a hundredth; none where nothing bounds it.
    pub most: Option<Decimal>,
    /// The units that it is made of: at least so many altogether.
    pub units_least: u64,
    /// At most so many altogether.
    pub units_most: Option<u64>,
    /// Between which moments they were sold.
    pub over: Window,
    /// What of the window the series was known for.
    pub coverage: Coverage,
}

/// The least time that a rate per day is told from: over an hour, one unit more or less
/// would be twenty-four a day.
const LEAST_SECONDS: u64 = 86_400;

impl UnitsPerDay {
    /// Units over a stretch of time; none where it is shorter than a day.
    pub(crate) fn over(
        over: Window,
        units_least: u64,
        units_most: Option<u64>,
        coverage: Coverage,
    ) -> Option<Self> {
        let seconds = over.seconds();
        if seconds < LEAST_SECONDS {
            return None;
        }
        let per_day = |units: u64, rounding| {
            let unit_seconds = Decimal::from(units).checked_mul(86_400.into())?;
            let rate = unit_seconds.checked_div(seconds.into())?;
            Some(rate.round_dp_with_strategy(2, rounding).normalize())
        };
        let least = per_day(units_least, RoundingStrategy::ToZero)?;
        let most = units_most.and_then(|it| per_day(it, RoundingStrategy::AwayFromZero));
        Some(Self { least, most, units_least, units_most, over, coverage })
    }
}

/// What is known of a growing count: it is at least, and at most, so many.
#[derive(Debug, Clone, Copy)]
struct Range {
    least: u64,
    most: Option<u64>,
}

/// Units per day from the count of all that was sold since the item was listed.
///
/// The count only grows. A lower bound such as `5000+` is a mark: the platform shows the
/// highest mark that was reached, so that while `5000+` is shown and `10000+` is known to
/// be a mark of this series, fewer than 10,000 were sold. Nothing else bounds it above:
/// from `5000+` to `10000+` at least one was sold, and nobody knows how many at most.
/// Where the count falls the platform counted anew, and only what follows is used.
pub(crate) fn from_sold_total(
    line: &Timeline,
    window: Window,
    coverage: Coverage,
) -> Option<UnitsPerDay> {
    let values = line.steps().iter().filter_map(|step| step.state.value());
    let is_mark = |it: &Quantity| it.bound() == Bound::AtLeast;
    let marks: BTreeSet<u64> = values.filter(is_mark).map(count).collect();
    let range = |quantity: Quantity| {
        let least = count(quantity);
        match quantity.bound() {
            Bound::Exact => Range { least, most: Some(least) },
            Bound::AtLeast => {
                let next = marks.range(least + 1..).next();
                Range { least, most: next.map(|next| next - 1) }
            }
        }
    };
    let mut run: Option<Run> = None;
    for step in line.steps() {
        let Some(value) = step.state.value() else { continue };
        if window.overlap(step.from, step.until) == 0 {
            continue;
        }
        let seen = Window {
            from: step.from.max(window.from),
            until: step.until.min(window.until),
        };
        let range = range(value);
        run = Some(match run {
            Some(run) if range.most.is_none_or(|most| most >= run.end.least) => {
                run.and_then(range, seen)
            }
            _ => Run { over: seen, start: range, end: range },
        });
    }
    let Run { over, start, end } = run?;
    let least = start.most.map_or(0, |most| end.least.saturating_sub(most));
    let most = end.most.map(|most| most.saturating_sub(start.least));
    UnitsPerDay::over(over, least, most, coverage)
}

/// A stretch over which a count only grew: what it was at the start and at the end.
#[derive(Debug, Clone, Copy)]
struct Run {
    over: Window,
    start: Range,
    end: Range,
}

impl Run {
    /// Goes on: what is reached later bounds the start above, and what was reached before
    /// bounds the end below.
    fn and_then(mut self, range: Range, seen: Window) -> Self {
        self.over.until = seen.until;
        self.end = Range { least: self.end.least.max(range.least), ..range };
        self.start.most = match (self.start.most, range.most) {
            (Some(before), Some(now)) => Some(before.min(now)),
            (before, now) => before.or(now),
        };
        self
    }
}

/// Units per day from what the platform says was sold in the 30 days before: the last
/// that was told in the window.
pub(crate) fn from_thirty_days(
    line: &Timeline,
    window: Window,
    coverage: Coverage,
) -> Option<UnitsPerDay> {
    let told = line.steps().iter().rev().find(|step| {
        step.state.value().is_some() && window.overlap(step.from, step.until) > 0
    })?;
    let value = told.state.value()?;
    let units = count(value);
    let most = (value.bound() == Bound::Exact).then_some(units);
    let over = Window::days_before(told.until.min(window.until), 30);
    UnitsPerDay::over(over, units, most, coverage)
}

/// A quantity as a count; a count is never negative.
pub(super) fn count(quantity: Quantity) -> u64 {
    u64::try_from(quantity.truncated()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use itemget::Count;

    use super::*;
    use crate::series::{Kind, Series};
    use crate::testing::Days;

    fn rate(told: &[(i64, &str)], from: i64, until: i64) -> Option<(String, String)> {
        let days = told.iter().fold(Days::new(), |days, (day, sold)| {
            days.day(*day, &[("sold", sold), ("sold30", sold)])
        });
        let trail = days.trail();
        let window = Window { from: Days::moment(from), until: Days::moment(until) };
        let line = trail.timeline(Series::of_item(Kind::SoldTotal), window.until);
        let coverage = Coverage::of(&line, Count::exact(0), window);
        let rate = from_sold_total(&line, window, coverage)?;
        let most = rate.most.map_or_else(|| "?".to_owned(), |most| most.to_string());
        Some((rate.least.to_string(), most))
    }

    fn range(least: &str, most: &str) -> Option<(String, String)> {
        Some((least.to_owned(), most.to_owned()))
    }

    #[test]
    fn exact_counts_give_a_rate_and_lower_bounds_give_bounds() {
        for (told, expected) in [
            // 40 within 4 days: from the first reading to where the last is believed.
            (&[(0, "100"), (3, "140")][..], range("10", "10")),
            (&[(0, "100"), (1, "100")], range("0", "0")),
            // 9,999 or fewer became 10,000 or more.
            (&[(0, "5000+"), (3, "10000+")], range("0.25", "?")),
            (&[(0, "5000+"), (1, "5000+")], range("0", "?")),
            (&[(0, "900"), (3, "1000+")], range("25", "?")),
            (&[(0, "900"), (1, "1000+"), (3, "1500")], range("150", "150")),
            // Past two marks: at least from 9,999 to 20,000; at most unknown.
            (&[(0, "5000+"), (1, "10000+"), (3, "20000+")], range("2500.25", "?")),
            // A lower bound below what was counted is no fall.
            (&[(0, "900"), (1, "500+"), (3, "1000")], range("25", "25")),
            (&[(0, "900+"), (1, "900+"), (3, "920")], range("0", "5")),
            // Counted anew.
            (&[(0, "900"), (1, "100"), (3, "130")], range("10", "10")),
            // One reading, believed for a day.
            (&[(0, "7")], range("0", "0")),
            (&[], None),
        ] {
            assert_eq!(rate(told, 0, 9), expected, "{told:?}");
        }
    }

    #[test]
    fn a_mark_that_is_passed_later_bounds_what_was_sold_before() {
        let told = [(0, "5000+"), (1, "5000+"), (2, "5000+"), (3, "10000+")];
        // While `5000+` was shown there were 5,000 to 9,999: up to 4,999 within 2 days.
        assert_eq!(rate(&told, 0, 9), range("0.25", "?"));
        let days = told
            .iter()
            .fold(Days::new(), |days, (day, sold)| days.day(*day, &[("sold", sold)]));
        let trail = days.trail();
        let window = Window { from: Days::moment(0), until: Days::moment(2) };
        let line = trail.timeline(Series::of_item(Kind::SoldTotal), Days::moment(9));
        let coverage = Coverage::of(&line, Count::exact(0), window);
        let rate = from_sold_total(&line, window, coverage).unwrap();
        assert_eq!((rate.units_least, rate.units_most), (0, Some(4999)));
        assert_eq!(rate.most.unwrap().to_string(), "2499.5");
    }

    #[test]
    fn what_the_platform_says_of_thirty_days_is_taken_at_its_word() {
        let trail = Days::new()
            .day(0, &[("sold30", "90")])
            .day(1, &[("sold30", "61")])
            .day(2, &[("sold30", "100+")])
            .trail();
        let line = trail.timeline(Series::of_item(Kind::SoldThirtyDays), Days::moment(9));
        let rate = |until| {
            let window = Window { from: Days::moment(0), until: Days::moment(until) };
            let coverage = Coverage::of(&line, Count::exact(0), window);
            let rate = from_thirty_days(&line, window, coverage).unwrap();
            (rate.least.to_string(), rate.most.map(|it| it.to_string()))
        };
        assert_eq!(rate(2), ("2.03".to_owned(), Some("2.04".to_owned())));
        assert_eq!(rate(9), ("3.33".to_owned(), None));
    }
}
