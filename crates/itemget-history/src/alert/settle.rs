//! Believing a number: not before a second reading is as far from what was believed.
//!
//! A number that moves with each reading, as stock does, is never read twice the same. So
//! a second reading confirms a move as far as both agree: of 100, 4, 3 it is believed that
//! it fell to 4. One wrong reading between right ones is never believed.

use serde::{Deserialize, Serialize};

use super::debounce::{BLIP, Flaps, Need, RETURN};
use super::policy::Policy;
use crate::moment::Moment;
use crate::state::Quantity;

/// A number that is believed, and when it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    pub(super) value: Quantity,
    /// The first reading of it.
    pub(super) since: Moment,
    /// The last one so far.
    pub(super) seen: Moment,
}

/// A number that was read and is not believed yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Doubt {
    pub(super) value: Quantity,
    /// The first reading of this number.
    pub(super) since: Moment,
    /// The first reading that was at least as far off.
    pub(super) first: Moment,
    pub(super) reads: u32,
    /// Whether the readings were far from each other.
    far: bool,
}

/// A number came to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) before: Option<Held>,
    pub(super) after: Held,
    pub(super) first: Moment,
    pub(super) reads: u32,
    /// Whether it soon came near to what it was before, as a price that is converted does.
    pub(super) came_near: bool,
}

/// What is believed of a number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Values {
    pub(super) settled: Option<Held>,
    before: Option<Held>,
    pub(super) doubt: Option<Doubt>,
    /// Of the first readings of all, those that agree with none.
    first: Vec<Held>,
    flaps: Flaps,
}

impl Values {
    /// What it takes for a number to be believed now.
    pub(super) fn need(&self, at: Moment, usual: Need, policy: &Policy) -> Need {
        self.flaps.need(at, usual, policy)
    }

    /// Notes that the number went back where it matters, if not to what it was.
    pub(super) fn note_return(&mut self, at: Moment, policy: &Policy) {
        self.flaps.note(at, RETURN, policy);
    }

    /// Notes that what was doubted until this reading was not confirmed, where the reading
    /// is not what is believed, for which [`read`](Self::read) notes it.
    pub(super) fn note_dropped(&mut self, value: Quantity, at: Moment, policy: &Policy) {
        let is_back = self.settled.is_some_and(|settled| settled.value == value);
        if !is_back && self.doubt.is_none_or(|doubt| doubt.first == at) {
            self.flaps.note(at, BLIP, policy);
        }
    }

    /// There is no number in this reading: what was doubted before it needs two others.
    /// Of what goes to and fro while it can be had only now and then, the one number might
    /// be all that is seen.
    pub(super) fn interrupt(&mut self) {
        self.doubt = None;
    }

    /// Takes a reading; tells if a number came to be believed by it.
    pub(super) fn read(
        &mut self,
        value: Quantity,
        at: Moment,
        usual: Need,
        policy: &Policy,
    ) -> Option<Settled> {
        let need = self.need(at, usual, policy);
        let Some(settled) = &mut self.settled else {
            return self.read_first(value, at, need, policy);
        };
        if settled.value == value {
            settled.seen = at;
            if self.doubt.take().is_some() {
                self.flaps.note(at, BLIP, policy);
            }
            return None;
        }
        let base = settled.value;
        let fresh = Doubt { value, since: at, first: at, reads: 1, far: false };
        let (doubt, left) = match self.doubt {
            Some(doubt) if is_more(doubt.value, base) == is_more(value, base) => {
                nearer(doubt, value, at, base)
            }
            _ => (fresh, None),
        };
        let need = match doubt.far && need.near {
            true => Need { reads: need.reads + 1, ..need },
            false => need,
        };
        if !need.is_met(doubt.reads, doubt.first, at) {
            self.doubt = Some(doubt);
            return None;
        }
        // Where this reading went on, the number was not seen again.
        let seen = if left.is_some() { doubt.since } else { at };
        self.doubt = left;
        let after = Held { value: doubt.value, since: doubt.since, seen };
        Some(self.settle(after, (doubt.first, doubt.reads), need, policy))
    }

    fn settle(
        &mut self,
        after: Held,
        (first, reads): (Moment, u32),
        need: Need,
        policy: &Policy,
    ) -> Settled {
        let before = self.settled.replace(after);
        let older = self.before.zip(before).and_then(|(older, before)| {
            let is_soon = after.since.since(before.since) <= policy.flaps_within;
            is_soon.then_some(older.value)
        });
        let is_return = older == Some(after.value);
        if is_return {
            self.flaps.note(after.since, RETURN, policy);
        }
        let is_near = older.is_some_and(|older| is_same(older, after.value, need));
        self.before = before;
        Settled { before, after, first, reads, came_near: is_near && !is_return }
    }

    /// The first readings of all: two that agree, or the middle one of several.
    fn read_first(
        &mut self,
        value: Quantity,
        at: Moment,
        need: Need,
        policy: &Policy,
    ) -> Option<Settled> {
        match self.first.last_mut() {
            Some(last) if is_same(last.value, value, need) => {
                *last = Held { value, since: last.since, seen: at };
            }
            _ => {
                // What comes again after something else has gone to and fro.
                let before = self.first.len();
                self.first.retain(|held| !is_same(held.value, value, need));
                if self.first.len() < before {
                    self.flaps.note(at, BLIP, policy);
                }
                self.first.push(Held { value, since: at, seen: at });
            }
        }
        let last = *self.first.last().expect("one was just put in");
        let is_twice = last.since < last.seen;
        // Prices stay, and so may be waited for; stock may never be read twice the same.
        let enough = if need.near { 5 } else { 3 };
        let middle = match need.reads {
            0..=1 => Some(last),
            _ if is_twice => Some(last),
            _ if self.first.len() >= enough => {
                let mut sorted = self.first.clone();
                sorted.sort_by_key(|held| order(held.value));
                sorted.get(sorted.len() / 2).copied()
            }
            _ => None,
        };
        let first = match is_twice {
            true => last.since,
            false => self.first.first().map_or(at, |held| held.since),
        };
        let reads =
            if is_twice { 2 } else { u32::try_from(self.first.len()).unwrap_or(3) };
        let after = middle.filter(|_| at.since(first) >= need.time)?;
        self.first.clear();
        self.settled = Some(after);
        Some(Settled { before: None, after, first, reads, came_near: false })
    }
}

/// Of a doubted number and one on the same side of what is believed, the nearer one, for
/// which both speak; and the farther one as a new doubt, if it is the later.
fn nearer(
    doubt: Doubt,
    value: Quantity,
    at: Moment,
    base: Quantity,
) -> (Doubt, Option<Doubt>) {
    let reads = doubt.reads + 1;
    if doubt.value == value {
        return (Doubt { reads, ..doubt }, None);
    }
    let far = doubt.far || !is_near(doubt.value, value);
    let rises = is_more(value, base);
    let is_farther = is_more(value, doubt.value) == rises;
    match is_farther {
        true => {
            let left = Doubt { value, since: at, first: at, reads: 1, far: false };
            (Doubt { reads, far, ..doubt }, Some(left))
        }
        false => (Doubt { value, since: at, first: doubt.first, reads, far }, None),
    }
}

/// Whether two readings say the same, as far as such readings can.
fn is_same(one: Quantity, other: Quantity, need: Need) -> bool {
    one == other || (need.near && is_near(one, other))
}

/// Whether two numbers differ by no more than a fiftieth: prices that are converted do.
fn is_near(one: Quantity, other: Quantity) -> bool {
    let (one, other) = (one.decimal(), other.decimal());
    let fifty = rust_decimal::Decimal::from(50);
    (one - other).abs() * fifty <= one.abs().max(other.abs())
}

/// By the number, and a lower bound after the number itself.
fn order(value: Quantity) -> (rust_decimal::Decimal, bool) {
    (value.decimal(), value.bound() == itemget::Bound::AtLeast)
}

fn is_more(value: Quantity, than: Quantity) -> bool {
    order(value) > order(than)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads hour by hour, and tells what came to be believed, and when.
    fn believed(values: &[i64]) -> Vec<(usize, i64)> {
        read_as(false, values)
    }

    fn read_as(near: bool, values: &[i64]) -> Vec<(usize, i64)> {
        let policy = Policy::default();
        let usual = Need { reads: 2, time: policy.apart, near };
        let mut state = Values::default();
        let mut told = Vec::new();
        for (hour, value) in values.iter().enumerate() {
            let at = Moment::from_seconds(i64::try_from(hour).unwrap() * 3600);
            if let Some(settled) = state.read(Quantity::whole(*value), at, usual, &policy)
            {
                told.push((hour, settled.after.value.mantissa()));
            }
        }
        told
    }

    #[test]
    fn one_wrong_reading_is_never_believed() {
        assert_eq!(believed(&[10, 10, 1, 10, 10]), [(1, 10)]);
        assert_eq!(believed(&[10, 10, 99, 1, 10]), [(1, 10)]);
        assert_eq!(believed(&[1, 10, 10]), [(2, 10)], "the very first one");
        assert_eq!(believed(&[10, 1, 11, 10]), [(2, 10)]);
    }

    #[test]
    fn a_move_is_believed_with_the_second_reading_as_far_as_both_agree() {
        assert_eq!(believed(&[10, 10, 9, 9]), [(1, 10), (3, 9)]);
        assert_eq!(believed(&[100, 100, 4, 3]), [(1, 100), (3, 4)]);
        assert_eq!(believed(&[100, 100, 3, 40]), [(1, 100), (3, 40)]);
        assert_eq!(believed(&[9, 9, 8, 7, 6, 5]), [(1, 9), (3, 8), (4, 7), (5, 6)]);
    }

    #[test]
    fn of_a_price_two_readings_far_from_each_other_need_a_third() {
        assert_eq!(read_as(true, &[500, 500, 1, 300, 500]), [(1, 500)]);
        assert_eq!(read_as(true, &[500, 500, 400, 396]), [(1, 500), (3, 400)]);
        assert_eq!(read_as(true, &[500, 300, 501, 301, 500, 500]), []);
        assert_eq!(read_as(true, &[500, 500, 400, 300, 200]), [(1, 500), (4, 400)]);
    }

    #[test]
    fn a_number_that_goes_to_and_fro_must_stay_before_it_is_believed_again() {
        let flapping = [5, 5, 4, 4, 5, 5, 4, 4, 5, 5, 4, 4, 5, 5];
        assert_eq!(believed(&flapping), [(1, 5), (3, 4), (5, 5)]);
        let mut still = flapping.to_vec();
        still.extend([4; 14]);
        assert_eq!(believed(&still), [(1, 5), (3, 4), (5, 5), (26, 4)]);
    }

    #[test]
    fn readings_of_one_moment_are_one_reading() {
        let policy = Policy::default();
        let usual = Need { reads: 2, time: policy.apart, near: false };
        let mut state = Values::default();
        let second = Moment::from_seconds;
        let ten = Quantity::whole(10);
        assert_eq!(state.read(ten, second(0), usual, &policy), None);
        assert_eq!(state.read(ten, second(30), usual, &policy), None);
        assert!(state.read(ten, second(600), usual, &policy).is_some());
    }
}
