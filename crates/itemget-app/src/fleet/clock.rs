//! [`ServerClock`]: this machine's clock, set by the database's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use itemget::{Clock, SleepFuture};
use itemget_store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::clock::ProgramClock;

/// Tells the database's time, as far as it was measured last: what is due to many machines
/// is due by one clock.
#[derive(Debug)]
pub(crate) struct ServerClock {
    own: ProgramClock,
    /// How far the database's clock is ahead of ours, in microseconds.
    ahead: AtomicI64,
}

impl ServerClock {
    /// A clock that is set by that of `store`.
    pub(crate) async fn set_by(
        store: &Store,
        own: ProgramClock,
    ) -> Result<Arc<Self>, StoreError> {
        let clock = Self { own, ahead: AtomicI64::new(0) };
        clock.set(store).await?;
        Ok(Arc::new(clock))
    }

    /// How far the database's clock is ahead of this machine's.
    pub(crate) fn ahead(&self) -> SignedDuration {
        SignedDuration::from_micros(self.ahead.load(Ordering::Relaxed))
    }

    /// Sets it anew: no two clocks run alike.
    pub(crate) async fn set(&self, store: &Store) -> Result<(), StoreError> {
        let asked = self.own.now();
        let theirs = store.time().await?;
        let ahead = ahead(asked, theirs, self.own.now());
        self.ahead.store(ahead, Ordering::Relaxed);
        Ok(())
    }
}

/// How far `theirs` is ahead, in microseconds, where it was told half way between asking
/// and hearing.
fn ahead(asked: Timestamp, theirs: Timestamp, heard: Timestamp) -> i64 {
    let (asked, heard) = (asked.as_microsecond(), heard.as_microsecond());
    theirs.as_microsecond() - (asked + (heard - asked) / 2)
}

impl Clock for ServerClock {
    fn now(&self) -> Timestamp {
        let own = self.own.now();
        own.checked_add(self.ahead()).unwrap_or(own)
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        self.own.sleep(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_told_half_way_between_asking_and_hearing() {
        let at = |second| Timestamp::from_second(second).unwrap();
        for (asked, theirs, heard, seconds) in
            [(100, 100, 100, 0), (100, 160, 102, 59), (100, 40, 104, -62)]
        {
            let found = ahead(at(asked), at(theirs), at(heard));
            assert_eq!(found, seconds * 1_000_000, "{asked} {theirs} {heard}");
        }
    }
}
