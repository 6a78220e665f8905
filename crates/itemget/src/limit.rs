//! Limits and quota: a permit before each call, so that the quota is spent fully and
//! never exceeded.
//!
//! A [`RateLimiter`] stands before the calls of one app. It takes its permits from a
//! [`QuotaLedger`], which it shares with everybody who uses the same app key: the tasks of
//! a process by a [`MemoryLedger`], the processes of a machine by a [`FileLedger`].
//!
//! ```
//! use std::sync::Arc;
//! use itemget::SystemClock;
//! use itemget::limit::{CallEnd, Limit, LimiterOptions, Limits, MemoryLedger, Rate, RateLimiter};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let clock = Arc::new(SystemClock);
//! let limits = Limits::known().with_app(Limit::rate(Rate::per_second(50)));
//! let limiter = RateLimiter::new(
//!     "12345678",
//!     Arc::new(MemoryLedger::new(clock.clone())),
//!     clock,
//!     LimiterOptions { limits, ..LimiterOptions::default() },
//! );
//! let mut permit = limiter.acquire("aliexpress.ds.product.get").await?;
//! permit.sent_off();
//! // … the request is sent and answered …
//! permit.complete(CallEnd::Answered);
//! assert_eq!(limiter.report().await?.scopes[0].spent.value, 1);
//! # Ok(())
//! # }
//! ```
//!
//! What [`Pace::Strict`] promises is proved where the decision is made (`books.rs`), what
//! [`Pace::Adaptive`] adds to it in `trips.rs`; what [`Pace::Written`] promises is measured.

mod books;
pub mod conformance;
mod day;
mod desk;
mod ending;
mod estimate;
mod file;
mod ledger;
mod limiter;
mod limits;
mod memory;
mod options;
mod permit;
mod report;
mod scope;
mod trips;

pub use books::Books;
pub use day::quota_day_end;
pub use estimate::estimate;
pub use file::FileLedger;
pub use ledger::{
    CallEnd, Closed, Closure, Ending, Exchange, Exchanged, Fate, Grant, LedgerAtOnce,
    LedgerError, LedgerFuture, Limited, QuotaLedger, Settlement, Verdict, Want, Whose,
};
pub use limiter::RateLimiter;
pub use limits::{Limit, Limits, Rate};
pub use memory::MemoryLedger;
pub use options::{LimitError, LimiterOptions, OnExhausted, Pace, ParsePaceError};
pub use permit::Permit;
pub use report::{ClosedUntil, QuotaReport, ScopeReport};
pub use scope::{AppId, LimitScope};
