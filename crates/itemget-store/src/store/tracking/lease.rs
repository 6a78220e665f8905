//! Who looks at what: due items are leased, and a lease that nobody fulfils runs out.

use std::collections::BTreeSet;
use std::time::Duration;

use itemget_history::Moment;

use super::read::{COLUMNS, tracked};
use super::{Tracked, TrackedId};
use crate::db::{Transaction, Value, values};
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
        let Look { worker, lease, limit, now } = look;
        let mut values = values![worker, seconds(lease), i64::from(limit)];
        values.push(now.seconds().into());
        self.take("$4", values).await
    }

    /// The same by the database's own clock: many machines have many, and one that is ahead
    /// would take what others still look at.
    pub async fn lease_by_its_clock(
        &self,
        worker: &str,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Tracked>, StoreError> {
        let values = values![worker, seconds(lease), i64::from(limit)];
        self.take(self.database.dialect().seconds(), values).await
    }

    /// Makes the leases that a worker has last for so long from now on, by the database's
    /// own clock; says how many these are. One that ran out and that nobody has taken since
    /// is the worker's still.
    pub async fn prolong(
        &self,
        worker: &str,
        lease: Duration,
    ) -> Result<u64, StoreError> {
        let now = self.database.dialect().seconds();
        let sql =
            format!("UPDATE tracked SET leased_until = {now} + $2 WHERE leased_by = $1");
        let values = values![worker, seconds(lease)];
        self.write("prolong what was taken", &sql, values).await
    }

    /// Takes leases, `now` being the time in SQL.
    async fn take(
        &self,
        now: &str,
        values: Vec<Value>,
    ) -> Result<Vec<Tracked>, StoreError> {
        let doing = "take what is due";
        let skip_locked = self.database.dialect().skip_locked();
        let sql = format!(
            "UPDATE tracked SET leased_by = $1, leased_until = {now} + $2 WHERE id IN (\
             SELECT id FROM tracked WHERE paused = 0 AND next_at <= {now} \
             AND (leased_until IS NULL OR leased_until <= {now}) \
             ORDER BY next_at, id LIMIT $3{skip_locked}) RETURNING {COLUMNS}"
        );
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
        self.write_many(FINISHING, FINISH, rows(worker, looked)).await
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

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

const FINISHING: &str = "note what was looked at";

const FINISH: &str = "UPDATE tracked SET leased_by = NULL, leased_until = NULL, \
     last_at = $3, last_outcome = $4, next_at = $5, model = $6, \
     failures = CASE WHEN $7 = 0 THEN 0 ELSE failures + 1 END \
     WHERE id = $1 AND leased_by = $2";

fn rows(worker: &str, looked: &[Looked]) -> Vec<Vec<Value>> {
    let row = |it: &Looked| {
        values![
            it.id.0,
            worker,
            it.at.seconds(),
            it.outcome.as_str(),
            it.next_at.seconds(),
            it.model.as_str(),
            i64::from(it.failed),
        ]
    };
    let mut rows: Vec<Vec<Value>> = looked.iter().map(row).collect();
    // In one order for everybody, so that nobody waits for one who waits for him.
    rows.sort_unstable();
    rows
}

/// Notes what came of looking; says of which.
pub(in crate::store) async fn finish(
    work: &mut dyn Transaction,
    worker: &str,
    looked: &[Looked],
) -> Result<BTreeSet<TrackedId>, StoreError> {
    let sql = format!("{FINISH} RETURNING id");
    let done = work.query_many(&sql, rows(worker, looked)).await.doing(FINISHING)?;
    let done = done.into_iter().flatten();
    done.map(|mut row| Ok(TrackedId(row.int(0).doing(FINISHING)?))).collect()
}
