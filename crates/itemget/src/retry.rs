//! Whether to send a call again, and after how long: one pure function.
//!
//! A repeated call is a spent call, and a call that is repeated while the platform refuses
//! is refused longer. So little is repeated: what did not arrive, what the platform asks
//! to send later, and its own faults.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::refusal::{Cause, Layer, Refusal};
use crate::transport::TransportErrorKind;

/// How often and for how long a call is tried.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// How often a call is sent at most, the first time included.
    pub max_attempts: u32,
    /// The pause before the second attempt; each further one is twice as long.
    pub first_pause: Duration,
    /// The longest pause that is taken without being asked for by the platform.
    pub longest_pause: Duration,
    /// How long all pauses of one call may be together. Where the platform asks for
    /// more, the call comes back at once with what it asked for.
    pub longest_wait: Duration,
    /// What is added to a ban's length: the platform rounds it, and its clock is not ours.
    pub ban_margin: Duration,
    /// How much of each pause is left to chance, from 0 to 1, so that callers that failed
    /// together do not come back together.
    pub jitter: f64,
}

impl Default for RetryPolicy {
    /// 4 attempts, 0.5 s doubling to 8 s, half of it by chance, 60 s in all.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_pause: Duration::from_millis(500),
            longest_pause: Duration::from_secs(8),
            longest_wait: Duration::from_secs(60),
            ban_margin: Duration::from_millis(250),
            jitter: 0.5,
        }
    }
}

/// How far a call has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// How often it was sent.
    pub attempts: u32,
    /// How long it has waited between attempts.
    pub waited: Duration,
    /// Whether sending it twice does no more than sending it once.
    pub idempotent: bool,
}

impl Progress {
    /// A call that was not sent yet.
    pub fn start(idempotent: bool) -> Self {
        Self { attempts: 0, waited: Duration::ZERO, idempotent }
    }
}

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send it again after this pause.
    RetryAfter(Duration),
    /// It would be the same again.
    Permanent,
    /// It could be better again, but it was tried as often or as long as allowed.
    Exhausted,
}

/// How a failure answers to a repeat.
enum Repeat {
    Never,
    /// One more time: the platform is vague about whose fault it is.
    Once,
    Again,
    /// The platform said when.
    After(Duration),
}

impl RetryPolicy {
    /// One attempt only.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// What to do after `failure`. `chance` is from 0 to 1.
    pub fn decide(
        &self,
        failure: &ErrorKind,
        progress: Progress,
        chance: f64,
    ) -> Decision {
        let pause = match repeat(failure, progress.idempotent) {
            Repeat::Never => return Decision::Permanent,
            Repeat::Once if progress.attempts > 1 => return Decision::Exhausted,
            Repeat::Once | Repeat::Again => self.pause(progress.attempts, chance),
            // The share of chance is added here: a ban that is left early is a new ban.
            Repeat::After(asked) => {
                asked + self.ban_margin + self.ban_margin.mul_f64(self.jitter * chance)
            }
        };
        let fits = progress.waited.saturating_add(pause) <= self.longest_wait;
        if progress.attempts < self.max_attempts && fits {
            Decision::RetryAfter(pause)
        } else {
            Decision::Exhausted
        }
    }

    fn pause(&self, attempts: u32, chance: f64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(16);
        let whole = self.first_pause.saturating_mul(1 << doublings);
        whole.min(self.longest_pause).mul_f64(1.0 - self.jitter * chance)
    }
}

fn repeat(failure: &ErrorKind, idempotent: bool) -> Repeat {
    let if_idempotent = |repeat| if idempotent { repeat } else { Repeat::Never };
    match failure {
        ErrorKind::Transport(error) => match error.kind {
            TransportErrorKind::NotConnected => Repeat::Again,
            TransportErrorKind::Interrupted | TransportErrorKind::TimedOut(_) => {
                if_idempotent(Repeat::Again)
            }
            TransportErrorKind::TooLarge(_)
            | TransportErrorKind::Malformed
            | TransportErrorKind::BadRequest
            | TransportErrorKind::NotRecorded => Repeat::Never,
        },
        ErrorKind::Status { status, retry_after } => {
            let again = retry_after.map_or(Repeat::Again, Repeat::After);
            match status {
                // Refused before anything was done.
                429 => again,
                408 | 500..=599 => if_idempotent(again),
                _ => Repeat::Never,
            }
        }
        ErrorKind::Refused(refusal) => match refusal.cause {
            // A call refused for its frequency was not executed (protocol 2.7).
            Cause::Throttled => refusal.ban.map_or(Repeat::Again, Repeat::After),
            Cause::PlatformFault if is_vague(refusal) => if_idempotent(Repeat::Once),
            Cause::PlatformFault => if_idempotent(Repeat::Again),
            _ => Repeat::Never,
        },
        ErrorKind::Unreadable(_)
        | ErrorKind::NoToken
        | ErrorKind::Token(_)
        | ErrorKind::NotCached
        | ErrorKind::Limited(_) => Repeat::Never,
    }
}

/// `InternalError` and an inner 404 "System Error" are sometimes the platform's trouble and
/// sometimes what it makes of a wrong parameter (protocol 2.7): they get one repeat.
fn is_vague(refusal: &Refusal) -> bool {
    let internal = "InternalError";
    refusal.code == internal
        || refusal.sub_code.as_deref() == Some(internal)
        || (refusal.layer == Layer::Business && refusal.code == "404")
}

#[cfg(test)]
mod tests;
