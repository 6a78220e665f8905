//! Jobs: batches that go on after the request that began them, a window of ids at a time.
//! What is written is written with the count of it, so that who begins again after an end
//! of any kind asks for the rest alone.

mod tell;
mod work;

use itemget_history::Moment;

use super::Store;
use crate::db::{Dialect, Row, values};
use crate::error::{Doing as _, StoreError};
use crate::hidden::Hidden;

pub use tell::JobTold;
pub use work::{JobWait, JobWindow, LeasedWindow, WindowKept, WindowRest};

/// A job, by its number in this store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub i64);

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Nobody has begun it.
    Waiting,
    /// Some of it is written, or somebody is about it.
    Running,
    /// All of it is written.
    Done,
    /// Somebody ended it; what was written until then is kept.
    Cancelled,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Waiting, Self::Running, Self::Done, Self::Cancelled];

    /// The stable word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more comes of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }

    fn of(word: &str) -> Result<Self, StoreError> {
        let found = Self::ALL.into_iter().find(|it| it.word() == word);
        found.ok_or_else(|| StoreError::damaged("a job is in a state that is none"))
    }
}

/// A job to be kept.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// By what it is known when it is sent once more.
    pub key: Option<&'a str>,
    /// What tells it from another one with the same key.
    pub fingerprint: &'a str,
    /// What is wanted of the ids: a text that the program reads.
    pub want: &'a str,
    /// Whom to tell when it is done: a text that the program reads.
    pub webhook: Option<Hidden>,
    /// The ids, a window each, as texts that the program reads; and how many each has.
    pub windows: &'a [(String, u64)],
    /// How many jobs that are not over there may be, with this one.
    pub most_open: u64,
    /// When it was asked for.
    pub now: Moment,
}

/// What came of keeping a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobAdded {
    /// There is such a job now.
    New(Job),
    /// There was one with this key and fingerprint already.
    Known(Job),
    /// There is another one with this key.
    KeyIsTaken,
    /// As many as there may be are not over.
    Full,
}

/// A job that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: JobId,
    /// What tells it from another one with the same key.
    pub fingerprint: String,
    /// What is wanted of the ids.
    pub want: String,
    /// How far it is.
    pub state: JobState,
    /// When it was asked for.
    pub created_at: Moment,
    /// When the first window was taken.
    pub begun_at: Option<Moment>,
    /// When the last window was written.
    pub written_at: Option<Moment>,
    /// When it was done or cancelled.
    pub ended_at: Option<Moment>,
    /// How many ids it has.
    pub asked: u64,
    /// Of how many it is written what came of them.
    pub answered: u64,
    /// Of how many of these the item was found.
    pub found: u64,
    /// Of how many of these not all was learned that was asked for.
    pub failed: u64,
    /// How many calls were made, at most, whatever came of them.
    pub calls: u64,
    /// How many windows it has.
    pub windows: u64,
    /// How many of them are written: the first ones.
    pub written: u64,
    /// How often in a row the next window was in vain for this trouble.
    pub tries: u64,
    /// Why it was last in vain.
    pub trouble: Option<String>,
    /// When that is over, as was known when it was in vain; none where it was not.
    pub waits_until: Option<Moment>,
    /// Whom to tell when it is done.
    pub webhook: Option<Hidden>,
    /// What came of telling: `told` or `given_up`; none while it is to be told.
    pub told: Option<String>,
    /// When it was told or given up.
    pub told_at: Option<Moment>,
    /// How often that was tried, and it is known what came of it.
    pub tellings: u64,
    /// Why it was last in vain.
    pub tell_trouble: Option<String>,
}

const COLUMNS: &str = "id, fingerprint, want, state, created_at, begun_at, written_at, \
     ended_at, asked, answered, found, failed, calls, windows, written, tries, trouble, \
     webhook, told, told_at, tellings, tell_trouble, waits_until";
const OPEN: &str = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running')";
const READING: &str = "read the jobs";

impl Store {
    /// Keeps a job, unless there is one with its key: then that one is told, or that it is
    /// another one. Else, where there are as many as there may be, none is kept.
    pub async fn add_job(&self, new: &NewJob<'_>) -> Result<JobAdded, StoreError> {
        let doing = "keep a job";
        let asked: u64 = new.windows.iter().map(|(_, size)| size).sum();
        let sql = format!(
            "INSERT INTO jobs (key, fingerprint, want, state, created_at, asked, answered, \
             found, failed, calls, windows, written, tries, turn, not_before, webhook, \
             tellings, tell_not_before) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, 0, $7, 0, \
             0, 0, 0, $8, 0, 0) RETURNING {COLUMNS}"
        );
        let values = values![
            new.key,
            new.fingerprint,
            new.want,
            JobState::Waiting.word(),
            new.now.seconds(),
            number(asked),
            number(new.windows.len() as u64),
            new.webhook.as_ref().map(Hidden::expose),
        ];
        let mut work = self.database.begin().await.doing(doing)?;
        if self.database.dialect() == Dialect::Postgres {
            // One at a time, so that many at once are not more than there may be. Any
            // number will do that nothing else takes.
            let one_at_a_time = "SELECT pg_advisory_xact_lock(7208346502)";
            work.script(one_at_a_time).await.doing(doing)?;
        }
        // First of all: what is there already takes no more room.
        if new.key.is_some() {
            let sql = format!("SELECT {COLUMNS} FROM jobs WHERE key = $1");
            let rows = work.query(&sql, values![new.key]).await.doing(doing)?;
            if let Some(row) = rows.into_iter().next() {
                let job = job(row)?;
                return Ok(match job.fingerprint == new.fingerprint {
                    true => JobAdded::Known(job),
                    false => JobAdded::KeyIsTaken,
                });
            }
        }
        let open = work.query(OPEN, values![]).await.doing(doing)?;
        if count_of(open)? >= new.most_open {
            return Ok(JobAdded::Full);
        }
        let rows = work.query(&sql, values).await.doing(doing)?;
        let row = rows.into_iter().next();
        let row = row.ok_or_else(|| StoreError::damaged("a job that is not kept"))?;
        let job = job(row)?;
        let windows =
            new.windows.iter().zip(0_i64..).map(|((ids, size), at)| {
                values![job.id.0, at, ids.as_str(), number(*size)]
            });
        let sql = "INSERT INTO job_windows (job, number, ids, size) \
             VALUES ($1, $2, $3, $4)";
        work.execute_many(sql, windows.collect()).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(JobAdded::New(job))
    }

    /// Jobs, the newest first: those with a number below `before`.
    pub async fn jobs(
        &self,
        before: Option<JobId>,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        let before = before.map_or(i64::MAX, |it| it.0);
        let sql =
            format!("SELECT {COLUMNS} FROM jobs WHERE id < $1 ORDER BY id DESC LIMIT $2");
        let values = values![before, i64::from(limit)];
        let rows = self.database.query(&sql, values).await.doing(READING)?;
        rows.into_iter().map(job).collect()
    }

    /// A job.
    pub async fn job(&self, id: JobId) -> Result<Option<Job>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM jobs WHERE id = $1");
        let rows = self.database.query(&sql, values![id.0]).await.doing(READING)?;
        rows.into_iter().next().map(job).transpose()
    }

    /// How many jobs are not over.
    pub async fn open_jobs(&self) -> Result<u64, StoreError> {
        count_of(self.database.query(OPEN, values![]).await.doing(READING)?)
    }

    /// Ends a job, where it is not over; says whether that was so.
    pub async fn cancel_job(&self, id: JobId, now: Moment) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET state = 'cancelled', ended_at = $2, leased_by = NULL, \
             leased_until = NULL WHERE id = $1 AND state IN ('waiting', 'running')";
        Ok(self.write("cancel a job", sql, values![id.0, now.seconds()]).await? > 0)
    }

    /// Forgets jobs that were over before then, with what came of them; says how many.
    pub async fn forget_jobs(&self, before: Moment) -> Result<u64, StoreError> {
        let doing = "forget old jobs";
        let over = "state IN ('done', 'cancelled') AND ended_at < $1";
        let windows = format!(
            "DELETE FROM job_windows WHERE job IN (SELECT id FROM jobs WHERE {over})"
        );
        let jobs = format!("DELETE FROM jobs WHERE {over}");
        let values = || values![before.seconds()];
        let mut work = self.database.begin().await.doing(doing)?;
        work.execute(&windows, values()).await.doing(doing)?;
        let forgotten = work.execute(&jobs, values()).await.doing(doing)?;
        work.commit().await.doing(doing)?;
        Ok(forgotten)
    }
}

fn count_of(rows: Vec<Row>) -> Result<u64, StoreError> {
    let row = rows.into_iter().next();
    let mut row = row.ok_or_else(|| StoreError::damaged("no count"))?;
    Ok(row.int(0).doing(READING)?.unsigned_abs())
}

/// A number as the database has it.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn job(mut row: Row) -> Result<Job, StoreError> {
    fn moment(row: &mut Row, at: usize) -> Result<Option<Moment>, StoreError> {
        Ok(row.maybe_int(at).doing(READING)?.map(Moment::from_seconds))
    }
    fn count(row: &mut Row, at: usize) -> Result<u64, StoreError> {
        Ok(row.int(at).doing(READING)?.unsigned_abs())
    }
    Ok(Job {
        id: JobId(row.int(0).doing(READING)?),
        fingerprint: row.text(1).doing(READING)?,
        want: row.text(2).doing(READING)?,
        state: JobState::of(&row.text(3).doing(READING)?)?,
        created_at: Moment::from_seconds(row.int(4).doing(READING)?),
        begun_at: moment(&mut row, 5)?,
        written_at: moment(&mut row, 6)?,
        ended_at: moment(&mut row, 7)?,
        asked: count(&mut row, 8)?,
        answered: count(&mut row, 9)?,
        found: count(&mut row, 10)?,
        failed: count(&mut row, 11)?,
        calls: count(&mut row, 12)?,
        windows: count(&mut row, 13)?,
        written: count(&mut row, 14)?,
        tries: count(&mut row, 15)?,
        trouble: row.maybe_text(16).doing(READING)?,
        webhook: row.maybe_text(17).doing(READING)?.map(Hidden::new),
        told: row.maybe_text(18).doing(READING)?,
        told_at: moment(&mut row, 19)?,
        tellings: count(&mut row, 20)?,
        tell_trouble: row.maybe_text(21).doing(READING)?,
        waits_until: moment(&mut row, 22)?,
    })
}
