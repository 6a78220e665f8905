//! Laying a trail open: one series of it as a timeline.

use std::time::Duration;

use super::lay::WHOLE;
use super::{Change, Span, Trail};
use crate::moment::Moment;
use crate::series::Series;
use crate::state::{Gap, State};
use crate::timeline::{Step, Timeline};

/// What a reading is worth where nobody looked again: the second it was made in.
const A_READING: Duration = Duration::from_secs(1);

/// How long after the end of a span it is believed: the last one until somebody should
/// have looked again, the others not beyond their last reading.
pub(crate) fn believed_for(is_last: bool, holds_for: Duration) -> Duration {
    if is_last { holds_for.max(A_READING) } else { A_READING }
}

impl Trail {
    /// One series from its first change until `until`: what it was, where it is known to
    /// have been nothing, and where nobody knows. The last reading is believed for as long
    /// as it may be, and not beyond `until`.
    ///
    /// What was read at `until` itself is a last step of no length: nothing was seen to stay
    /// so yet, and it is known all the same.
    pub fn timeline(&self, series: Series, until: Moment) -> Timeline {
        let changes = self.changes(series);
        let Some(first) = changes.first() else { return Timeline::default() };
        let unwatched = State::NotObserved(Gap::Unwatched);
        let mut timeline = Timeline::default();
        let mut reached = first.at;
        for (from, to) in self.believed(until) {
            let from = from.max(first.at);
            if from >= to {
                continue;
            }
            push(&mut timeline, reached, from, unwatched);
            self.open(series, changes, from, to, &mut timeline);
            reached = to;
        }
        push(&mut timeline, reached, until, unwatched);
        if let Some(state) = self.read_at(series, changes, until) {
            timeline.push(Step { from: until, until, state });
        }
        timeline
    }

    /// What the reading of a moment said of a series, where there was one.
    fn read_at(
        &self,
        series: Series,
        changes: &[Change],
        moment: Moment,
    ) -> Option<State> {
        let within = |span: &&Span| span.first <= moment && moment <= span.last;
        self.spans.iter().rev().find(within)?;
        let over = self.over(series);
        let over = Cursor::before(over, moment).state();
        covered(over, Cursor::before(changes, moment).state())
    }

    /// The changes that stand over those of a series: whether the item could be had at all.
    fn over(&self, series: Series) -> &[Change] {
        if series == WHOLE { &[] } else { self.changes(WHOLE) }
    }

    /// The stretches in which what was read may be believed.
    fn believed(&self, until: Moment) -> impl Iterator<Item = (Moment, Moment)> {
        let last = self.spans.len().saturating_sub(1);
        self.spans.iter().enumerate().map(move |(place, span)| {
            let trust = believed_for(place == last, self.holds_for);
            (span.first, (span.last + trust).min(until))
        })
    }

    /// Lays open what lies within one span.
    fn open(
        &self,
        series: Series,
        changes: &[Change],
        from: Moment,
        to: Moment,
        timeline: &mut Timeline,
    ) {
        let mut own = Cursor::before(changes, from);
        let mut over = Cursor::before(self.over(series), from);
        let mut at = from;
        while at < to {
            let state = covered(over.state(), own.state());
            let next = own.next_at().min(over.next_at()).min(to);
            if let Some(state) = state {
                push(timeline, at, next, state);
            }
            own.advance(next);
            over.advance(next);
            at = next;
        }
    }
}

/// What is known of a series while this is known of the item.
fn covered(item: Option<State>, own: Option<State>) -> Option<State> {
    match item {
        Some(state @ (State::Absent(_) | State::NotObserved(_))) => Some(state),
        Some(State::Value(_)) | None => own,
    }
}

fn push(timeline: &mut Timeline, from: Moment, until: Moment, state: State) {
    if from < until {
        timeline.push(Step { from, until, state });
    }
}

/// Where one is in the changes of a series.
struct Cursor<'a> {
    changes: &'a [Change],
    /// How many of them are not after the moment.
    passed: usize,
}

impl<'a> Cursor<'a> {
    fn before(changes: &'a [Change], moment: Moment) -> Self {
        Self { changes, passed: changes.partition_point(|it| it.at <= moment) }
    }

    fn state(&self) -> Option<State> {
        self.passed.checked_sub(1).map(|last| self.changes[last].state)
    }

    fn next_at(&self) -> Moment {
        self.changes.get(self.passed).map_or(Moment::MAX, |change| change.at)
    }

    fn advance(&mut self, moment: Moment) {
        while self.changes.get(self.passed).is_some_and(|it| it.at <= moment) {
            self.passed += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Entry, Reading, Seen};
    use crate::series::Kind;
    use crate::state::{Absence, Quantity};

    const PRICE: Series = Series { sku: None, kind: Kind::SalePrice };

    fn value(value: i64) -> State {
        State::Value(Quantity::whole(value))
    }

    fn trail(readings: &[(i64, Seen)]) -> Trail {
        let mut trail = Trail::default();
        for (at, seen) in readings {
            trail.lay(&Reading {
                at: Moment::from_seconds(*at),
                holds_for: Duration::from_secs(100),
                seen: seen.clone(),
            });
        }
        trail
    }

    fn priced(price: i64) -> Seen {
        Seen::Item(vec![Entry { series: PRICE, state: value(price) }])
    }

    fn steps(trail: &Trail, until: i64) -> Vec<(i64, i64, State)> {
        let timeline = trail.timeline(PRICE, Moment::from_seconds(until));
        let steps = timeline.steps().iter();
        steps.map(|it| (it.from.seconds(), it.until.seconds(), it.state)).collect()
    }

    #[test]
    fn what_nobody_watched_is_a_step_of_its_own() {
        let trail = trail(&[(0, priced(5)), (50, priced(6)), (1000, priced(6))]);
        let unwatched = State::NotObserved(Gap::Unwatched);
        assert_eq!(
            steps(&trail, 2000),
            [
                (0, 50, value(5)),
                (50, 51, value(6)),
                (51, 1000, unwatched),
                (1000, 1100, value(6)),
                (1100, 2000, unwatched),
            ]
        );
        assert_eq!(steps(&trail, 1050).last(), Some(&(1000, 1050, value(6))));
        assert_eq!(steps(&trail, 30), [(0, 30, value(5))]);
    }

    #[test]
    fn what_was_read_at_the_very_end_is_known_for_no_time_yet() {
        let trail = trail(&[(0, priced(5)), (50, priced(6)), (1000, priced(6))]);
        let unwatched = State::NotObserved(Gap::Unwatched);
        assert_eq!(steps(&trail, 0), [(0, 0, value(5))]);
        assert_eq!(steps(&trail, 25), [(0, 25, value(5))]);
        assert_eq!(steps(&trail, 50), [(0, 50, value(5)), (50, 50, value(6))]);
        let last = &steps(&trail, 1000)[2..];
        assert_eq!(last, [(51, 1000, unwatched), (1000, 1000, value(6))]);
    }

    #[test]
    fn while_the_item_is_away_or_unread_its_price_is_too() {
        let failed = Seen::NotObserved(Gap::Failed);
        let trail = trail(&[
            (0, priced(5)),
            (50, Seen::Absent(Absence::OffSale)),
            (100, failed),
            (150, priced(5)),
        ]);
        assert_eq!(
            steps(&trail, 200),
            [
                (0, 50, value(5)),
                (50, 100, State::Absent(Absence::OffSale)),
                (100, 150, State::NotObserved(Gap::Failed)),
                (150, 200, value(5)),
            ]
        );
    }
}
