//! [`Books`]: what a ledger writes down and how it decides, pure. A ledger is these books,
//! a lock around them and a place to keep them.
//!
//! A rate of `n` calls in a window is a list of places, each taken until a known time. A
//! call may be sent as soon as fewer than `n` places are still taken; that instant is
//! known ahead, so that a waiting caller is given a time to send at rather than a time to
//! ask again.
//!
//! Why no window can overflow: suppose `n + 1` calls arrived within one window. Take the
//! one that was granted last; it was sent no sooner than it became ready. When it was
//! granted, at most `n - 1` of the places taken before reached beyond that instant, so
//! that one of the other `n` calls had a place that ended before it. A settled place ends
//! a window after its call arrived (that is what settling promises), so these two did not
//! arrive within one window.

mod account;
mod accounts;
mod learn;
mod places;
#[cfg(test)]
mod tests;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::accounts::Accounts;
use self::places::Opening;
use super::day::{day_end, day_of, duration, micros, quota_day_end};
use super::ledger::{
    CallEnd, Closed, Closure, Exchange, Exchanged, Fate, Grant, Limited, Settlement,
    Verdict, Want,
};
use super::limits::{Limit, Rate};
use super::report::{ClosedUntil, QuotaReport};
use super::scope::{AppId, LimitScope};

/// The most places one list may have; larger limits become shorter windows.
const MOST_PLACES: u32 = 2_048;

/// Added to midnight: our clock is not the platform's.
const MIDNIGHT_MARGIN: i64 = 1_000_000;

/// The books of a ledger: places, counts, bans and what refusals taught.
///
/// They are plain data and can be kept anywhere. Every time in them is in microseconds
/// since 1970, by the clock of the ledger that keeps them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Books {
    /// The latest time seen: what is before it was set back.
    clock: i64,
    grants: u64,
    accounts: Accounts,
    /// Set when earlier books were lost: what is on its way then is not known.
    lost: Option<Lost>,
    notices: Vec<Notice>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Lost {
    at: i64,
    /// Rates stay closed until then.
    open: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Notice {
    at: i64,
    text: String,
}

impl Books {
    /// Books after earlier ones were lost, with a sentence for people on what happened.
    /// Where a rate holds, nothing is granted for `pause`, which is to be as long as a
    /// call that is on its way can count; and the day's counts are only lower bounds.
    pub fn after_loss(
        now: Timestamp,
        pause: Duration,
        notice: impl Into<String>,
    ) -> Self {
        let now = now.as_microsecond();
        Self {
            clock: now,
            lost: Some(Lost { at: now, open: now.saturating_add(micros(pause)) }),
            notices: vec![Notice { at: now, text: notice.into() }],
            ..Self::default()
        }
    }

    /// Writes down what people should know, until the next day is over.
    pub fn notice(&mut self, now: Timestamp, text: impl Into<String>) {
        self.notices.push(Notice { at: now.as_microsecond(), text: text.into() });
    }

    /// Settles, then grants.
    pub fn exchange(&mut self, now: Timestamp, ask: &Exchange) -> Exchanged {
        let now = self.follow(now.as_microsecond());
        for settlement in &ask.settled {
            self.settle(now, &ask.app, ask.holder, settlement);
        }
        let verdicts =
            ask.wanted.iter().map(|want| self.answer(now, ask, want)).collect();
        let closed = self.closed(now, &ask.app);
        self.accounts.close_blank();
        Exchanged { verdicts, closed }
    }

    /// The same as an exchange that settles this and wants nothing; says what is closed.
    pub(super) fn settle_one(
        &mut self,
        now: Timestamp,
        app: &AppId,
        holder: u32,
        settlement: &Settlement,
    ) -> Vec<Closed> {
        let now = now.as_microsecond();
        let is_plain = match &settlement.fate {
            Fate::Unused => false,
            Fate::Used { ending, .. } => ending.is_none_or(|ending| {
                matches!(ending.end, CallEnd::Answered | CallEnd::Lost)
            }),
        };
        // What is over is in nobody's way here and is forgotten before the next grant. Not so
        // where the clock was set back, which moves all, and where counts are taken back.
        match is_plain && now >= self.clock {
            true => self.clock = now,
            false => drop(self.follow(now)),
        }
        self.settle(now, app, holder, settlement);
        self.accounts.close_blank();
        self.closed(now, app)
    }

    /// What is known of an app. `now` is not kept: a report changes nothing.
    pub fn report(&self, now: Timestamp, app: &AppId) -> QuotaReport {
        let mut at_now = self.clone();
        let time = at_now.follow(now.as_microsecond());
        at_now.accounts.close_blank();
        let closed = at_now.closed(time, app);
        let after = |wait: Duration| {
            now.checked_add(wait).expect("a closure ends within the calendar")
        };
        let mut scopes = Vec::new();
        for (scope, account) in at_now.accounts.seen_from(app) {
            let mut report = account.report(scope, day_of(time));
            report.closed =
                closed.iter().find(|closed| closed.scope == report.scope).map(|closed| {
                    ClosedUntil { reopens: after(closed.reopens_in), why: closed.why }
                });
            if at_now.lost.is_some_and(|lost| day_of(lost.at) == day_of(time)) {
                report.spent.bound = crate::count::Bound::AtLeast;
            }
            scopes.push(report);
        }
        scopes.sort_by(|a, b| a.scope.cmp(&b.scope));
        QuotaReport {
            app: app.clone(),
            as_of: now,
            day_ends: quota_day_end(now),
            scopes,
            notices: at_now.notices.into_iter().map(|notice| notice.text).collect(),
        }
    }

    /// Goes along with the clock, and forgets what is over. After a step back every time
    /// is moved by what is known of the step, which is at most all of it: nothing becomes
    /// free too early, and nothing stays taken for the length of the step.
    fn follow(&mut self, now: i64) -> i64 {
        let step = (self.clock - now).max(0);
        self.accounts.follow(now, step);
        if let Some(lost) = &mut self.lost {
            lost.at -= step;
            lost.open -= step;
        }
        for notice in &mut self.notices {
            notice.at -= step;
        }
        self.notices.retain(|notice| day_of(notice.at) + 1 >= day_of(now));
        if self.lost.is_some_and(|lost| day_of(lost.at) < day_of(now) && lost.open <= now)
        {
            self.lost = None;
        }
        self.clock = now;
        now
    }

    fn settle(&mut self, now: i64, app: &AppId, holder: u32, settlement: &Settlement) {
        let Settlement { grant, method, fate } = settlement;
        let accounts = self.accounts.of_call(app, method);
        for (place, window) in accounts.into_iter().zip(grant.windows) {
            let account = self.accounts.at(place);
            match fate {
                Fate::Unused => account.give_back(grant, window.is_some()),
                Fate::Used { place, ending } => {
                    if let (Some(place), Some(window)) = (place, window) {
                        let offset =
                            i64::try_from(place.as_micros()).unwrap_or(i64::MAX / 4);
                        let until =
                            now.saturating_add(offset).saturating_add(micros(window));
                        account.places.settle(grant.id, holder, until, now);
                    }
                    if let Some(ending) = ending {
                        account.end(grant, *ending, now);
                    }
                }
            }
        }
        if let Fate::Used { ending: Some(ending), .. } = fate
            && let CallEnd::Limited(Limited { whose, daily, ban }) = ending.end
        {
            let account = self.accounts.at(accounts[whose as usize]);
            let at = now.saturating_sub(micros(ending.age));
            let until = match ban {
                Some(ban) => at.saturating_add(micros(ban)),
                None if daily => day_end(day_of(at)) + MIDNIGHT_MARGIN,
                // "Too many just now", without a length: the shortest ban there is.
                None => at + micros(Duration::from_secs(1)),
            };
            account.refused(at, until, daily);
        }
    }

    fn answer(&mut self, now: i64, ask: &Exchange, want: &Want) -> Verdict {
        let accounts = self.accounts.of_call(&ask.app, &want.method);
        let mut rates = [None; 3];
        let mut at_most = want.at_most.max(1);
        for n in 0..3 {
            let account = self.accounts.at(accounts[n]);
            if let Some((until, why)) = account.shut(now, want.limits[n], MIDNIGHT_MARGIN)
            {
                let reopens_in = duration(until - now);
                let scopes = LimitScope::of_call(&want.method);
                let scope = scopes[n].clone();
                return Verdict::Closed(Closed { scope, reopens_in, why });
            }
            rates[n] = effective(want.limits[n], account.learn.rate(now));
            if rates[n].is_some() {
                at_most = 1;
            }
            if let Some(left) = account.left(now, want.limits[n]) {
                // What is taken ahead is not there for others: less of it near the end.
                at_most = at_most.min(u32::try_from(left / 8).unwrap_or(u32::MAX).max(1));
            }
        }
        if rates.iter().any(Option::is_some)
            && let Some(lost) = self.lost
            && lost.open > now
        {
            let reopens_in = duration(lost.open - now);
            let why = Closure::Damage;
            return Verdict::Closed(Closed { scope: LimitScope::App, reopens_in, why });
        }
        let mut ready = now;
        for n in 0..3 {
            let Some(rate) = rates[n] else { continue };
            let account = self.accounts.at(accounts[n]);
            match account.places.opening(rate, ask.holder, now) {
                Opening::At(time) => ready = ready.max(time),
                Opening::Unknown(pause) => {
                    account.places.await_turn(ask.holder, now);
                    return Verdict::Later(pause);
                }
            }
        }
        let windows = rates.map(|rate| rate.map(Rate::per));
        let ready_in = duration(ready - now);
        let grants = (0..at_most).map(|_| {
            self.grants += 1;
            Grant { id: self.grants, day: day_of(now), windows, ready_in }
        });
        let grants: Vec<Grant> = grants.collect();
        for (place, window) in accounts.into_iter().zip(windows) {
            let account = self.accounts.at(place);
            account.charge(day_of(now), u64::from(at_most));
            if let Some(window) = window {
                let until = ready
                    .saturating_add(micros(want.flight))
                    .saturating_add(micros(window));
                account.places.take(grants[0].id, ask.holder, until);
            }
        }
        Verdict::Granted(grants)
    }

    fn closed(&self, now: i64, app: &AppId) -> Vec<Closed> {
        self.accounts.shut(now, app).collect()
    }
}

/// The limit that holds: the tighter of what is set and what was learned.
fn effective(set: Limit, learned: Option<Rate>) -> Option<Rate> {
    let rate = match (set.rate, learned) {
        (Some(set), Some(learned)) => Some(set.tighter(learned)),
        (set, learned) => set.or(learned),
    };
    rate.map(|rate| rate.within(MOST_PLACES))
}
