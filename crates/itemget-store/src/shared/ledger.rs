//! [`SharedLedger`]: the quota of all machines that share a database.
//!
//! The books are one row, which an exchange holds from reading to writing, so that all
//! exchanges of all machines happen one after the other. An exchange takes as many permits
//! as there are callers waiting, or where no rate holds as many as are of use soon, and
//! settles all that came meanwhile: the busier the database, the more each brings.
//!
//! The time is the server's. Nothing in an exchange depends on the clock of who asks: a
//! permit's wait is counted from when its answer is heard, and what was used from when it
//! was told, which a slow network makes later and never sooner.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use itemget::Clock;
use itemget::limit::{
    AppId, Books, Exchange, Exchanged, Fate, LedgerError, LedgerFuture, QuotaLedger,
    QuotaReport, Settlement, Want,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::db::{Database, Row, values};
use crate::error::{Doing as _, StoreError};
use crate::patience::Patience;
use crate::store::Store;

/// How long an exchange waits for a database that is away; then whoever waits for a permit
/// is told. What was to be settled is told with the next exchange.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long it is remembered what was heard of whom: longer than anybody tries again.
const REMEMBERED: i64 = 86_400_000_000;

/// By which clock windows and days are counted.
#[derive(Debug, Clone)]
pub enum LedgerClock {
    /// The database's own.
    Database,
    /// This one: for tests.
    Given(Arc<dyn Clock>),
}

/// The quota in a database. Each opening of it is another one who asks.
#[derive(Debug)]
pub struct SharedLedger {
    database: Arc<dyn Database>,
    clock: LedgerClock,
    patience: Arc<Patience>,
    /// Who it is, among all that share the books.
    source: u64,
    unheard: tokio::sync::Mutex<Unheard>,
    trips: AtomicU64,
}

/// What was told and may not have been heard.
#[derive(Debug, Default)]
struct Unheard {
    /// The number of what was told last.
    number: u64,
    told: Vec<Told>,
}

/// Settlements of one exchange, by its number.
#[derive(Debug)]
struct Told {
    number: u64,
    app: AppId,
    holder: u32,
    settled: Vec<Settlement>,
    /// When it was told first.
    at: Instant,
}

/// The books as they are kept, with what was heard of whom: an exchange whose answer was
/// lost is told again, and must not count twice.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    books: Books,
    heard: BTreeMap<u64, Heard>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Heard {
    number: u64,
    at: i64,
}

const DOING: &str = "share the quota";

impl SharedLedger {
    /// The ledger in `store`.
    pub fn new(store: &Store, clock: LedgerClock) -> Self {
        Self {
            database: Arc::clone(&store.unwaited),
            clock,
            patience: store.patience_of(PATIENCE),
            source: fastrand::u64(..),
            unheard: tokio::sync::Mutex::default(),
            trips: AtomicU64::new(0),
        }
    }

    /// How many exchanges were made with the database.
    pub fn trips(&self) -> u64 {
        self.trips.load(Ordering::Relaxed)
    }

    /// Does one exchange: all that was not heard yet is settled, then it grants.
    async fn attempt(
        &self,
        unheard: &Unheard,
        is_first: bool,
        wanted: &[Want],
    ) -> Result<Exchanged, StoreError> {
        let dialect = self.database.dialect();
        // The time is read once the row is held: read before, it could be older than what
        // another one wrote meanwhile.
        let read = format!(
            "WITH held AS MATERIALIZED (SELECT books FROM ledgers WHERE name = 'quota'{}) \
             SELECT books, {} FROM held",
            dialect.for_update(),
            dialect.micros()
        );
        const WRITE: &str = "UPDATE ledgers SET books = $1, exchanges = exchanges + 1 \
             WHERE name = 'quota'";
        let began = Instant::now();
        let mut work = self.database.begin().await.doing(DOING)?;
        let rows = work.query(&read, values![]).await.doing(DOING)?;
        let (mut kept, now) = self.opened(rows)?;
        let heard = kept.heard.get(&self.source).map_or(0, |heard| heard.number);
        for told in unheard.told.iter().filter(|told| told.number > heard) {
            // Told just now: there is nothing to make up for.
            let is_new = is_first && told.number == unheard.number;
            let lag = if is_new { Duration::ZERO } else { began.duration_since(told.at) };
            let exchange = Exchange {
                app: told.app.clone(),
                holder: told.holder,
                settled: told.settled.iter().map(|it| since(it, lag)).collect(),
                wanted: Vec::new(),
            };
            kept.books.exchange(now, &exchange);
        }
        let own = unheard.told.last().expect("it is told before it is tried");
        let exchange = Exchange {
            app: own.app.clone(),
            holder: own.holder,
            settled: Vec::new(),
            wanted: wanted.to_vec(),
        };
        let exchanged = kept.books.exchange(now, &exchange);
        let at = now.as_microsecond();
        kept.heard.retain(|_, heard| at - heard.at < REMEMBERED);
        kept.heard.insert(self.source, Heard { number: unheard.number, at });
        let books = serde_json::to_string(&kept)
            .map_err(|error| StoreError::damaged(error.to_string()))?;
        work.execute(WRITE, values![books]).await.doing(DOING)?;
        work.commit().await.doing(DOING)?;
        self.trips.fetch_add(1, Ordering::Relaxed);
        Ok(exchanged)
    }

    /// The books and the time, from the row that they are kept in.
    fn opened(&self, rows: Vec<Row>) -> Result<(Kept, Timestamp), StoreError> {
        let gone = || StoreError::damaged("there is no row for the quota");
        let mut row = rows.into_iter().next().ok_or_else(gone)?;
        let text = row.text(0).doing(DOING)?;
        let now = match &self.clock {
            LedgerClock::Given(clock) => clock.now(),
            LedgerClock::Database => {
                Timestamp::from_microsecond(row.int(1).doing(DOING)?)
                    .map_err(|error| StoreError::damaged(error.to_string()))?
            }
        };
        let kept = match text.as_str() {
            "" => Kept::default(),
            text => serde_json::from_str(text).map_err(|error| {
                // What is not understood is of a newer program: it is not written over.
                StoreError::damaged(format!("the quota's books: {error}"))
            })?,
        };
        Ok((kept, now))
    }

    async fn read(&self, app: &AppId) -> Result<QuotaReport, StoreError> {
        let sql = format!(
            "SELECT books, {} FROM ledgers WHERE name = 'quota'",
            self.database.dialect().micros()
        );
        let rows = self.database.query(&sql, values![]).await.doing(DOING)?;
        let (kept, now) = self.opened(rows)?;
        Ok(kept.books.report(now, app))
    }
}

impl QuotaLedger for SharedLedger {
    fn exchange(&self, exchange: Exchange) -> LedgerFuture<'_, Exchanged> {
        Box::pin(async move {
            let Exchange { app, holder, settled, wanted } = exchange;
            // Held over the exchange: their order is that of their numbers.
            let mut unheard = self.unheard.lock().await;
            unheard.number += 1;
            let number = unheard.number;
            unheard.told.push(Told { number, app, holder, settled, at: Instant::now() });
            let (seen, wanted) = (&*unheard, &*wanted);
            let mut is_first = true;
            let tried = || self.attempt(seen, std::mem::take(&mut is_first), wanted);
            let exchanged = self.patience.retry(tried).await.map_err(failed)?;
            unheard.told.clear();
            Ok(exchanged)
        })
    }

    fn report<'a>(&'a self, app: &'a AppId) -> LedgerFuture<'a, QuotaReport> {
        Box::pin(
            async move { self.patience.retry(|| self.read(app)).await.map_err(failed) },
        )
    }
}

fn failed(error: StoreError) -> LedgerError {
    LedgerError::Backend { doing: "share", source: error.into() }
}

/// A settlement that was told so long ago.
fn since(settlement: &Settlement, lag: Duration) -> Settlement {
    let mut settlement = settlement.clone();
    if let Fate::Used { place, ending } = &mut settlement.fate {
        if let Some(place) = place {
            let lag = SignedDuration::try_from(lag).unwrap_or_default();
            *place = place.saturating_sub(lag);
        }
        if let Some(ending) = ending {
            ending.age = ending.age.saturating_add(lag);
        }
    }
    settlement
}
