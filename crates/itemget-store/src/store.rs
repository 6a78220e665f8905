//! The store: what it promises, and where each promise is kept.

mod alerts;
mod bodies;
mod history;
mod notes;
mod rates;
mod standing;
mod tracking;
mod upkeep;
mod words;

use std::sync::Arc;

use crate::address::DatabaseAddress;
use crate::db::{self, Database, Value};
use crate::error::{Doing as _, StoreError};
use crate::migrate;

/// Everything that is kept, in one database.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) database: Arc<dyn Database>,
    /// The trails whose numbers are known.
    keys: Arc<history::Keys>,
}

pub use alerts::{
    AlertsOf, Delivery, KeptAlert, KeptRule, NewAlert, RuleId, RuleScope, Tried, Watched,
};
pub use bodies::{Body, Forgotten};
pub use history::{
    Checked, Compacted, Fallen, Fault, Figures, Lowest, PackedTrail, TrailId, ranges,
};
pub use notes::Card;
pub use rates::{RateSource, RatesKept};
pub use standing::Standing;
pub use tracking::{
    Added, Every, Groups, List, Look, Looked, Membership, NewTracked, Tracked,
    TrackedChange, TrackedId, Watch, Which,
};

impl Store {
    /// Opens the store, makes it where there is none, and brings it up to date.
    pub async fn open(address: &DatabaseAddress) -> Result<Self, StoreError> {
        let database = db::open(address).await?;
        migrate::migrate(&*database).await?;
        Ok(Self { database, keys: Arc::default() })
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
