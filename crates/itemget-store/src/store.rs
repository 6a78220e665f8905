//! The store: what it promises, and where each promise is kept.

mod alerts;
mod api_tokens;
mod bodies;
mod days;
mod door_keys;
mod history;
mod jobs;
mod looks;
mod notes;
mod rates;
mod standing;
mod tracking;
mod upkeep;
mod words;
mod workers;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use crate::address::DatabaseAddress;
use crate::db::{self, Database, Value};
use crate::error::{Doing as _, StoreError};
use crate::migrate;
use crate::patience::Patience;

/// Everything that is kept, in one database.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) database: Arc<dyn Database>,
    /// The same where nobody waits for it.
    pub(crate) unwaited: Arc<dyn Database>,
    /// The trails whose numbers are known.
    keys: Arc<history::Keys>,
    /// There where the database is waited for.
    patience: Option<Arc<Patience>>,
}

pub use alerts::{
    AlertsOf, Delivery, Edition, KeptAlert, KeptRule, NewAlert, Pending, RuleChange,
    RuleChanged, RuleId, RuleScope, TrailMemory, Tried, Watched,
};
pub use api_tokens::{ApiToken, ApiTokenId};
pub use bodies::{Body, Forgotten};
pub use days::Day;
pub use door_keys::{DoorKey, DoorKeyId};
pub use history::{
    Checked, Compacted, Fallen, Fault, Figures, Laid, Lowest, PackedTrail, TrailId,
    ranges,
};
pub use jobs::{
    Job, JobAdded, JobId, JobState, JobTold, JobWait, JobWindow, LeasedWindow, NewJob,
    WindowKept, WindowRest,
};
pub use looks::{Looks, LooksKept};
pub use notes::Card;
pub use rates::{RateSource, RatesKept};
pub use standing::Standing;
pub use tracking::{
    Added, Every, Groups, List, Look, Looked, Membership, NewTracked, Tracked,
    TrackedChange, TrackedId, Watch, Which,
};
pub use workers::{Queue, Stage, Work, Worker, WorkerCard};

impl Store {
    /// Opens the store, makes it where there is none, and brings it up to date.
    pub async fn open(address: &DatabaseAddress) -> Result<Self, StoreError> {
        let database = db::open(address).await?;
        migrate::migrate(&*database).await?;
        let unwaited = Arc::clone(&database);
        Ok(Self { database, unwaited, keys: Arc::default(), patience: None })
    }

    /// The same store, which waits where its database is away: what is read, and readings
    /// that are kept, are tried again by themselves, all else with [`Store::patiently`].
    #[must_use]
    pub fn with_patience(self, patience: Arc<Patience>) -> Self {
        let database: Arc<dyn Database> = Arc::new(db::Patient {
            database: Arc::clone(&self.unwaited),
            patience: Arc::clone(&patience),
        });
        Self { database, patience: Some(patience), ..self }
    }

    /// Does `work`, again where it failed because the database was away. It may then have
    /// happened already, so that it must be as good twice as once.
    pub async fn patiently<T, F>(
        &self,
        mut work: impl FnMut() -> F,
    ) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>>,
    {
        match &self.patience {
            None => work().await,
            Some(patience) => patience.retry(work).await,
        }
    }

    /// Patience for something that waits for so long at most, whether the store itself
    /// waits or not.
    pub(crate) fn patience_of(&self, limit: Duration) -> Arc<Patience> {
        self.patience
            .as_ref()
            .map_or_else(|| Patience::new(limit), |patience| patience.of(limit))
    }

    /// Runs one statement in a transaction of its own; says how many rows it changed.
    async fn write(
        &self,
        doing: &'static str,
        sql: &str,
        values: Vec<Value>,
    ) -> Result<u64, StoreError> {
        self.write_many(doing, sql, vec![values]).await
    }

    /// Runs one statement for each of `rows`, all of them or none; says how many rows were
    /// changed.
    async fn write_many(
        &self,
        doing: &'static str,
        sql: &str,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        if rows.is_empty() {
            return Ok(0);
        }
        let mut work = self.database.begin().await.doing(doing)?;
        let changed = work.execute_many(sql, rows).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(changed)
    }
}
