//! The places of one window: who has them, until when, and when the next one opens.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limit::day::{duration, micros};
use crate::limit::limits::Rate;

/// How far ahead a place is given away. What was given cannot be taken back when a ban
/// comes between.
const HORIZON: i64 = 1_500_000;

/// How long a holder that wants more is remembered after it last asked.
const PATIENCE: i64 = 1_000_000;

/// The places of one window, in the order in which they become free.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Places {
    taken: VecDeque<Place>,
    /// Holders that got less than they wanted, and when they last asked.
    waiting: BTreeMap<u32, i64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    grant: u64,
    holder: u32,
    until: i64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum State {
    /// Granted and not settled: `until` is when it is given up.
    Open,
    /// Settled: `until` will not change any more.
    Settled,
}

/// When the next place opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Then, for sure.
    At(i64),
    /// It depends on others: look again after this.
    Unknown(Duration),
}

impl Places {
    pub(super) fn is_empty(&self) -> bool {
        self.taken.is_empty() && self.waiting.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.taken.len()
    }

    /// Forgets what is over; first moves all by a clock's step back.
    pub(super) fn follow(&mut self, now: i64, step: i64) {
        if step > 0 {
            for place in &mut self.taken {
                place.until -= step;
            }
            for asked in self.waiting.values_mut() {
                *asked -= step;
            }
        }
        // In order, so that what is over is in front.
        while self.taken.front().is_some_and(|place| place.until <= now) {
            self.taken.pop_front();
        }
        if !self.waiting.is_empty() {
            self.waiting.retain(|_, asked| now - *asked <= PATIENCE);
        }
    }

    /// When `holder` may send its next call.
    pub(super) fn opening(&mut self, rate: Rate, holder: u32, now: i64) -> Opening {
        self.waiting.remove(&holder);
        let places = usize::try_from(rate.calls()).expect("a u32 is a usize here");
        // The call may be sent when fewer than `places` are taken: when all but the last
        // `places - 1` are free.
        let beyond = (self.taken.len() + 1).saturating_sub(places);
        let opens = match beyond.checked_sub(1).map(|last| self.taken[last]) {
            None => now,
            Some(place) if place.state == State::Open => return unknown(rate),
            Some(place) => place.until,
        };
        if opens - now > HORIZON {
            return Opening::Unknown(duration(opens - now - HORIZON / 2));
        }
        if self.others_first(beyond, places, holder) {
            return unknown(rate);
        }
        Opening::At(opens)
    }

    /// Whether `holder` has its share of what is taken from the place with this number on,
    /// and another, with less, is waiting.
    fn others_first(&self, beyond: usize, places: usize, holder: u32) -> bool {
        if self.waiting.is_empty() {
            return false;
        }
        let beyond = || self.taken.range(beyond..);
        let count = |who: u32| beyond().filter(|place| place.holder == who).count();
        let mut all: BTreeSet<u32> = beyond().map(|place| place.holder).collect();
        all.extend(self.waiting.keys());
        all.insert(holder);
        let share = (places / all.len()).max(1);
        count(holder) >= share && self.waiting.keys().any(|other| count(*other) < share)
    }

    /// Remembers that `holder` wants more than it got.
    pub(super) fn await_turn(&mut self, holder: u32, now: i64) {
        self.waiting.insert(holder, now);
    }

    /// Takes a place until it is settled, or `until`.
    pub(super) fn take(&mut self, grant: u64, holder: u32, until: i64) {
        self.insert(Place { grant, holder, until, state: State::Open });
    }

    /// Gives a place back as if it had never been taken.
    pub(super) fn release(&mut self, grant: u64) {
        // What is not settled stands behind what is, and that is what is asked for.
        if let Some(at) = self.taken.iter().rposition(|place| place.grant == grant) {
            self.taken.remove(at);
        }
    }

    /// Fixes the end of a place. One that was given up meanwhile is taken again: better
    /// one too few than one too many.
    pub(super) fn settle(&mut self, grant: u64, holder: u32, until: i64, now: i64) {
        let place = Place { grant, holder, until, state: State::Settled };
        let to = self.behind(until);
        // What is not settled stands behind what is, and most calls end in the order in
        // which they were granted: most often it is there already.
        let after = self.taken.range(to..).position(|other| other.grant == grant);
        match after {
            Some(after) if until > now => {
                for at in (to..to + after).rev() {
                    self.taken.swap(at, at + 1);
                }
                self.taken[to] = place;
            }
            _ => {
                self.release(grant);
                if until > now {
                    self.insert(place);
                }
            }
        }
    }

    fn insert(&mut self, place: Place) {
        self.taken.insert(self.behind(place.until), place);
    }

    /// Behind how many places one belongs that ends then. Looked for from the end, in steps
    /// that double: most often it belongs there, or behind what is not settled.
    fn behind(&self, until: i64) -> usize {
        let is_later = |at: usize| self.taken[at].until > until;
        let (mut end, mut step) = (self.taken.len(), 1);
        while end >= step && is_later(end - step) {
            end -= step;
            step *= 2;
        }
        let mut start = (end + 1).saturating_sub(step);
        while start < end {
            let middle = usize::midpoint(start, end);
            match is_later(middle) {
                true => end = middle,
                false => start = middle + 1,
            }
        }
        start
    }
}

/// How soon to look again: a window has as many openings as places, and a sixteenth of it
/// is well below the time for which an opening is known ahead.
fn unknown(rate: Rate) -> Opening {
    let pause = rate.per() / 16;
    let pause = pause.clamp(Duration::from_millis(5), Duration::from_millis(60));
    Opening::Unknown(duration(micros(pause)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a place away, and puts it where it belongs by looking at each.
    fn moved(list: &mut Vec<Place>, place: Place, now: i64) {
        list.retain(|other| other.grant != place.grant);
        if place.state == State::Open || place.until > now {
            let at = list.iter().take_while(|other| other.until <= place.until).count();
            list.insert(at, place);
        }
    }

    #[test]
    fn whatever_ends_when_places_are_in_the_order_in_which_they_become_free() {
        let mut chance = fastrand::Rng::with_seed(7);
        let (mut places, mut expected) = (Places::default(), Vec::new());
        for grant in 0..2000 {
            let now = i64::try_from(grant).unwrap();
            let flight = now + chance.i64(90..=100);
            places.take(grant, 1, flight);
            let open = Place { grant, holder: 1, until: flight, state: State::Open };
            moved(&mut expected, open, now);
            // One that was taken a while ago, in order or not, or was given up meanwhile.
            let most = chance.u64(0..=120);
            let ended = grant.saturating_sub(chance.u64(0..=most));
            let until = now + chance.i64(-2..=40);
            places.settle(ended, 1, until, now);
            let state = State::Settled;
            moved(&mut expected, Place { grant: ended, holder: 1, until, state }, now);
            places.follow(now, 0);
            expected.retain(|place| place.until > now);
            let ends = |place: &Place| (place.grant, place.until, place.state);
            let found: Vec<_> = places.taken.iter().map(ends).collect();
            let expected: Vec<_> = expected.iter().map(ends).collect();
            assert_eq!(found, expected, "after {grant}");
        }
        assert!(places.len() > 50, "{}", places.len());
    }
}
