//! The platform's day, from midnight to midnight in Beijing (UTC+8, no summer time).

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

const MICROS: i64 = 1_000_000;
const DAY: i64 = 86_400 * MICROS;
const BEIJING: i64 = 8 * 3_600 * MICROS;

/// When the day that `now` is in ends, and its quota with it (protocol 2.8).
pub fn quota_day_end(now: Timestamp) -> Timestamp {
    let now_micros = now.as_microsecond();
    let left = SignedDuration::from_micros(day_end(day_of(now_micros)) - now_micros);
    now.checked_add(left).expect("a day after now is within the calendar")
}

/// The number of the day that a time is in; times are microseconds since 1970.
pub(crate) fn day_of(time: i64) -> i64 {
    (time + BEIJING).div_euclid(DAY)
}

/// When that day ends.
pub(crate) fn day_end(day: i64) -> i64 {
    (day + 1) * DAY - BEIJING
}

/// A duration in microseconds, rounded up: a wait is never too short.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos().div_ceil(1_000)).unwrap_or(i64::MAX / 4)
}

/// Microseconds as a duration; what is negative is over.
pub(crate) fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quota_day_ends_at_midnight_in_beijing() {
        for (now, end) in [
            ("2026-11-23T15:59:59Z", "2026-11-23T16:00:00Z"),
            ("2026-11-23T16:00:00Z", "2026-11-24T16:00:00Z"),
            ("2026-11-23T00:00:00Z", "2026-11-23T16:00:00Z"),
            ("1969-12-31T15:00:00Z", "1969-12-31T16:00:00Z"),
        ] {
            let now: Timestamp = now.parse().unwrap();
            assert_eq!(quota_day_end(now).to_string(), end, "{now}");
        }
    }

    #[test]
    fn a_wait_is_rounded_up() {
        assert_eq!(micros(Duration::from_nanos(1)), 1);
        assert_eq!(micros(Duration::MAX), i64::MAX / 4);
        assert_eq!(duration(-5), Duration::ZERO);
    }
}
