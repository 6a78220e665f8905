//! A stretch of a trail, to be handed to somebody else: it says all about its time alone.

use super::split::cut;
use super::{Change, Span, Trail, left_in};
use crate::moment::Moment;
use crate::series::Series;

impl Trail {
    /// What is known between two moments, both of them among it. It begins with the state
    /// that the trail had at the first moment within at which anybody is known to have
    /// looked; [`Trail::is_carried`] tells such a state from a change.
    ///
    /// A span that reaches over an edge is cut there; how many of its readings were within
    /// is taken from the time that was, as in [`Trail::split`].
    #[must_use]
    pub fn within(&self, since: Option<Moment>, until: Option<Moment>) -> Self {
        let since = since.unwrap_or(Moment::MIN);
        let until = until.unwrap_or(Moment::MAX);
        let overlapping =
            self.spans.iter().filter(|it| it.first <= until && since <= it.last);
        let spans: Vec<_> = overlapping
            .map(|span| {
                let later = from(*span, since.max(span.first));
                cut(later, until.min(later.last)).0
            })
            .collect();
        let Some(first) = spans.first().map(|span| span.first) else {
            return Self { holds_for: self.holds_for, ..Self::default() };
        };
        let series = self.series.iter().filter_map(|(series, changes)| {
            let state = left_in(changes, first);
            let begun = state.map(|state| Change { at: first, state });
            let after = changes.iter().filter(|it| first < it.at && it.at <= until);
            let within: Vec<_> = begun.into_iter().chain(after.copied()).collect();
            (!within.is_empty()).then_some((*series, within))
        });
        let series = series.collect();
        Self { spans, holds_for: self.holds_for, series }
    }

    /// Whether a change of a part of this trail ([`Trail::within`]) is none here: the
    /// state that the part begins with.
    pub fn is_carried(&self, series: Series, change: Change) -> bool {
        let changes = self.changes(series);
        changes.binary_search_by_key(&change.at, |it| it.at).is_err()
    }
}

/// The part of a span from a moment within it on. With readings evenly spread there may
/// have been none at that very moment, and then the earlier part has the one before it.
fn from(span: Span, since: Moment) -> Span {
    let (earlier, later) = cut(span, since);
    let lasted = u128::from(span.last.since(span.first).as_secs());
    let passed = u128::from(since.since(span.first).as_secs());
    let between = u128::from(span.readings.saturating_sub(1));
    match (between * passed).checked_rem(lasted).unwrap_or(0) {
        0 => later,
        _ => Span { readings: span.readings - earlier.readings, ..later },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::Kind;
    use crate::state::{Absence, Quantity, State};
    use crate::testing::Days;

    const SALE: Series = Series { sku: None, kind: Kind::SalePrice };

    fn trail() -> Trail {
        Days::new()
            .days(0..4, &[("sale", "8")])
            .days(4..6, &[("sale", "5")])
            .away(6, Absence::OffSale)
            .days(20..23, &[("sale", "5")])
            .trail()
    }

    #[test]
    fn a_part_begins_with_what_was_and_says_that_it_is_no_change() {
        let whole = trail();
        let part = whole.within(Some(Days::moment(2)), Some(Days::moment(20)));
        let value = |it| State::Value(Quantity::whole(it));
        let changes: Vec<_> = part.changes(SALE).iter().map(|it| it.state).collect();
        assert_eq!(changes, [value(8), value(5)]);
        let carried: Vec<bool> =
            part.changes(SALE).iter().map(|it| whole.is_carried(SALE, *it)).collect();
        assert_eq!(carried, [true, false]);
        let spans: Vec<_> = part
            .spans()
            .iter()
            .map(|it| (Days::of(it.first), Days::of(it.last), it.readings))
            .collect();
        assert_eq!(spans, [(2, 6, 5), (20, 20, 1)]);
    }

    #[test]
    fn all_of_it_is_the_trail_itself_and_a_time_that_nobody_saw_is_empty() {
        let whole = trail();
        assert_eq!(whole.within(None, None), whole);
        let unseen = whole.within(Some(Days::moment(8)), Some(Days::moment(19)));
        assert_eq!((unseen.is_empty(), unseen.series().len()), (true, 0));
    }

    #[test]
    fn what_is_cut_between_two_readings_has_each_of_them_once() {
        let whole = Days::new().days(0..5, &[("sale", "8")]).trail();
        for hour in 0..96 {
            let at = Days::moment(0) + std::time::Duration::from_secs(hour * 3600);
            let later = Moment::from_seconds(at.seconds() + 1);
            let parts = [whole.within(None, Some(at)), whole.within(Some(later), None)];
            assert_eq!(parts.map(|it| it.readings()).iter().sum::<u64>(), 5, "{hour}");
        }
    }

    #[test]
    fn a_part_is_sound_and_its_timeline_is_the_trails() {
        let whole = trail();
        for from in 0..24 {
            for until in from..24 {
                let (from, until) = (Days::moment(from), Days::moment(until));
                let part = whole.within(Some(from), Some(until));
                assert!(part.is_sound(), "{part:?}");
                for at in
                    (0..24).map(Days::moment).filter(|it| from <= *it && *it < until)
                {
                    let told = whole.timeline(SALE, until).at(at);
                    let known = told.filter(|it| it.is_observed());
                    if known.is_some() {
                        assert_eq!(part.timeline(SALE, until).at(at), known);
                    }
                }
            }
        }
    }
}
