//! A day of eight clients that share nothing but files: one quota, one token, and a
//! platform that counts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use itemget::limit::{
    FileLedger, Limit, LimitError, LimiterOptions, Limits, Pace, QuotaLedger, Rate,
    RateLimiter,
};
use itemget::{
    AccessToken, Client, Clock, Credentials, Dialect, ErrorKind, FileTokenStore, Params,
    RawCall, RefreshToken, RetryPolicy, SleepFuture, Token, TokenAccount, TokenKeeper,
    TokenStore as _,
};
use itemget_sandbox::{AppState, ClockSetting, Quotas, Sandbox};
use jiff::{SignedDuration, Timestamp};

/// Ten minutes after midnight in Beijing.
const START: &str = "2026-11-23T16:10:00Z";
const PER_SECOND: u32 = 10;
const PER_DAY: u32 = 600;
const CLIENTS: usize = 8;

/// The sandbox's own clock: who sleeps moves it on, a little at a time and for all.
#[derive(Debug, Clone)]
struct Shared(itemget_sandbox::Clock);

impl Clock for Shared {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        let end = self.0.now().saturating_add(pause).unwrap();
        Box::pin(async move {
            while self.0.now() < end {
                // Everybody else has a turn before the time goes on.
                for _ in 0..64 {
                    tokio::task::yield_now().await;
                }
                self.0.advance(SignedDuration::from_millis(2));
            }
        })
    }
}

/// A process of its own, but for its memory.
fn client(sandbox: &Sandbox, folder: &Path) -> Client {
    let clock = Shared(sandbox.clock().clone());
    let known = sandbox.credentials();
    let ledger = FileLedger::open(folder.join("quota"), Arc::new(clock.clone())).unwrap();
    let limit =
        Limit { rate: Some(Rate::per_second(PER_SECOND)), per_day: Some(PER_DAY.into()) };
    let options = LimiterOptions {
        limits: Limits::none().with_app(limit),
        pace: Pace::strict(),
        ..LimiterOptions::default()
    };
    let ledger = Arc::new(ledger) as Arc<dyn QuotaLedger>;
    let limiter =
        RateLimiter::new(known.app_key(), ledger, Arc::new(clock.clone()), options);
    let store = FileTokenStore::new(folder.join("token.json"));
    Client::builder(Credentials::new(known.app_key(), known.app_secret()))
        .with_token_keeper(TokenKeeper::new(store, Dialect::Iop))
        .with_limiter(limiter)
        .with_endpoints(sandbox.url())
        .with_clock(clock)
        .with_retry(RetryPolicy { jitter: 0.0, ..RetryPolicy::default() })
        .build()
        .unwrap()
}

/// Calls until so many are answered, or the day is spent; says how many were.
async fn spend(client: &Client, calls: usize) -> usize {
    let params = Params::new();
    let call = RawCall::new("aliexpress.ds.category.get", params).with_token();
    let call = RawCall { idempotent: true, ..call };
    for done in 0..calls {
        match client.raw(&call).await {
            Ok(answer) => assert_eq!(answer.attempts, 1, "it was refused before"),
            Err(error) => {
                let spent =
                    matches!(error.kind(), ErrorKind::Limited(LimitError::Closed { .. }));
                assert!(spent, "{error:?}");
                return done;
            }
        }
    }
    calls
}

#[tokio::test]
async fn eight_clients_have_a_day() {
    let sandbox = Sandbox::builder()
        .items(5)
        .app_state(AppState::Test)
        .clock(ClockSetting::Pinned(START.parse().unwrap()))
        .quotas(Quotas {
            per_second: Some(PER_SECOND),
            per_day: Some(PER_DAY),
            ban_seconds: 1,
        })
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let known = sandbox.credentials();
    let start: Timestamp = START.parse().unwrap();
    // A test app's token lives for a day and was had eight hours ago.
    sandbox.clock().advance(SignedDuration::from_hours(8));
    let token = Token {
        access: AccessToken::new(known.access_token()),
        access_expires_at: start + SignedDuration::from_hours(24),
        refresh: Some(RefreshToken::new(known.refresh_token())),
        refresh_expires_at: Some(start + SignedDuration::from_hours(48)),
        account: TokenAccount::default(),
    };
    let store = FileTokenStore::new(folder.path().join("token.json"));
    store.save(&token).await.unwrap();
    let clients: Vec<Client> =
        (0..CLIENTS).map(|_| client(&sandbox, folder.path())).collect();
    let mut answered = 0;
    // Every two hours of what is left of the day each has some calls to make, at once.
    for hour in (10..24).step_by(2) {
        let told = join_all(clients.iter().map(|client| spend(client, 14))).await;
        answered += told.iter().sum::<usize>();
        let next = start + SignedDuration::from_hours(hour);
        sandbox.clock().set(ClockSetting::Pinned(next));
    }
    let usage = sandbox.usage()[known.app_key()];
    let share = 100.0 * usage.counted as f64 / f64::from(PER_DAY);
    let story = format!("{answered} answered, {share:.1} %: {usage:?}");
    assert_eq!((usage.violations, usage.refused_too_fast), (0, 0), "{story}");
    assert_eq!(usage.refused_day_over, 0, "{story}");
    assert!(usage.peak_per_second <= PER_SECOND.into(), "{story}");
    assert_eq!(renewals(&sandbox, 0), 0, "{story}");
    assert!(share > 98.0, "{story}");

    // The token's last minutes, and then the consent's: one renewal for all eight.
    for day in 1..=2 {
        let end = start + SignedDuration::from_hours(24 * day);
        let next = end - SignedDuration::from_mins(5);
        sandbox.clock().set(ClockSetting::Pinned(next));
        let before = sandbox.journal().total();
        let told = join_all(clients.iter().map(|client| spend(client, 3))).await;
        assert_eq!(told, [3; CLIENTS], "day {day}");
        assert_eq!(renewals(&sandbox, before), 1, "day {day}");
        let usage = &sandbox.usage()[known.app_key()];
        assert_eq!((usage.violations, usage.refused_too_fast), (0, 0), "{usage:?}");
    }
}

/// How often the token was renewed after the request of this number.
fn renewals(sandbox: &Sandbox, after: u64) -> usize {
    let entries = sandbox.journal().entries();
    let of_token = |api: &Option<String>| api.as_deref() == Some("/auth/token/refresh");
    entries.iter().filter(|it| it.number > after && of_token(&it.api)).count()
}
