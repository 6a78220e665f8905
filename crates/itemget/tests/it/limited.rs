//! The client with a limiter before it, against the sandbox.

use std::sync::Arc;
use std::time::Duration;

use itemget::limit::{
    Closure, FileLedger, Limit, LimitError, LimitScope, LimiterOptions, Limits,
    MemoryLedger, Pace, Rate, RateLimiter,
};
use itemget::{
    AccessToken, Advice, Client, Credentials, ErrorKind, Params, RawCall, SystemClock,
};
use itemget_sandbox::{Quotas, Sandbox};

use crate::held::HeldClock;
use crate::world::World;

const METHOD: &str = "aliexpress.ds.category.get";

fn call() -> RawCall {
    RawCall { idempotent: true, ..RawCall::new(METHOD, Params::new()).with_token() }
}

/// A limiter that goes by the world's held clock.
fn limiter(world: &World, options: LimiterOptions) -> RateLimiter {
    let clock = Arc::new(world.clock.clone());
    let ledger = MemoryLedger::new(Arc::new(world.clock.clone()));
    RateLimiter::new("12345678", Arc::new(ledger), clock, options)
}

#[tokio::test]
async fn each_attempt_is_counted_and_a_refused_one_is_not() {
    let world = World::with_faults("slow ms=0,limited ban=20").await;
    let limiter = limiter(&world, LimiterOptions::default());
    let client = world.client().with_limiter(limiter.clone()).build().unwrap();
    for _ in 0..3 {
        client.raw(&call()).await.unwrap();
    }
    let report = limiter.report().await.unwrap();
    let spent = report.scope(&LimitScope::App).unwrap();
    assert_eq!((spent.spent.value, spent.unconfirmed), (3, 0), "{report:?}");
    let waits = world.stamps();
    assert_eq!(waits.len(), 4, "{waits:?}");
    assert!(waits[2] >= 20_250 && waits[2] < 20_300, "the ban was waited out: {waits:?}");
}

/// A window whose end was told in the client's time held everybody back for an hour.
#[tokio::test]
async fn windows_are_counted_in_the_limiters_time_whatever_the_clients_is() {
    let world = World::with_faults("").await;
    for its_now in ["2026-11-23T16:20:27Z", "2026-11-23T18:20:27Z"] {
        let clock = HeldClock::at(its_now);
        let limit = Limit { rate: Some(Rate::per_second(1)), per_day: None };
        let options = LimiterOptions {
            limits: Limits::none().with_app(limit),
            ..LimiterOptions::default()
        };
        let shared = Arc::new(clock.clone());
        let ledger = Arc::new(MemoryLedger::new(Arc::clone(&shared) as _));
        let limiter = RateLimiter::new("12345678", ledger, shared, options);
        let client = world.client().with_limiter(limiter).build().unwrap();
        for _ in 0..3 {
            client.raw(&call()).await.unwrap();
        }
        let waited: u128 = clock.pauses().iter().sum();
        assert!((1_900..5_000).contains(&waited), "{its_now}: {:?}", clock.pauses());
    }
}

#[tokio::test]
async fn a_ban_holds_back_the_other_tasks_too() {
    let world = World::with_faults("limited ban=20").await;
    let limiter = limiter(&world, LimiterOptions::default());
    let client = world.client().with_limiter(limiter).build().unwrap();
    let refused = client.raw(&call()).await.unwrap();
    assert_eq!(refused.attempts, 2);
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let client = client.clone();
        crowd.spawn(async move { client.raw(&call()).await.unwrap().attempts });
    }
    assert_eq!(crowd.join_all().await, [1; 16]);
}

#[tokio::test]
async fn a_hard_stop_stops_repeats_as_well() {
    let world = World::with_faults("limited*always").await;
    let options = LimiterOptions { max_calls: Some(2), ..LimiterOptions::default() };
    let client = world.client().with_limiter(limiter(&world, options)).build().unwrap();
    let error = client.raw(&call()).await.unwrap_err();
    let budget =
        matches!(error.kind(), ErrorKind::Limited(LimitError::Budget { max_calls: 2 }));
    assert!(budget, "{error:?}");
    assert_eq!((error.attempts(), world.stamps().len()), (2, 2));
    assert_eq!(error.advice(), Advice::RaiseMaxCalls);
    assert!(error.is_rate_limited());
}

#[tokio::test]
async fn when_the_day_is_spent_nothing_is_sent_and_the_time_it_reopens_is_said() {
    let world = World::with_faults("").await;
    let limits = Limits::none().with_app(Limit::per_day(1));
    let options = LimiterOptions { limits, ..LimiterOptions::default() };
    let client = world.client().with_limiter(limiter(&world, options)).build().unwrap();
    client.raw(&call()).await.unwrap();
    let error = client.raw(&call()).await.unwrap_err();
    let ErrorKind::Limited(LimitError::Closed { why, reopens, .. }) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(*why, Closure::Day);
    assert_eq!(reopens.to_string(), "2026-11-24T16:00:01Z");
    assert_eq!((error.attempts(), world.stamps().len()), (0, 1));
    assert_eq!(error.advice(), Advice::WaitForTomorrow);
}

#[tokio::test]
async fn a_call_that_could_not_connect_costs_nothing() {
    let world = World::with_faults("").await;
    let options = LimiterOptions { limits: Limits::none(), ..LimiterOptions::default() };
    let limiter = limiter(&world, options);
    let client = world
        .client()
        .with_endpoints("http://127.0.0.1:9")
        .with_limiter(limiter.clone())
        .build()
        .unwrap();
    client.raw(&call()).await.unwrap_err();
    assert_eq!(limiter.calls(), 0);
    assert_eq!(limiter.report().await.unwrap().scopes, []);
}

/// Over real sockets and in real time: what the platform itself counts.
#[tokio::test]
async fn four_clients_on_one_folder_are_never_too_fast_for_the_sandbox() {
    let quotas = Quotas { per_second: Some(20), ..Quotas::default() };
    let sandbox = Sandbox::builder().items(5).quotas(quotas).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let known = sandbox.credentials();
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let clock = Arc::new(SystemClock);
        let ledger = FileLedger::open(folder.path(), clock).unwrap();
        let limits = Limits::none().with_app(Limit::rate(Rate::per_second(20)));
        // The strict one: the other pace promises nothing on a machine that is busy.
        let options =
            LimiterOptions { limits, pace: Pace::strict(), ..LimiterOptions::default() };
        let limiter = RateLimiter::new(
            known.app_key(),
            Arc::new(ledger),
            Arc::new(SystemClock),
            options,
        );
        let client =
            Client::builder(Credentials::new(known.app_key(), known.app_secret()))
                .with_access_token(AccessToken::new(known.access_token()))
                .with_endpoints(sandbox.url())
                .with_limiter(limiter)
                .build()
                .unwrap();
        for _ in 0..5 {
            let client = client.clone();
            crowd.spawn(async move {
                for _ in 0..3 {
                    assert_eq!(client.raw(&call()).await.unwrap().attempts, 1);
                }
            });
        }
    }
    let start = std::time::Instant::now();
    crowd.join_all().await;
    assert!(start.elapsed() >= Duration::from_secs(2), "60 calls at 20 a second");
    let usage = sandbox.usage();
    let usage = &usage[known.app_key()];
    assert_eq!((usage.counted, usage.refused_too_fast), (60, 0));
}
