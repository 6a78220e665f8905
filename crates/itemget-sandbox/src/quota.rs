//! How often calls may be made: so many a second, so many a Beijing day; for an app, for an
//! API whoever calls it, and for an app's calls of an API. Pure but for its memory: the time
//! is an argument.

use std::collections::BTreeMap;

use jiff::Timestamp;

use meter::{Full, Meter};

mod meter;

/// The feed's ids come at most so often to an app (protocol 2.8), wherever limits are set.
const FEED: &str = "aliexpress.ds.feed.itemids.get";
const FEED_PER_SECOND: u32 = 3;

/// Limits of one kind; nothing is limited unless it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Quotas {
    /// Calls that may be made in any one second.
    pub per_second: Option<u32>,
    /// Calls that may be made in a day, which ends at midnight in Beijing.
    pub per_day: Option<u32>,
    /// Seconds of the ban that follows when calls came too fast; 0 counts as 1.
    pub ban_seconds: u32,
}

/// What was done to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// Calls counted today, in Beijing.
    pub today: u64,
    /// Calls counted since the start.
    pub counted: u64,
    /// Calls refused for being too fast, those during a ban among them.
    pub refused_too_fast: u64,
    /// Calls refused because the day was used up.
    pub refused_day_over: u64,
    /// Calls that came when the second before them had its full number already: the window
    /// slides, ends with the call's arrival, and refused calls count in it too. Always 0
    /// where no number a second is set.
    pub violations: u64,
    /// The most calls that came within any one second, up to 100,000.
    pub peak_per_second: u64,
}

/// What a limit holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LimitedBy {
    /// All calls of an app.
    App,
    /// All calls of an API.
    Api,
    /// An app's calls of an API.
    AppApi,
}

/// Why a call is not let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OverLimit {
    pub(crate) by: LimitedBy,
    pub(crate) day_over: bool,
    pub(crate) ban_seconds: u64,
}

/// All limits of a sandbox.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub(crate) struct Limits {
    /// For each app, whatever it calls.
    pub(crate) app: Quotas,
    /// For an API, whoever calls it.
    pub(crate) apis: BTreeMap<String, Quotas>,
    /// For each app's calls of an API.
    pub(crate) app_apis: BTreeMap<String, Quotas>,
}

impl Limits {
    fn of(&self, by: LimitedBy, api: &str) -> Quotas {
        let said = match by {
            LimitedBy::App => return self.app,
            LimitedBy::Api => self.apis.get(api),
            LimitedBy::AppApi => self.app_apis.get(api),
        };
        let is_feed = by == LimitedBy::AppApi && api == FEED && *self != Self::default();
        said.copied().unwrap_or(Quotas {
            per_second: is_feed.then_some(FEED_PER_SECOND),
            ..Quotas::default()
        })
    }
}

/// The meters of all limits.
#[derive(Debug, Default)]
pub(crate) struct QuotaBook {
    limits: Limits,
    /// By app and by API; one of the two is empty where the limit holds for all of them.
    meters: BTreeMap<String, BTreeMap<String, Meter>>,
}

impl QuotaBook {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, meters: BTreeMap::new() }
    }

    /// Counts a call in all three ways, or says why it may not be made. A refused call is
    /// counted in none, but has arrived in all.
    pub(crate) fn take(
        &mut self,
        app_key: &str,
        api: &str,
        now: Timestamp,
    ) -> Result<(), OverLimit> {
        let ways = [LimitedBy::App, LimitedBy::Api, LimitedBy::AppApi]
            .map(|by| (by, self.limits.of(by, api)));
        for (by, limits) in ways {
            self.meter(by, app_key, api).arrive(limits, now);
        }
        for (by, limits) in ways {
            self.meter(by, app_key, api).check(limits, now).map_err(
                |full| match full {
                    Full::Second { ban_seconds } => {
                        OverLimit { by, day_over: false, ban_seconds }
                    }
                    Full::Day { ban_seconds } => {
                        OverLimit { by, day_over: true, ban_seconds }
                    }
                },
            )?;
        }
        for (by, limits) in ways {
            self.meter(by, app_key, api).count(limits, now);
        }
        Ok(())
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Sets other limits; what was counted stays.
    pub(crate) fn limits_mut(&mut self) -> &mut Limits {
        &mut self.limits
    }

    /// What each app has done, by its key.
    pub(crate) fn usage(&self) -> BTreeMap<String, Usage> {
        let apps = self.meters.iter().filter(|(app, _)| !app.is_empty());
        apps.filter_map(|(app, meters)| Some((app.clone(), meters.get("")?.usage)))
            .collect()
    }

    /// What was done to each API, by all apps together or by one.
    pub(crate) fn usage_of_apis(&self, app_key: Option<&str>) -> BTreeMap<String, Usage> {
        let meters = self.meters.get(app_key.unwrap_or_default()).into_iter().flatten();
        meters
            .filter(|(api, _)| !api.is_empty())
            .map(|(api, meter)| (api.clone(), meter.usage))
            .collect()
    }

    fn meter(&mut self, by: LimitedBy, app_key: &str, api: &str) -> &mut Meter {
        let (app_key, api) = match by {
            LimitedBy::App => (app_key, ""),
            LimitedBy::Api => ("", api),
            LimitedBy::AppApi => (app_key, api),
        };
        // Looked for first, so that a name is written down once and not for each call.
        if !self.meters.contains_key(app_key) {
            self.meters.insert(app_key.to_owned(), BTreeMap::new());
        }
        let meters = self.meters.get_mut(app_key).expect("inserted just above");
        if !meters.contains_key(api) {
            meters.insert(api.to_owned(), Meter::default());
        }
        meters.get_mut(api).expect("inserted just above")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "aliexpress.ds.product.get";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn per_app(app: Quotas) -> QuotaBook {
        QuotaBook::new(Limits { app, ..Limits::default() })
    }

    fn per_second(limit: u32) -> Quotas {
        Quotas { per_second: Some(limit), ..Quotas::default() }
    }

    fn over(by: LimitedBy, day_over: bool, ban_seconds: u64) -> Result<(), OverLimit> {
        Err(OverLimit { by, day_over, ban_seconds })
    }

    #[test]
    fn nothing_is_limited_by_default() {
        let mut book = QuotaBook::default();
        for _ in 0..1000 {
            assert_eq!(book.take("a", FEED, at("2026-11-23T00:00:00Z")), Ok(()));
        }
        let usage = book.usage()["a"];
        assert_eq!(
            (usage.counted, usage.peak_per_second, usage.violations),
            (1000, 1000, 0)
        );
    }

    #[test]
    fn the_second_slides_and_a_ban_ends() {
        let mut book = per_app(Quotas { ban_seconds: 3, ..per_second(2) });
        let too_fast = |ban_seconds| over(LimitedBy::App, false, ban_seconds);
        for (time, expected) in [
            ("2026-11-23T00:00:00.000Z", Ok(())),
            ("2026-11-23T00:00:00.900Z", Ok(())),
            ("2026-11-23T00:00:01.000Z", Ok(())), // the first is a second old
            ("2026-11-23T00:00:01.500Z", too_fast(3)),
            ("2026-11-23T00:00:03.600Z", too_fast(1)), // still banned
            ("2026-11-23T00:00:04.500Z", Ok(())),
            ("2026-11-22T00:00:00.000Z", Ok(())), // the clock was set back
        ] {
            assert_eq!(book.take("a", API, at(time)), expected, "{time}");
        }
        let other = book.take("b", API, at("2026-11-23T00:00:01.500Z"));
        assert_eq!(other, Ok(()), "another app");
        let usage = book.usage()["a"];
        assert_eq!(usage.refused_too_fast, 2);
        // Refused while banned is not too fast: only the one at 1.5 s was the third.
        assert_eq!((usage.violations, usage.peak_per_second), (1, 3));
    }

    #[test]
    fn the_day_ends_at_midnight_in_beijing() {
        let mut book = per_app(Quotas { per_day: Some(2), ..Quotas::default() });
        for (time, expected) in [
            ("2026-11-23T15:59:00Z", Ok(())),
            ("2026-11-23T15:59:01Z", Ok(())),
            ("2026-11-23T15:59:02Z", over(LimitedBy::App, true, 58)),
            ("2026-11-23T16:00:00Z", Ok(())),
        ] {
            assert_eq!(book.take("a", API, at(time)), expected, "{time}");
        }
        let usage = book.usage()["a"];
        assert_eq!((usage.today, usage.counted, usage.refused_day_over), (1, 3, 1));
    }

    #[test]
    fn a_call_needs_a_place_in_all_three_ways() {
        let mut book = QuotaBook::new(Limits {
            app: per_second(3),
            apis: [(API.to_owned(), per_second(2))].into(),
            app_apis: [(
                "x".to_owned(),
                Quotas { per_day: Some(1), ..Quotas::default() },
            )]
            .into(),
        });
        let now = at("2026-11-23T15:59:50Z");
        for (app, api, expected) in [
            ("a", API, Ok(())),
            ("b", API, Ok(())),
            ("b", API, over(LimitedBy::Api, false, 1)), // a third, whoever called
            ("a", "x", Ok(())),
            ("a", "x", over(LimitedBy::AppApi, true, 10)),
            ("b", "x", Ok(())), // another app has its own
            ("a", "y", Ok(())),
            ("a", "y", over(LimitedBy::App, false, 1)), // the refused one was not counted
        ] {
            assert_eq!(book.take(app, api, now), expected, "{app} {api}");
        }
        assert_eq!(book.usage_of_apis(None)[API].counted, 2);
        assert_eq!(book.usage_of_apis(None)[API].violations, 1);
        assert_eq!(book.usage_of_apis(Some("b"))["x"].counted, 1);
        assert_eq!(book.usage()["a"].counted, 3);
    }

    #[test]
    fn feeds_are_slow_wherever_limits_are_set() {
        let now = at("2026-11-23T00:00:00Z");
        let mut book = per_app(per_second(50));
        for _ in 0..FEED_PER_SECOND {
            assert_eq!(book.take("a", FEED, now), Ok(()));
        }
        assert_eq!(book.take("a", FEED, now), over(LimitedBy::AppApi, false, 1));
        assert_eq!(book.take("a", API, now), Ok(()));
    }

    /// Against the definition, written the slow way.
    #[test]
    fn violations_are_counted_exactly() {
        let mut chance = crate::catalogue::chance::Chance::of(1, &[2]);
        let mut book = per_app(Quotas { ban_seconds: 1, ..per_second(5) });
        let mut times: Vec<i64> = Vec::new();
        let mut now = 1_795_454_427_000_i64;
        let (mut violations, mut peak) = (0, 0);
        for _ in 0..5_000 {
            now += chance.between(0, 350) as i64;
            times.push(now);
            let window = times.iter().filter(|&&time| time > now - 1000).count();
            violations += u64::from(window > 5);
            peak = peak.max(window as u64);
            let time = Timestamp::from_millisecond(now).unwrap();
            let taken = book.take("a", API, time);
            assert!(taken.is_ok() || window > 1, "refused alone in its second");
        }
        let usage = book.usage()["a"];
        assert_eq!((usage.violations, usage.peak_per_second), (violations, peak));
        assert!(violations > 100 && usage.refused_too_fast > 100, "{usage:?}");
    }
}
