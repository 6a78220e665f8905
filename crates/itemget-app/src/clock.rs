//! The program's clock: the machine's, unless the sandbox's clock is pinned for a test or a
//! screenshot. Then the program lives in the sandbox's time as well.

use std::time::Duration;

use itemget::{Clock, SleepFuture, SystemClock};
use jiff::Timestamp;

/// Tells the program's time; pauses are real.
#[derive(Debug, Clone, Default)]
pub(crate) struct ProgramClock(itemget_sandbox::Clock);

impl ProgramClock {
    /// A clock that runs with the sandbox's.
    pub(crate) fn new(clock: itemget_sandbox::Clock) -> Self {
        Self(clock)
    }
}

impl Clock for ProgramClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        SystemClock.sleep(pause)
    }
}
