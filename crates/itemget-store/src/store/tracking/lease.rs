//! Who looks at what: due items are leased, and a lease that nobody fulfils runs out.

use std::time::Duration;

use itemget_history::Moment;

use super::read::{COLUMNS, tracked};
use super::{Tracked, TrackedId};
use crate::db::values;
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// Somebody who wants to look at what is due.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Who: a name that nobody else has.
    pub worker: &'a str,
    /// What time it is.
    pub now: Moment,
    /// For how long nobody else should look at the same.
    pub lease: Duration,
    /// How many at most.
    pub limit: u32,
}

/// What came of looking at something.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// At what.
    pub id: TrackedId,
    /// When.
    pub at: Moment,
    /// The stable word for it.
    pub outcome: String,
    /// Whether nothing was learned.
    pub failed: bool,
    /// When to look next.
    pub next_at: Moment,
    /// What the scheduler has learned, as JSON text.
    pub model: String,
}

impl Store {
    /// Takes leases on what is due, the longest due first. No two of those who ask at the
    /// same time get the same, on whatever machines they are, and what somebody leased and
    /// never finished is due again when the lease has run out.
    pub async fn lease(&self, look: Look<'_>) -> Result<Vec<Tracked>, StoreError> {
        let doing = "take what is due";
        let skip_locked = self.database.dialect().skip_locked();
        let sql = format!(
            "UPDATE tracked SET leased_by = $1, leased_until = $2 WHERE id IN (\
             SELECT id FROM tracked WHERE paused = 0 AND next_at <= $3 \
             AND (leased_until IS NULL OR leased_until <= $3) \
             ORDER BY next_at, id LIMIT $4{skip_locked}) RETURNING {COLUMNS}"
        );
        let until = look.now + look.lease;
        let values = values![
            look.worker,
            until.seconds(),
            look.now.seconds(),
            i64::from(look.limit),
        ];
        let mut work = self.database.begin().await.doing(doing)?;
        let rows = work.query(&sql, values).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        let leased: Result<Vec<Tracked>, _> = rows.into_iter().map(tracked).collect();
        let mut leased = leased?;
        leased.sort_by_key(|it| (it.next_at, it.id));
        Ok(leased)
    }

    /// Notes what came of looking, and gives the leases back: for those whose lease is
    /// still the worker's, all of them or none. Says how many these were; what another
    /// worker has leased since is left to it.
    pub async fn finish(
        &self,
        worker: &str,
        looked: &[Looked],
    ) -> Result<u64, StoreError> {
        const FINISH: &str = "UPDATE tracked SET leased_by = NULL, leased_until = NULL, \
             last_at = $3, last_outcome = $4, next_at = $5, model = $6, \
             failures = CASE WHEN $7 = 0 THEN 0 ELSE failures + 1 END \
             WHERE id = $1 AND leased_by = $2";
        let rows = looked.iter().map(|it| {
            values![
                it.id.0,
                worker,
                it.at.seconds(),
                it.outcome.as_str(),
                it.next_at.seconds(),
                it.model.as_str(),
                i64::from(it.failed),
            ]
        });
        self.write_many("note what was looked at", FINISH, rows.collect()).await
    }

    /// Gives back leases that will not be fulfilled: a worker that stops in order.
    pub async fn give_back(&self, worker: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE tracked SET leased_by = NULL, leased_until = NULL \
             WHERE leased_by = $1";
        self.write("give back what was taken", sql, values![worker]).await
    }

    /// When the next thing is due that nobody has leased; none where nothing is tracked.
    pub async fn next_due(&self, now: Moment) -> Result<Option<Moment>, StoreError> {
        const NEXT: &str = "SELECT min(CASE WHEN leased_until > $1 AND \
             leased_until > next_at THEN leased_until ELSE next_at END) \
             FROM tracked WHERE paused = 0";
        let doing = "look for what is due";
        let values = values![now.seconds()];
        let mut rows = self.database.query(NEXT, values).await.doing(doing)?;
        let next =
            rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0)).doing(doing)?;
        Ok(next.map(Moment::from_seconds))
    }
}
