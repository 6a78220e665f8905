//! What a schedule would have caught of changes that are known.

use std::time::Duration;

use super::activity::Activity;
use super::clock::Clock;
use super::due::Watch;
use super::plan::{Demand, Every, Plan};
use super::prior::Prior;
use super::quota::Quota;
use super::rate::ChangeRate;
use super::{Check, days, duration, learn};
use crate::moment::Moment;

/// What an item really did.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// When it was first there to be looked at.
    pub from: Moment,
    /// What it was from when on: moments after `from`, in order. Two equal numbers are
    /// the same state.
    pub changes: Vec<(Moment, u64)>,
    /// Its true rate, where that is known: changes a day.
    pub per_day: Option<f64>,
}

/// How the calls are spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// The same interval for all.
    Fixed,
    /// What is learned of each item, without what is learned of the list.
    Rates,
    /// All that is learned: what `itemget run` does.
    Auto,
    /// The true rate of each item is known from the start.
    Known,
    /// Each change is told when it happens; only the calls are scarce.
    Told,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Caught {
    /// Checks made, the first of each item not counted.
    pub calls: u64,
    /// Checks that found the item other than the check before.
    pub caught: u64,
    /// Changes that there were to catch.
    pub changes: u64,
    /// Share of the time in which what was known was out of date, over all items.
    pub stale: f64,
}

impl Caught {
    /// Changes caught for each call.
    pub fn per_call(&self) -> f64 {
        self.caught as f64 / self.calls.max(1) as f64
    }
}

/// How it is replayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replay {
    /// Until when.
    pub until: Moment,
    /// Calls in a day for each item. What a day does not spend is lost.
    pub per_item_day: f64,
    /// How often the plan is made anew.
    pub replan: Duration,
}

/// How often is looked what is due.
const TICK: Duration = Duration::from_secs(300);

/// Lets a policy loose on the past of a list. Every item is known as it is at its `from`;
/// all its checks come afterwards, and nothing is known beforehand but what the policy
/// says.
pub fn replay(past: &[Past], how: Replay, policy: Policy) -> Caught {
    let start = past.iter().map(|it| it.from).min().unwrap_or(how.until);
    let mut run = Run::new(past, policy);
    let (mut now, mut plan_at) = (start, start);
    let mut quota = Quota { left: 0, per_day: 0, resets: start };
    while now < how.until {
        if now >= quota.resets {
            quota = Quota { left: 0, per_day: 0, resets: now + DAY };
            (run.there, run.share) = (0, 0.0);
        }
        now = now + TICK;
        run.grow(&mut quota, how.per_item_day, now);
        if now >= plan_at {
            run.plan(&quota, now);
            plan_at = now + how.replan;
        }
        quota.left -= run.check_due(&quota, now);
    }
    run.finish(how.until)
}

const DAY: Duration = Duration::from_secs(86_400);

struct Run<'a> {
    past: &'a [Past],
    policy: Policy,
    prior: Prior,
    activity: Activity,
    clock: Clock,
    plan: Plan,
    items: Vec<State>,
    caught: Caught,
    stale_days: f64,
    /// Items that are in the list, in this day's quota.
    there: usize,
    /// Parts of a call that are not in the quota yet.
    share: f64,
}

struct State {
    rate: ChangeRate,
    watch: Watch,
    /// How many of its changes had happened at its last check.
    passed: usize,
    next: Moment,
}

impl<'a> Run<'a> {
    fn new(past: &'a [Past], policy: Policy) -> Self {
        let item = |(key, it): (usize, &Past)| State {
            rate: ChangeRate::default(),
            watch: Watch {
                key: key as u64,
                checked: Some(it.from),
                demand: Demand { per_day: 0.0, weight: 1.0, every: Every::AUTO },
            },
            passed: 0,
            next: Moment::MAX,
        };
        let all = past.iter().map(|it| it.changes.len() as u64).sum();
        Self {
            past,
            policy,
            prior: Prior::default(),
            activity: Activity::default(),
            clock: Clock::default(),
            plan: Plan::solve(&[], 1.0),
            items: past.iter().enumerate().map(item).collect(),
            caught: Caught { changes: all, ..Caught::default() },
            stale_days: 0.0,
            there: 0,
            share: 0.0,
        }
    }

    /// The list grows while it is replayed, and with it what is left of the day's quota.
    fn grow(&mut self, quota: &mut Quota, per_item_day: f64, now: Moment) {
        let there = self.past.iter().filter(|it| it.from < now).count();
        let time_left = days(quota.resets.since(now - TICK));
        self.share += (there - self.there) as f64 * per_item_day * time_left;
        quota.left += self.share as u64;
        self.share = self.share.fract();
        quota.per_day = (there as f64 * per_item_day).ceil() as u64;
        self.there = there;
    }

    fn plan(&mut self, quota: &Quota, now: Moment) {
        if self.policy == Policy::Auto {
            self.clock = self.activity.clock();
        }
        let there: Vec<usize> =
            (0..self.past.len()).filter(|at| self.past[*at].from < now).collect();
        if matches!(self.policy, Policy::Auto | Policy::Rates) {
            self.prior = self.prior.fit(there.iter().map(|at| &self.items[*at].rate));
        }
        let pace = quota.pace(now, &self.clock);
        let even = duration(self.there.max(1) as f64 / pace.max(1e-6));
        for at in &there {
            let item = &mut self.items[*at];
            let demand = &mut item.watch.demand;
            match self.policy {
                Policy::Auto | Policy::Rates => {
                    demand.per_day = item.rate.per_day(self.prior);
                }
                Policy::Known => demand.per_day = self.past[*at].per_day.unwrap_or(0.0),
                Policy::Fixed | Policy::Told => demand.every = Every::Fixed(even),
            }
        }
        let demands: Vec<Demand> =
            there.iter().map(|at| self.items[*at].watch.demand).collect();
        self.plan = Plan::solve(&demands, pace);
        for at in there {
            self.place(at);
        }
    }

    fn place(&mut self, at: usize) {
        self.items[at].next = self.plan.next_check(&self.items[at].watch, &self.clock);
    }

    fn is_due(&self, at: usize, now: Moment) -> bool {
        let (item, past) = (&self.items[at], &self.past[at]);
        match self.policy {
            Policy::Told => {
                past.changes.get(item.passed).is_some_and(|(at, _)| *at <= now)
            }
            _ => item.next <= now && past.from < now,
        }
    }

    fn check_due(&mut self, quota: &Quota, now: Moment) -> u64 {
        let due = (0..self.past.len()).filter(|at| self.is_due(*at, now));
        let urgency =
            |at: usize| self.plan.urgency(&self.items[at].watch, &self.clock, now);
        let mut due: Vec<(f64, usize)> = due.map(|at| (urgency(at), at)).collect();
        due.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        due.truncate(usize::try_from(quota.most_in(TICK)).unwrap_or(usize::MAX));
        for (_, at) in &due {
            self.check(*at, now);
        }
        due.len() as u64
    }

    fn check(&mut self, at: usize, now: Moment) {
        let (item, past) = (&mut self.items[at], &self.past[at]);
        let before = state_of(past, item.passed);
        let news = past.changes[item.passed..].partition_point(|(at, _)| *at <= now);
        if let Some((first, _)) = past.changes.get(item.passed).filter(|_| news > 0) {
            self.stale_days += days(now.since(*first));
        }
        item.passed += news;
        let changed = state_of(past, item.passed) != before;
        let last = item.watch.checked.replace(now).unwrap_or(now);
        self.caught.calls += 1;
        self.caught.caught += u64::from(changed);
        match self.policy {
            Policy::Auto => {
                let check = Check { since: last, at: now, changed };
                learn(check, &mut item.rate, self.prior, &mut self.activity, &self.clock);
            }
            Policy::Rates => item.rate.update(self.prior, days(now.since(last)), changed),
            Policy::Fixed | Policy::Known | Policy::Told => {}
        }
        if matches!(self.policy, Policy::Auto | Policy::Rates) {
            item.watch.demand.per_day = item.rate.per_day(self.prior);
        }
        self.place(at);
    }

    fn finish(mut self, until: Moment) -> Caught {
        let mut all = 0.0;
        for (item, past) in self.items.iter().zip(self.past) {
            all += days(until.since(past.from));
            if let Some((first, _)) = past.changes.get(item.passed) {
                self.stale_days += days(until.since(*first));
            }
        }
        Caught { stale: self.stale_days / f64::max(all, 1e-9), ..self.caught }
    }
}

/// What the item is after so many of its changes: none is not any number of them.
fn state_of(past: &Past, passed: usize) -> Option<u64> {
    passed.checked_sub(1).map(|last| past.changes[last].1)
}

#[cfg(test)]
mod tests;
