//! What a number was before: its least and most, and how much of the time is known.

use std::time::Duration;

use itemget::Bound;
use serde::{Deserialize, Serialize};

use super::firing::Coverage;
use super::policy::Policy;
use super::rule::{Extreme, Window};
use super::settle::Held;
use crate::moment::Moment;
use crate::state::Quantity;

/// What a number was before, as far back as its rule looks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past {
    /// Numbers that were believed, in order. One that can never be the least or most again
    /// is left out.
    stretches: Vec<Held>,
    lowest: Option<Quantity>,
    highest: Option<Quantity>,
    watched: Watched,
}

/// When somebody looked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Watched {
    first: Option<Moment>,
    /// All of the time, in seconds.
    total: u64,
    /// The last reading, and until when it may be believed.
    last: Option<(Moment, Moment)>,
    /// Stretches within the window.
    recent: Vec<(Moment, Moment)>,
}

impl Past {
    /// Something was observed, a number or its absence.
    pub(super) fn observed(
        &mut self,
        at: Moment,
        holds_for: Duration,
        window: Option<Window>,
    ) {
        self.watched.reach(at);
        self.watched.first.get_or_insert(at);
        self.watched.last = Some((at, at + holds_for));
        match window {
            Some(Window::Days(days)) => {
                let from = at - length(days);
                self.watched.recent.retain(|(_, until)| *until >= from);
            }
            Some(Window::Ever) | None => self.watched.recent.clear(),
        }
    }

    /// A reading failed: from here on nothing is known.
    pub(super) fn unseen(&mut self, at: Moment) {
        self.watched.reach(at);
        self.watched.last = None;
    }

    /// Takes in what is believed now.
    pub(super) fn believe(
        &mut self,
        held: Held,
        at: Moment,
        look: Option<(Extreme, Window)>,
    ) {
        let is_less = |one: Quantity, than: Quantity| one.decimal() < than.decimal();
        if self.lowest.is_none_or(|lowest| is_less(held.value, lowest)) {
            self.lowest = Some(held.value);
        }
        if self.highest.is_none_or(|highest| is_less(highest, held.value)) {
            self.highest = Some(held.value);
        }
        let Some((extreme, window)) = look else { return };
        match self.stretches.last_mut() {
            Some(last) if last.value == held.value && last.since == held.since => {
                last.seen = held.seen;
            }
            _ => {
                // It is later and at least as far out: the others never count again.
                self.stretches.retain(|old| !outdoes(held.value, old.value, extreme));
                self.stretches.push(held);
            }
        }
        if let Window::Days(days) = window {
            let from = at - length(days);
            self.stretches.retain(|old| old.seen >= from);
        }
    }

    /// Whether it was never so low or so high, as far as is known.
    pub(super) fn is_record(&self, value: Quantity) -> bool {
        let (Some(lowest), Some(highest)) = (self.lowest, self.highest) else {
            return true;
        };
        value.decimal() < lowest.decimal() || value.decimal() > highest.decimal()
    }

    /// The least or most in the window before `at`. Where "so many or more" is among what
    /// the most is looked for in, it is that: how many more is not known.
    pub(super) fn extreme(
        &self,
        extreme: Extreme,
        window: Window,
        at: Moment,
    ) -> Option<Held> {
        let from = match window {
            Window::Days(days) => at - length(days),
            Window::Ever => Moment::MIN,
        };
        let within = self.stretches.iter().filter(|held| held.seen >= from);
        let number = |held: &&Held| held.value.decimal();
        let found = match extreme {
            Extreme::Lowest => within.min_by_key(number)?,
            Extreme::Highest => within.max_by_key(|held| {
                (held.value.bound() == Bound::AtLeast, number(held))
            })?,
        };
        Some(*found)
    }

    /// How much of the window before `at` was observed.
    pub(super) fn coverage(&self, window: Window, at: Moment) -> Coverage {
        let Some(first) = self.watched.first else { return Coverage::default() };
        match window {
            Window::Ever => Coverage {
                observed: Duration::from_secs(self.watched.total),
                of: at.since(first),
            },
            Window::Days(days) => {
                let from = at - length(days);
                let seen = self.watched.recent.iter();
                let observed = seen.map(|(start, until)| until.since(from.max(*start)));
                Coverage { observed: observed.sum(), of: length(days) }
            }
        }
    }

    /// Whether enough is known for the window's least or most to count.
    pub(super) fn is_known(&self, window: Window, at: Moment, policy: &Policy) -> bool {
        let coverage = self.coverage(window, at);
        let is_long = window != Window::Ever || coverage.of >= policy.history;
        is_long && coverage.percent() >= policy.coverage
    }
}

impl Watched {
    /// Counts the time up to `at`, as far as the last reading may be believed.
    fn reach(&mut self, at: Moment) {
        let Some((from, believed)) = self.last else { return };
        let until = at.min(believed);
        self.total += until.since(from).as_secs();
        match self.recent.last_mut() {
            Some((_, end)) if *end == from => *end = until,
            _ => self.recent.push((from, until)),
        }
    }
}

fn length(days: u16) -> Duration {
    Duration::from_secs(u64::from(days) * 86_400)
}

/// Whether a later number stands for an earlier one for good. What is only known to be "so
/// many or more" stands for nothing when the most is looked for, and stays.
fn outdoes(later: Quantity, earlier: Quantity, extreme: Extreme) -> bool {
    let is_exact = |it: Quantity| it.bound() == Bound::Exact;
    match extreme {
        Extreme::Lowest => later.decimal() <= earlier.decimal(),
        Extreme::Highest => is_exact(earlier) && later.decimal() >= earlier.decimal(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400;

    fn day(day: i64) -> Moment {
        Moment::from_seconds(day * DAY)
    }

    fn past(window: Window, days: &[(i64, i64)]) -> Past {
        let look = Some((Extreme::Lowest, window));
        let mut past = Past::default();
        for (at, value) in days {
            past.observed(day(*at), Duration::from_secs(86_400), Some(window));
            let value = Quantity::whole(*value);
            past.believe(Held { value, since: day(*at), seen: day(*at) }, day(*at), look);
        }
        past
    }

    #[test]
    fn the_lowest_of_a_window_goes_when_it_leaves_it() {
        let window = Window::Days(10);
        let past = past(window, &[(0, 9), (1, 5), (2, 7), (3, 8), (4, 6), (5, 9)]);
        let low = |at| past.extreme(Extreme::Lowest, window, day(at)).unwrap();
        assert_eq!(low(6).value, Quantity::whole(5));
        assert_eq!(low(11).value, Quantity::whole(5));
        assert_eq!(low(12).value, Quantity::whole(6));
        assert_eq!(low(15).value, Quantity::whole(9));
        assert_eq!(past.extreme(Extreme::Lowest, window, day(16)), None);
    }

    #[test]
    fn how_much_of_a_window_was_observed_is_known() {
        let window = Window::Days(10);
        let mut past = past(window, &[(0, 9), (1, 5), (5, 7), (6, 8)]);
        past.observed(day(7), Duration::from_secs(86_400), Some(window));
        let coverage = past.coverage(window, day(7));
        assert_eq!(coverage.observed, Duration::from_secs(4 * 86_400));
        assert_eq!(coverage.percent(), 40);
        let ever = past.coverage(Window::Ever, day(7));
        assert_eq!((ever.observed, ever.percent()), (coverage.observed, 57));
        past.unseen(day(8));
        past.observed(day(9), Duration::ZERO, Some(window));
        let after = past.coverage(window, day(9)).observed;
        assert_eq!(after, Duration::from_secs(5 * 86_400), "a failed reading ends it");
    }
}
