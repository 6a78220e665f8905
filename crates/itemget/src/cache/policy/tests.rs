//! The policy as a table: what is kept, how old it is, what failed.

use super::*;
use crate::refusal::Layer;
use crate::reply::Unreadable;
use crate::transport::TransportError;
use bytes::Bytes;

const NOW: &str = "2026-11-23T17:20:27Z";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn answer(age: i64) -> Option<CacheEntry> {
    let observed_at = now() - jiff::SignedDuration::from_secs(age);
    Some(CacheEntry { observed_at, kept: Kept::Answer(Bytes::from_static(b"{}")) })
}

fn refused(age: i64) -> Option<CacheEntry> {
    let refusal = Refusal::new(Layer::Business, "605", None, "");
    let entry = answer(age).unwrap();
    Some(CacheEntry { kept: Kept::Refusal(Box::new(refusal)), ..entry })
}

#[test]
fn what_is_kept_is_given_while_it_is_young() {
    let policy = CachePolicy::default().with_max_age(seconds(60));
    let refusals = CachePolicy { max_refusal_age: seconds(10), ..policy };
    let always = CachePolicy::default().with_max_age(Duration::ZERO);
    for (policy, found, online, offline) in [
        (policy, None, Plan::Call, Plan::Miss),
        (policy, answer(0), Plan::Give, Plan::Give),
        (policy, answer(59), Plan::Give, Plan::Give),
        (policy, answer(60), Plan::Call, Plan::GiveStale),
        (policy, answer(1_000_000), Plan::Call, Plan::GiveStale),
        // Clocks of two machines differ a little; a wrong clock is another matter.
        (policy, answer(-300), Plan::Give, Plan::Give),
        (policy, answer(-301), Plan::Call, Plan::GiveStale),
        (policy, refused(59), Plan::Give, Plan::Give),
        (policy, refused(60), Plan::Call, Plan::Miss),
        (refusals, refused(9), Plan::Give, Plan::Give),
        (refusals, refused(10), Plan::Call, Plan::Miss),
        (refusals, answer(10), Plan::Give, Plan::Give),
        (always, answer(0), Plan::Call, Plan::GiveStale),
        (always, refused(0), Plan::Call, Plan::Miss),
    ] {
        for (policy, expected) in [(policy, online), (policy.offline(), offline)] {
            let plan = policy.plan("a.b", found.as_ref(), now());
            assert_eq!(plan, expected, "{policy:?} {found:?}");
        }
    }
}

#[test]
fn an_age_that_is_not_said_is_that_of_the_groups_or_of_the_method() {
    let day = 24 * 3600;
    let none = CachePolicy::default();
    for (policy, found, expected) in [
        (none, answer(14 * 60), Plan::Give),
        (none, answer(15 * 60), Plan::Call),
        (none.for_groups(&[Group::Basics]), answer(6 * day), Plan::Give),
        (none.for_groups(&[Group::Basics, Group::Trade]), answer(day), Plan::Call),
        (none.for_groups(&[]), answer(15 * 60), Plan::Call),
        (
            none.with_max_age(seconds(5)).for_groups(&[Group::Basics]),
            answer(6),
            Plan::Call,
        ),
    ] {
        let plan = policy.plan("aliexpress.ds.product.get", found.as_ref(), now());
        assert_eq!(plan, expected, "{policy:?} {found:?}");
    }
}

#[test]
fn an_old_answer_is_given_only_where_waiting_is_all_one_can_do() {
    let transport = |kind| ErrorKind::Transport(TransportError::from(kind));
    let status = |status| ErrorKind::Status { status, retry_after: None };
    let refusal = |layer, code: &str| {
        ErrorKind::Refused(Box::new(Refusal::new(layer, code, None, "")))
    };
    let unreadable = Unreadable::new(&Bytes::new(), "", "", "");
    let policy = CachePolicy::default().with_stale_if_error(seconds(100));
    for (failure, given) in [
        (transport(TransportErrorKind::NotConnected), true),
        (transport(TransportErrorKind::TimedOut(seconds(1))), true),
        (transport(TransportErrorKind::Malformed), true),
        (transport(TransportErrorKind::BadRequest), false),
        (transport(TransportErrorKind::NotRecorded), false),
        (status(500), true),
        (status(429), true),
        (status(404), false),
        (status(302), false),
        (refusal(Layer::Gateway, "ApiCallLimit"), true),
        (refusal(Layer::Gateway, "ServiceUnavailable"), true),
        (refusal(Layer::Gateway, "IllegalAccessToken"), false),
        (refusal(Layer::Gateway, "IncompleteSignature"), false),
        (refusal(Layer::Gateway, "InvalidParameter"), false),
        (refusal(Layer::Business, "605"), false),
        (refusal(Layer::Gateway, "a code nobody knows"), false),
        (ErrorKind::Unreadable(Box::new(unreadable)), true),
        (ErrorKind::NoToken, false),
    ] {
        let gives = |found: Option<CacheEntry>| {
            policy.gives_after(&failure, &found.unwrap(), now())
        };
        assert_eq!(gives(answer(99)), given, "{failure:?}");
        assert!(!gives(answer(100)), "too old after {failure:?}");
        assert!(!gives(refused(1)), "a refusal after {failure:?}");
    }
}

#[test]
fn only_what_the_platform_says_of_the_item_lasts() {
    for (layer, code, expected) in [
        (Layer::Business, "605", true),
        (Layer::Business, "602", true),
        (Layer::Business, "405", true),
        (Layer::Business, "501", true),
        (Layer::Gateway, "ApiCallLimit", false),
        (Layer::Gateway, "AppCallLimit", false),
        (Layer::Gateway, "IllegalAccessToken", false),
        (Layer::Gateway, "InsufficientPermission", false),
        (Layer::Gateway, "ServiceTimeout", false),
        (Layer::Gateway, "MissingParameter", false),
        (Layer::Gateway, "unknown", false),
    ] {
        let refusal = Refusal::new(layer, code, None, "");
        assert_eq!(lasts(&refusal), expected, "{code}: {:?}", refusal.cause);
    }
}
