//! The promises, against the ledgers of this crate.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;

use super::Lab;
use crate::clock::{Clock, SleepFuture};
use crate::limit::{FileLedger, MemoryLedger, QuotaLedger};

/// A clock that stands where it is set.
#[derive(Debug, Default)]
struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, _pause: Duration) -> SleepFuture<'_> {
        unreachable!("a ledger does not wait")
    }
}

struct InMemory {
    clock: Arc<SetClock>,
    ledger: Arc<MemoryLedger>,
}

impl InMemory {
    fn new() -> Self {
        let clock = Arc::new(SetClock::default());
        let ledger = Arc::new(MemoryLedger::new(Arc::clone(&clock) as Arc<dyn Clock>));
        Self { clock, ledger }
    }
}

impl Lab for InMemory {
    fn open(&self) -> Arc<dyn QuotaLedger> {
        Arc::clone(&self.ledger) as Arc<dyn QuotaLedger>
    }

    fn set_clock(&self, now: Timestamp) {
        *self.clock.0.lock().unwrap() = now;
    }
}

struct InFile {
    clock: Arc<SetClock>,
    folder: tempfile::TempDir,
}

impl InFile {
    fn new() -> Self {
        Self { clock: Arc::default(), folder: tempfile::tempdir().unwrap() }
    }
}

impl Lab for InFile {
    fn open(&self) -> Arc<dyn QuotaLedger> {
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
        Arc::new(FileLedger::open(self.folder.path(), clock).unwrap())
    }

    fn set_clock(&self, now: Timestamp) {
        *self.clock.0.lock().unwrap() = now;
    }
}

macro_rules! promises {
    ($($promise:ident,)*) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $promise() {
                super::super::$promise(&super::InMemory::new()).await;
            })*
        }
        mod in_a_file {
            $(#[tokio::test]
            async fn $promise() {
                super::super::$promise(&super::InFile::new()).await;
            })*
        }
    };
}

crate::for_each_quota_promise!(promises);
