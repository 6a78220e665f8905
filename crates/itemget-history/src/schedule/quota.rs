//! What is left of the day's calls, and how fast it may be spent.

use std::time::Duration;

use super::clock::Clock;
use super::{days, duration};
use crate::moment::Moment;

/// The calls a list may still make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Until the next reset.
    pub left: u64,
    /// From one reset to the next.
    pub per_day: u64,
    /// When it is full again.
    pub resets: Moment,
}

impl Quota {
    /// How much faster than the day's average calls are ever made: what is left over is
    /// not fired off in the last minutes, nor what is overdue in the first.
    pub const RUSH: f64 = 4.0;
    /// How much slower than that the plan ever gets: a quota that is used up is full
    /// again tomorrow, and intervals are longer than that.
    const LULL: f64 = 0.25;

    /// Calls a day, by the list's own time, at which what is left lasts until the reset:
    /// the budget to plan with.
    pub fn pace(&self, now: Moment, clock: &Clock) -> f64 {
        let usual = self.per_day as f64;
        let time = clock.between(now, self.resets).max(1.0 / 86_400.0);
        (self.left as f64 / time).clamp(usual * Self::LULL, usual * Self::RUSH)
    }

    /// How many calls may be made in so long a time: never more than are left, nor than
    /// [`Quota::RUSH`] allows.
    pub fn most_in(&self, time: Duration) -> u64 {
        let most = (self.per_day as f64 * Self::RUSH * days(time)).ceil();
        self.left.min(most as u64)
    }

    /// The time from one call to the next, so that neither is broken.
    pub fn apart(&self, now: Moment) -> Duration {
        duration(1.0 / self.pace(now, &Clock::default()).max(1e-3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3600;

    fn quota(left: u64, hours: u64) -> Quota {
        Quota { left, per_day: 2400, resets: Moment::from_seconds((hours * HOUR) as i64) }
    }

    #[test]
    fn what_is_left_lasts_until_the_reset_within_bounds() {
        let now = Moment::from_seconds(0);
        for (left, hours, pace) in [
            (2400, 24, 2400.0),
            (1200, 24, 1200.0),
            (1200, 6, 4800.0),
            // Left over in the last minutes: not all of it goes out.
            (2400, 1, 9600.0),
            (2400, 0, 9600.0),
            // Used up: what is planned now happens tomorrow.
            (0, 12, 600.0),
        ] {
            let planned = quota(left, hours).pace(now, &Clock::default());
            assert!((planned - pace).abs() < 1e-6, "{left} in {hours} h: {planned}");
        }
        let none = Quota { left: 0, per_day: 0, resets: now };
        assert_eq!(none.pace(now, &Clock::default()), 0.0);
    }

    #[test]
    fn in_no_time_more_goes_out_than_is_left_or_than_the_rush_allows() {
        assert_eq!(quota(2400, 24).most_in(Duration::from_secs(HOUR)), 400);
        assert_eq!(quota(30, 24).most_in(Duration::from_secs(HOUR)), 30);
        assert_eq!(quota(2400, 24).most_in(Duration::ZERO), 0);
    }
}
