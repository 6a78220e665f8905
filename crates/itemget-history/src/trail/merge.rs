//! Two trails of the same thing made one: what either of them knows.

use super::lay::WHOLE;
use super::split::cut;
use super::{Change, Span, Trail, left_in};
use crate::moment::Moment;
use crate::series::Series;
use crate::state::State;

/// What comes of putting another trail to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// It knew all of it.
    Same,
    /// What both know.
    More(Trail),
}

/// Where two trails say different things of one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// Of which series.
    pub series: Series,
    /// The first moment of it.
    pub at: Moment,
    /// What the one says.
    pub here: State,
    /// What the other one says.
    pub there: State,
}

impl Trail {
    /// What this trail and `other` know together. Where one of them was looking and the
    /// other was not, the one is believed; where both saw something, they have to have seen
    /// the same. The same trail again adds nothing.
    ///
    /// How many readings were in a span that both have a part of is counted once for the
    /// time that they share.
    ///
    /// # Errors
    ///
    /// The first moment of the first series of which they say different things.
    pub fn merged(&self, other: &Self) -> Result<Merged, Disagreement> {
        if self.is_empty() {
            return Ok(match other.is_empty() {
                true => Merged::Same,
                false => Merged::More(other.clone()),
            });
        }
        if other.is_empty() {
            return Ok(Merged::Same);
        }
        let both = [self, other];
        let spans = joined(both);
        let holds_for = match other.last_reading() > self.last_reading() {
            true => other.holds_for,
            false => self.holds_for,
        };
        let mut whole = Self { spans, holds_for, ..Self::default() };
        let mut named: Vec<Series> =
            both.iter().flat_map(|it| it.series.keys().copied()).collect();
        named.sort_unstable();
        named.dedup();
        for series in named {
            let changes = agreed(both, series)?;
            if !changes.is_empty() {
                whole.series.insert(series, changes);
            }
        }
        Ok(match whole == *self {
            true => Merged::Same,
            false => Merged::More(whole),
        })
    }

    /// Whether somebody was looking at `at`.
    fn covers(&self, at: Moment) -> bool {
        let after = self.spans.partition_point(|span| span.first <= at);
        after.checked_sub(1).is_some_and(|before| at <= self.spans[before].last)
    }

    /// What it says of a series at a moment; none where it says nothing.
    fn says(&self, series: Series, at: Moment) -> Option<State> {
        match self.covers(at) {
            true => left_in(self.changes(series), at),
            false => None,
        }
    }

    /// What it says of a series while the whole item could be looked at; while it could
    /// not, the series itself was not seen to be anything.
    fn says_by_itself(&self, series: Series, at: Moment) -> Option<State> {
        let state = self.says(series, at)?;
        let hidden = series != WHOLE
            && self.says(WHOLE, at).is_some_and(|whole| whole.value().is_none());
        (!hidden).then_some(state)
    }

    fn extent(&self) -> Option<(Moment, Moment)> {
        Some((self.spans.first()?.first, self.last_reading()?))
    }

    /// The moments at which what it says of a series may begin or cease to be so.
    fn turns(&self, series: Series) -> impl Iterator<Item = Moment> {
        let spans = self.spans.iter().flat_map(|span| [span.first, after(span.last)]);
        let changes = self.changes(series).iter().chain(self.changes(WHOLE));
        spans.chain(changes.map(|change| change.at))
    }
}

fn after(moment: Moment) -> Moment {
    Moment::from_seconds(moment.seconds() + 1)
}

/// The changes of a series as both trails know them.
fn agreed(both: [&Trail; 2], series: Series) -> Result<Vec<Change>, Disagreement> {
    let mut turns: Vec<Moment> = both.iter().flat_map(|it| it.turns(series)).collect();
    turns.sort_unstable();
    turns.dedup();
    let mut changes: Vec<Change> = Vec::new();
    for at in turns {
        let seen = both.map(|it| it.says_by_itself(series, at));
        if let [Some(here), Some(there)] = seen
            && here != there
            && here.is_observed()
            && there.is_observed()
        {
            return Err(Disagreement { series, at, here, there });
        }
        // While the item was away, what its series were left in is still kept.
        let left = both.map(|it| it.says(series, at));
        let known = |states: [Option<State>; 2]| {
            let observed = states.iter().flatten().find(|state| state.is_observed());
            observed.or(states.iter().flatten().next()).copied()
        };
        let Some(state) = known(seen).or_else(|| known(left)) else { continue };
        if changes.last().is_none_or(|last| last.state != state) {
            changes.push(Change { at, state });
        }
    }
    Ok(changes)
}

/// The spans of both, those that overlap made one.
fn joined(both: [&Trail; 2]) -> Vec<Span> {
    let patience = both[0].holds_for.min(both[1].holds_for);
    let mut spans: Vec<Span> = both.iter().flat_map(|it| it.spans.clone()).collect();
    // Of those that begin together the longest comes first.
    spans
        .sort_unstable_by_key(|it| (it.first, std::cmp::Reverse((it.last, it.readings))));
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for next in spans {
        let Some(last) = joined.last_mut() else {
            joined.push(next);
            continue;
        };
        let overlaps = next.first <= last.last;
        // A gap that one of them knows of is one.
        let is_known = |it: &&Trail| {
            let extent = it.extent();
            extent.is_some_and(|(first, end)| first < next.first && last.last < end)
        };
        let near = next.first.since(last.last) <= patience && !both.iter().any(is_known);
        match (overlaps, near) {
            (true, _) => *last = one(*last, next),
            (false, true) => {
                last.last = next.last;
                last.readings = last.readings.saturating_add(next.readings);
            }
            (false, false) => joined.push(next),
        }
    }
    joined
}

/// One span of two, of which `next` begins within `span` or with it.
fn one(span: Span, next: Span) -> Span {
    if next.last <= span.last {
        return Span { readings: span.readings.max(next.readings), ..span };
    }
    if next.first == span.first {
        return Span { readings: span.readings.max(next.readings), ..next };
    }
    let shared = cut(next, span.last).0.readings;
    let more = next.readings.saturating_sub(shared);
    Span {
        first: span.first,
        last: next.last,
        readings: span.readings.saturating_add(more),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::series::Kind;
    use crate::state::{Absence, Quantity};
    use crate::testing::Days;

    const SALE: Series = Series { sku: None, kind: Kind::SalePrice };

    fn more(trail: &Trail, other: &Trail) -> Trail {
        match trail.merged(other).unwrap() {
            Merged::Same => trail.clone(),
            Merged::More(merged) => merged,
        }
    }

    fn usual() -> Days {
        Days::new()
            .days(0..4, &[("sale", "8"), ("1/stock", "3")])
            .days(4..6, &[("sale", "5")])
            .away(6, Absence::OffSale)
            .failed(7)
            .days(20..23, &[("sale", "5")])
    }

    #[test]
    fn the_same_again_adds_nothing_and_nothing_adds_nothing() {
        let trail = usual().trail();
        let none = Trail::default();
        assert_eq!(trail.merged(&trail), Ok(Merged::Same));
        assert_eq!(trail.merged(&none), Ok(Merged::Same));
        assert_eq!(none.merged(&none), Ok(Merged::Same));
        assert_eq!(none.merged(&trail), Ok(Merged::More(trail)));
    }

    #[test]
    fn parts_of_a_trail_make_the_trail_again_in_either_order() {
        let trail = usual().trail();
        for day in 0..23 {
            let at = Days::moment(day);
            let (earlier, later) =
                (trail.within(None, Some(at)), trail.within(Some(at), None));
            assert_eq!(more(&earlier, &later), trail, "day {day}");
            assert_eq!(more(&later, &earlier), trail, "day {day}");
            assert_eq!(trail.merged(&earlier), Ok(Merged::Same), "day {day}");
            assert_eq!(more(&earlier, &trail), trail, "day {day}");
        }
    }

    #[test]
    fn a_later_export_over_an_earlier_one_is_the_later_one() {
        let (early, late) =
            (usual().trail(), usual().days(23..40, &[("sale", "6")]).trail());
        assert_eq!(more(&early, &late), late);
        assert_eq!(late.merged(&early), Ok(Merged::Same));
    }

    #[test]
    fn what_two_saw_differently_is_told_and_not_decided() {
        let here = Days::new().days(0..5, &[("sale", "8")]).trail();
        let there = Days::new().days(3..9, &[("sale", "7")]).trail();
        let value = |it| State::Value(Quantity::whole(it));
        let at = Days::moment(3);
        let expected = Disagreement { series: SALE, at, here: value(8), there: value(7) };
        assert_eq!(here.merged(&there), Err(expected));
    }

    #[test]
    fn who_saw_is_believed_where_the_other_did_not() {
        let here =
            Days::new().day(0, &[("sale", "8")]).failed(1).day(2, &[("sale", "8")]);
        let there = Days::new().days(0..3, &[("sale", "8")]).trail();
        let merged = more(&here.trail(), &there);
        let line = merged.timeline(SALE, Days::moment(3));
        assert_eq!(line.at(Days::moment(1)), Some(State::Value(Quantity::whole(8))));
    }

    proptest! {
        #[test]
        fn what_is_merged_is_sound_and_knows_what_each_knew(
            prices in prop::collection::vec(0_u8..4, 1..40),
            cuts in (0_i64..40, 0_i64..40),
        ) {
            let mut days = Days::new();
            for (day, price) in (0_i64..).zip(&prices) {
                days = match price {
                    0 => days,
                    1 => days.failed(day),
                    2 => days.away(day, Absence::OffSale),
                    price => days.day(day, &[("sale", &price.to_string()), ("2/stock", "1")]),
                };
            }
            let trail = days.trail();
            let early = trail.within(None, Some(Days::moment(cuts.0)));
            let late = trail.within(Some(Days::moment(cuts.1)), None);
            let merged = more(&early, &late);
            prop_assert!(merged.is_sound(), "{merged:?}");
            prop_assert_eq!(merged.merged(&early), Ok(Merged::Same));
            prop_assert_eq!(merged.merged(&late), Ok(Merged::Same));
            if cuts.1 <= cuts.0 {
                prop_assert_eq!(&merged, &trail);
            }
        }
    }
}
