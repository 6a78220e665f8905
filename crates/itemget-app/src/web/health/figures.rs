//! What all that is followed comes to, and what of a quota is left. Pure.

use std::collections::BTreeMap;

use itemget::Bound;
use itemget::limit::{Closure, LimitScope, ScopeReport};
use itemget_history::Moment;
use itemget_store::Tracked;

use crate::follow::read_at;
use crate::lang::Lang;
use crate::plain::{harmless, thousands};
use crate::web::shown::Age;

/// What all that is followed comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) watched: usize,
    pub(super) paused: usize,
    pub(super) due: usize,
    /// Looks in the 24 hours from now, as they are planned.
    pub(super) looks_a_day: String,
    /// Seen within an hour, a day, a week; before that; never.
    pub(super) ages: [usize; 5],
    /// What came of the last looks, by the stable words.
    pub(super) outcomes: BTreeMap<String, u64>,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Figures {
    pub(super) fn of(tracked: &[Tracked], now: Moment) -> Self {
        let mut figures = Self::default();
        // Looks a day in thousandths: a sum of whole numbers is the same in any order.
        let mut looks: i64 = 0;
        for tracked in tracked {
            if let Some(word) = &tracked.last_outcome {
                *figures.outcomes.entry(word.clone()).or_default() += 1;
            }
            if tracked.paused {
                figures.paused += 1;
                continue;
            }
            figures.watched += 1;
            figures.due += usize::from(tracked.next_at <= now);
            let age = read_at(tracked).map(|at| now.seconds() - at.seconds());
            let place = match age {
                Some(..HOUR) => 0,
                Some(HOUR..DAY) => 1,
                Some(DAY..604_800) => 2,
                Some(_) => 3,
                None => 4,
            };
            figures.ages[place] += 1;
            let apart =
                tracked.last_at.map(|at| tracked.next_at.seconds() - at.seconds());
            looks += 1000 * DAY / apart.unwrap_or(DAY).clamp(60, 365 * DAY);
        }
        figures.looks_a_day = thousands(u64::try_from(looks / 1000).unwrap_or(0));
        figures
    }

    /// Whether something was last seen more than a week ago.
    pub(super) fn has_old(&self) -> bool {
        self.ages[3] > 0
    }
}

/// How many looks are planned from now until `end`.
pub(super) fn planned_until(tracked: &[Tracked], now: Moment, end: Moment) -> u64 {
    let (now, end) = (now.seconds(), end.seconds());
    let of_one = |tracked: &Tracked| {
        let next = tracked.next_at.seconds();
        if next.max(now) >= end {
            return 0;
        }
        let apart = tracked.last_at.map_or(DAY, |at| next - at.seconds());
        1 + (end - next.max(now) - 1) / apart.clamp(60, 365 * DAY)
    };
    let all: i64 = tracked.iter().filter(|it| !it.paused).map(of_one).sum();
    u64::try_from(all).unwrap_or(0)
}

/// What a day's quota comes to, if looking goes on as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Forecast {
    pub(super) planned: String,
    pub(super) left: Option<String>,
    /// How many calls there are too few.
    pub(super) short: Option<String>,
}

impl Forecast {
    pub(super) fn of(planned: u64, left: Option<u64>) -> Self {
        let short = left.map_or(0, |left| planned.saturating_sub(left));
        Self {
            planned: thousands(planned),
            left: left.map(thousands),
            short: (short > 0).then(|| thousands(short)),
        }
    }
}

/// What of a quota is left.
#[derive(Debug)]
pub(super) struct ScopeShown {
    pub(super) name: String,
    pub(super) spent: String,
    pub(super) left: String,
    pub(super) limit: String,
    /// Whether nobody set the limit: the platform's refusals taught it.
    pub(super) is_learned: bool,
    /// How much of it is spent, from 0 to 100, where a limit is known.
    pub(super) share: Option<u64>,
    pub(super) closed: Option<(String, Age)>,
}

impl ScopeShown {
    pub(super) fn of(scope: &ScopeReport, now: Moment, lang: Lang) -> Self {
        let name = match &scope.scope {
            LimitScope::App => lang.pick("All calls", "全部调用").to_owned(),
            LimitScope::Api(method) => lang.pick(
                format!("{}, all apps", harmless(method)),
                format!("{}（所有应用）", harmless(method)),
            ),
            LimitScope::AppApi(method) => harmless(method),
        };
        let plus = if scope.spent.bound == Bound::AtLeast { "+" } else { "" };
        let dash = || "–".to_owned();
        let (set, learned) = (scope.limit.per_day, scope.plausible_per_day());
        let limit = set.or(learned);
        Self {
            name,
            spent: format!("{}{plus}", thousands(scope.spent.value)),
            left: scope.left.map_or_else(dash, thousands),
            limit: limit.map_or_else(dash, thousands),
            is_learned: set.is_none() && learned.is_some(),
            share: limit
                .filter(|it| *it > 0)
                .map(|limit| (scope.spent.value.saturating_mul(100) / limit).min(100)),
            closed: scope.closed.map(|closed| {
                let why = match closed.why {
                    Closure::Day => {
                        lang.pick("the day's calls are used up", "当日配额已用尽")
                    }
                    Closure::Damage => lang.pick("held back", "暂缓"),
                    _ => lang.pick("banned", "被禁用"),
                };
                (why.to_owned(), Age::of(closed.reopens.into(), now, lang))
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use itemget::limit::ClosedUntil;
    use itemget::{ItemId, ItemRef, View};
    use itemget_store::{Every, TrackedId, Watch};

    use super::*;

    fn tracked(next: i64, last: Option<i64>) -> Tracked {
        Tracked {
            id: TrackedId(1),
            watch: Watch {
                item: ItemRef::aliexpress(
                    ItemId::from_u64(1_005_006_000_000_001).unwrap(),
                ),
                view: View::default(),
                source: "auto".to_owned(),
            },
            every: Every::Auto,
            paused: false,
            importance: 100,
            settings: String::new(),
            added_at: Moment::from_seconds(0),
            next_at: Moment::from_seconds(next),
            last_at: last.map(Moment::from_seconds),
            last_outcome: None,
            failures: 0,
            model: String::new(),
        }
    }

    #[test]
    fn looks_until_the_quota_starts_anew_are_counted() {
        let (now, end) = (100_000, 110_000);
        for (next, last, expected) in [
            // Every 1,000 s: at 100,500, 101,500 … 109,500.
            (100_500, Some(99_500), 10),
            // It is due already: now, and each 1,000 s from then on.
            (99_000, Some(98_000), 10),
            (110_000, Some(100_000), 0),
            (109_999, Some(100_000), 1),
            (100_000, None, 1),
        ] {
            let all = [tracked(next, last)];
            let at = Moment::from_seconds;
            assert_eq!(planned_until(&all, at(now), at(end)), expected, "{next}");
        }
        let paused = Tracked { paused: true, ..tracked(100_500, None) };
        let at = Moment::from_seconds;
        assert_eq!(planned_until(&[paused], at(now), at(end)), 0);
    }

    #[test]
    fn of_a_day_that_the_platform_closed_nothing_is_left_and_its_limit_is_learned() {
        let reopens = jiff::Timestamp::UNIX_EPOCH;
        let mut report = ScopeReport {
            scope: LimitScope::App,
            spent: itemget::Count::exact(60),
            unconfirmed: 0,
            left: Some(0),
            in_window: 0,
            limit: itemget::limit::Limit::default(),
            learned_rate: None,
            learned_per_day: Some(60),
            closed: Some(ClosedUntil { reopens, why: Closure::Day }),
        };
        let now = Moment::from_seconds(0);
        let shown = ScopeShown::of(&report, now, Lang::En);
        assert_eq!((shown.left.as_str(), shown.limit.as_str()), ("0", "60"));
        assert_eq!((shown.is_learned, shown.share), (true, Some(100)));
        // The platform closed it before that many were spent: it is no limit.
        report.learned_per_day = Some(61);
        let shown = ScopeShown::of(&report, now, Lang::En);
        assert_eq!((shown.limit.as_str(), shown.is_learned), ("–", false));
        report.limit = itemget::limit::Limit::per_day(100);
        assert!(!ScopeShown::of(&report, now, Lang::En).is_learned, "it was set");
    }

    #[test]
    fn a_quota_that_is_not_known_is_not_short() {
        assert_eq!(Forecast::of(5, None).short, None);
        assert_eq!(Forecast::of(5, Some(5)).short, None);
        assert_eq!(Forecast::of(1500, Some(200)).short.as_deref(), Some("1,300"));
    }
}
