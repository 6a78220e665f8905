//! Is a request's `timestamp` readable and near enough to the platform's time?

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};

/// How far a timestamp may be from the platform's clock (ali 120691).
pub(crate) const TOLERANCE: SignedDuration = SignedDuration::from_secs(7200);

/// Where the platform's days begin and its clock texts belong: GMT+8.
pub(crate) const BEIJING: Offset = Offset::constant(8);

/// What is wrong with a timestamp, said to the developer.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TimestampFault {
    #[error("no `timestamp` was sent")]
    Missing,
    #[error(
        "`{0}` is neither milliseconds since 1970, nor `2026-11-23T17:20:27Z`, nor `2026-11-24 01:20:27` in GMT+8"
    )]
    Unreadable(String),
    #[error("`{0}` looks like seconds since 1970; the platform wants milliseconds")]
    Seconds(String),
    #[error(
        "`{text}` is {seconds} s {side} the platform's clock, which says {now}; at most 7200 s are forgiven{guess}"
    )]
    Off {
        text: String,
        seconds: u64,
        side: &'static str,
        now: Timestamp,
        guess: &'static str,
    },
}

/// Whether `text` is a timestamp within the tolerance of `now`.
pub(crate) fn check(text: Option<&str>, now: Timestamp) -> Result<(), TimestampFault> {
    let text = text.ok_or(TimestampFault::Missing)?;
    let sent = parse(text).ok_or_else(|| TimestampFault::Unreadable(text.to_owned()))?;
    let off = sent.duration_since(now);
    if off.abs() <= TOLERANCE {
        return Ok(());
    }
    if let Ok(seconds) = text.parse::<i64>()
        && let Ok(meant) = Timestamp::from_second(seconds)
        && meant.duration_since(now).abs() <= SignedDuration::from_hours(24)
    {
        return Err(TimestampFault::Seconds(text.to_owned()));
    }
    // A clock text written in UTC is eight hours early, give or take the tolerance.
    let eight_hours_behind = (off + SignedDuration::from_hours(8)).abs() <= TOLERANCE;
    let is_clock_text = text.contains(' ');
    Err(TimestampFault::Off {
        text: text.to_owned(),
        seconds: off.as_secs().unsigned_abs(),
        side: if off.is_negative() { "behind" } else { "ahead of" },
        now,
        guess: if is_clock_text && eight_hours_behind {
            "; was it written in UTC instead of GMT+8?"
        } else {
            ""
        },
    })
}

/// Reads the three forms that are seen: milliseconds, ISO 8601, and a clock text in GMT+8.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Timestamp::from_millisecond(text.parse().ok()?).ok();
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let clock_text = DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok()?;
    BEIJING.to_timestamp(clock_text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_timestamps_pass_in_three_forms() {
        let now = "2026-11-23T17:20:27Z".parse::<Timestamp>().unwrap();
        for text in [
            "1795454427000",
            "1795461627000", // 7200 s ahead
            "2026-11-23T17:20:27Z",
            "2026-11-24T01:20:27+08:00",
            "2026-11-24 01:20:27",
        ] {
            assert_eq!(check(Some(text), now), Ok(()), "{text}");
        }
    }

    #[test]
    fn a_refused_timestamp_says_why() {
        let now = "2026-11-23T17:20:27Z".parse::<Timestamp>().unwrap();
        for (text, said) in [
            (None, "no `timestamp`"),
            (Some("yesterday"), "neither milliseconds"),
            (Some("99999999999999999999"), "neither milliseconds"),
            (Some("1795454427"), "looks like seconds"),
            (Some("1795461627001"), "7200 s ahead of"),
            (Some("1795440000000"), "14427 s behind the platform's clock"),
            (Some("2026-11-23 17:20:27"), "in UTC instead of GMT+8"),
        ] {
            let fault = check(text, now).unwrap_err().to_string();
            assert!(fault.contains(said), "{text:?}: {fault}");
        }
    }
}
