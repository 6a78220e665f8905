//! Cutting a trail in two, so that the earlier part can be put away.

use super::lay::is_seen;
use super::{Change, Span, Trail};
use crate::moment::Moment;

impl Trail {
    /// The moments at which there is known to have been a reading: the ends of the spans
    /// and the changes that a reading saw, in order.
    pub fn known_moments(&self) -> Vec<Moment> {
        let ends = self.spans.iter().flat_map(|span| [span.first, span.last]);
        let changes = self.series.values().flatten().filter(|change| is_seen(change));
        let mut moments: Vec<_> = ends.chain(changes.map(|change| change.at)).collect();
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// All until a reading, and all since: the reading itself is in both, so that the
    /// later part begins with the whole state and can be read alone. [`Trail::append`]
    /// makes the trail of them that they were. None where nobody was looking at `at`.
    ///
    /// How many readings were before and after a moment within a span is not kept: they
    /// are taken to be evenly spread.
    pub fn split(&self, at: Moment) -> Option<(Self, Self)> {
        let over = self.spans.iter().position(|it| it.first <= at && at <= it.last)?;
        let (until, since) = cut(self.spans[over], at);
        let mut earlier = Self { holds_for: self.holds_for, ..Self::default() };
        let mut later = earlier.clone();
        earlier.spans = self.spans[..over].to_vec();
        earlier.spans.push(until);
        later.spans.push(since);
        later.spans.extend(&self.spans[over + 1..]);
        for (series, changes) in &self.series {
            let (before, after) =
                changes.split_at(changes.partition_point(|change| change.at <= at));
            let carried = before.last().map(|last| Change { at, state: last.state });
            let since: Vec<_> =
                carried.into_iter().chain(after.iter().copied()).collect();
            later.series.insert(*series, since);
            if !before.is_empty() {
                earlier.series.insert(*series, before.to_vec());
            }
        }
        Some((earlier, later))
    }
}

/// Both parts of a span, of which the reading at `at` is in both.
pub(super) fn cut(span: Span, at: Moment) -> (Span, Span) {
    let lasted = u128::from(span.last.since(span.first).as_secs());
    let passed = u128::from(at.since(span.first).as_secs());
    let between = u128::from(span.readings.saturating_sub(1));
    let before = (between * passed).checked_div(lasted).unwrap_or(0);
    let before = u64::try_from(before).expect("not more than all readings");
    let until = Span { last: at, readings: before + 1, ..span };
    let since = Span { first: at, readings: span.readings - before, ..span };
    (until, since)
}
