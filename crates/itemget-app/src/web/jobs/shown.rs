//! A job as the page shows it. Pure.

use itemget_history::Moment;
use itemget_store::{Job, JobState};
use serde_json::Value as Json;

use crate::jobs::{kept_until, rest, waits_until};
use crate::lang::Lang;
use crate::plain::{harmless, thousands};
use crate::web::shown::Age;

/// A job.
#[derive(Debug)]
pub(super) struct JobShown {
    pub(super) id: i64,
    pub(super) state: &'static str,
    /// `good`, `high` or nothing.
    pub(super) class: &'static str,
    pub(super) is_open: bool,
    pub(super) asked: String,
    pub(super) answered: String,
    /// How much of it is answered, from 0 to 100, rounded down: all is only what is all.
    pub(super) share: u64,
    pub(super) found: String,
    pub(super) failed: String,
    pub(super) has_failed: bool,
    pub(super) calls: String,
    /// Why it waits.
    pub(super) waits: Option<String>,
    /// Until when, where that is known.
    pub(super) until: Option<Age>,
    /// When it will be done, if it goes on as it went.
    pub(super) ends: Option<Age>,
    pub(super) created: Age,
    pub(super) ended: Option<Age>,
    pub(super) kept: Option<Age>,
    /// In which view, and which fields.
    pub(super) want: String,
    pub(super) has_result: bool,
}

impl JobShown {
    pub(super) fn of(job: &Job, now: Moment, lang: Lang) -> Self {
        let age = |at| Age::of(at, now, lang);
        let (state, class) = match job.state {
            JobState::Waiting => (lang.pick("waits", "等待中"), ""),
            JobState::Running => (lang.pick("runs", "进行中"), ""),
            JobState::Done => (lang.pick("done", "已完成"), "good"),
            JobState::Cancelled => (lang.pick("cancelled", "已取消"), "high"),
        };
        let share = job.answered.saturating_mul(100).checked_div(job.asked);
        let trouble = job.trouble.as_deref().filter(|_| !job.state.is_over());
        Self {
            id: job.id.0,
            state,
            class,
            is_open: !job.state.is_over(),
            asked: thousands(job.asked),
            answered: thousands(job.answered),
            share: share.unwrap_or(0).min(100),
            found: thousands(job.found),
            failed: thousands(job.failed),
            has_failed: job.failed > 0,
            calls: thousands(job.calls),
            waits: trouble.map(|word| waits(word, lang)),
            until: waits_until(job, now).map(age),
            ends: rest(job).map(|rest| age(now + rest)),
            created: age(job.created_at),
            ended: job.ended_at.map(age),
            kept: kept_until(job).map(age),
            want: want(&job.want),
            has_result: job.answered > 0,
        }
    }
}

/// Why a job waits, by the stable word.
fn waits(word: &str, lang: Lang) -> String {
    match word {
        "quota" => lang.pick("for the day's calls to start anew", "等待每日配额重置"),
        "unauthorised" => lang.pick(
            "for the platform's consent: key or token are not taken",
            "等待平台授权：密钥或令牌无效",
        ),
        "internal" => lang.pick("for the service's own store", "等待服务自身的存储"),
        "no_answer" => lang.pick("for the platform to answer", "等待平台应答"),
        other => return harmless(other),
    }
    .to_owned()
}

/// What is wanted, in a line: `US USD en · title,price · max_age 1d`.
fn want(text: &str) -> String {
    let json: Json = serde_json::from_str(text).unwrap_or_default();
    let part = |name: &str| json.get(name).and_then(Json::as_str).map(harmless);
    let view = ["ship_to", "currency", "language"].into_iter().filter_map(part);
    let view = view.collect::<Vec<_>>().join(" ");
    let others = ["source", "fields", "with"].into_iter().filter_map(part);
    // By itself nobody knows it for what it is.
    let age = part("max_age").map(|age| format!("max_age {age}"));
    let parts = [view].into_iter().chain(others).chain(age).filter(|it| !it.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_said_in_a_line() {
        for (text, expected) in [
            (
                r#"{"ship_to":"US","currency":"USD","language":"en","fields":"title,price"}"#,
                "US USD en · title,price",
            ),
            (r#"{"ship_to":"US","fields":null,"source":"auto"}"#, "US · auto"),
            (r#"{"max_age":"0","with":"freight"}"#, "freight · max_age 0"),
            ("{}", ""),
            ("not JSON", ""),
        ] {
            assert_eq!(want(text), expected, "{text}");
        }
    }
}
