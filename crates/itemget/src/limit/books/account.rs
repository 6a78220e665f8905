//! One scope's account: the day's calls, the places of its window, its ban, what it taught.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::learn::Learn;
use super::places::Places;
use crate::count::Count;
use crate::limit::day::{day_end, day_of, micros};
use crate::limit::ledger::{CallEnd, Closure, Ending, Grant};
use crate::limit::limits::Limit;
use crate::limit::report::ScopeReport;
use crate::limit::scope::LimitScope;

/// How many days back counts are kept: a call of yesterday may still be settled.
const DAYS_KEPT: i64 = 1;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Account {
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    days: BTreeMap<i64, DayCount>,
    pub(super) places: Places,
    ban: Option<Ban>,
    pub(super) learn: Learn,
}

/// The calls of a day.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct DayCount {
    /// Granted, and not given back.
    charged: u64,
    /// Of these, those that are known to have ended.
    ended: u64,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Ban {
    until: i64,
    /// The day's calls are used up, says the platform.
    daily: bool,
}

impl Account {
    /// Whether there is nothing in it worth keeping.
    pub(super) fn is_blank(&self) -> bool {
        self.days.is_empty()
            && self.places.is_empty()
            && self.ban.is_none()
            && self.learn.is_blank()
    }

    /// Goes along with the clock, `step` back and then to `now`.
    pub(super) fn follow(&mut self, now: i64, step: i64) {
        self.places.follow(now, step);
        self.learn.follow(now, step);
        if let Some(ban) = &mut self.ban {
            ban.until -= step;
        }
        if self.ban.is_some_and(|ban| ban.until <= now) {
            self.ban = None;
        }
        let today = day_of(now);
        let of_use = |(day, count): (&i64, &DayCount)| {
            (today - DAYS_KEPT..=today).contains(day) && count.charged > 0
        };
        // There is one day, or two: the ends are all there is.
        let ends = [self.days.first_key_value(), self.days.last_key_value()];
        if self.days.len() <= 2 && ends.into_iter().flatten().all(of_use) {
            return;
        }
        // Days that are not there yet: the clock was ahead, and those calls are today's.
        let ahead = self.days.split_off(&(today + 1));
        for count in ahead.into_values() {
            let day = self.days.entry(today).or_default();
            day.charged += count.charged;
            day.ended += count.ended;
        }
        self.days.retain(|day, count| *day >= today - DAYS_KEPT && count.charged > 0);
    }

    /// Until when it is shut, and why.
    pub(super) fn shut(
        &self,
        now: i64,
        limit: Limit,
        margin: i64,
    ) -> Option<(i64, Closure)> {
        if limit.per_day.is_none() && self.ban.is_none() {
            return None;
        }
        let today = day_of(now);
        let spent = limit.per_day.is_some_and(|most| self.charged(today) >= most);
        let day = spent.then(|| (day_end(today) + margin, Closure::Day));
        let ban = self
            .ban
            .filter(|ban| ban.until > now)
            .map(|ban| (ban.until, if ban.daily { Closure::Day } else { Closure::Ban }));
        ban.into_iter().chain(day).max_by_key(|(until, _)| *until)
    }

    /// What is left of the day's limit, if there is one.
    pub(super) fn left(&self, now: i64, limit: Limit) -> Option<u64> {
        Some(limit.per_day?.saturating_sub(self.charged(day_of(now))))
    }

    fn charged(&self, day: i64) -> u64 {
        self.days.get(&day).map_or(0, |count| count.charged)
    }

    fn ended(&self, day: i64) -> u64 {
        self.days.get(&day).map_or(0, |count| count.ended)
    }

    pub(super) fn charge(&mut self, day: i64, calls: u64) {
        self.days.entry(day).or_default().charged += calls;
    }

    /// Undoes a grant.
    pub(super) fn give_back(&mut self, grant: &Grant, has_place: bool) {
        if has_place {
            self.places.release(grant.id);
        }
        if let Some(day) = self.days.get_mut(&grant.day) {
            day.charged = day.charged.saturating_sub(1);
        }
        self.days.retain(|_, count| count.charged > 0);
    }

    /// Writes down how a call ended.
    pub(super) fn end(&mut self, grant: &Grant, ending: Ending, now: i64) {
        let at = now.saturating_sub(micros(ending.age));
        match ending.end {
            CallEnd::Answered => {
                self.learn.follow(now, 0);
                self.learn.answered(at);
            }
            CallEnd::Lost => {}
            // A call refused for its frequency was not executed (protocol 2.7): it takes
            // its place in the window and not in the day.
            CallEnd::Limited(_) | CallEnd::NotSent => {
                self.give_back(grant, false);
                return;
            }
        }
        self.days.entry(grant.day).or_default().ended += 1;
        if self.ban.is_some_and(|ban| ban.daily && ban.until > now) {
            self.learn.per_day = Some(self.ended(grant.day));
        }
        // A call that crossed midnight may have been counted on either side of it.
        let day = day_of(at);
        if day > grant.day {
            let count = self.days.entry(day).or_default();
            count.charged += 1;
            count.ended += 1;
        }
    }

    /// A refusal for the number of calls.
    pub(super) fn refused(&mut self, at: i64, until: i64, daily: bool) {
        let open = self.ban.is_none_or(|ban| ban.until <= at);
        // Those that are still on their way, or only permitted, are not known to be a part of
        // what the day got: one that is answered later adds itself.
        if daily && (open || self.ban.is_some_and(|ban| ban.daily)) {
            self.learn.per_day = Some(self.ended(day_of(at)));
        } else if open {
            self.learn.refused(at, until);
        }
        if self.ban.is_none_or(|ban| ban.until < until) {
            self.ban = Some(Ban { until, daily });
        }
    }

    pub(super) fn report(&self, scope: LimitScope, today: i64) -> ScopeReport {
        let count = self.days.get(&today).copied().unwrap_or_default();
        ScopeReport {
            scope,
            spent: Count::exact(count.charged),
            unconfirmed: count.charged.saturating_sub(count.ended),
            left: None,
            in_window: self.places.len(),
            limit: Limit::default(),
            learned_rate: self.learn.known(),
            learned_per_day: self.learn.per_day,
            closed: None,
        }
    }
}
