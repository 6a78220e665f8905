//! What the scheduler knows of an item, and how a look at it adds to that. Pure.

use std::time::Duration;

use itemget_history::schedule::{ChangeRate, Clock, Prior};
use itemget_history::{Kind, Moment};
use itemget_store::Tracked;
use serde::{Deserialize, Serialize};

use super::selling::Selling;

/// What the scheduler knows of an item; kept with it as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Learned {
    /// How often it changes.
    pub(crate) rate: ChangeRate,
    /// How far apart its looks were planned last.
    pub(crate) interval: Option<Duration>,
    /// How fast it sells.
    pub(crate) selling: Selling,
    /// How far it is from what a rule waits for, as a share of that.
    pub(crate) to_threshold: Option<f64>,
    /// The last look that told something.
    pub(crate) read_at: Option<Moment>,
}

/// When something was last learned of what is followed; none where that is not known. It is
/// looked at more often than that while looks fail.
pub(crate) fn read_at(tracked: &Tracked) -> Option<Moment> {
    match tracked.failures {
        0 => tracked.last_at,
        _ => Learned::read(&tracked.model).read_at,
    }
}

impl Learned {
    /// What was kept as this text; nothing where it is empty or of another version, from
    /// which it is learned anew.
    pub(crate) fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// The text that is kept.
    pub(crate) fn text(&self) -> String {
        serde_json::to_string(self).expect("numbers alone")
    }

    /// Takes in a look that told something.
    pub(crate) fn take_in(
        &mut self,
        prior: Prior,
        clock: &Clock,
        before: Option<Moment>,
        now: Moment,
        changed: bool,
    ) {
        if let Some(before) = before {
            self.rate.update(prior, clock.between(before, now), changed);
        }
        self.read_at = Some(now);
    }
}

/// How long a reading may be believed if nobody looks again: somewhat longer than the
/// interval to the next look, so that one that fails or comes late leaves no hole.
pub(crate) fn holds_for(interval: Duration) -> Duration {
    const LEAST: Duration = Duration::from_secs(36 * 3600);
    const MOST: Duration = Duration::from_secs(30 * 86_400);
    (interval.saturating_mul(5) / 2).clamp(LEAST, MOST)
}

/// How long to wait after looks that failed, one after the other: longer each time, and
/// never longer than until the next look would be due in any case.
pub(crate) fn after_failures(failures: i64, interval: Duration) -> Duration {
    const FIRST: Duration = Duration::from_secs(300);
    const MOST: Duration = Duration::from_secs(6 * 3600);
    let doubled = u32::try_from(failures.clamp(0, 10)).unwrap_or(0);
    (FIRST * 2_u32.pow(doubled)).min(MOST).min(interval.max(FIRST))
}

/// What a look is for: a price, or whether it can be bought. Stock moves with every order,
/// and a look for its sake is worth little.
pub(crate) const FOLLOWED: &[Kind] =
    &[Kind::Availability, Kind::SalePrice, Kind::ListPrice, Kind::AppPrice];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_that_fails_again_and_again_is_made_ever_more_rarely() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        let pauses = [0, 1, 2, 5, 50].map(|it| after_failures(it, hours(24)));
        assert!(pauses.is_sorted(), "{pauses:?}");
        assert_eq!((pauses[0], pauses[4]), (Duration::from_secs(300), hours(6)));
        assert_eq!(after_failures(9, hours(1)), hours(1));
    }

    #[test]
    fn a_reading_holds_somewhat_longer_than_until_the_next_look() {
        let hours = |hours: u64| Duration::from_secs(hours * 3600);
        assert_eq!(holds_for(hours(1)), hours(36));
        assert_eq!(holds_for(hours(48)), hours(120));
        assert_eq!(holds_for(hours(10_000)), hours(720));
        assert_eq!(holds_for(Duration::MAX), hours(720));
    }
}
