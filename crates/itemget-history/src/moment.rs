//! A moment in whole seconds: as fine as an observation of a price can be meant.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Whole seconds since 1970, in UTC.
///
/// Readings are kept to the second: an answer is seconds old when it arrives, and what is
/// finer would cost bytes in every change that is stored.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
)]
#[serde(from = "Timestamp", into = "Timestamp")]
pub struct Moment(i64);

impl Moment {
    /// Before every reading.
    pub const MIN: Self = Self(-377_705_023_201);
    /// After every reading.
    pub const MAX: Self = Self(253_402_207_200);

    /// The moment so many seconds after the start of 1970; the nearest there is to it.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// The same for a moment that is written down in the source.
    pub(crate) const fn of(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the start of 1970.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is; nothing if it is before it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_seconds(timestamp.as_second())
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        Self::from_second(moment.0).expect("a moment is within what a timestamp can be")
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from(*self).fmt(f)
    }
}

impl Add<Duration> for Moment {
    type Output = Self;
    fn add(self, later: Duration) -> Self {
        let seconds = i64::try_from(later.as_secs()).unwrap_or(i64::MAX);
        Self::from_seconds(self.0.saturating_add(seconds))
    }
}

impl Sub<Duration> for Moment {
    type Output = Self;
    fn sub(self, earlier: Duration) -> Self {
        let seconds = i64::try_from(earlier.as_secs()).unwrap_or(i64::MAX);
        Self::from_seconds(self.0.saturating_sub(seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_of_time_can_be_told() {
        for moment in [Moment::MIN, Moment::MAX] {
            assert_eq!(Moment::from(Timestamp::from(moment)), moment);
        }
        assert_eq!(Moment::MAX + Duration::MAX, Moment::MAX);
        assert_eq!(Moment::MIN - Duration::MAX, Moment::MIN);
    }

    #[test]
    fn a_moment_is_the_second_it_lies_in() {
        let timestamp: Timestamp = "2026-11-23T17:20:27.987Z".parse().unwrap();
        assert_eq!(Moment::from(timestamp).to_string(), "2026-11-23T17:20:27Z");
        let (a, b) = (Moment::from_seconds(5), Moment::from_seconds(9));
        assert_eq!(b.since(a), Duration::from_secs(4));
        assert_eq!(a.since(b), Duration::ZERO);
    }
}
