//! What both ways of settling share: what it takes to be believed, and who flaps.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::policy::Policy;
use crate::moment::Moment;

/// What it takes for something new to be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) reads: u32,
    /// Between the first reading that says so and the last.
    pub(super) time: Duration,
    /// Whether readings that are far from each other, on one side of what is believed,
    /// need one more to be believed: prices do not wander, stock does.
    pub(super) near: bool,
}

impl Need {
    /// That one reading is enough.
    pub(super) const ONE: Self = Self { reads: 1, time: Duration::ZERO, near: false };

    pub(super) fn is_met(self, reads: u32, since: Moment, at: Moment) -> bool {
        reads >= self.reads && at.since(since) >= self.time
    }
}

/// When a series went back to what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Flaps(Vec<(Moment, u32)>);

/// What a reading counts that was not confirmed.
pub(super) const BLIP: u32 = 1;
/// What counts that a confirmed state went back to the one before it.
pub(super) const RETURN: u32 = 2;

impl Flaps {
    pub(super) fn note(&mut self, at: Moment, weight: u32, policy: &Policy) {
        self.0.retain(|(then, _)| at.since(*then) <= policy.flaps_within);
        self.0.push((at, weight));
    }

    /// What it takes at this moment, which is more in a series that flaps.
    pub(super) fn need(&self, at: Moment, usual: Need, policy: &Policy) -> Need {
        let recent =
            self.0.iter().filter(|(then, _)| at.since(*then) <= policy.flaps_within);
        let count: u32 = recent.map(|(_, weight)| weight).sum();
        match policy.flaps.is_some_and(|most| count >= most) {
            true => Need {
                reads: usual.reads.max(3),
                time: usual.time.max(policy.still),
                ..usual
            },
            false => usual,
        }
    }
}
