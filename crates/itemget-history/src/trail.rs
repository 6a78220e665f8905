//! All that one source said of one item in one view: changes only, and when it was looked
//! at.

mod lay;
mod merge;
mod open;
mod split;
mod tail;
mod within;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::moment::Moment;
use crate::part::Part;
use crate::series::Series;
use crate::state::State;

use lay::whole_seconds;
pub(crate) use lay::{WHOLE, is_seen};
pub use merge::{Disagreement, Merged};
pub(crate) use open::believed_for;
pub use tail::Tail;

/// All that one source said of one item in one view.
///
/// Series keep their changes alone. When the item was looked at is kept once for all of
/// them, as spans: within a span, readings followed each other closely enough for each to
/// be believed until the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trail {
    spans: Vec<Span>,
    holds_for: Duration,
    series: BTreeMap<Series, Vec<Change>>,
}

/// A stretch of time in which the item was looked at often enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first reading.
    pub first: Moment,
    /// The last reading.
    pub last: Moment,
    /// How many readings there were, failed ones too.
    pub readings: u64,
}

/// From when on a series was as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The reading that saw it first.
    pub at: Moment,
    /// What it saw.
    pub state: State,
}

impl Trail {
    /// When the item was looked at, in order; spans do not touch.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// How long after the last reading it may still be believed, in whole seconds.
    pub fn holds_for(&self) -> Duration {
        self.holds_for
    }

    /// Every series with its changes, in order. Neighbouring changes differ.
    pub fn series(&self) -> impl ExactSizeIterator<Item = (Series, &[Change])> {
        self.series.iter().map(|(series, changes)| (*series, changes.as_slice()))
    }

    /// The changes of one series; none if it was never told of.
    pub fn changes(&self, series: Series) -> &[Change] {
        self.series.get(&series).map_or(&[], Vec::as_slice)
    }

    /// The last reading of all.
    pub fn last_reading(&self) -> Option<Moment> {
        self.spans.last().map(|span| span.last)
    }

    /// How many changes are kept.
    pub fn len(&self) -> usize {
        self.series.values().map(Vec::len).sum()
    }

    /// Whether it was never looked at.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// How many readings there were.
    pub fn readings(&self) -> u64 {
        self.spans.iter().map(|span| span.readings).sum()
    }

    /// A trail of these parts, as [`Trail::spans`], [`Trail::holds_for`] and
    /// [`Trail::series`] give them; none where they break what is promised there.
    pub fn from_parts(
        spans: Vec<Span>,
        holds_for: Duration,
        series: impl IntoIterator<Item = (Series, Vec<Change>)>,
    ) -> Option<Self> {
        let series: BTreeMap<_, _> = series.into_iter().collect();
        let trail = Self { spans, holds_for: whole_seconds(holds_for), series };
        trail.is_sound().then_some(trail)
    }

    fn is_sound(&self) -> bool {
        let spans = self.spans.iter().all(|it| it.first <= it.last && it.readings > 0)
            && self.spans.is_sorted_by(|a, b| a.last < b.first);
        let looked_at = |at: Moment| {
            let after = self.spans.partition_point(|span| span.first <= at);
            after.checked_sub(1).is_some_and(|before| at <= self.spans[before].last)
        };
        spans
            && self.series.values().all(|changes| {
                !changes.is_empty()
                    && changes.is_sorted_by(|a, b| a.at < b.at && a.state != b.state)
                    && changes.iter().all(|change| looked_at(change.at))
            })
    }

    /// As much of it as is in a part.
    #[must_use]
    pub fn part(mut self, part: Part<'_>) -> Self {
        self.series.retain(|series, _| part.holds(*series));
        self
    }

    /// Adds what was kept apart from this trail because it is later: no reading in
    /// `later` is before the last one here, and what this trail ends in is where `later`
    /// begins ([`Trail::split`]).
    pub fn append(&mut self, later: Self) {
        let Some(next) = later.spans.first() else { return };
        let mut joined = 0;
        if let Some(last) = self.spans.last_mut()
            && next.first.since(last.last) <= self.holds_for
        {
            // The reading that both have is one.
            let shared = u64::from(next.first == last.last);
            last.last = next.last;
            last.readings = last.readings.saturating_add(next.readings - shared);
            joined = 1;
        }
        self.spans.extend(&later.spans[joined..]);
        self.holds_for = later.holds_for;
        for (series, changes) in later.series {
            for change in changes {
                self.change(series, change);
            }
        }
    }

    /// The state that a series was left in before or at `moment`, however long ago.
    pub(crate) fn left_in(&self, series: Series, moment: Moment) -> Option<State> {
        left_in(self.changes(series), moment)
    }
}

/// The state that these changes had left a series in at `moment`.
pub(crate) fn left_in(changes: &[Change], moment: Moment) -> Option<State> {
    let after = changes.partition_point(|change| change.at <= moment);
    after.checked_sub(1).map(|last| changes[last].state)
}
