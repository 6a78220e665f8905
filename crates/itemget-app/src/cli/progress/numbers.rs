//! The numbers of progress, and how they are said. Pure: time is told to it.

use std::time::{Duration, Instant};

use serde_json::json;

use super::super::duration;
use super::super::table::thousands;
use super::Begin;
use crate::lang::Lang;

/// How far the work is.
#[derive(Debug)]
pub(super) struct Numbers {
    begin: Begin,
    started: Instant,
    pub(super) done: u64,
    pub(super) calls: u64,
    /// Where it was a while ago, and where it was before that: what is kept, or comes
    /// after a pause, says nothing of how fast the rest will be.
    marks: [(Instant, u64); 2],
}

/// How long a mark is kept before the next.
const A_WHILE: Duration = Duration::from_secs(15);

impl Numbers {
    pub(super) fn begin(begin: Begin, now: Instant) -> Self {
        let marks = [(now, begin.done); 2];
        Self { begin, started: now, done: begin.done, calls: 0, marks }
    }

    /// Notes how far it is now.
    pub(super) fn note(&mut self, now: Instant) {
        if now.duration_since(self.marks[1].0) >= A_WHILE {
            self.marks = [self.marks[1], (now, self.done)];
        }
    }

    /// How many a second lately.
    fn rate(&self, now: Instant) -> Option<f64> {
        let (since, done) = self.marks[0];
        let seconds = now.duration_since(since).as_secs_f64();
        let more = self.done.saturating_sub(done);
        (seconds >= 0.5 && more > 0).then(|| more as f64 / seconds)
    }

    fn time_left(&self, now: Instant) -> Option<Duration> {
        let left = self.begin.total?.saturating_sub(self.done);
        Duration::try_from_secs_f64(left as f64 / self.rate(now)?).ok()
    }

    fn quota_left(&self) -> Option<u64> {
        Some(self.begin.quota_left?.saturating_sub(self.calls))
    }

    pub(super) fn line(&self, now: Instant, lang: Lang) -> String {
        let done = thousands(self.done);
        let done = match (self.begin.total.map(thousands), lang) {
            (Some(total), Lang::En) => format!("{done} of {total} done"),
            (None, Lang::En) => format!("{done} done"),
            (Some(total), Lang::Zh) => format!("已完成 {done} / {total}"),
            (None, Lang::Zh) => format!("已完成 {done}"),
        };
        let beside = self.beside_the_bar(now, lang);
        let gap = if beside.is_empty() { "" } else { lang.pick(", ", "，") };
        format!("{done}{gap}{beside}")
    }

    /// Rate, calls, quota and time left, as far as they are known.
    pub(super) fn beside_the_bar(&self, now: Instant, lang: Lang) -> String {
        let calls = thousands(self.calls);
        let parts = [
            self.rate(now).map(|rate| {
                let rate =
                    if rate < 10.0 { format!("{rate:.1}") } else { format!("{rate:.0}") };
                format!("{rate}/s")
            }),
            (!self.begin.is_local).then(|| match lang {
                Lang::En => format!("{calls} calls"),
                Lang::Zh => format!("调用 {calls} 次"),
            }),
            self.quota_left().map(thousands).map(|left| match lang {
                Lang::En => format!("{left} left today"),
                Lang::Zh => format!("今日剩余 {left} 次"),
            }),
            self.time_left(now).map(|left| {
                let left = duration::words(left, lang);
                match lang {
                    Lang::En => format!("{left} to go"),
                    Lang::Zh => format!("还需 {left}"),
                }
            }),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(lang.pick(", ", "，"))
    }

    pub(super) fn event(&self, event: &str, now: Instant) -> String {
        json!({
            "event": event,
            "done": self.done,
            "total": self.begin.total,
            "calls": self.calls,
            "quota_left": self.quota_left(),
            "per_second": self.rate(now).map(|rate| (rate * 100.0).round() / 100.0),
            "seconds": now.duration_since(self.started).as_secs(),
            "seconds_left": self.time_left(now).map(|left| left.as_secs()),
        })
        .to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(
        total: Option<u64>,
        done: u64,
        quota_left: Option<u64>,
    ) -> (Numbers, Instant) {
        let now = Instant::now();
        (Numbers::begin(Begin { total, done, quota_left, is_local: false }, now), now)
    }

    #[test]
    fn a_line_says_how_far_the_work_is_and_what_it_has_cost() {
        let (mut some, start) = numbers(Some(5000), 200, Some(4000));
        assert_eq!(
            some.line(start, Lang::En),
            "200 of 5,000 done, 0 calls, 4,000 left today"
        );
        some.done = 1200;
        some.calls = 1003;
        let now = start + Duration::from_secs(10);
        assert_eq!(
            some.line(now, Lang::En),
            "1,200 of 5,000 done, 100/s, 1,003 calls, 2,997 left today, 38 s to go"
        );
        assert_eq!(
            some.line(now, Lang::Zh),
            "已完成 1,200 / 5,000，100/s，调用 1,003 次，今日剩余 2,997 次，还需 38 秒"
        );
        let (mut unknown, start) = numbers(None, 0, None);
        unknown.done = 7;
        assert_eq!(unknown.line(start, Lang::En), "7 done, 0 calls");
    }

    #[test]
    fn the_rate_is_that_of_late_and_not_of_the_whole() {
        let (mut some, start) = numbers(Some(1_000_000), 0, None);
        let at = |seconds| start + Duration::from_secs(seconds);
        // A burst of what was kept, then ten a second.
        some.done = 100_000;
        some.note(at(15));
        some.done = 100_150;
        some.note(at(30));
        some.done = 100_300;
        assert_eq!(some.rate(at(45)), Some(10.0));
    }

    #[test]
    fn an_event_is_json_with_what_is_not_known_as_null() {
        let (mut some, start) = numbers(None, 0, None);
        some.done = 5;
        let event = some.event("progress", start);
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        assert_eq!(event["done"], 5);
        assert!(event["total"].is_null() && event["seconds_left"].is_null());
    }
}
