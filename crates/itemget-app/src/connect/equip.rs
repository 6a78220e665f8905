//! What a client is given besides a way to the network: a limiter that counts its calls, a
//! cache, a recorder.

use std::sync::Arc;

use itemget::limit::{
    FileLedger, Limit, LimiterOptions, Limits, MemoryLedger, OnExhausted, Pace,
    QuotaLedger, Rate, RateLimiter,
};
use itemget::{ClientBuilder, Clock, DiskCache, Replayer, SystemClock};
use itemget_store::{LedgerClock, SharedLedger, Store};

use super::ConnectError;
use crate::calling::Calling;
use crate::config::{Places, Settings};

/// Where a client's calls go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// To the platform, or to an endpoint elsewhere.
    Out,
    /// To a server on this machine.
    Here,
    /// To the sandbox inside this program, which ends with it.
    Inside,
}

/// A builder with all that `calling` wants, and what counts its calls.
pub(super) struct Equipped {
    pub(super) builder: ClientBuilder,
    pub(super) limiter: RateLimiter,
    /// What they are counted in, where that is a database.
    pub(super) ledger: Option<Arc<SharedLedger>>,
}

/// Equips a builder; with `shared`, calls are counted there. What counts for nobody's quota
/// is counted by the days of `days`.
pub(super) fn equipped(
    builder: ClientBuilder,
    app_key: &str,
    whither: Where,
    settings: &Settings,
    calling: &Calling,
    shared: Option<&Store>,
    days: Arc<dyn Clock>,
) -> Result<Equipped, ConnectError> {
    // What is sent to nobody else counts for nobody's quota.
    let is_free = whither == Where::Inside || calling.replay.is_some();
    let shared = shared.filter(|_| !is_free);
    let ledger =
        shared.map(|store| Arc::new(SharedLedger::new(store, LedgerClock::Database)));
    let limiter = match &ledger {
        Some(ledger) => shared_limiter(app_key, ledger, settings, calling),
        None => limiter(app_key, is_free.then_some(days), settings, calling)?,
    };
    let mut builder = builder.with_limiter(limiter.clone());
    if calling.keeps(whither != Where::Out) {
        builder = builder.with_cache(Arc::new(cache(settings)?));
    }
    if let Some(folder) = &calling.record {
        builder = builder.with_recording(folder);
    }
    if let Some(folder) = &calling.replay {
        builder = builder.with_transport(Replayer::open(folder)?);
    }
    Ok(Equipped { builder, limiter, ledger })
}

/// The cache that the settings name, or the usual one.
pub(crate) fn cache(settings: &Settings) -> Result<DiskCache, ConnectError> {
    let folder = match &settings.cache_folder {
        Some(set) => set.value.clone(),
        None => Places::of_this_user()?.answers(),
    };
    Ok(DiskCache::open(folder, settings.cache_limit.0)?)
}

/// The limits that the settings add to those that are known.
pub(crate) fn limits(settings: &Settings) -> Limits {
    Limits::known().with_app(Limit {
        rate: settings.calls_per_second.map(|calls| Rate::per_second(calls.get())),
        per_day: settings.calls_per_day.map(u64::from),
    })
}

/// A limiter that takes its permits from a database: as many at once as are worth the way
/// there.
fn shared_limiter(
    app_key: &str,
    ledger: &Arc<SharedLedger>,
    settings: &Settings,
    calling: &Calling,
) -> RateLimiter {
    const AHEAD: u32 = 64;
    let options = LimiterOptions { ahead: AHEAD, ..options(settings, calling) };
    let ledger = Arc::clone(ledger) as Arc<dyn QuotaLedger>;
    RateLimiter::new(app_key, ledger, Arc::new(SystemClock), options)
}

fn limiter(
    app_key: &str,
    free: Option<Arc<dyn Clock>>,
    settings: &Settings,
    calling: &Calling,
) -> Result<RateLimiter, ConnectError> {
    // Not the program's clock, which can be held still: no window would ever end.
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let options = options(settings, calling);
    let (ledger, options): (Arc<dyn QuotaLedger>, _) = match free {
        Some(days) => (
            Arc::new(MemoryLedger::new(days)),
            LimiterOptions { limits: Limits::none(), ..options },
        ),
        None => {
            let folder = Places::of_this_user()?.quota();
            (Arc::new(FileLedger::open(folder, Arc::clone(&clock))?), options)
        }
    };
    Ok(RateLimiter::new(app_key, ledger, clock, options))
}

fn options(settings: &Settings, calling: &Calling) -> LimiterOptions {
    LimiterOptions {
        limits: limits(settings),
        max_calls: calling.max_calls,
        pace: match calling.strict {
            true => Pace::strict(),
            false => settings.pace,
        },
        on_exhausted: match calling.waits {
            true => OnExhausted::Wait,
            false => OnExhausted::Fail,
        },
        ..LimiterOptions::default()
    }
}
