//! Who looks at what is tracked, as each of them says, and how far they are.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget_history::Moment;
use jiff::Timestamp;

use super::Store;
use crate::db::{Row, values};
use crate::error::{Doing as _, StoreError};

/// A process that looks at what is tracked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerCard {
    /// A name that no other one has, on whatever machine.
    pub name: String,
    /// The machine's name.
    pub host: String,
    /// The process's number there.
    pub pid: u32,
    /// The program's version.
    pub version: String,
    /// Whose quota it spends: the app as ledgers know it.
    pub app: String,
}

/// What a worker has done since it began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Calls that were sent.
    pub calls: u64,
    /// Looks that were noted as done.
    pub looked: u64,
    /// Looks that found a change.
    pub changed: u64,
    /// Looks that told nothing.
    pub failed: u64,
    /// Looks that came too late: another worker had the lease by then.
    pub late: u64,
    /// What goes wrong just now, for people.
    pub trouble: Option<String>,
}

/// Whether a worker goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It does.
    Running,
    /// It ended in order.
    Ended,
}

/// A worker as it was seen last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worker {
    /// Who it is.
    pub card: WorkerCard,
    /// When it began.
    pub started_at: Moment,
    /// When it was heard of last.
    pub seen_at: Moment,
    /// When it ended in order; none while it runs, or if it was lost.
    pub ended_at: Option<Moment>,
    /// What it has done.
    pub work: Work,
    /// How much it has leased.
    pub leased: u64,
}

/// How much of what is tracked waits for what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Queue {
    /// All that is tracked.
    pub tracked: u64,
    /// What is left alone for now.
    pub paused: u64,
    /// What is due and nobody looks at.
    pub due: u64,
    /// Of that, what has been due for longer than was asked about.
    pub overdue: u64,
    /// What somebody looks at just now.
    pub leased: u64,
}

/// How long ended and lost workers are remembered.
const REMEMBERED: Duration = Duration::from_secs(7 * 86_400);

impl Store {
    /// The database's own time: a server's, where it is on one, so that all who share it
    /// go by the same clock.
    pub async fn time(&self) -> Result<Timestamp, StoreError> {
        let doing = "ask for the time";
        let sql = format!("SELECT {}", self.database.dialect().micros());
        let mut rows = self.database.query(&sql, values![]).await.doing(doing)?;
        let none = || StoreError::damaged("the database tells no time");
        let micros = rows.first_mut().ok_or_else(none)?.int(0).doing(doing)?;
        Timestamp::from_microsecond(micros)
            .map_err(|error| StoreError::damaged(error.to_string()))
    }

    /// Says that a worker is there, and what it has done. Whoever has not been heard of for
    /// a week is forgotten.
    pub async fn report_worker(
        &self,
        card: &WorkerCard,
        work: &Work,
        stage: Stage,
    ) -> Result<(), StoreError> {
        let doing = "say that a worker is there";
        let now = self.database.dialect().seconds();
        let report = format!(
            "INSERT INTO workers (name, host, pid, version, app, started_at, seen_at, \
             ended_at, calls, looked, changed, failed, late, trouble) VALUES ($1, $2, $3, \
             $4, $5, {now}, {now}, CASE WHEN $6 = 1 THEN {now} END, $7, $8, $9, $10, $11, \
             $12) ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at, \
             ended_at = excluded.ended_at, calls = excluded.calls, \
             looked = excluded.looked, changed = excluded.changed, \
             failed = excluded.failed, late = excluded.late, trouble = excluded.trouble"
        );
        let forget = format!("DELETE FROM workers WHERE seen_at < {now} - $1");
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let values = values![
            card.name.as_str(),
            card.host.as_str(),
            i64::from(card.pid),
            card.version.as_str(),
            card.app.as_str(),
            i64::from(stage == Stage::Ended),
            number(work.calls),
            number(work.looked),
            number(work.changed),
            number(work.failed),
            number(work.late),
            work.trouble.as_deref(),
        ];
        let mut transaction = self.database.begin().await.doing(doing)?;
        transaction.execute(&report, values).await.doing(doing)?;
        let age = number(REMEMBERED.as_secs());
        transaction.execute(&forget, values![age]).await.doing(doing)?;
        transaction.commit().await.doing(doing)
    }

    /// The workers that are remembered, those that began last first.
    pub async fn workers(&self) -> Result<Vec<Worker>, StoreError> {
        const WORKERS: &str = "SELECT name, host, pid, version, app, started_at, seen_at, \
             ended_at, calls, looked, changed, failed, late, trouble FROM workers \
             ORDER BY started_at DESC, name";
        let leased = format!(
            "SELECT leased_by, count(*) FROM tracked WHERE leased_until > {} \
             AND leased_by IS NOT NULL GROUP BY leased_by",
            self.database.dialect().seconds()
        );
        let doing = "read which workers there are";
        let rows = self.database.query(WORKERS, values![]).await.doing(doing)?;
        let counts = self.database.query(&leased, values![]).await.doing(doing)?;
        let counts = counts.into_iter().map(|mut row| {
            Ok((row.text(0).doing(doing)?, row.int(1).doing(doing)?.cast_unsigned()))
        });
        let counts: Result<BTreeMap<String, u64>, StoreError> = counts.collect();
        let counts = counts?;
        let workers = rows.into_iter().map(|row| {
            let mut worker = worker(row)?;
            worker.leased = counts.get(&worker.card.name).copied().unwrap_or(0);
            Ok(worker)
        });
        workers.collect()
    }

    /// How much of what is tracked waits for what; what has been due for longer than
    /// `grace` is overdue.
    pub async fn queue(&self, grace: Duration) -> Result<Queue, StoreError> {
        let doing = "count what is due";
        let now = self.database.dialect().seconds();
        let sql = format!(
            "SELECT count(*), \
             sum(CASE WHEN paused <> 0 THEN 1 ELSE 0 END), \
             sum(CASE WHEN {FREE} AND next_at <= {now} THEN 1 ELSE 0 END), \
             sum(CASE WHEN {FREE} AND next_at < {now} - $1 THEN 1 ELSE 0 END), \
             sum(CASE WHEN leased_until > {now} THEN 1 ELSE 0 END) FROM tracked",
            FREE = format_args!(
                "paused = 0 AND (leased_until IS NULL OR leased_until <= {now})"
            ),
        );
        let grace = i64::try_from(grace.as_secs()).unwrap_or(i64::MAX);
        let mut rows = self.database.query(&sql, values![grace]).await.doing(doing)?;
        let Some(row) = rows.first_mut() else { return Ok(Queue::default()) };
        let mut count = |column| {
            let count = row.maybe_int(column).doing(doing)?.unwrap_or(0);
            Ok::<u64, StoreError>(u64::try_from(count).unwrap_or(0))
        };
        Ok(Queue {
            tracked: count(0)?,
            paused: count(1)?,
            due: count(2)?,
            overdue: count(3)?,
            leased: count(4)?,
        })
    }
}

fn worker(mut row: Row) -> Result<Worker, StoreError> {
    let doing = "read which workers there are";
    let pid = u32::try_from(row.int(2).doing(doing)?).unwrap_or(0);
    let mut count = [0; 5];
    for (at, count) in count.iter_mut().enumerate() {
        *count = u64::try_from(row.int(8 + at).doing(doing)?).unwrap_or(0);
    }
    let [calls, looked, changed, failed, late] = count;
    Ok(Worker {
        card: WorkerCard {
            name: row.text(0).doing(doing)?,
            host: row.text(1).doing(doing)?,
            pid,
            version: row.text(3).doing(doing)?,
            app: row.text(4).doing(doing)?,
        },
        started_at: Moment::from_seconds(row.int(5).doing(doing)?),
        seen_at: Moment::from_seconds(row.int(6).doing(doing)?),
        ended_at: row.maybe_int(7).doing(doing)?.map(Moment::from_seconds),
        work: Work {
            calls,
            looked,
            changed,
            failed,
            late,
            trouble: row.maybe_text(13).doing(doing)?,
        },
        leased: 0,
    })
}
