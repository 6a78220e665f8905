//! [`MemoryLedger`]: the quota of one process, forgotten when it ends.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::books::Books;
use super::ledger::{
    Closed, Exchange, Exchanged, LedgerAtOnce, LedgerFuture, QuotaLedger, Settlement,
};
use super::report::QuotaReport;
use super::scope::AppId;
use crate::clock::Clock;

/// A ledger in memory. Clients that share it share the quota.
#[derive(Debug)]
pub struct MemoryLedger {
    books: Mutex<Books>,
    clock: Arc<dyn Clock>,
}

impl MemoryLedger {
    /// An empty ledger.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { books: Mutex::new(Books::default()), clock }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // Books are whole between any two of their statements that can panic.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LedgerAtOnce for MemoryLedger {
    fn exchange_at_once(&self, exchange: &Exchange) -> Exchanged {
        let mut books = self.books();
        let now = self.clock.now();
        books.exchange(now, exchange)
    }

    fn settle_at_once(
        &self,
        app: &AppId,
        holder: u32,
        settlement: Settlement,
    ) -> Vec<Closed> {
        let mut books = self.books();
        let now = self.clock.now();
        books.settle_one(now, app, holder, &settlement)
    }
}

impl QuotaLedger for MemoryLedger {
    fn exchange(&self, exchange: Exchange) -> LedgerFuture<'_, Exchanged> {
        Box::pin(async move { Ok(self.exchange_at_once(&exchange)) })
    }

    fn at_once(&self) -> Option<&dyn LedgerAtOnce> {
        Some(self)
    }

    fn report<'a>(&'a self, app: &'a AppId) -> LedgerFuture<'a, QuotaReport> {
        Box::pin(async move { Ok(self.books().report(self.clock.now(), app)) })
    }
}
