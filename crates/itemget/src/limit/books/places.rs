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
        self.release(grant);
        if until > now {
            self.insert(Place { grant, holder, until, state: State::Settled });
        }
    }

    fn insert(&mut self, place: Place) {
        let at = self.taken.partition_point(|other| other.until <= place.until);
        self.taken.insert(at, place);
    }
}

/// How soon to look again: a window has as many openings as places, and a sixteenth of it
/// is well below the time for which an opening is known ahead.
fn unknown(rate: Rate) -> Opening {
    let pause = rate.per() / 16;
    let pause = pause.clamp(Duration::from_millis(5), Duration::from_millis(60));
    Opening::Unknown(duration(micros(pause)))
}
