//! How long a list of calls takes at a quota, before the first of them is sent.

use std::time::Duration;

use super::limits::{Limit, Limits};
use super::scope::LimitScope;

const DAY: Duration = Duration::from_secs(86_400);

/// How long `calls` take at the least: a number of calls for each method, at these limits.
/// What is said is what the quota allows; a slow network takes longer.
///
/// Where a day's limit is what counts, the answer is the share of days that the calls are
/// worth ("3.2 days at your quota"), and nothing if they fit into one day.
///
/// ```
/// use std::time::Duration;
/// use itemget::limit::{Limit, Limits, Rate, estimate};
///
/// let limits = Limits::none()
///     .with_app(Limit { rate: Some(Rate::per_second(10)), per_day: Some(5_000) });
/// let calls = |n| [("aliexpress.ds.product.get", n)];
/// assert_eq!(estimate(calls(10), &limits), Duration::ZERO);
/// assert_eq!(estimate(calls(1_001), &limits), Duration::from_secs(100));
/// assert_eq!(estimate(calls(16_000), &limits).as_secs_f64() / 86_400.0, 3.2);
/// ```
pub fn estimate<'a>(
    calls: impl IntoIterator<Item = (&'a str, u64)>,
    limits: &Limits,
) -> Duration {
    let mut all = 0_u64;
    let mut longest = Duration::ZERO;
    for (method, calls) in calls {
        all = all.saturating_add(calls);
        let [_, api, app_api] = LimitScope::of_call(method);
        for scope in [api, app_api] {
            longest = longest.max(at_limit(calls, limits.limit(&scope)));
        }
    }
    longest.max(at_limit(all, limits.limit(&LimitScope::App)))
}

fn at_limit(calls: u64, limit: Limit) -> Duration {
    let by_rate = limit.rate.map_or(Duration::ZERO, |rate| {
        // The first window's calls go out at once.
        times(rate.per(), calls.saturating_sub(1) / u64::from(rate.calls()))
    });
    let by_day = match limit.per_day {
        Some(0) if calls > 0 => Duration::MAX,
        Some(per_day) if calls > per_day => {
            let (days, rest) = (calls / per_day, calls % per_day);
            times(DAY, days).saturating_add(DAY.mul_f64(rest as f64 / per_day as f64))
        }
        _ => Duration::ZERO,
    };
    by_rate.max(by_day)
}

fn times(duration: Duration, by: u64) -> Duration {
    let nanos = duration.as_nanos().saturating_mul(u128::from(by));
    let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
    let rest =
        u32::try_from(nanos % 1_000_000_000).expect("a rest is less than a second");
    Duration::new(seconds, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limit::limits::Rate;

    #[test]
    fn the_tightest_limit_decides() {
        let (a, b) = ("a.get", "b.get");
        let limits = Limits::none()
            .with_app(Limit {
                rate: Some(Rate::per_second(100)),
                per_day: Some(1_000_000),
            })
            .with_api(a, Limit::rate(Rate::new(6, Duration::from_secs(60))))
            .with_app_api(b, Limit::per_day(500));
        for (calls, seconds) in [
            (vec![], 0),
            (vec![(a, 0), (b, 0)], 0),
            (vec![(a, 6)], 0),
            (vec![(a, 7)], 60),
            (vec![(a, 61)], 600),
            (vec![(b, 500)], 4),
            (vec![(b, 1_000)], 2 * 86_400),
            (vec![(b, 600)], 86_400 + 17_280),
            (vec![(a, 1), (b, 400), ("c.get", 2_000)], 24),
        ] {
            let found = estimate(calls.iter().copied(), &limits);
            assert_eq!(found.as_secs(), seconds, "{calls:?}");
        }
    }

    #[test]
    fn no_number_of_calls_is_too_large() {
        let limits = Limits::none().with_app(Limit::rate(Rate::per_second(1)));
        assert_eq!(estimate([("a", u64::MAX)], &limits).as_secs(), u64::MAX - 1);
        let none_a_day = Limits::none().with_app(Limit::per_day(0));
        assert_eq!(estimate([("a", 1)], &none_a_day), Duration::MAX);
    }
}
