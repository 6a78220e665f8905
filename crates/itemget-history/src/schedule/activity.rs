//! When the whole list was busy, found out from the checks of its items.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::clock::{BIN, Clock};
use crate::moment::Moment;

/// How long a check is remembered, in seconds: a week.
const WINDOW: i64 = 7 * 86_400;
/// How many checks are remembered; of a list with more of them, every second, every
/// fourth and so on.
const MOST: usize = 8192;
/// So many changes must be expected in an hour for it to be believed half as much as seen.
const DOUBT: f64 = 0.3;
/// So many days must have been watched for what is usual at an hour of the day to be
/// believed half.
const DAYS_DOUBT: f64 = 2.0;
/// How much busier or calmer than usual an hour can be.
const SPEEDS: (f64, f64) = (0.05, 30.0);
/// Steps towards the likeliest speeds; after so many they move little.
const STEPS: usize = 25;

/// How busy the list was, hour by hour, as far as the checks of its items tell.
///
/// Prices move together: a campaign begins and ends for hundreds of products in the same
/// hour, and most nights are quiet. A check that finds a change does not say in which
/// hour since the last check it was; many checks of many items, each since another hour,
/// do. Each change found is shared out over the hours it may have been in, in proportion
/// to what is known of them; what an hour was given beside what was expected of it is its
/// new speed; and again (expectation maximisation for censored intervals).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Activity {
    checks: VecDeque<Check>,
    /// One of so many checks is remembered, less one.
    skips: u32,
    /// Checks since the last one that was.
    skipped: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Check(
    /// Changes a day that were expected of the item.
    f32,
    /// When it was checked before, in seconds since 1970.
    i64,
    /// When it was checked.
    i64,
    /// Whether it had changed.
    bool,
);

impl Activity {
    /// Takes in a check of an item of which so many changes a day were expected.
    pub fn observe(&mut self, per_day: f64, since: Moment, now: Moment, changed: bool) {
        if now <= since || !per_day.is_finite() || per_day <= 0.0 {
            return;
        }
        self.skipped += 1;
        if self.skipped <= self.skips {
            return;
        }
        self.skipped = 0;
        let newest =
            now.seconds().max(self.checks.back().map_or(i64::MIN, |check| check.2));
        while self.checks.front().is_some_and(|check| check.2 < newest - WINDOW) {
            self.checks.pop_front();
        }
        if self.checks.len() >= MOST {
            let mut odd = false;
            self.checks.retain(|_| {
                odd = !odd;
                odd
            });
            self.skips = self.skips * 2 + 1;
        } else if self.checks.len() < MOST / 8 {
            self.skips /= 2;
        }
        self.checks.push_back(Check(
            per_day as f32,
            since.seconds(),
            now.seconds(),
            changed,
        ));
    }

    /// The clock as it is known now.
    pub fn clock(&self) -> Clock {
        let Some(last) = self.checks.iter().map(|check| check.2).max() else {
            return Clock::default();
        };
        let oldest = self.checks.iter().map(|check| check.1).min().unwrap_or(last);
        let first = bin_of(oldest.max(last - WINDOW));
        let mut speeds = vec![1.0; (bin_of(last - 1) - first + 1).max(1) as usize];
        for _ in 0..STEPS {
            speeds = self.step(first, &speeds);
        }
        let usual = speeds.iter().sum::<f64>() / speeds.len() as f64;
        let even = vec![usual; speeds.len()];
        let belief = self.belief(first, &even, &speeds);
        speeds
            .iter_mut()
            .for_each(|speed| *speed = 1.0 + belief * (*speed / usual - 1.0));
        Clock::new(first, &speeds, &of_day(first, &speeds))
    }

    /// How far these speeds are to be believed, 0 to 1, beside even ones.
    ///
    /// With a speed for each hour chance alone is explained better, by up to half a unit
    /// of likelihood for each of them; from these few steps, by less than a quarter where
    /// items know nothing of each other. Only what is explained beyond that counts.
    fn belief(&self, first: i64, even: &[f64], speeds: &[f64]) -> f64 {
        let explained = self.likelihood(first, speeds) - self.likelihood(first, even);
        let by_chance = speeds.len() as f64 / 4.0;
        if explained > by_chance { 1.0 - by_chance / explained / 2.0 } else { 0.0 }
    }

    /// The logarithm of the chance that the checks found what they did.
    fn likelihood(&self, first: i64, speeds: &[f64]) -> f64 {
        let clock = Clock::new(first, speeds, &[]);
        let of = |Check(per_day, since, now, changed): &Check| {
            let (since, now) = (Moment::from_seconds(*since), Moment::from_seconds(*now));
            let expected = (f64::from(*per_day) * clock.between(since, now)).max(1e-9);
            if *changed { (-(-expected).exp_m1()).ln() } else { -expected }
        };
        self.checks.iter().map(of).sum()
    }

    /// Likelier speeds than these.
    fn step(&self, first: i64, speeds: &[f64]) -> Vec<f64> {
        let clock = Clock::new(first, speeds, &[]);
        let mut expected = Laid::over(first, speeds.len());
        let mut given = Laid::over(first, speeds.len());
        for Check(per_day, since, now, changed) in &self.checks {
            let per_day = f64::from(*per_day);
            expected.lay(*since, *now, per_day);
            if *changed {
                let days = clock
                    .between(Moment::from_seconds(*since), Moment::from_seconds(*now));
                // Found at least one: so many are likely.
                let found = 1.0 / -(-per_day * days).min(-1e-9).exp_m1();
                given.lay(*since, *now, per_day * found);
            }
        }
        let bins = expected.days().zip(given.days()).zip(speeds);
        bins.map(|((expected, given), speed)| {
            let seen = DOUBT + given * speed;
            (seen / (DOUBT + expected)).clamp(SPEEDS.0, SPEEDS.1)
        })
        .collect()
    }
}

/// What is usual for each hour of the day, midnight first.
fn of_day(first: i64, speeds: &[f64]) -> Vec<f64> {
    let mut hours = [(DAYS_DOUBT, DAYS_DOUBT); 24];
    for (bin, speed) in (first..).zip(speeds) {
        let (sum, count) = &mut hours[bin.rem_euclid(24) as usize];
        *sum += speed;
        *count += 1.0;
    }
    hours.iter().map(|(sum, count)| sum / count).collect()
}

fn bin_of(seconds: i64) -> i64 {
    seconds.div_euclid(BIN)
}

/// Weights laid over stretches of time and added up by the bin, each at the cost of its
/// two ends.
struct Laid {
    first: i64,
    /// Within the bin.
    parts: Vec<f64>,
    /// From the bin's start on: what is laid over whole bins.
    steps: Vec<f64>,
}

impl Laid {
    fn over(first: i64, bins: usize) -> Self {
        Self { first, parts: vec![0.0; bins], steps: vec![0.0; bins + 1] }
    }

    /// What lies before the first bin is left out.
    fn lay(&mut self, from: i64, to: i64, weight: f64) {
        let from = from.max(self.first * BIN);
        if from >= to {
            return;
        }
        let (head, tail) = (bin_of(from), bin_of(to - 1));
        let at = |bin: i64| (bin - self.first) as usize;
        if head == tail {
            self.parts[at(head)] += weight * (to - from) as f64;
            return;
        }
        self.parts[at(head)] += weight * ((head + 1) * BIN - from) as f64;
        self.parts[at(tail)] += weight * (to - tail * BIN) as f64;
        self.steps[at(head + 1)] += weight;
        self.steps[at(tail)] -= weight;
    }

    /// Weight times days in each bin.
    fn days(&self) -> impl Iterator<Item = f64> {
        let mut whole = 0.0;
        self.parts.iter().zip(&self.steps).map(move |(part, step)| {
            whole += step;
            (part + whole * BIN as f64) / 86_400.0
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;

    fn moment(hours: f64) -> Moment {
        Moment::from_seconds((hours * HOUR as f64) as i64)
    }

    /// Checks a day apart of items that all changed half past hour 30 and never else.
    fn campaign() -> Activity {
        let mut activity = Activity::default();
        for n in 0..4000 {
            let now = 24.0 + f64::from(n) * 0.006;
            let since = now - 24.0;
            activity.observe(0.7, moment(since), moment(now), since < 30.5 && now > 30.5);
        }
        activity
    }

    #[test]
    fn the_hour_of_a_campaign_is_found_though_no_check_says_it() {
        let clock = campaign().clock();
        let own = |hour: f64| clock.between(moment(hour), moment(hour + 1.0)) * 24.0;
        let at = own(30.0);
        assert!(at > 3.5, "{at}");
        let others = [2.0, 20.0, 26.0, 29.0, 34.0, 40.0].map(own);
        assert!(others.iter().all(|other| *other < at / 2.0), "{at} against {others:?}");
        let all = clock.between(moment(0.0), moment(48.0));
        assert!((all - 2.0).abs() < 1e-6, "on average it runs like the calendar: {all}");
    }

    #[test]
    fn items_that_know_nothing_of_each_other_leave_it_the_calendar() {
        let mut activity = Activity::default();
        for n in 0..4000_u32 {
            let now = 24.0 + f64::from(n) * 0.02;
            let changed = n.wrapping_mul(0x9e37_79b1) >> 16 & 0xff < 128;
            activity.observe(0.7, moment(now - 24.0), moment(now), changed);
        }
        let clock = activity.clock();
        for hour in 0..100 {
            let own = clock.between(moment(f64::from(hour)), moment(f64::from(hour + 1)));
            assert!((own * 24.0 - 1.0).abs() < 1e-9, "{hour}: {own}");
        }
    }

    #[test]
    fn where_nothing_was_learned_it_is_the_calendar() {
        let mut activity = Activity::default();
        assert_eq!(activity.clock(), Clock::default());
        activity.observe(f64::NAN, moment(0.0), moment(1.0), true);
        activity.observe(1.0, moment(1.0), moment(1.0), true);
        activity.observe(0.0, moment(0.0), moment(1.0), true);
        assert_eq!(activity, Activity::default());
    }

    #[test]
    fn it_stays_small_and_goes_on_being_right_in_a_list_of_many_checks() {
        let mut activity = Activity::default();
        for n in 0..100_000 {
            let now = 24.0 + f64::from(n) * 0.001;
            let since = now - 24.0;
            activity.observe(0.7, moment(since), moment(now), since < 60.5 && now > 60.5);
        }
        assert!(activity.checks.len() <= MOST);
        let clock = activity.clock();
        let at = clock.between(moment(60.0), moment(61.0)) * 24.0;
        assert!(at > 15.0, "{at}");
        // A week without much to do, and every check counts again.
        for n in 0..60 {
            let now = 2000.0 + f64::from(n);
            activity.observe(0.7, moment(now - 24.0), moment(now), false);
        }
        assert_eq!(activity.skips, 0);
    }

    #[test]
    fn what_is_laid_over_bins_adds_up() {
        let mut laid = Laid::over(10, 5);
        laid.lay(9 * HOUR, 10 * HOUR, 7.0);
        laid.lay(9 * HOUR, 12 * HOUR + 1800, 24.0);
        laid.lay(11 * HOUR + 900, 11 * HOUR + 1800, 96.0);
        laid.lay(14 * HOUR, 15 * HOUR, 48.0);
        let days: Vec<f64> = laid.days().map(|days| (days * 1e6).round() / 1e6).collect();
        assert_eq!(days, [1.0, 2.0, 0.5, 0.0, 2.0]);
    }
}
