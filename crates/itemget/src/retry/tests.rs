//! The table of what is repeated, and the bounds of every pause.

use proptest::prelude::*;

use super::*;
use crate::reply::{ReplyError, Unreadable};
use crate::transport::TransportError;

fn exact() -> RetryPolicy {
    RetryPolicy { jitter: 0.0, ..RetryPolicy::default() }
}

fn transport(kind: TransportErrorKind) -> ErrorKind {
    ErrorKind::Transport(TransportError::from(kind))
}

fn status(status: u16, retry_after: Option<u64>) -> ErrorKind {
    ErrorKind::Status { status, retry_after: retry_after.map(Duration::from_secs) }
}

fn gateway(code: &str, sub_code: Option<&str>, message: &str) -> ErrorKind {
    ErrorKind::from(ReplyError::from(Refusal::new(
        Layer::Gateway,
        code,
        sub_code.map(str::to_owned),
        message,
    )))
}

fn business(code: &str) -> ErrorKind {
    ErrorKind::from(ReplyError::from(Refusal::new(Layer::Business, code, None, "")))
}

fn after(milliseconds: u64) -> Decision {
    Decision::RetryAfter(Duration::from_millis(milliseconds))
}

#[test]
fn each_failure_is_repeated_as_far_as_that_can_help_and_is_safe() {
    use Decision::{Exhausted, Permanent};
    use TransportErrorKind::*;
    let ban = |seconds: u64| format!("this ban will last {seconds} seconds");
    let unreadable = ErrorKind::from(ReplyError::from(Unreadable::new(
        &bytes::Bytes::new(),
        "line 1",
        "JSON",
        "HTML",
    )));
    let timed_out = || transport(TimedOut(Duration::from_secs(30)));
    // Failure, attempts so far, decision if idempotent, decision if not.
    for (failure, attempts, idempotent, other) in [
        (transport(NotConnected), 1, after(500), after(500)),
        (transport(NotConnected), 2, after(1000), after(1000)),
        (transport(NotConnected), 3, after(2000), after(2000)),
        (transport(NotConnected), 4, Exhausted, Exhausted),
        (transport(Interrupted), 1, after(500), Permanent),
        (timed_out(), 1, after(500), Permanent),
        (timed_out(), 4, Exhausted, Permanent),
        (transport(TooLarge(1)), 1, Permanent, Permanent),
        (transport(Malformed), 1, Permanent, Permanent),
        (transport(BadRequest), 1, Permanent, Permanent),
        (transport(NotRecorded), 1, Permanent, Permanent),
        (status(500, None), 1, after(500), Permanent),
        (status(503, Some(3)), 1, after(3250), Permanent),
        (status(503, Some(3600)), 1, Exhausted, Permanent),
        (status(429, None), 1, after(500), after(500)),
        (status(429, Some(2)), 1, after(2250), after(2250)),
        (status(404, None), 1, Permanent, Permanent),
        (status(302, None), 1, Permanent, Permanent),
        (gateway("ApiCallLimit", None, &ban(1)), 1, after(1250), after(1250)),
        (gateway("ApiCallLimit", None, &ban(1)), 3, after(1250), after(1250)),
        (gateway("ApiCallLimit", None, &ban(1)), 4, Exhausted, Exhausted),
        (gateway("ApiCallLimit", None, &ban(300)), 1, Exhausted, Exhausted),
        (gateway("ApiCallLimit", None, "no length"), 2, after(1000), after(1000)),
        (gateway("AppCallLimit", None, &ban(36_000)), 1, Permanent, Permanent),
        (gateway("ServiceTimeout", None, ""), 1, after(500), Permanent),
        (gateway("15", Some("isp.http-read-timeout"), ""), 2, after(1000), Permanent),
        (gateway("15", Some("isv.anything"), ""), 1, Permanent, Permanent),
        (gateway("15", Some("InternalError"), ""), 1, after(500), Permanent),
        (gateway("15", Some("InternalError"), ""), 2, Exhausted, Permanent),
        (business("404"), 1, after(500), Permanent),
        (business("404"), 2, Exhausted, Permanent),
        (business("605"), 1, Permanent, Permanent),
        (gateway("IncompleteSignature", None, ""), 1, Permanent, Permanent),
        (gateway("IllegalAccessToken", None, ""), 1, Permanent, Permanent),
        (gateway("a code nobody knows", None, ""), 1, Permanent, Permanent),
        (unreadable, 1, Permanent, Permanent),
        (ErrorKind::NoToken, 0, Permanent, Permanent),
        (ErrorKind::NotCached, 0, Permanent, Permanent),
    ] {
        for (idempotent, expected) in [(true, idempotent), (false, other)] {
            let progress = Progress { attempts, waited: Duration::ZERO, idempotent };
            let decision = exact().decide(&failure, progress, 0.5);
            assert_eq!(decision, expected, "{failure:?} {progress:?}");
        }
    }
}

#[test]
fn the_wait_of_all_pauses_is_bounded() {
    let failure = gateway("ApiCallLimit", None, "this ban will last 10 seconds");
    let progress = |seconds| Progress {
        attempts: 1,
        waited: Duration::from_secs(seconds),
        idempotent: true,
    };
    assert_eq!(exact().decide(&failure, progress(49), 0.0), after(10_250));
    assert_eq!(exact().decide(&failure, progress(50), 0.0), Decision::Exhausted);
}

proptest! {
    #[test]
    fn chance_shortens_a_pause_of_ours_and_lengthens_a_ban(
        attempts in 1_u32..40, chance in 0.0_f64..=1.0, ban in 0_u64..50,
    ) {
        let policy = RetryPolicy { max_attempts: 50, ..RetryPolicy::default() };
        let progress = Progress { attempts, waited: Duration::ZERO, idempotent: true };
        let pause = |failure| match policy.decide(&failure, progress, chance) {
            Decision::RetryAfter(pause) => pause,
            other => panic!("{other:?}"),
        };
        let ours = pause(transport(TransportErrorKind::NotConnected));
        prop_assert!(ours <= policy.longest_pause, "{ours:?}");
        prop_assert!(ours >= policy.first_pause.mul_f64(1.0 - policy.jitter), "{ours:?}");
        let message = format!("this ban will last {ban} seconds");
        let theirs = pause(gateway("ApiCallLimit", None, &message));
        let ban = Duration::from_secs(ban);
        prop_assert!(theirs >= ban + policy.ban_margin, "{theirs:?}");
        prop_assert!(theirs <= ban + policy.ban_margin * 2, "{theirs:?}");
    }
}
