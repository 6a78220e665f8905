//! How often an app may call: so many a second, so many a Beijing day. Pure but for its
//! memory: the time is an argument.

use std::collections::{BTreeMap, VecDeque};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::verify::timestamp::BEIJING;

/// The limits of each app; nothing is limited unless it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Quotas {
    /// Calls an app may make in any one second.
    pub per_second: Option<u32>,
    /// Calls an app may make in a day, which ends at midnight in Beijing.
    pub per_day: Option<u32>,
    /// Seconds an app is banned for when it was too fast; 0 counts as 1.
    pub ban_seconds: u32,
}

/// What an app has done to its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Calls counted today, in Beijing.
    pub today: u64,
    /// Calls counted since the start.
    pub counted: u64,
    /// Calls refused for being too fast, those during a ban among them.
    pub refused_too_fast: u64,
    /// Calls refused because the day was used up.
    pub refused_day_over: u64,
}

/// Why a call is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OverLimit {
    TooFast { ban_seconds: u64 },
    DayOver { ban_seconds: u64 },
}

#[derive(Debug, Default)]
struct Meter {
    usage: Usage,
    day: Option<Date>,
    /// When the calls of the last second came.
    recent: VecDeque<Timestamp>,
    banned_until: Option<Timestamp>,
}

/// The meters of all apps.
#[derive(Debug, Default)]
pub(crate) struct QuotaBook {
    limits: Quotas,
    meters: BTreeMap<String, Meter>,
}

impl QuotaBook {
    pub(crate) fn new(limits: Quotas) -> Self {
        Self { limits, meters: BTreeMap::new() }
    }

    /// Counts a call, or says why it may not be made. A refused call is not counted.
    pub(crate) fn take(
        &mut self,
        app_key: &str,
        now: Timestamp,
    ) -> Result<(), OverLimit> {
        let limits = self.limits;
        let meter = self.meters.entry(app_key.to_owned()).or_default();
        meter.turn_day(now);
        if let Some(limit) = limits.per_day
            && meter.usage.today >= u64::from(limit)
        {
            meter.usage.refused_day_over += 1;
            return Err(OverLimit::DayOver { ban_seconds: seconds_of_day_left(now) });
        }
        if let Some(limit) = limits.per_second {
            meter.check_pace(limit, limits.ban_seconds, now)?;
            meter.recent.push_back(now);
        }
        meter.usage.today += 1;
        meter.usage.counted += 1;
        Ok(())
    }

    pub(crate) fn limits(&self) -> Quotas {
        self.limits
    }

    /// Sets other limits; what was counted stays.
    pub(crate) fn set_limits(&mut self, limits: Quotas) {
        self.limits = limits;
    }

    /// What each app has done, by its key.
    pub(crate) fn usage(&self) -> BTreeMap<String, Usage> {
        self.meters.iter().map(|(app, meter)| (app.clone(), meter.usage)).collect()
    }
}

impl Meter {
    fn turn_day(&mut self, now: Timestamp) {
        let today = BEIJING.to_datetime(now).date();
        if self.day != Some(today) {
            self.day = Some(today);
            self.usage.today = 0;
        }
    }

    fn check_pace(
        &mut self,
        limit: u32,
        ban_seconds: u32,
        now: Timestamp,
    ) -> Result<(), OverLimit> {
        let ban = SignedDuration::from_secs(i64::from(ban_seconds.max(1)));
        // A clock that was set back must not leave bans and calls in its future.
        self.banned_until =
            self.banned_until.filter(|&end| now < end && end.duration_since(now) <= ban);
        let second_ago = now.checked_sub(SignedDuration::from_secs(1));
        let second_ago = second_ago.unwrap_or(Timestamp::MIN);
        self.recent.retain(|&came| second_ago < came && came <= now);
        let full = self.recent.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
        if self.banned_until.is_none() && full {
            self.banned_until = Some(now.checked_add(ban).unwrap_or(Timestamp::MAX));
        }
        let Some(end) = self.banned_until else { return Ok(()) };
        self.usage.refused_too_fast += 1;
        let left = end.duration_since(now).as_millis().unsigned_abs().div_ceil(1000);
        Err(OverLimit::TooFast { ban_seconds: u64::try_from(left).unwrap_or(u64::MAX) })
    }
}

/// Seconds until midnight in Beijing, rounded up.
fn seconds_of_day_left(now: Timestamp) -> u64 {
    let beijing_seconds = now.as_second() + i64::from(BEIJING.seconds());
    (86_400 - beijing_seconds.rem_euclid(86_400)).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn nothing_is_limited_by_default() {
        let mut book = QuotaBook::default();
        for _ in 0..1000 {
            assert_eq!(book.take("a", at("2026-11-23T00:00:00Z")), Ok(()));
        }
        assert_eq!(book.usage()["a"].counted, 1000);
    }

    #[test]
    fn the_second_slides_and_a_ban_ends() {
        let limits = Quotas { per_second: Some(2), ban_seconds: 3, ..Quotas::default() };
        let mut book = QuotaBook::new(limits);
        let too_fast = |ban_seconds| Err(OverLimit::TooFast { ban_seconds });
        for (time, expected) in [
            ("2026-11-23T00:00:00.000Z", Ok(())),
            ("2026-11-23T00:00:00.900Z", Ok(())),
            ("2026-11-23T00:00:01.000Z", Ok(())), // the first is a second old
            ("2026-11-23T00:00:01.500Z", too_fast(3)),
            ("2026-11-23T00:00:03.600Z", too_fast(1)), // still banned
            ("2026-11-23T00:00:04.500Z", Ok(())),
            ("2026-11-22T00:00:00.000Z", Ok(())), // the clock was set back
        ] {
            assert_eq!(book.take("a", at(time)), expected, "{time}");
        }
        assert_eq!(book.take("b", at("2026-11-23T00:00:01.500Z")), Ok(()), "another app");
        assert_eq!(book.usage()["a"].refused_too_fast, 2);
    }

    #[test]
    fn the_day_ends_at_midnight_in_beijing() {
        let limits = Quotas { per_day: Some(2), ..Quotas::default() };
        let mut book = QuotaBook::new(limits);
        for (time, expected) in [
            ("2026-11-23T15:59:00Z", Ok(())),
            ("2026-11-23T15:59:01Z", Ok(())),
            ("2026-11-23T15:59:02Z", Err(OverLimit::DayOver { ban_seconds: 58 })),
            ("2026-11-23T16:00:00Z", Ok(())),
        ] {
            assert_eq!(book.take("a", at(time)), expected, "{time}");
        }
        let usage = book.usage()["a"];
        assert_eq!((usage.today, usage.counted, usage.refused_day_over), (1, 3, 1));
    }
}
