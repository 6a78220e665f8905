//! A clock that runs faster when the list is busy.

use std::time::Duration;

use super::days;
use crate::moment::Moment;

/// What is told apart in time: an hour, in seconds.
pub(super) const BIN: i64 = 3600;
/// Bins in a day.
const DAY: usize = 24;

/// The list's own time: an hour of a campaign is many hours of it, a quiet night is
/// minutes. On average it runs like the calendar's.
///
/// Between the moments that were watched it is what was seen
/// ([`Activity`](super::Activity)), and in the future what is usual for the hour of day.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// When the first bin begins, in seconds since 1970.
    first: i64,
    /// Own seconds from there to each bin's start, and to the last one's end.
    marks: Vec<f64>,
    /// The same for a day of the future, from the last one's end.
    ahead: Vec<f64>,
}

impl Default for Clock {
    /// The calendar's time.
    fn default() -> Self {
        Self::new(0, &[], &[])
    }
}

impl Clock {
    /// A clock that ran at these speeds from bin number `first` on, and will run at what is
    /// given for each hour of the day, midnight first; where nothing is given, as usual.
    pub(super) fn new(first: i64, speeds: &[f64], of_day: &[f64]) -> Self {
        let end = first + speeds.len() as i64;
        let hour = |bin: i64| bin.rem_euclid(DAY as i64) as usize;
        let ahead = (end..end + DAY as i64)
            .map(|bin| of_day.get(hour(bin)).copied().unwrap_or(1.0));
        Self {
            first: first * BIN,
            marks: sums(speeds.iter().copied()),
            ahead: sums(ahead),
        }
    }

    /// Own days between two moments.
    pub fn between(&self, from: Moment, to: Moment) -> f64 {
        ((self.own(to) - self.own(from)) / 86_400.0).max(0.0)
    }

    /// The moment at which so many own days have passed since `from`.
    pub(super) fn after(&self, from: Moment, own: Duration) -> Moment {
        let target = self.own(from) + days(own) * 86_400.0;
        let watched = self.marks[self.marks.len() - 1];
        let day = self.ahead[DAY];
        let seconds = if target < 0.0 {
            target
        } else if target < watched {
            place_in(&self.marks, target)
        } else {
            let beyond = target - watched;
            let whole = (beyond / day).floor();
            self.watched_seconds() as f64
                + whole * (DAY as i64 * BIN) as f64
                + place_in(&self.ahead, beyond - whole * day)
        };
        // Beyond all moments the cast stays at the last one.
        Moment::from_seconds(self.first.saturating_add(seconds as i64))
    }

    /// Own seconds from the first bin's start.
    fn own(&self, moment: Moment) -> f64 {
        let since = moment.seconds() - self.first;
        let beyond = since - self.watched_seconds();
        if since < 0 {
            since as f64
        } else if beyond < 0 {
            reached_at(&self.marks, since)
        } else {
            let day = DAY as i64 * BIN;
            self.marks[self.marks.len() - 1]
                + beyond.div_euclid(day) as f64 * self.ahead[DAY]
                + reached_at(&self.ahead, beyond.rem_euclid(day))
        }
    }

    fn watched_seconds(&self) -> i64 {
        (self.marks.len() as i64 - 1) * BIN
    }
}

/// Own seconds at each bin's start, and at the last one's end.
fn sums(speeds: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut reached = 0.0;
    let step = |speed: f64| {
        reached += speed * BIN as f64;
        reached
    };
    std::iter::once(0.0).chain(speeds.map(step)).collect()
}

fn reached_at(marks: &[f64], since: i64) -> f64 {
    let bin = (since / BIN) as usize;
    let part = (since % BIN) as f64 / BIN as f64;
    marks[bin] + (marks[bin + 1] - marks[bin]) * part
}

/// Seconds to where so much is reached: less than the last mark.
fn place_in(marks: &[f64], reached: f64) -> f64 {
    let after = marks.partition_point(|mark| *mark <= reached).clamp(1, marks.len() - 1);
    let (low, high) = (marks[after - 1], marks[after]);
    ((after - 1) as f64 + (reached - low) / (high - low)) * BIN as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(hours: i64) -> Moment {
        Moment::from_seconds(hours * BIN)
    }

    #[test]
    fn without_anything_known_it_is_the_calendar() {
        let clock = Clock::default();
        for (from, to) in [(-50, -3), (-3, 4), (0, 24), (100, 5000)] {
            let own = clock.between(moment(from), moment(to));
            assert!((own - (to - from) as f64 / 24.0).abs() < 1e-9, "{from} {to}: {own}");
        }
        assert_eq!(clock.between(moment(4), moment(1)), 0.0);
    }

    #[test]
    fn after_is_the_inverse_of_between_in_past_and_future() {
        let mut of_day = [1.0; 24];
        of_day[20] = 6.0;
        of_day[3] = 0.1;
        let clock = Clock::new(1000, &[0.05, 3.0, 1.0, 12.0, 0.4], &of_day);
        for from in [990, 1000, 1002, 1004, 1005, 1020, 5000] {
            for minutes in [1, 59, 60, 333, 1440, 90_000] {
                let to = moment(from) + Duration::from_secs(minutes * 60);
                let own = duration_of(clock.between(moment(from), to));
                let back = clock.after(moment(from), own);
                assert!((back.seconds() - to.seconds()).abs() <= 21, "{from} {minutes}");
            }
        }
        assert_eq!(clock.after(moment(0), Duration::MAX), Moment::MAX);
    }

    fn duration_of(days: f64) -> Duration {
        Duration::from_secs_f64(days * 86_400.0)
    }

    #[test]
    fn the_future_has_the_hours_that_are_usual() {
        let mut of_day = [1.0; 24];
        of_day[20] = 25.0;
        let clock = Clock::new(0, &[1.0; 30], &of_day);
        let own = clock.between(moment(44), moment(45));
        assert!((own - 25.0 / 24.0).abs() < 1e-9, "{own}");
        assert!((clock.between(moment(40), moment(64)) - 2.0).abs() < 1e-9);
    }
}
