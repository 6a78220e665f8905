//! [`QuotaReport`]: what is spent, left, closed and learned, for people and programs.

use jiff::Timestamp;
use serde::Serialize;

use super::day::quota_day_end;
use super::ledger::Closure;
use super::limits::{Limit, Limits, Rate};
use super::scope::{AppId, LimitScope};
use crate::count::Count;

/// What a ledger knows of an app's quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuotaReport {
    /// The app, by the hash of its key.
    pub app: AppId,
    /// When it was read, by the ledger's clock.
    pub as_of: Timestamp,
    /// When the day's counts start again.
    pub day_ends: Timestamp,
    /// Every scope that was called today, or is closed, or has a limit.
    pub scopes: Vec<ScopeReport>,
    /// What a person should know of the ledger: that it was damaged, and where what was
    /// left of it is.
    pub notices: Vec<String>,
}

/// What is known of one scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScopeReport {
    /// The scope.
    #[serde(flatten)]
    pub scope: LimitScope,
    /// The calls of today. "At least" where the ledger was lost during the day.
    pub spent: Count,
    /// How many of those have not ended: on their way, or permitted to a process that
    /// died before it could say.
    pub unconfirmed: u64,
    /// What is left of the day's limit, where one is known. Nothing is left of a day of
    /// which the platform said so, whatever its limit.
    pub left: Option<u64>,
    /// The places of the window that are taken, where a rate is known.
    pub in_window: usize,
    /// The limit that was set.
    pub limit: Limit,
    /// The rate that refusals taught. It rises slowly while there are none.
    pub learned_rate: Option<Rate>,
    /// How many calls a day got before the platform said that the day's calls were used
    /// up. It is not enforced: another machine may have had a part of them.
    pub learned_per_day: Option<u64>,
    /// Until when it is closed, if it is.
    pub closed: Option<ClosedUntil>,
}

/// Until when a scope is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClosedUntil {
    /// When it opens.
    pub reopens: Timestamp,
    /// Why it is closed.
    pub why: Closure,
}

impl QuotaReport {
    /// The same, with the limits that are set: what is left, and what the day's end closes.
    #[must_use]
    pub fn with_limits(mut self, limits: &Limits) -> Self {
        for (scope, limit) in limits.scopes() {
            let at = match self.scopes.iter().position(|known| known.scope == scope) {
                Some(at) => at,
                None => {
                    self.scopes.push(ScopeReport::unspent(scope));
                    self.scopes.len() - 1
                }
            };
            let report = &mut self.scopes[at];
            report.limit = limit;
            report.left =
                limit.per_day.map(|per_day| per_day.saturating_sub(report.spent.value));
            if report.left == Some(0) && report.closed.is_none() {
                let reopens = quota_day_end(self.as_of);
                report.closed = Some(ClosedUntil { reopens, why: Closure::Day });
            }
        }
        for report in &mut self.scopes {
            if report.closed.is_some_and(|closed| closed.why == Closure::Day) {
                report.left = Some(0);
            }
        }
        self.scopes.sort_by(|a, b| a.scope.cmp(&b.scope));
        self
    }

    /// What is known of one scope.
    pub fn scope(&self, scope: &LimitScope) -> Option<&ScopeReport> {
        self.scopes.iter().find(|report| report.scope == *scope)
    }
}

impl ScopeReport {
    /// How many calls a day gets as it was learned, where today does not contradict it: more
    /// than were spent when the platform closed the day is no limit, and neither is less
    /// than were spent while it is open.
    pub fn plausible_per_day(&self) -> Option<u64> {
        let spent = self.spent.value;
        let is_over = self.closed.is_some_and(|closed| closed.why == Closure::Day);
        self.learned_per_day.filter(|learned| match is_over {
            true => *learned <= spent,
            false => *learned >= spent,
        })
    }

    fn unspent(scope: LimitScope) -> Self {
        Self {
            scope,
            spent: Count::exact(0),
            unconfirmed: 0,
            left: None,
            in_window: 0,
            limit: Limit::default(),
            learned_rate: None,
            learned_per_day: None,
            closed: None,
        }
    }
}
