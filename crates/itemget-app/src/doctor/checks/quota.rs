//! The quota: whether it can be counted, what is left, what is closed.

use itemget::limit::{Closure, QuotaReport};
use jiff::Timestamp;

use super::super::finding::{Blame, Finding, Group, Problem};
use crate::lang::Lang;
use crate::moments::moment;

const GROUP: Group = Group::Quota;

type Known = Result<Option<QuotaReport>, Problem>;

/// Whether the ledger can be used, and was not lost.
pub(super) fn ledger(known: &Known, lang: Lang) -> Finding {
    let report = match known {
        Err(problem) => {
            return Finding::of_problem("quota_ledger", GROUP, Blame::You, problem);
        }
        Ok(None) => {
            let text = lang.pick(
                "no call of this app was counted on this machine yet",
                "本机尚无此应用的调用记录",
            );
            return Finding::ok("quota_ledger", GROUP, text);
        }
        Ok(Some(report)) => report,
    };
    match report.notices.is_empty() {
        true => {
            let text = lang.pick("it can be read and written", "可以读写");
            Finding::ok("quota_ledger", GROUP, text)
        }
        false => Finding::warn(
            "quota_ledger",
            GROUP,
            Blame::You,
            lang.pick(
                "it was damaged: today's counts are lower bounds",
                "账本曾损坏：今日计数只是下限",
            ),
        )
        .details(report.notices.clone())
        .fix(lang.pick(
            "nothing to do now; if it happens again, check the disk",
            "目前无需处理；若再次出现，请检查磁盘",
        )),
    }
}

/// What is left of the day's calls.
pub(super) fn left(known: &Known, now: Timestamp, lang: Lang) -> Finding {
    let Ok(Some(report)) = known else {
        return Finding::skipped("quota_left", GROUP, nothing(lang));
    };
    let until = moment(report.day_ends, now, lang);
    let known: Vec<_> =
        report.scopes.iter().filter_map(|scope| Some((scope, scope.left?))).collect();
    let Some((least, left)) = known.iter().min_by_key(|(_, left)| *left) else {
        let text = lang.pick(
            "no daily limit is known: set `calls_per_day` if you know the app's",
            "每日限额未知：若知道，可设置 `calls_per_day`",
        );
        return Finding::ok("quota_left", GROUP, text);
    };
    let text = match (least.limit.per_day, lang) {
        (Some(limit), Lang::En) => format!("{left} of {limit} calls left until {until}"),
        (Some(limit), Lang::Zh) => format!("{until}前还剩 {left} / {limit} 次"),
        // Of a day that the platform closed it is known that nothing is left, not of how much.
        (None, Lang::En) => format!("{left} calls left until {until}"),
        (None, Lang::Zh) => format!("{until}前还剩 {left} 次"),
    };
    let fix = lang.pick(
        "wait until then, or ask the platform for more; the cache answers meanwhile",
        "请等到重置，或向平台申请更多额度；期间可使用缓存",
    );
    match (*left, least.limit.per_day.unwrap_or(0)) {
        (0, _) => Finding::fail("quota_left", GROUP, Blame::Time, text).fix(fix),
        // The platform's own advice is to ask for more from 70 % on (protocol 2.8).
        (left, limit) if left * 10 < limit * 3 => {
            Finding::warn("quota_left", GROUP, Blame::Time, text).fix(fix)
        }
        _ => Finding::ok("quota_left", GROUP, text),
    }
}

/// What the platform refuses for a while.
pub(super) fn bans(known: &Known, now: Timestamp, lang: Lang) -> Finding {
    let Ok(Some(report)) = known else {
        return Finding::skipped("bans", GROUP, nothing(lang));
    };
    let closed = report.scopes.iter().filter_map(|scope| {
        let closed = scope.closed.filter(|closed| closed.why != Closure::Day)?;
        let until = moment(closed.reopens, now, lang);
        let scope = scope.scope.to_string();
        Some(lang.pick(format!("{scope} until {until}"), format!("{scope}，至 {until}")))
    });
    let closed: Vec<String> = closed.collect();
    match closed.is_empty() {
        true => Finding::ok("bans", GROUP, lang.pick("there are none", "没有")),
        false => Finding::fail(
            "bans",
            GROUP,
            Blame::Time,
            lang.pick("the platform refuses calls for a while:", "平台暂停接受调用："),
        )
        .details(closed)
        .fix(
            lang.pick("wait; calls start again by themselves", "请等待，届时会自动恢复"),
        ),
    }
}

fn nothing(lang: Lang) -> &'static str {
    lang.pick("nothing was counted yet", "尚无记录")
}

#[cfg(test)]
mod tests {
    use itemget::Count;
    use itemget::limit::{AppId, ClosedUntil, Limit, LimitScope, ScopeReport};

    use super::super::super::finding::Verdict;
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T17:20:27Z".parse().unwrap()
    }

    fn report(spent: u64, per_day: Option<u64>, closed: Option<Closure>) -> Known {
        let reopens = "2026-11-23T18:00:00Z".parse().unwrap();
        Ok(Some(QuotaReport {
            app: AppId::of("1"),
            as_of: now(),
            day_ends: "2026-11-24T16:00:00Z".parse().unwrap(),
            scopes: vec![ScopeReport {
                scope: LimitScope::App,
                spent: Count::exact(spent),
                unconfirmed: 0,
                left: per_day.map(|per_day| per_day.saturating_sub(spent)),
                in_window: 0,
                limit: Limit { rate: None, per_day },
                learned_rate: None,
                learned_per_day: None,
                closed: closed.map(|why| ClosedUntil { reopens, why }),
            }],
            notices: Vec::new(),
        }))
    }

    #[test]
    fn what_is_left_is_weighed() {
        for (spent, per_day, expected) in [
            (10, None, Verdict::Ok),
            (100, Some(1000), Verdict::Ok),
            (700, Some(1000), Verdict::Ok),
            (701, Some(1000), Verdict::Warn),
            (1000, Some(1000), Verdict::Fail),
        ] {
            let found = left(&report(spent, per_day, None), now(), Lang::En);
            assert_eq!(found.verdict, expected, "{spent} of {per_day:?}: {found:?}");
        }
        assert_eq!(left(&Ok(None), now(), Lang::En).verdict, Verdict::Skipped);
    }

    #[test]
    fn of_a_day_that_the_platform_closed_no_limit_is_made_up() {
        let mut known = report(60, None, Some(Closure::Day));
        known.as_mut().unwrap().as_mut().unwrap().scopes[0].left = Some(0);
        let found = left(&known, now(), Lang::En);
        assert_eq!(found.verdict, Verdict::Fail);
        let said = format!("{found:?}");
        assert!(said.contains("0 calls left until") && !said.contains("of 0"), "{said}");
    }

    #[test]
    fn a_ban_passes_and_the_days_end_is_no_ban() {
        for (closed, expected) in [
            (None, Verdict::Ok),
            (Some(Closure::Day), Verdict::Ok),
            (Some(Closure::Ban), Verdict::Fail),
            (Some(Closure::Damage), Verdict::Fail),
        ] {
            let found = bans(&report(1, None, closed), now(), Lang::En);
            assert_eq!(found.verdict, expected, "{closed:?}");
        }
    }
}
