//! Notes on how far looks have come: now and then, and with how much longer it takes.

use std::time::{Duration, Instant};

use itemget_history::Moment;

use crate::cli::duration;
use crate::follow::{Mode, Tally};
use crate::lang::Lang;

/// When something was said last, and how far it is.
pub(in crate::cli) struct Notes {
    begun: Instant,
    last: Option<Instant>,
    /// From when until when time is made up.
    made_up: Option<(Moment, Moment)>,
}

impl Notes {
    /// Begins with nothing said yet.
    pub(in crate::cli) fn begin(mode: &Mode, now: Moment) -> Self {
        let made_up = match mode {
            Mode::Simulated { until, .. } => Some((now, *until)),
            Mode::Forever | Mode::Once => None,
        };
        Self { begun: Instant::now(), last: None, made_up }
    }

    /// Whether it is time to say something again: a person wants to see that it goes on, a
    /// log is left in peace.
    pub(in crate::cli) fn is_time(&mut self, is_person: bool) -> bool {
        let pause = Duration::from_secs(match (is_person, self.made_up) {
            (true, _) => 3,
            (false, Some(_)) => 10,
            (false, None) => 60,
        });
        let now = Instant::now();
        let is_time = self.last.is_none_or(|last| now.duration_since(last) >= pause);
        if is_time {
            self.last = Some(now);
        }
        is_time
    }

    /// How fast it goes, and how much longer it takes where that is known.
    pub(in crate::cli) fn pace(&self, tally: &Tally, now: Moment, lang: Lang) -> String {
        let passed = self.begun.elapsed();
        let rate = tally.looked as f64 / passed.as_secs_f64().max(0.001);
        let mut text =
            lang.pick(format!(", {rate:.0} a second"), format!("，每秒 {rate:.0} 次"));
        if let Some((from, until)) = self.made_up
            && let Some(left) = time_left(passed, now.since(from), until.since(from))
        {
            let left = duration::words(left, lang);
            text.push_str(&lang.pick(format!(", {left} left"), format!("，剩余 {left}")));
        }
        text
    }
}

/// How much longer it takes, when so much of the whole took `passed`.
fn time_left(passed: Duration, done: Duration, whole: Duration) -> Option<Duration> {
    let left = whole.saturating_sub(done).as_secs_f64() / done.as_secs_f64();
    Duration::try_from_secs_f64(passed.as_secs_f64() * left).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let seconds = Duration::from_secs;
        for (passed, done, whole, left) in [
            (10, 50, 100, Some(10)),
            (10, 25, 100, Some(30)),
            (10, 100, 100, Some(0)),
            (10, 120, 100, Some(0)),
            (10, 0, 100, None),
            (0, 0, 0, None),
        ] {
            let told = time_left(seconds(passed), seconds(done), seconds(whole));
            assert_eq!(told, left.map(seconds), "{passed} {done} {whole}");
        }
    }
}
