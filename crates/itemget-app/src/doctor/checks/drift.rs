//! Whether the platform still answers as it used to: what cannot be read, what is new, what
//! no longer comes.

use jiff::{SignedDuration, Timestamp};

use super::super::finding::{Blame, Finding, Group, Problem};
use crate::drift::{Drift, MissedField, UnknownField, UnreadField};
use crate::lang::Lang;

const GROUP: Group = Group::Platform;

/// What was not seen for so long is over, and what is missing for so long is how it is now.
const OVER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many fields are named.
const NAMED: usize = 5;

/// All that is known of it.
pub(super) fn all(
    drift: &Result<Drift, Problem>,
    now: Timestamp,
    lang: Lang,
) -> Vec<Finding> {
    match drift {
        Ok(drift) => vec![
            unread(&drift.unread, now, lang),
            missed(&drift.missed, now, lang),
            unknown(&drift.unknown, now, lang),
        ],
        Err(problem) => {
            let finding = Finding::warn("drift", GROUP, Blame::You, &problem.text);
            vec![Finding { fix: problem.fix.clone(), ..finding }]
        }
    }
}

/// What could not be read lately.
fn unread(fields: &[UnreadField], now: Timestamp, lang: Lang) -> Finding {
    let since = now - OVER;
    let mut fields: Vec<_> = fields.iter().filter(|it| it.last_seen >= since).collect();
    if fields.is_empty() {
        let text = lang.pick("all fields could be read", "所有字段均可解析");
        return Finding::ok("drift", GROUP, text);
    }
    fields.sort_by_key(|field| std::cmp::Reverse(field.times));
    let count = fields.len();
    let whole_answers = fields.iter().any(|field| field.path.is_empty());
    let text = match lang {
        Lang::En => format!("{count} fields could not be read in the last 30 days:"),
        Lang::Zh => format!("近 30 天内有 {count} 个字段无法解析："),
    };
    let details = named(&fields, lang, told);
    let finding = match whole_answers {
        true => Finding::fail("drift", GROUP, Blame::Platform, text),
        false => Finding::warn("drift", GROUP, Blame::Platform, text),
    };
    finding.details(details).fix(report_it(lang))
}

/// What used to come and does not any more.
fn missed(fields: &[MissedField], now: Timestamp, lang: Lang) -> Finding {
    let since = now - OVER;
    let mut fields: Vec<_> = fields.iter().filter(|it| it.since >= since).collect();
    if fields.is_empty() {
        let text =
            lang.pick("all fields come that used to come", "一向返回的字段均在正常返回");
        return Finding::ok("missed_fields", GROUP, text);
    }
    fields.sort_by_key(|field| std::cmp::Reverse(field.missing));
    let count = fields.len();
    let text = match lang {
        Lang::En => format!("{count} fields that nearly all answers had no longer come:"),
        Lang::Zh => format!("有 {count} 个几乎每次都返回的字段不再返回："),
    };
    let details = named(&fields, lang, |field, lang| {
        let (api, path) = (harmless(&field.api), harmless(&field.path));
        let (missing, since) = (field.missing, field.since.strftime("%F"));
        match lang {
            Lang::En => {
                format!("{api} {path}: not in the last {missing} answers, since {since}")
            }
            Lang::Zh => {
                format!("{api} {path}：自 {since} 起最近 {missing} 次应答中均未出现")
            }
        }
    });
    let finding = Finding::warn("missed_fields", GROUP, Blame::Platform, text);
    finding.details(details).fix(report_it(lang))
}

/// What comes and no reader knows.
fn unknown(fields: &[UnknownField], now: Timestamp, lang: Lang) -> Finding {
    let since = now - OVER;
    let mut fields: Vec<_> = fields.iter().filter(|it| it.last_seen >= since).collect();
    if fields.is_empty() {
        let text = lang.pick("no field came that is new", "没有出现新字段");
        return Finding::ok("new_fields", GROUP, text);
    }
    fields.sort_by_key(|field| std::cmp::Reverse(field.times));
    let count = fields.len();
    let text = match lang {
        Lang::En => format!("{count} fields came that this version does not know:"),
        Lang::Zh => format!("出现了 {count} 个本版本不认识的字段："),
    };
    let details = named(&fields, lang, |field, lang| {
        let (api, path) = (harmless(&field.api), harmless(&field.path));
        let (times, since) = (field.times, field.first_seen.strftime("%F"));
        match lang {
            Lang::En => format!("{api} {path} ({times}×, since {since})"),
            Lang::Zh => format!("{api} {path}（{times} 次，自 {since} 起）"),
        }
    });
    let fix = lang.pick(
        "nothing is lost: `itemget get --raw` gives them; a newer itemget may read them",
        "数据没有丢失：`itemget get --raw` 会原样输出；更新 itemget 后可能即可读取",
    );
    let finding = Finding::warn("new_fields", GROUP, Blame::Platform, text);
    finding.details(details).fix(fix)
}

fn report_it(lang: Lang) -> &'static str {
    lang.pick(
        "update itemget; where it is the newest, report it with the body that `itemget get --raw` gives",
        "请更新 itemget；若已是最新版本，请附上 `itemget get --raw` 的应答内容反馈",
    )
}

/// The first fields, a line each, and how many more there are.
fn named<T>(fields: &[&T], lang: Lang, told: impl Fn(&T, Lang) -> String) -> Vec<String> {
    let mut lines: Vec<String> =
        fields.iter().take(NAMED).map(|field| told(field, lang)).collect();
    if fields.len() > NAMED {
        let more = fields.len() - NAMED;
        lines.push(lang.pick(format!("and {more} more"), format!("以及另外 {more} 个")));
    }
    lines
}

fn told(field: &UnreadField, lang: Lang) -> String {
    let (api, times) = (harmless(&field.api), field.times);
    let (expected, found) = (harmless(&field.expected), harmless(&field.found));
    let path = match field.path.as_str() {
        "" => lang.pick("the whole answer", "整段应答").to_owned(),
        path => harmless(path),
    };
    match lang {
        Lang::En => {
            format!("{api} {path}: {expected} was expected, {found} came ({times}×)")
        }
        Lang::Zh => format!("{api} {path}：应为 {expected}，实为 {found}（{times} 次）"),
    }
}

/// What the platform wrote, as it may stand on a terminal.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::finding::Verdict;
    use super::*;

    const LATELY: &str = "2026-11-20T00:00:00Z";
    const LONG_AGO: &str = "2026-09-01T00:00:00Z";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn now() -> Timestamp {
        at("2026-11-23T17:20:27Z")
    }

    fn field(path: &str, last_seen: &str) -> UnreadField {
        UnreadField {
            at: None,
            api: "an.api".to_owned(),
            path: path.to_owned(),
            expected: "a number".to_owned(),
            found: "\"many\"".to_owned(),
            times: 3,
            first_seen: at(last_seen),
            last_seen: at(last_seen),
        }
    }

    #[test]
    fn a_field_is_odd_an_answer_is_broken_and_the_past_is_over() {
        for (fields, expected) in [
            (vec![], Verdict::Ok),
            (vec![field("a.b", LONG_AGO)], Verdict::Ok),
            (vec![field("a.b", LATELY)], Verdict::Warn),
            (vec![field("a.b", LATELY), field("", LATELY)], Verdict::Fail),
        ] {
            let found = unread(&fields, now(), Lang::En);
            assert_eq!(found.verdict, expected, "{found:?}");
            let is_ours = found.blame.is_none() || found.blame == Some(Blame::Platform);
            assert!(is_ours, "{found:?}");
        }
        let many: Vec<_> = (0..9).map(|n| field(&format!("f{n}"), LATELY)).collect();
        assert_eq!(unread(&many, now(), Lang::En).details.len(), NAMED + 1);
    }

    #[test]
    fn what_no_longer_comes_is_the_platforms_affair_until_it_is_how_it_is() {
        for (since, expected) in [(LATELY, Verdict::Warn), (LONG_AGO, Verdict::Ok)] {
            let field = MissedField {
                api: "an.api".to_owned(),
                path: "result.\u{1b}[31mtitle".to_owned(),
                missing: 31,
                since: at(since),
            };
            for lang in [Lang::En, Lang::Zh] {
                let found = missed(std::slice::from_ref(&field), now(), lang);
                assert_eq!(found.verdict, expected, "{found:?}");
                let is_told = found.details.iter().any(|line| line.contains("31mtitle"));
                assert_eq!(is_told, expected == Verdict::Warn, "{found:?}");
                assert!(!found.details.iter().any(|line| line.contains('\u{1b}')));
            }
        }
    }

    #[test]
    fn what_is_new_is_not_lost() {
        let field = UnknownField {
            at: None,
            api: "an.api".to_owned(),
            path: "result.news".to_owned(),
            times: 4,
            first_seen: at(LONG_AGO),
            last_seen: at(LATELY),
        };
        let found = unknown(std::slice::from_ref(&field), now(), Lang::En);
        assert_eq!(found.verdict, Verdict::Warn);
        assert_eq!(found.details, ["an.api result.news (4×, since 2026-09-01)"]);
        assert!(found.fix.unwrap().contains("--raw"));
        let over = UnknownField { last_seen: at(LONG_AGO), ..field };
        assert_eq!(unknown(&[over], now(), Lang::Zh).verdict, Verdict::Ok);
    }

    #[test]
    fn a_count_that_cannot_be_read_is_yours() {
        let problem = Problem { text: "could not be read".to_owned(), fix: None };
        let found = all(&Err(problem), now(), Lang::En);
        assert_eq!((found.len(), found[0].blame), (1, Some(Blame::You)));
    }
}
