//! When an item's turn is, and whose is first.

use super::clock::Clock;
use super::plan::{Demand, Every, Plan};
use super::quota::Quota;
use super::{days, duration};
use crate::moment::Moment;

/// How much a turn is moved so that turns do not fall together, of the interval.
const JITTER: f64 = 0.05;

/// An item that is followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// Anything that is the item's own and stays so: its turns are moved by it.
    pub key: u64,
    /// When it was last checked; never is due at once.
    pub checked: Option<Moment>,
    /// What it asks of the budget.
    pub demand: Demand,
}

impl Plan {
    /// When the item's turn is. That may have passed: then it is due, and
    /// [`Plan::urgency`] says how much.
    pub fn next_check(&self, watch: &Watch, clock: &Clock) -> Moment {
        let Some(checked) = watch.checked else { return Moment::MIN };
        let interval = days(self.interval(&watch.demand));
        let chance = chance(watch.key, checked);
        match watch.demand.every {
            // As asked for. They are spread as they were first made: by the pace.
            Every::Fixed(_) => checked + duration(interval),
            Every::Auto { least, most } => {
                let moved = duration(interval * (1.0 + JITTER * (2.0 * chance - 1.0)));
                let most = duration(days(most) * self.stretch());
                clock
                    .after(checked, moved)
                    .clamp(checked + least, checked + most.max(least))
            }
        }
    }

    /// What a check of the item now is worth, in weighted changes: the more of them are
    /// due, the first are to be these. What has waited longest of all it may wait
    /// becomes the more urgent the longer it waits, so that nothing is passed over for
    /// good.
    pub fn urgency(&self, watch: &Watch, clock: &Clock, now: Moment) -> f64 {
        let Some(checked) = watch.checked else {
            return watch.demand.worth(f64::INFINITY);
        };
        let waited = days(now.since(checked));
        let longest = match watch.demand.every {
            Every::Fixed(every) => days(every),
            Every::Auto { most, .. } => days(most),
        };
        let late = waited / longest.max(1e-5);
        let worth =
            watch.demand.worth(watch.demand.per_day * clock.between(checked, now));
        if late < 1.0 {
            worth
        } else {
            worth.max(watch.demand.worth(f64::INFINITY) * late)
        }
    }
}

/// Gives what is overdue its turns: the most urgent first, and no faster than the quota
/// lasts. Each is the key it came with and its moment.
pub fn stagger<K: Ord>(
    overdue: Vec<(K, f64)>,
    quota: &Quota,
    now: Moment,
) -> Vec<(K, Moment)> {
    let mut overdue = overdue;
    overdue.sort_by(|(a, urgent), (b, other)| {
        other.total_cmp(urgent).then_with(|| a.cmp(b))
    });
    let apart = days(quota.apart(now));
    let turn = |place: usize| now + duration(apart * place as f64);
    overdue.into_iter().enumerate().map(|(place, (key, _))| (key, turn(place))).collect()
}

/// 0 to 1, the same for the same item and check.
fn chance(key: u64, checked: Moment) -> f64 {
    // splitmix64's finisher, over both.
    let mut word = key ^ (checked.seconds() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^= word >> 31;
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const HOUR: u64 = 3600;

    fn moment(hours: u64) -> Moment {
        Moment::from_seconds((hours * HOUR) as i64)
    }

    fn watch(key: u64, per_day: f64) -> Watch {
        let demand = Demand { per_day, weight: 1.0, every: Every::AUTO };
        Watch { key, checked: Some(moment(0)), demand }
    }

    fn plan_of(watches: &[Watch], budget: f64) -> Plan {
        let demands: Vec<Demand> = watches.iter().map(|watch| watch.demand).collect();
        Plan::solve(&demands, budget)
    }

    #[test]
    fn turns_of_like_items_spread_and_are_always_the_same() {
        let watches: Vec<Watch> = (0..200).map(|key| watch(key, 1.0)).collect();
        let plan = plan_of(&watches, 200.0);
        let turns = || -> Vec<i64> {
            let turn = |watch| plan.next_check(watch, &Clock::default()).seconds();
            watches.iter().map(turn).collect()
        };
        let mut first = turns();
        assert_eq!(first, turns());
        first.sort_unstable();
        let interval = plan.interval(&watches[0].demand).as_secs() as i64;
        assert!(first[0] > interval * 94 / 100 && first[199] < interval * 106 / 100);
        assert!(first[199] - first[0] > interval * 8 / 100, "{first:?}");
        first.dedup();
        assert!(first.len() > 180, "{} different turns", first.len());
    }

    #[test]
    fn never_checked_is_due_at_once_and_fixed_is_when_it_was_asked_for() {
        let new = Watch { checked: None, ..watch(1, 0.0) };
        let every = Every::Fixed(Duration::from_secs(6 * HOUR));
        let demand = Demand { every, ..new.demand };
        let fixed = Watch { checked: Some(moment(3)), demand, ..new };
        let plan = plan_of(&[new, fixed], 50.0);
        assert_eq!(plan.next_check(&new, &Clock::default()), Moment::MIN);
        assert_eq!(plan.next_check(&fixed, &Clock::default()), moment(9));
    }

    #[test]
    fn a_campaign_brings_turns_forward_and_a_quiet_night_puts_them_off() {
        let watches: Vec<Watch> = (0..10).map(|key| watch(key, 1.0)).collect();
        let plan = plan_of(&watches, 20.0);
        let turn = |clock: &Clock| plan.next_check(&watches[0], clock);
        let usual = turn(&Clock::default());
        assert!(turn(&Clock::new(0, &[1.0, 12.0, 1.0], &[])) < usual);
        assert!(turn(&Clock::new(0, &[0.1; 6], &[])) > usual);
        let longest = Clock::new(0, &[0.05; 24 * 90], &[0.05; 24]);
        assert!(turn(&longest) <= moment(0) + Duration::from_secs(30 * 24 * HOUR));
    }

    #[test]
    fn the_more_has_likely_changed_the_more_urgent_and_the_longest_overdue_are_first() {
        let (busy, calm) = (watch(1, 2.0), watch(2, 0.01));
        let plan = plan_of(&[busy, calm], 2.0);
        let clock = Clock::default();
        let urgency = |watch: &Watch, hours| plan.urgency(watch, &clock, moment(hours));
        assert!(urgency(&busy, 10) > urgency(&calm, 10));
        assert!(urgency(&busy, 10) < urgency(&busy, 20));
        let waited = urgency(&calm, 31 * 24);
        assert!(waited > urgency(&busy, 29 * 24), "{waited}");
        let new = Watch { checked: None, ..calm };
        assert!(urgency(&new, 0) >= urgency(&busy, 48));
    }

    #[test]
    fn after_a_pause_the_most_urgent_come_first_and_none_come_in_a_crowd() {
        let now = moment(1000);
        let quota = Quota {
            left: 240,
            per_day: 240,
            resets: now + Duration::from_secs(24 * HOUR),
        };
        let overdue: Vec<(u64, f64)> =
            (0..1000).map(|key| (key, (key % 10) as f64)).collect();
        let turns = stagger(overdue, &quota, now);
        assert_eq!(turns.len(), 1000);
        assert!(turns[..100].iter().all(|(key, _)| key % 10 == 9));
        let hour = |hours: u64| {
            let until = now + Duration::from_secs(hours * HOUR);
            turns.iter().filter(|(_, turn)| *turn < until).count()
        };
        assert_eq!((hour(1), hour(2), hour(24)), (10, 20, 240));
    }
}
