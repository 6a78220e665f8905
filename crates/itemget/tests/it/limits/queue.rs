//! The queue: fair, quiet, and of no cost where nothing is limited.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use itemget::limit::{
    CallEnd, LimitError, LimiterOptions, Limits, MemoryLedger, QuotaLedger, RateLimiter,
};

use super::world::{
    Counted, METHOD, Platform, SECOND, VirtualClock, call, in_virtual_time, limiter,
    per_second,
};

fn counted(clock: VirtualClock, options: LimiterOptions) -> (RateLimiter, Arc<Counted>) {
    let ledger = MemoryLedger::new(Arc::new(clock));
    let counted = Arc::new(Counted { ledger, exchanges: AtomicU64::new(0) });
    let ledger = Arc::clone(&counted) as Arc<dyn QuotaLedger>;
    (RateLimiter::new("1", ledger, Arc::new(clock), options), counted)
}

#[test]
fn who_comes_first_is_served_first() {
    in_virtual_time(async {
        let limiter = limiter(VirtualClock::new(), per_second(7));
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut crowd = tokio::task::JoinSet::new();
        for task in 0..64 {
            let (limiter, served) = (limiter.clone(), Arc::clone(&served));
            crowd.spawn(async move {
                let mut permit = limiter.acquire(METHOD).await.unwrap();
                permit.sent_off();
                served.lock().unwrap().push(task);
                permit.complete(CallEnd::Answered);
            });
            tokio::task::yield_now().await;
        }
        crowd.join_all().await;
        let served = served.lock().unwrap();
        assert_eq!(*served, (0..64).collect::<Vec<_>>());
    });
}

#[test]
fn a_permit_wakes_one_waiter_and_costs_two_exchanges() {
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let (limiter, ledger) = counted(clock, per_second(50));
        let platform = Platform::new();
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..500 {
            let (limiter, platform, clock) = (limiter.clone(), platform.clone(), clock);
            crowd.spawn(async move {
                let way = (Duration::from_millis(5), Duration::from_millis(5));
                call(&limiter, &platform, clock, way).await.unwrap();
            });
        }
        crowd.join_all().await;
        let exchanges = ledger.exchanges.load(Ordering::Relaxed);
        // One to book the place of a call that was written, and one when it opens at the
        // most; with a herd it would be a multiple of the 500 who wait.
        assert!(exchanges <= 1_100, "{exchanges} exchanges for 500 calls");
        assert_eq!(platform.violations(50, SECOND), 0);
    });
}

#[test]
fn where_no_rate_holds_permits_are_taken_ahead_and_counted_exactly() {
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let options = LimiterOptions { limits: Limits::none(), ..per_second(1) };
        let (limiter, ledger) = counted(clock, options);
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let limiter = limiter.clone();
            crowd.spawn(async move {
                for _ in 0..50 {
                    let mut permit = limiter.acquire(METHOD).await.unwrap();
                    permit.sent_off();
                    tokio::time::sleep(Duration::from_millis(3)).await;
                    permit.complete(CallEnd::Answered);
                }
            });
        }
        crowd.join_all().await;
        let exchanges = ledger.exchanges.load(Ordering::Relaxed);
        assert!(exchanges <= 3_200 / 8, "{exchanges} exchanges for 3,200 calls");
        let report = limiter.report().await.unwrap();
        assert_eq!(report.scopes[0].spent.value, 3_200);
        assert_eq!(report.scopes[0].unconfirmed, 0);
    });
}

#[test]
fn a_hard_stop_counts_what_is_sent_and_nothing_else() {
    in_virtual_time(async {
        let options = LimiterOptions { max_calls: Some(10), ..per_second(1_000) };
        let limiter = limiter(VirtualClock::new(), options);
        for _ in 0..20 {
            drop(limiter.acquire(METHOD).await.unwrap());
        }
        let mut crowd = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let limiter = limiter.clone();
            crowd.spawn(async move {
                let mut permit = limiter.acquire(METHOD).await?;
                permit.sent_off();
                permit.complete(CallEnd::Answered);
                Ok::<(), LimitError>(())
            });
        }
        let ends = crowd.join_all().await;
        assert_eq!(ends.iter().filter(|end| end.is_ok()).count(), 10);
        for end in ends {
            assert!(matches!(end, Ok(()) | Err(LimitError::Budget { max_calls: 10 })));
        }
        assert_eq!(limiter.calls(), 10);
        assert_eq!(limiter.report().await.unwrap().scopes[0].spent.value, 10);
    });
}

#[test]
fn the_end_of_one_runtime_does_not_strand_those_on_another() {
    let clock = Arc::new(itemget::SystemClock);
    let ledger = Arc::new(MemoryLedger::new(Arc::new(itemget::SystemClock)));
    let limiter = RateLimiter::new("1", ledger, clock, per_second(2));
    let runtime =
        || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let first = runtime();
    first.block_on(async {
        for _ in 0..2 {
            let mut permit = limiter.acquire(METHOD).await.unwrap();
            permit.sent_off();
            permit.complete(CallEnd::Answered);
        }
        // Whoever sees to this one sleeps on the first runtime.
        let waiting = limiter.acquire(METHOD);
        drop(tokio::time::timeout(Duration::from_millis(30), waiting).await);
    });
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            runtime().block_on(async {
                let served = limiter.acquire(METHOD);
                tokio::time::timeout(Duration::from_secs(20), served).await.is_ok()
            })
        });
        drop(first);
        assert!(second.join().unwrap(), "nobody served who waits on the second runtime");
    });
}
