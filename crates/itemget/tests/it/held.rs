//! A clock that stands still: waiting moves it on at once, and is remembered.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use itemget::{Clock, SleepFuture};
use jiff::Timestamp;

#[derive(Debug, Clone)]
pub(crate) struct HeldClock(Arc<Mutex<Held>>);

#[derive(Debug)]
struct Held {
    now: Timestamp,
    pauses: Vec<Duration>,
}

impl HeldClock {
    pub(crate) fn at(now: &str) -> Self {
        let now = now.parse().unwrap();
        Self(Arc::new(Mutex::new(Held { now, pauses: Vec::new() })))
    }

    /// Moves on, without anybody waiting.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.lock().unwrap().now += by;
    }

    /// All pauses so far, in milliseconds.
    pub(crate) fn pauses(&self) -> Vec<u128> {
        self.0.lock().unwrap().pauses.iter().map(Duration::as_millis).collect()
    }
}

impl Clock for HeldClock {
    fn now(&self) -> Timestamp {
        self.0.lock().unwrap().now
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        let mut held = self.0.lock().unwrap();
        held.now += pause;
        held.pauses.push(pause);
        Box::pin(std::future::ready(()))
    }
}
