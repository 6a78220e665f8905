//! Round trips: how long after it was written a request can have arrived, as far as the
//! fastest of them tell.
//!
//! Nobody here sees a request arrive. But let `out` and `back` be the fastest ways there and
//! back, and their sum the fastest round trip that there can be. A call that is answered at
//! `r` has arrived by `r - back`; one that is written at `w` arrives after `w + out`. So it
//! arrives a window after the other one if it is written a window after `r - out - back`: what
//! each way takes by itself need not be known. Where trips take as long as always this is
//! hardly later than the writing, and where machine or network hold a request up it is as late
//! as that held it up.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

/// How many trips must have been seen before the fastest of them is believed.
const ENOUGH: u32 = 8;

/// How long a trip is remembered, at the least: the way to a server can become longer, and
/// then what was fastest is not what can be.
const REMEMBERED: Duration = Duration::from_secs(30);

/// The trips of each method: what a server does in between differs from one to the other.
#[derive(Debug, Default)]
pub(super) struct Trips(BTreeMap<String, Trip>);

#[derive(Debug, Default)]
struct Trip {
    /// Those of the time before, and those of now.
    before: Seen,
    now: Seen,
    since: Timestamp,
}

#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    fastest: Option<Duration>,
    count: u32,
}

impl Trips {
    /// When a call that was written and answered just now can have arrived at the latest.
    /// Until enough was seen, that is when it was answered.
    pub(super) fn latest_arrival(
        &mut self,
        method: &str,
        written: Timestamp,
        answered: Timestamp,
    ) -> Timestamp {
        let took = Duration::try_from(answered.duration_since(written));
        // A clock that was set meanwhile says nothing.
        let Ok(took) = took else { return answered.max(written) };
        let trip = match self.0.get_mut(method) {
            Some(trip) => trip,
            None => self
                .0
                .entry(method.to_owned())
                .or_insert_with(|| Trip { since: answered, ..Trip::default() }),
        };
        trip.add(took, answered);
        let fastest = trip.fastest().unwrap_or_default();
        answered.checked_sub(fastest.min(took)).unwrap_or(answered)
    }

    /// The fastest trip that is remembered, once enough were seen.
    pub(super) fn fastest(&self, method: &str) -> Option<Duration> {
        self.0.get(method)?.fastest()
    }
}

impl Trip {
    /// The fastest of both times, once enough were seen.
    fn fastest(&self) -> Option<Duration> {
        let Self { before, now, .. } = self;
        let seen = before.count + now.count >= ENOUGH;
        before.fastest.into_iter().chain(now.fastest).min().filter(|_| seen)
    }

    fn add(&mut self, took: Duration, now: Timestamp) {
        if now.duration_since(self.since).unsigned_abs() >= REMEMBERED {
            self.before = std::mem::take(&mut self.now);
            self.since = now;
        }
        let fastest = self.now.fastest.map_or(took, |fastest| fastest.min(took));
        self.now = Seen {
            fastest: Some(fastest),
            count: self.now.count.saturating_add(1).min(ENOUGH),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_795_454_427_000 + ms).unwrap()
    }

    /// How long after its writing a call that took so long may have arrived.
    fn late_by(trips: &mut Trips, start: i64, took: i64) -> i64 {
        let arrival = trips.latest_arrival("a", at(start), at(start + took));
        arrival.as_millisecond() - at(start).as_millisecond()
    }

    #[test]
    fn a_call_is_late_by_what_it_took_longer_than_the_fastest() {
        let mut trips = Trips::default();
        let took = [60, 50, 55, 50, 51, 90, 50, 52];
        let late = took.map(|took| late_by(&mut trips, 0, took));
        // Not yet believed: counted from the answer, up to the last.
        assert_eq!(late[..7], took[..7]);
        assert_eq!(late[7], 2);
        for (took, expected) in [(50, 0), (51, 1), (300, 250), (40, 0), (50, 10)] {
            assert_eq!(late_by(&mut trips, 1_000, took), expected, "{took}");
        }
        assert_eq!(trips.fastest("a"), Some(Duration::from_millis(40)));
        assert_eq!(trips.fastest("b"), None, "each method has its own");
    }

    #[test]
    fn a_way_that_became_longer_is_the_fastest_after_a_while() {
        let mut trips = Trips::default();
        for n in 0..20 {
            late_by(&mut trips, n, 10);
        }
        for second in 0..59 {
            assert_eq!(late_by(&mut trips, 1_000 * second, 30), 20, "{second}");
        }
        for second in 60..70 {
            late_by(&mut trips, 1_000 * second, 30);
        }
        assert_eq!(late_by(&mut trips, 70_000, 30), 0);
    }

    #[test]
    fn a_clock_that_was_set_back_makes_nothing_early() {
        let mut trips = Trips::default();
        for n in 0..20 {
            late_by(&mut trips, n, 10);
        }
        assert_eq!(trips.latest_arrival("a", at(500), at(100)), at(500));
    }
}
