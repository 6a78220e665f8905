//! The seam to time: the only file that reads the machine's clock, or waits.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use jiff::Timestamp;

/// Tells the time and waits. Tests hold it still.
pub trait Clock: Send + Sync + fmt::Debug {
    /// What time it is. It is what requests are stamped with, so that a clock more than
    /// two hours off has every call refused.
    fn now(&self) -> Timestamp;

    /// Comes back after `pause`; a held clock moves on by `pause` instead.
    fn sleep(&self, pause: Duration) -> SleepFuture<'_>;
}

/// The end of a pause, to come.
pub type SleepFuture<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The machine's clock, and tokio's timer.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this file owns the machine's time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        Box::pin(tokio::time::sleep(pause))
    }
}
