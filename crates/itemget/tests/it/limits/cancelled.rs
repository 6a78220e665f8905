//! Callers that go away, at every point where they can.

use std::time::Duration;

use itemget::limit::{CallEnd, Limit, LimiterOptions, Pace, Rate};
use proptest::prelude::*;

use super::world::{
    Chance, METHOD, Platform, SECOND, VirtualClock, call, in_virtual_time, limiter,
    per_second, with_app,
};

#[test]
fn who_leaves_the_queue_leaves_nothing_behind() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), per_second(1));
        let mut permit = limiter.acquire(METHOD).await.unwrap();
        permit.sent_off();
        permit.complete(CallEnd::Answered);
        for _ in 0..100 {
            let waiting = limiter.acquire(METHOD);
            let left = tokio::time::timeout(Duration::from_millis(5), waiting).await;
            assert!(left.is_err(), "a second call in one second");
        }
        let waited = tokio::time::Instant::now();
        let mut permit = limiter.acquire(METHOD).await.unwrap();
        permit.sent_off();
        permit.complete(CallEnd::Answered);
        let waited = waited.elapsed();
        assert!(waited <= Duration::from_millis(530), "the next one waited {waited:?}");
        let report = limiter.report().await.unwrap();
        assert_eq!(report.scopes[0].spent.value, 2);
        assert_eq!(report.scopes[0].unconfirmed, 0);
    });
}

#[test]
fn a_permit_that_was_not_used_is_the_next_ones_at_once() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), per_second(1));
        let start = tokio::time::Instant::now();
        for _ in 0..50 {
            drop(limiter.acquire(METHOD).await.unwrap());
        }
        let not_sent = limiter.acquire(METHOD).await.unwrap();
        not_sent.complete(CallEnd::NotSent);
        drop(limiter.acquire(METHOD).await.unwrap());
        assert!(start.elapsed() < Duration::from_millis(10), "{:?}", start.elapsed());
    });
}

#[test]
fn a_permit_that_was_sent_and_dropped_counts() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), per_second(1));
        let start = tokio::time::Instant::now();
        let mut permit = limiter.acquire(METHOD).await.unwrap();
        permit.sent_off();
        drop(permit);
        drop(limiter.acquire(METHOD).await.unwrap());
        assert!(start.elapsed() >= SECOND, "{:?}", start.elapsed());
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_cancellation_leaks_or_exceeds(
        calls in 1_u32..12, tasks in 2_u64..64, patience in 1_u64..1_500, seed: u64,
    ) {
        let rate = Limit::rate(Rate::per_second(calls));
        let options = LimiterOptions { pace: Pace::strict(), ..with_app(rate) };
        let (platform, free_after) = in_virtual_time(async move {
            let (clock, platform) = (VirtualClock::new(), Platform::new());
            let limiter = limiter(clock, options);
            let mut crowd = tokio::task::JoinSet::new();
            for task in 0..tasks {
                let (limiter, platform) = (limiter.clone(), platform.clone());
                let (clock, mut chance) = (clock, Chance(seed ^ task));
                crowd.spawn(async move {
                    for _ in 0..20 {
                        let way = (chance.ms_below(60), chance.ms_below(60));
                        let one = call(&limiter, &platform, clock, way);
                        let patience = chance.ms_below(patience);
                        drop(tokio::time::timeout(patience, one).await);
                    }
                });
            }
            crowd.join_all().await;
            // Everybody is gone, and after grace and window every place is free.
            tokio::time::sleep(Duration::from_secs(4)).await;
            let start = tokio::time::Instant::now();
            for _ in 0..calls {
                let mut permit = limiter.acquire(METHOD).await.unwrap();
                permit.sent_off();
                permit.complete(CallEnd::Answered);
            }
            (platform, start.elapsed())
        });
        prop_assert_eq!(platform.violations(calls as usize, SECOND), 0);
        prop_assert!(free_after < Duration::from_millis(50), "a place leaked: {free_after:?}");
    }
}
