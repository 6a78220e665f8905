//! What is known of a series by keeping every reading: slow, and plainly right.

use std::time::Duration;

use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Quantity, Reading, Seen, Series, State,
};

const WHOLE: Series = Series { sku: None, kind: Kind::Availability };

/// All readings, in the order of their moments, no two of one second.
pub(crate) struct Model<'a>(pub(crate) &'a [Reading]);

impl Model<'_> {
    /// All series that any reading spoke of.
    pub(crate) fn series(&self) -> Vec<Series> {
        let entries = self.0.iter().flat_map(entries);
        let mut all: Vec<_> = entries.map(|entry| entry.series).chain([WHOLE]).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What was known of a series at a moment, when nothing was known of what comes
    /// after `until`.
    pub(crate) fn at(&self, series: Series, moment: Moment) -> Option<State> {
        let until = self.0.partition_point(|reading| reading.at <= moment);
        let (past, future) = self.0.split_at(until);
        let last = past.last()?;
        let begun = past.iter().position(|reading| speaks_of(reading, series))?;
        let worth = match future.first() {
            Some(next) if next.at.since(last.at) <= last.holds_for => Duration::MAX,
            Some(_) => Duration::from_secs(1),
            None => last.holds_for.max(Duration::from_secs(1)),
        };
        if moment.since(last.at) >= worth {
            return Some(State::NotObserved(Gap::Unwatched));
        }
        Some(self.said(last, series, &past[begun..]))
    }

    /// What a reading said of a series that had been told of.
    fn said(&self, reading: &Reading, series: Series, past: &[Reading]) -> State {
        let (entries, is_all) = match &reading.seen {
            Seen::Absent(why) => return State::Absent(*why),
            Seen::NotObserved(gap) => return State::NotObserved(*gap),
            Seen::Item(entries) => (entries, true),
            Seen::Part(entries) => (entries, false),
        };
        let told = |series| entries.iter().find(|it| it.series == series);
        let whole = told(WHOLE).map_or(State::Value(Quantity::whole(1)), |it| it.state);
        if series == WHOLE || whole.value().is_none() {
            return whole;
        }
        assert!(past.iter().any(|it| speaks_of(it, series)));
        match told(series) {
            Some(entry) => entry.state,
            None if series.sku.is_none() => State::NotObserved(Gap::NotTold),
            None if entries.iter().any(|it| it.series.sku == series.sku) => {
                State::NotObserved(Gap::NotTold)
            }
            None if is_all && entries.iter().any(|it| it.series.sku.is_some()) => {
                State::Absent(Absence::NotListed)
            }
            None => State::NotObserved(Gap::NotTold),
        }
    }

    /// The moments at which anything could begin or end, and those beside them.
    pub(crate) fn moments_of_interest(&self) -> Vec<Moment> {
        let second = Duration::from_secs(1);
        let around = |at: Moment| [at - second, at, at + second];
        let of = |it: &Reading| [it.at, it.at + it.holds_for, it.at + it.holds_for / 2];
        let mut all: Vec<_> = self.0.iter().flat_map(of).flat_map(around).collect();
        all.sort();
        all.dedup();
        all
    }
}

/// What the reading says in so many words of variants and kinds.
pub(crate) fn entries(reading: &Reading) -> &[Entry] {
    reading.seen.entries()
}

fn speaks_of(reading: &Reading, series: Series) -> bool {
    series == WHOLE || entries(reading).iter().any(|entry| entry.series == series)
}
