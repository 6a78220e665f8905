//! Whether and when a message is carried again: one pure function.

use std::time::Duration;

use jiff::Timestamp;

use super::failure::{Failure, FailureKind};

/// How long one goes on trying.
#[derive(Debug, Clone, PartialEq)]
pub struct Backoff {
    /// The pause before the second attempt; each further one is twice as long.
    pub first_pause: Duration,
    /// The longest pause that is taken without being asked for.
    pub longest_pause: Duration,
    /// How long it is tried, by the pauses that were taken: while nobody runs, nothing gets
    /// too old.
    pub keep: Duration,
    /// How much of each pause is left to chance, from 0 to 1.
    pub jitter: f64,
}

impl Default for Backoff {
    /// 30 s doubling to an hour, a fifth of it by chance, for a week: a receiver that is
    /// down over a long weekend misses nothing.
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(30),
            longest_pause: Duration::from_secs(3600),
            keep: Duration::from_secs(7 * 86_400),
            jitter: 0.2,
        }
    }
}

/// What happens to a message that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is carried again, not before this moment.
    At(Timestamp),
    /// It is kept and not carried again before somebody has mended something: the address,
    /// the secret, what is allowed.
    WhenMended,
    /// It was tried for long enough: it stays among what was not told.
    GiveUp,
}

impl Backoff {
    /// The pause after so many attempts, without chance.
    fn pause(&self, attempts: u32) -> Duration {
        let doublings = attempts.saturating_sub(1).min(16);
        self.first_pause.saturating_mul(1 << doublings).min(self.longest_pause)
    }

    /// Whether the pauses between so many attempts are as long as it is tried.
    fn is_over(&self, attempts: u32) -> bool {
        let mut paused = Duration::ZERO;
        (1..attempts).any(|attempt| {
            paused += self.pause(attempt);
            paused >= self.keep
        })
    }
}

/// What happens to a message that was carried `attempts` times and failed last as `failure`.
/// `chance` is from 0 to 1.
pub fn next_attempt(
    backoff: &Backoff,
    attempts: u32,
    failure: &Failure,
    now: Timestamp,
    chance: f64,
) -> Next {
    if !failure.kind.can_pass() {
        return Next::WhenMended;
    }
    if backoff.is_over(attempts) {
        return Next::GiveUp;
    }
    let pause = backoff.pause(attempts).mul_f64(1.0 - backoff.jitter * chance);
    let pause = match failure.kind {
        // A wait that is cut short is a new wait; chance is added and not taken off.
        FailureKind::TooOften { after: Some(after) } => {
            pause.max(after + after.mul_f64(backoff.jitter * chance))
        }
        _ => pause,
    };
    Next::At(now.saturating_add(pause).unwrap_or(Timestamp::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    #[test]
    fn what_can_pass_is_carried_again_after_a_growing_pause_and_the_rest_waits() {
        use FailureKind::{NotTaken, TooOften, Unauthorised, Unreachable};
        let seconds = |seconds| TooOften { after: Some(Duration::from_secs(seconds)) };
        for (attempts, kind, now, expected) in [
            (1, Unreachable, 10, Next::At(at(40))),
            (2, Unreachable, 10, Next::At(at(70))),
            (5, Unreachable, 10, Next::At(at(490))),
            (30, Unreachable, 10, Next::At(at(3610))),
            (1, FailureKind::Broken { status: 502 }, 10, Next::At(at(40))),
            (1, TooOften { after: None }, 10, Next::At(at(40))),
            (1, seconds(7), 10, Next::At(at(40))),
            (1, seconds(900), 10, Next::At(at(910))),
            (1, Unauthorised, 10, Next::WhenMended),
            (1, NotTaken, 10, Next::WhenMended),
            // A week of pauses, whenever they were.
            (174, Unreachable, 10, Next::At(at(3610))),
            (175, Unreachable, 10, Next::GiveUp),
            (u32::MAX, Unreachable, 10, Next::GiveUp),
            (175, Unauthorised, 10, Next::WhenMended),
        ] {
            let failure = Failure::new(kind);
            let backoff = Backoff::default();
            let next = next_attempt(&backoff, attempts, &failure, at(now), 0.0);
            assert_eq!(next, expected, "{attempts} {kind:?} {now}");
        }
    }

    #[test]
    fn chance_makes_pauses_shorter_and_asked_waits_longer() {
        let next = |kind| {
            let failure = Failure::new(kind);
            next_attempt(&Backoff::default(), 1, &failure, at(0), 1.0)
        };
        assert_eq!(next(FailureKind::TimedOut), Next::At(at(24)));
        let after = Some(Duration::from_secs(100));
        assert_eq!(next(FailureKind::TooOften { after }), Next::At(at(120)));
    }
}
