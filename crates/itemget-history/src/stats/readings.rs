//! How many readings of a trail lie in a window.

use std::collections::BTreeSet;
use std::time::Duration;

use itemget::{Bound, Count};

use super::window::Window;
use crate::moment::Moment;
use crate::trail::{Span, Trail, is_seen};

/// How many readings of a trail lie in a window, failed ones too.
///
/// When each of a span's readings was is not kept. Of a span that reaches over the
/// window's edge there were at least as many inside as some series was seen to change in
/// it, and at least those at its ends: the count is a lower bound then.
pub fn readings_in(trail: &Trail, window: Window) -> Count {
    let mut count = Count::exact(0);
    for span in trail.spans() {
        if span.first >= window.until || span.last < window.from {
            continue;
        }
        if span.first >= window.from && span.last < window.until {
            count.value += span.readings;
            continue;
        }
        let inside = at_least(trail, *span, window);
        count.value += u64::try_from(inside).unwrap_or(u64::MAX);
        count.bound = Bound::AtLeast;
    }
    count
}

/// How many readings of a span there were in the window at least.
fn at_least(trail: &Trail, span: Span, window: Window) -> usize {
    let from = span.first.max(window.from);
    let until = window.until.min(span.last + Duration::from_secs(1));
    let changes = trail.series().map(|(_, changes)| {
        let before = changes.partition_point(|change| change.at < from);
        let inside = changes[before..].iter().take_while(|change| change.at < until);
        inside.filter(|change| is_seen(change)).count()
    });
    let is_inside = |at: &Moment| window.from <= *at && *at < window.until;
    let ends = BTreeSet::from([span.first, span.last]);
    changes.max().unwrap_or(0).max(ends.iter().filter(|at| is_inside(at)).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Entry, Reading};
    use crate::series::{Kind, Series};
    use crate::state::{Quantity, State};
    use crate::testing::Days;

    #[test]
    fn readings_of_a_span_over_the_edge_are_a_lower_bound() {
        let trail = Days::new()
            .days(0..4, &[("sale", "8"), ("list", "9")])
            .day(4, &[("sale", "7"), ("list", "8")])
            .failed(5)
            .days(10..12, &[("sale", "8")])
            .trail();
        for (from, until, expected) in [
            (0, 20, Count::exact(8)),
            (6, 20, Count::exact(2)),
            (6, 9, Count::exact(0)),
            // Of days 2 to 4 only the change on day 4 is known by its time.
            (2, 5, Count::at_least(1)),
            // The first reading of a span is, and so is the last.
            (0, 2, Count::at_least(1)),
            (3, 11, Count::at_least(2)),
        ] {
            let window = Window { from: Days::moment(from), until: Days::moment(until) };
            assert_eq!(readings_in(&trail, window), expected, "{from} to {until}");
        }
    }

    #[test]
    fn that_something_is_contested_is_no_reading() {
        let mut trail = Days::new().days(0..9, &[("sale", "8")]).trail();
        let at = Days::moment(4) + Duration::from_secs(60);
        let series = Series::of_item(Kind::SalePrice);
        let entry = Entry { series, state: State::Value(Quantity::whole(7)) };
        trail.lay(&Reading::of_item(at, Duration::from_secs(86_400), vec![entry]));
        assert_eq!(trail.changes(series).len(), 4);
        let until = at + Duration::from_secs(3600);
        let window = Window { from: at, until };
        assert_eq!(readings_in(&trail, window), Count::at_least(1));
    }
}
