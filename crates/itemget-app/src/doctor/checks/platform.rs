//! The platform: whether it lets this app in, and still answers as it used to.

use jiff::{SignedDuration, Timestamp};

use super::super::facts::LiveFacts;
use super::super::finding::{Blame, Finding, Group, Problem};
use super::super::live::CALLS;
use super::network::not_live;
use crate::drift::DriftField;
use crate::lang::Lang;

const GROUP: Group = Group::Platform;

/// What was not seen for so long is over.
const OVER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How many fields are named.
const NAMED: usize = 5;

/// Whether each group of APIs is open to this app.
pub(super) fn permissions(live: Option<&LiveFacts>, lang: Lang) -> Vec<Finding> {
    CALLS.iter().map(|(id, method)| permission(live, id, method, lang)).collect()
}

fn permission(
    live: Option<&LiveFacts>,
    id: &'static str,
    method: &str,
    lang: Lang,
) -> Finding {
    let Some(live) = live else { return Finding::skipped(id, GROUP, not_live(lang)) };
    let Some(call) = live.calls.iter().find(|call| call.id == id) else {
        let why =
            lang.pick("there is no consent to call it with", "没有可用于调用的授权");
        return Finding::skipped(id, GROUP, why);
    };
    match &call.ended {
        Ok(()) => Finding::ok(
            id,
            GROUP,
            lang.pick(format!("`{method}` answered"), format!("`{method}` 已应答")),
        ),
        Err(failed) => Finding::of_problem(id, GROUP, failed.blame, &failed.problem),
    }
}

/// What could not be read lately.
pub(super) fn drift(
    fields: &Result<Vec<DriftField>, Problem>,
    now: Timestamp,
    lang: Lang,
) -> Finding {
    let fields = match fields {
        Ok(fields) => fields,
        Err(problem) => {
            let finding = Finding::warn("drift", GROUP, Blame::You, &problem.text);
            return Finding { fix: problem.fix.clone(), ..finding };
        }
    };
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
    let mut details: Vec<String> =
        fields.iter().take(NAMED).map(|field| told(field, lang)).collect();
    if count > NAMED {
        let more = count - NAMED;
        details
            .push(lang.pick(format!("and {more} more"), format!("以及另外 {more} 个")));
    }
    let fix = lang.pick(
        "update itemget; where it is the newest, report it with the body that `itemget get --raw` gives",
        "请更新 itemget；若已是最新版本，请附上 `itemget get --raw` 的应答内容反馈",
    );
    let finding = match whole_answers {
        true => Finding::fail("drift", GROUP, Blame::Platform, text),
        false => Finding::warn("drift", GROUP, Blame::Platform, text),
    };
    finding.details(details).fix(fix)
}

fn told(field: &DriftField, lang: Lang) -> String {
    let harmless = |text: &str| -> String {
        text.chars().filter(|c| !c.is_control()).take(80).collect()
    };
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

#[cfg(test)]
mod tests {
    use super::super::super::facts::{LiveCall, LiveProblem};
    use super::super::super::finding::Verdict;
    use super::*;

    fn field(path: &str, last_seen: &str) -> DriftField {
        let last_seen = last_seen.parse().unwrap();
        DriftField {
            at: None,
            api: "an.api".to_owned(),
            path: path.to_owned(),
            expected: "a number".to_owned(),
            found: "\"many\"".to_owned(),
            times: 3,
            first_seen: last_seen,
            last_seen,
        }
    }

    #[test]
    fn a_field_is_odd_an_answer_is_broken_and_the_past_is_over() {
        let now = "2026-11-23T17:20:27Z".parse().unwrap();
        let (lately, long_ago) = ("2026-11-20T00:00:00Z", "2026-09-01T00:00:00Z");
        for (fields, expected) in [
            (vec![], Verdict::Ok),
            (vec![field("a.b", long_ago)], Verdict::Ok),
            (vec![field("a.b", lately)], Verdict::Warn),
            (vec![field("a.b", lately), field("", lately)], Verdict::Fail),
        ] {
            let found = drift(&Ok(fields), now, Lang::En);
            assert_eq!(found.verdict, expected, "{found:?}");
            let is_ours = found.blame.is_none() || found.blame == Some(Blame::Platform);
            assert!(is_ours, "{found:?}");
        }
        let many = (0..9).map(|n| field(&format!("f{n}"), lately)).collect();
        assert_eq!(drift(&Ok(many), now, Lang::En).details.len(), NAMED + 1);
    }

    #[test]
    fn a_refusal_says_whose_affair_it_is() {
        let (id, _) = CALLS[0];
        for (blame, verdict) in
            [(Blame::You, Verdict::Fail), (Blame::Platform, Verdict::Fail)]
        {
            let problem = Problem { text: "no".to_owned(), fix: None };
            let ended = Err(LiveProblem { problem, blame });
            let live = LiveFacts { reached: None, calls: vec![LiveCall { id, ended }] };
            let found = permissions(Some(&live), Lang::En);
            assert_eq!((found[0].verdict, found[0].blame), (verdict, Some(blame)));
            assert_eq!(found[1].verdict, Verdict::Skipped, "it was not called");
        }
    }
}
