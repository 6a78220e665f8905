//! What refusals teach about a scope: the rate it had when it was refused.
//!
//! The platform does not publish its limits (protocol 2.8). When it refuses, what it had
//! answered in the second around it is what it allows, or less than that where others use
//! the key. So the rate is taken down to it at once, and let up slowly after.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::limit::day::micros;
use crate::limit::limits::Rate;

/// The answers of a second are counted in this many parts.
const PARTS: usize = 10;
const PART: i64 = 1_000_000 / PARTS as i64;

/// How long a learned rate holds before it is let up.
const HOLD: Duration = Duration::from_secs(60);

/// What is learned of a scope's rate.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Learn {
    rate: Option<Learned>,
    lesson: Option<Lesson>,
    /// The answers of each part of a second, the latest last.
    answers: [u32; PARTS],
    /// The part that `answers` ends with.
    part: i64,
    pub(super) per_day: Option<u64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Learned {
    per_second: u32,
    changed: i64,
}

/// A ban that is being learned from. Answers to calls sent before it still come in, so
/// that what was answered is known only when it ends.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Lesson {
    until: i64,
    /// The rate must be found between these.
    least: u32,
    most: u32,
}

impl Learn {
    pub(super) fn is_blank(&self) -> bool {
        self.rate.is_none() && self.per_day.is_none() && self.answers == [0; PARTS]
    }

    /// The learned rate, let up by what the time since its last change is worth.
    pub(super) fn rate(&mut self, now: i64) -> Option<Rate> {
        let learned = self.rate.as_mut()?;
        while now - learned.changed >= micros(HOLD) {
            let more = (learned.per_second / 20).max(1);
            learned.per_second = learned.per_second.saturating_add(more);
            // A long pause says little about the limit: at most one step is made up for.
            learned.changed = match now - learned.changed {
                passed if passed >= 2 * micros(HOLD) => now,
                _ => learned.changed + micros(HOLD),
            };
        }
        Some(Rate::per_second(learned.per_second))
    }

    /// The learned rate as it was left.
    pub(super) fn known(&self) -> Option<Rate> {
        self.rate.map(|learned| Rate::per_second(learned.per_second))
    }

    /// Counts an answer.
    pub(super) fn answered(&mut self, at: i64) {
        let part = at.div_euclid(PART);
        self.turn_to(part);
        let ago = usize::try_from(self.part - part).unwrap_or(PARTS);
        if ago < PARTS {
            self.answers[PARTS - 1 - ago] += 1;
        }
        self.learn(at);
    }

    /// Learns from a refusal that came out of the open; not from those that its ban gives.
    pub(super) fn refused(&mut self, at: i64, until: i64) {
        self.turn_to(at.div_euclid(PART));
        // One refusal of a rate that held before is little to go by: others may have had
        // a part of it for once.
        let (least, most) = self.rate.take().map_or((1, u32::MAX), |learned| {
            ((learned.per_second / 4 * 3).max(1), learned.per_second)
        });
        self.lesson = Some(Lesson { until, least, most });
        if most < u32::MAX {
            self.rate = Some(Learned { per_second: least, changed: at });
        }
        self.learn(at);
    }

    fn learn(&mut self, at: i64) {
        let Some(lesson) = self.lesson.filter(|lesson| at < lesson.until) else {
            self.lesson = None;
            return;
        };
        let answered: u32 = self.answers.iter().sum();
        // Nothing was answered: the quota was somebody else's, and nothing is known.
        if answered > 0 {
            let known = self.rate.map_or(0, |learned| learned.per_second);
            let per_second = answered.clamp(lesson.least, lesson.most).max(known);
            self.rate = Some(Learned { per_second, changed: at });
        }
    }

    pub(super) fn follow(&mut self, now: i64, step: i64) {
        if step > 0 {
            self.answers = [0; PARTS];
            self.part = now.div_euclid(PART);
            self.lesson = None;
            if let Some(learned) = &mut self.rate {
                learned.changed -= step;
            }
        } else if self.part + PARTS as i64 <= now.div_euclid(PART) {
            self.answers = [0; PARTS];
        }
    }

    fn turn_to(&mut self, part: i64) {
        let Ok(forward @ 1..) = usize::try_from(part - self.part) else { return };
        if forward >= PARTS {
            self.answers = [0; PARTS];
        } else {
            self.answers.rotate_left(forward);
            self.answers[PARTS - forward..].fill(0);
        }
        self.part = part;
    }
}
