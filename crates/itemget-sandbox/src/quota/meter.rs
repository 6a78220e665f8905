//! One limit's meter: what came in the last second, what was counted today, and its ban.

use std::collections::VecDeque;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Quotas, Usage};
use crate::verify::timestamp::BEIJING;

/// So many arrivals are remembered, or one more than the limit: a clock that is held would
/// have them all in one second for ever.
const REMEMBERED: usize = 100_000;

/// Why a call is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// Too fast.
    Second { ban_seconds: u64 },
    /// The day is used up.
    Day { ban_seconds: u64 },
}

#[derive(Debug, Default)]
pub(super) struct Meter {
    pub(super) usage: Usage,
    day: Option<Date>,
    /// When the calls of the last second came, refused ones among them.
    arrivals: VecDeque<Timestamp>,
    /// Those of them that were counted.
    counted: VecDeque<Timestamp>,
    banned_until: Option<Timestamp>,
}

impl Meter {
    /// Notes that a call came, whatever becomes of it.
    pub(super) fn arrive(&mut self, limits: Quotas, now: Timestamp) {
        let today = BEIJING.to_datetime(now).date();
        if self.day != Some(today) {
            self.day = Some(today);
            self.usage.today = 0;
        }
        keep_last_second(&mut self.arrivals, now);
        keep_last_second(&mut self.counted, now);
        self.arrivals.push_back(now);
        let limit = limits.per_second.map(|limit| limit as usize);
        if self.arrivals.len() > REMEMBERED.max(limit.unwrap_or(0) + 1) {
            self.arrivals.pop_front();
        }
        let came = self.arrivals.len();
        self.usage.peak_per_second = self.usage.peak_per_second.max(came as u64);
        if limit.is_some_and(|limit| came > limit) {
            self.usage.violations += 1;
        }
    }

    /// Whether a call that has arrived can be counted.
    pub(super) fn check(&mut self, limits: Quotas, now: Timestamp) -> Result<(), Full> {
        if let Some(limit) = limits.per_day
            && self.usage.today >= u64::from(limit)
        {
            self.usage.refused_day_over += 1;
            return Err(Full::Day { ban_seconds: seconds_of_day_left(now) });
        }
        let Some(limit) = limits.per_second else { return Ok(()) };
        let ban = SignedDuration::from_secs(i64::from(limits.ban_seconds.max(1)));
        // A clock that was set back must not leave a ban in its future.
        self.banned_until =
            self.banned_until.filter(|&end| now < end && end.duration_since(now) <= ban);
        if self.banned_until.is_none() && self.counted.len() >= limit as usize {
            self.banned_until = Some(now.checked_add(ban).unwrap_or(Timestamp::MAX));
        }
        let Some(end) = self.banned_until else { return Ok(()) };
        self.usage.refused_too_fast += 1;
        let left = end.duration_since(now).as_millis().unsigned_abs().div_ceil(1000);
        Err(Full::Second { ban_seconds: u64::try_from(left).unwrap_or(u64::MAX) })
    }

    /// Counts a call that every meter let through.
    pub(super) fn count(&mut self, limits: Quotas, now: Timestamp) {
        if limits.per_second.is_some() {
            self.counted.push_back(now);
        }
        self.usage.today += 1;
        self.usage.counted += 1;
    }
}

/// Forgets what is a second old, and what a clock that was set back has before it.
fn keep_last_second(times: &mut VecDeque<Timestamp>, now: Timestamp) {
    let second_ago = now.checked_sub(SignedDuration::from_secs(1));
    let second_ago = second_ago.unwrap_or(Timestamp::MIN);
    while times.back().is_some_and(|&time| now < time) {
        times.pop_back();
    }
    while times.front().is_some_and(|&time| time <= second_ago) {
        times.pop_front();
    }
}

/// Seconds until midnight in Beijing, rounded up.
fn seconds_of_day_left(now: Timestamp) -> u64 {
    let beijing_seconds = now.as_second() + i64::from(BEIJING.seconds());
    (86_400 - beijing_seconds.rem_euclid(86_400)).unsigned_abs()
}
