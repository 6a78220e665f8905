//! [`Limits`]: how many calls are allowed, as far as it is known.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::scope::LimitScope;

/// At most so many calls in any window of so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    calls: u32,
    per: Duration,
}

impl Rate {
    /// At most `calls` in any window of length `per`. At least one call, and at least a
    /// millisecond: a method that must not be called at all is not called.
    pub fn new(calls: u32, per: Duration) -> Self {
        Self { calls: calls.max(1), per: per.max(Duration::from_millis(1)) }
    }

    /// At most `calls` in any second.
    pub fn per_second(calls: u32) -> Self {
        Self::new(calls, Duration::from_secs(1))
    }

    /// How many calls.
    pub fn calls(self) -> u32 {
        self.calls
    }

    /// In a window of what length.
    pub fn per(self) -> Duration {
        self.per
    }

    /// The lower one, in calls per second.
    pub(crate) fn tighter(self, other: Self) -> Self {
        let ours = self.calls as f64 / self.per.as_secs_f64();
        let theirs = other.calls as f64 / other.per.as_secs_f64();
        if theirs < ours { other } else { self }
    }

    /// The same limit or a stricter one of at most `most` calls: a shorter window, so
    /// that a large limit needs no large memory. Whole windows of the shorter length fill
    /// the longer one, so that what holds in each of them holds in it.
    pub(crate) fn within(self, most: u32) -> Self {
        let parts = self.calls.div_ceil(most.max(1));
        Self { calls: (self.calls / parts).max(1), per: self.per.div_ceil_by(parts) }
    }
}

/// Division that rounds up, so that a part is never too short.
trait DivCeil {
    fn div_ceil_by(self, parts: u32) -> Self;
}

impl DivCeil for Duration {
    fn div_ceil_by(self, parts: u32) -> Self {
        self / parts + Self::from_nanos(u64::from(parts > 1))
    }
}

/// What is known of one scope's limits. What is `None` is not known, and not enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Limit {
    /// In any window.
    pub rate: Option<Rate>,
    /// From midnight to midnight in Beijing.
    pub per_day: Option<u64>,
}

impl Limit {
    /// A rate, and no limit by the day.
    pub fn rate(rate: Rate) -> Self {
        Self { rate: Some(rate), per_day: None }
    }

    /// A limit by the day, and no rate.
    pub fn per_day(calls: u64) -> Self {
        Self { rate: None, per_day: Some(calls) }
    }
}

/// The limits that are known, for one app.
///
/// The platform publishes next to none (protocol 2.8), so that most are found out: what a
/// refusal teaches is kept in the ledger and holds besides these.
///
/// ```
/// use itemget::limit::{Limit, Limits, Rate};
///
/// let limits = Limits::known()
///     .with_app(Limit { rate: Some(Rate::per_second(50)), per_day: Some(5_000) })
///     .with_app_api("aliexpress.ds.product.get", Limit::rate(Rate::per_second(10)));
/// # drop(limits);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    app: Limit,
    apis: BTreeMap<String, Limit>,
    app_apis: BTreeMap<String, Limit>,
}

impl Limits {
    /// None at all: calls are counted, and only refusals teach.
    pub fn none() -> Self {
        Self { app: Limit::default(), apis: BTreeMap::new(), app_apis: BTreeMap::new() }
    }

    /// Those that the platform names (protocol 2.8): 3 a second for
    /// `aliexpress.ds.feed.itemids.get` (its Quick Start table), about 500 a second for
    /// `aliexpress.ds.product.get`.
    pub fn known() -> Self {
        Self::none()
            .with_app_api(
                "aliexpress.ds.feed.itemids.get",
                Limit::rate(Rate::per_second(3)),
            )
            .with_app_api("aliexpress.ds.product.get", Limit::rate(Rate::per_second(500)))
    }

    /// The same, with this limit for all calls of the app.
    #[must_use]
    pub fn with_app(self, limit: Limit) -> Self {
        Self { app: limit, ..self }
    }

    /// The same, with this limit for all calls of `method`, by whichever app.
    #[must_use]
    pub fn with_api(mut self, method: impl Into<String>, limit: Limit) -> Self {
        self.apis.insert(method.into(), limit);
        self
    }

    /// The same, with this limit for the app's calls of `method`.
    #[must_use]
    pub fn with_app_api(mut self, method: impl Into<String>, limit: Limit) -> Self {
        self.app_apis.insert(method.into(), limit);
        self
    }

    /// What is known of `scope`.
    pub fn limit(&self, scope: &LimitScope) -> Limit {
        match scope {
            LimitScope::App => self.app,
            LimitScope::Api(method) => self.apis.get(method).copied().unwrap_or_default(),
            LimitScope::AppApi(method) => {
                self.app_apis.get(method).copied().unwrap_or_default()
            }
        }
    }

    /// The limits of a call, in the order of [`Want::limits`](super::Want::limits).
    pub(super) fn of_call(&self, method: &str) -> [Limit; 3] {
        let of = |limits: &BTreeMap<String, Limit>| limits.get(method).copied();
        let [api, app_api] = [&self.apis, &self.app_apis].map(of);
        [self.app, api.unwrap_or_default(), app_api.unwrap_or_default()]
    }

    /// Every scope that something is known of.
    pub fn scopes(&self) -> impl Iterator<Item = (LimitScope, Limit)> + '_ {
        let apis = self
            .apis
            .iter()
            .map(|(method, limit)| (LimitScope::Api(method.clone()), *limit));
        let app_apis = self
            .app_apis
            .iter()
            .map(|(method, limit)| (LimitScope::AppApi(method.clone()), *limit));
        std::iter::once((LimitScope::App, self.app))
            .chain(apis)
            .chain(app_apis)
            .filter(|(_, limit)| *limit != Limit::default())
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::known()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_known_is_a_limit() {
        let limits = Limits::known();
        let feed = "aliexpress.ds.feed.itemids.get".to_owned();
        let known = limits.limit(&LimitScope::AppApi(feed.clone()));
        assert_eq!(known, Limit::rate(Rate::per_second(3)));
        assert_eq!(limits.limit(&LimitScope::Api(feed)), Limit::default());
        assert_eq!(limits.limit(&LimitScope::App), Limit::default());
        assert_eq!(Limits::none().scopes().count(), 0);
        assert_eq!(limits.scopes().count(), 2);
    }

    #[test]
    fn a_large_limit_becomes_a_shorter_window_and_never_a_higher_rate() {
        let second = Duration::from_secs(1);
        for (calls, per, most) in [
            (50, second, 4096),
            (10_000, second, 4096),
            (10_000, second, 1),
            (7, Duration::from_millis(3), 2),
            (u32::MAX, Duration::from_secs(86_400), 4096),
        ] {
            let whole = Rate::new(calls, per);
            let part = whole.within(most);
            assert!(part.calls <= most.max(1), "{part:?}");
            let parts_in_whole = per.as_nanos().div_ceil(part.per.as_nanos());
            let allowed = parts_in_whole * u128::from(part.calls);
            assert!(allowed <= u128::from(calls), "{whole:?} {part:?}: {allowed}");
        }
    }

    #[test]
    fn the_tighter_of_two_rates_is_found_across_windows() {
        let (fast, slow) = (Rate::per_second(50), Rate::new(60, Duration::from_secs(60)));
        assert_eq!(fast.tighter(slow), slow);
        assert_eq!(slow.tighter(fast), slow);
        assert_eq!(fast.tighter(fast), fast);
    }
}
