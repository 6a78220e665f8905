//! A platform that counts what arrives in each window, a network that takes its time, and
//! a clock that goes on when everybody sleeps.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use itemget::limit::{
    AppId, CallEnd, Exchange, Exchanged, LedgerFuture, Limit, LimitError, LimiterOptions,
    Limits, MemoryLedger, Permit, QuotaLedger, QuotaReport, Rate, RateLimiter,
};
use itemget::{Clock, SleepFuture};
use jiff::Timestamp;
use tokio::time::Instant;

pub(super) const METHOD: &str = "a.method";
pub(super) const SECOND: Duration = Duration::from_secs(1);

/// Tokio's clock, which a paused runtime moves on whenever nothing else is left to do.
#[derive(Debug, Clone, Copy)]
pub(super) struct VirtualClock {
    start: Instant,
    noon: Timestamp,
}

impl VirtualClock {
    /// Starts now, and calls it this.
    pub(super) fn from(noon: &str) -> Self {
        Self { start: Instant::now(), noon: noon.parse().unwrap() }
    }

    pub(super) fn new() -> Self {
        Self::from("2026-11-23T04:00:00Z")
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        self.noon.checked_add(self.start.elapsed()).unwrap()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(pause))
    }
}

/// Runs in virtual time.
pub(super) fn in_virtual_time<T>(story: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(story)
}

/// At most `calls` a second for the app.
pub(super) fn per_second(calls: u32) -> LimiterOptions {
    with_app(Limit::rate(Rate::per_second(calls)))
}

pub(super) fn with_app(limit: Limit) -> LimiterOptions {
    let limits = Limits::none().with_app(limit);
    LimiterOptions { limits, ..LimiterOptions::default() }
}

/// A limiter with its own ledger in memory.
pub(super) fn limiter(clock: VirtualClock, options: LimiterOptions) -> RateLimiter {
    let ledger = MemoryLedger::new(Arc::new(clock));
    RateLimiter::new("12345678", Arc::new(ledger), Arc::new(clock), options)
}

/// Counts how often its ledger is asked.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) ledger: MemoryLedger,
    pub(super) exchanges: AtomicU64,
}

impl QuotaLedger for Counted {
    fn exchange(&self, exchange: Exchange) -> LedgerFuture<'_, Exchanged> {
        self.exchanges.fetch_add(1, Ordering::Relaxed);
        self.ledger.exchange(exchange)
    }

    fn report<'a>(&'a self, app: &'a AppId) -> LedgerFuture<'a, QuotaReport> {
        self.ledger.report(app)
    }
}

/// What arrives at the platform.
#[derive(Debug, Clone)]
pub(super) struct Platform {
    start: Instant,
    arrivals: Arc<Mutex<Vec<Duration>>>,
}

impl Platform {
    pub(super) fn new() -> Self {
        Self { start: Instant::now(), arrivals: Arc::default() }
    }

    pub(super) fn arrive(&self) {
        self.arrivals.lock().unwrap().push(self.start.elapsed());
    }

    /// Sends a request on its way, whoever waits for its answer.
    pub(super) fn send(&self, there: Duration) {
        let platform = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(there).await;
            platform.arrive();
        });
    }

    fn sorted(&self) -> Vec<Duration> {
        let mut arrivals = self.arrivals.lock().unwrap().clone();
        arrivals.sort_unstable();
        arrivals
    }

    /// The requests that found the window before them full.
    pub(super) fn violations(&self, calls: usize, per: Duration) -> usize {
        let arrivals = self.sorted();
        let full = |n: &usize| arrivals[*n] - arrivals[n - calls] < per;
        (calls..arrivals.len()).filter(full).count()
    }

    /// Requests from one time to another.
    pub(super) fn between(&self, from: Duration, to: Duration) -> usize {
        self.sorted().iter().filter(|at| (from..to).contains(*at)).count()
    }

    /// The first arrival and the last.
    pub(super) fn span(&self) -> (Duration, Duration) {
        let arrivals = self.sorted();
        (arrivals[0], arrivals[arrivals.len() - 1])
    }

    pub(super) fn all(&self) -> usize {
        self.arrivals.lock().unwrap().len()
    }
}

/// One call as the client makes it: `there` on its way, and `back`.
pub(super) async fn call(
    limiter: &RateLimiter,
    platform: &Platform,
    clock: VirtualClock,
    (there, back): (Duration, Duration),
) -> Result<(), LimitError> {
    let mut permit: Permit = limiter.acquire(METHOD).await?;
    permit.sent_off();
    permit.written(clock.now());
    platform.send(there);
    tokio::time::sleep(there + back).await;
    permit.complete(CallEnd::Answered);
    Ok(())
}

/// Chance, the same for the same seed.
#[derive(Debug, Clone)]
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % bound.max(1)
    }

    pub(super) fn ms_below(&mut self, bound: u64) -> Duration {
        Duration::from_micros(self.below(bound.saturating_mul(1_000).max(1)))
    }
}
