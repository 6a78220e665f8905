//! Believing that something is to be had, or not: as with numbers, but there is no nearer
//! or farther.

use serde::{Deserialize, Serialize};

use super::debounce::{BLIP, Flaps, Need, RETURN};
use super::policy::Policy;
use super::rule::Away;
use crate::moment::Moment;
use crate::state::Absence;

/// Whether it was to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Presence {
    Here,
    Gone(Away, Absence),
}

impl Presence {
    /// Whether both mean the same to who buys, whatever the platform's word.
    pub(super) fn is_like(self, other: Self) -> bool {
        match (self, other) {
            (Self::Here, Self::Here) => true,
            (Self::Gone(one, _), Self::Gone(other, _)) => one == other,
            _ => false,
        }
    }
}

/// What is believed or doubted, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stay {
    pub(super) presence: Presence,
    pub(super) since: Moment,
    pub(super) seen: Moment,
    pub(super) reads: u32,
}

/// Something came to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turned {
    pub(super) before: Option<Stay>,
    pub(super) after: Stay,
}

/// What is believed of being to be had.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Presences {
    pub(super) settled: Option<Stay>,
    before: Option<Stay>,
    pub(super) doubt: Option<Stay>,
    flaps: Flaps,
}

impl Presences {
    /// What it takes to be believed now.
    pub(super) fn need(&self, at: Moment, usual: Need, policy: &Policy) -> Need {
        self.flaps.need(at, usual, policy)
    }

    /// Takes a reading; tells if something came to be believed by it.
    pub(super) fn read(
        &mut self,
        presence: Presence,
        at: Moment,
        usual: Need,
        policy: &Policy,
    ) -> Option<Turned> {
        if let Some(settled) = &mut self.settled
            && settled.presence.is_like(presence)
        {
            *settled = Stay { presence, seen: at, reads: settled.reads + 1, ..*settled };
            if self.doubt.take().is_some() {
                self.flaps.note(at, BLIP, policy);
            }
            return None;
        }
        let doubt = match self.doubt {
            Some(doubt) if doubt.presence.is_like(presence) => {
                Stay { presence, seen: at, reads: doubt.reads + 1, ..doubt }
            }
            _ => Stay { presence, since: at, seen: at, reads: 1 },
        };
        if !self.need(at, usual, policy).is_met(doubt.reads, doubt.since, at) {
            self.doubt = Some(doubt);
            return None;
        }
        self.doubt = None;
        let before = self.settled.replace(doubt);
        let is_return = self.before.zip(before).is_some_and(|(older, before)| {
            older.presence.is_like(presence)
                && doubt.since.since(before.since) <= policy.flaps_within
        });
        if is_return {
            self.flaps.note(at, RETURN, policy);
        }
        self.before = before;
        Some(Turned { before, after: doubt })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads hour by hour, `o` for out and `h` for here, and tells what was believed.
    fn believed(readings: &str) -> Vec<(usize, char)> {
        let policy = Policy::default();
        let usual = Need { reads: 2, time: policy.dwell, near: false };
        let mut state = Presences::default();
        let mut told = Vec::new();
        for (hour, letter) in readings.chars().enumerate() {
            let presence = match letter {
                'o' => Presence::Gone(Away::OutOfStock, Absence::SoldOut),
                _ => Presence::Here,
            };
            let at = Moment::from_seconds(i64::try_from(hour).unwrap() * 3600);
            if state.read(presence, at, usual, &policy).is_some() {
                told.push((hour, letter));
            }
        }
        told
    }

    #[test]
    fn one_reading_turns_nothing_and_two_do() {
        assert_eq!(believed("hhohhh"), [(1, 'h')]);
        assert_eq!(believed("hhoohh"), [(1, 'h'), (3, 'o'), (5, 'h')]);
    }

    #[test]
    fn what_flaps_is_believed_when_it_has_stayed() {
        assert_eq!(believed("hhohohohohoho"), [(1, 'h')]);
        assert_eq!(believed("hhoohhoohhoohh"), [(1, 'h'), (3, 'o'), (5, 'h')]);
        let stays = "hhohohooooooooooooooooo";
        assert_eq!(believed(stays), [(1, 'h'), (18, 'o')]);
    }
}
