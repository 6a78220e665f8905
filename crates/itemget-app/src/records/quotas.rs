//! What is known of an app's quota, as records.

use itemget::Count;
use itemget::limit::{Closure, LimitScope, QuotaReport, Rate, ScopeReport};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::{SCHEMA_VERSION, words};

/// What is known of an app's quota.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QuotaRecord {
    schema_version: u32,
    pub(crate) app_key: String,
    /// False where nothing was counted yet on this machine.
    known: bool,
    as_of: Timestamp,
    /// When the day's counts start again: midnight in Beijing.
    pub(crate) day_ends_at: Timestamp,
    pub(crate) scopes: Vec<ScopeRecord>,
    notices: Vec<String>,
}

/// What is known of one scope.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScopeRecord {
    /// `app`: all calls of the app; `app_api`: the app's of one method; `api`: everybody's.
    #[schema(schema_with = words::quota_scope)]
    pub(crate) scope: &'static str,
    pub(crate) method: Option<String>,
    pub(crate) spent_today: Count,
    /// How many of those have not ended.
    pub(crate) unconfirmed: u64,
    pub(crate) left_today: Option<u64>,
    pub(crate) limit_per_day: Option<u64>,
    pub(crate) limit_rate: Option<RateRecord>,
    /// The rate that refusals taught.
    pub(crate) learned_rate: Option<RateRecord>,
    /// How many calls a day got before it was used up.
    pub(crate) learned_per_day: Option<u64>,
    pub(crate) closed_until: Option<Timestamp>,
    /// `ban`, `day` or `damage`.
    #[schema(schema_with = words::closed_why)]
    pub(crate) closed_why: Option<&'static str>,
}

/// At most so many calls in so long.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub(crate) struct RateRecord {
    pub(crate) calls: u32,
    pub(crate) seconds: f64,
}

impl QuotaRecord {
    /// The record of what is known.
    pub(crate) fn of(
        app_key: &str,
        report: Option<&QuotaReport>,
        now: Timestamp,
        day_ends_at: Timestamp,
    ) -> Self {
        let scopes =
            report.map(|report| report.scopes.iter().map(ScopeRecord::of).collect());
        Self {
            schema_version: SCHEMA_VERSION,
            app_key: app_key.to_owned(),
            known: report.is_some(),
            as_of: report.map_or(now, |report| report.as_of),
            day_ends_at: report.map_or(day_ends_at, |report| report.day_ends),
            scopes: scopes.unwrap_or_default(),
            notices: report.map(|report| report.notices.clone()).unwrap_or_default(),
        }
    }
}

impl ScopeRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 8] = [
        "scope",
        "method",
        "spent_today",
        "left_today",
        "limit_per_day",
        "learned_per_day",
        "closed_until",
        "closed_why",
    ];

    fn of(report: &ScopeReport) -> Self {
        let (scope, method) = match &report.scope {
            LimitScope::App => ("app", None),
            LimitScope::Api(method) => ("api", Some(method.clone())),
            LimitScope::AppApi(method) => ("app_api", Some(method.clone())),
        };
        Self {
            scope,
            method,
            spent_today: report.spent,
            unconfirmed: report.unconfirmed,
            left_today: report.left,
            limit_per_day: report.limit.per_day,
            limit_rate: report.limit.rate.map(RateRecord::of),
            learned_rate: report.learned_rate.map(RateRecord::of),
            learned_per_day: report.learned_per_day,
            closed_until: report.closed.map(|closed| closed.reopens),
            closed_why: report.closed.map(|closed| match closed.why {
                Closure::Day => "day",
                Closure::Damage => "damage",
                _ => "ban",
            }),
        }
    }

    /// Its cells, in the order of [`Self::COLUMNS`]; what is not known is empty.
    pub(crate) fn cells(&self) -> [String; 8] {
        fn text<T: ToString>(value: Option<T>) -> String {
            value.map(|value| value.to_string()).unwrap_or_default()
        }
        [
            self.scope.to_owned(),
            self.method.clone().unwrap_or_default(),
            self.spent_today.to_string(),
            text(self.left_today),
            text(self.limit_per_day),
            text(self.learned_per_day),
            text(self.closed_until),
            text(self.closed_why),
        ]
    }
}

impl RateRecord {
    fn of(rate: Rate) -> Self {
        Self { calls: rate.calls(), seconds: rate.per().as_secs_f64() }
    }
}
