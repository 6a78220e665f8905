//! Who works on which window: one at a time, by a lease that runs out where its holder is
//! gone. The database's own clock counts: many machines have many.

use std::time::Duration;

use itemget_history::Moment;

use super::{COLUMNS, Job, JobId, job, number};
use crate::db::{Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;
use crate::store::bodies::{packed, unpacked};

/// A window that somebody is to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeasedWindow {
    /// Of which job.
    pub job: Job,
    /// The how manieth it is, from 0.
    pub number: u64,
    /// Its ids, as they were kept; none where they are gone.
    pub ids: Option<String>,
}

/// What came of a window.
#[derive(Debug, Clone, Copy)]
pub struct WindowKept<'a> {
    /// Of which job.
    pub job: JobId,
    /// The how manieth it is, from 0.
    pub number: u64,
    /// Who holds the lease.
    pub worker: &'a str,
    /// How many ids it had.
    pub answered: u64,
    /// Of how many the item was found.
    pub found: u64,
    /// Of how many not all was learned that was asked for.
    pub failed: u64,
    /// How many calls that took at most, without those that were counted before.
    pub calls: u64,
    /// A line of JSON for each id.
    pub lines: &'a [u8],
    /// The rows of CSV.
    pub cells: &'a [u8],
    /// When.
    pub now: Moment,
}

/// The ids of a window behind those that were answered, which are asked for later.
#[derive(Debug, Clone, Copy)]
pub struct WindowRest<'a> {
    /// The ids that were answered, as they are kept.
    pub answered: &'a str,
    /// The others, the same.
    pub ids: &'a str,
    /// How many these are.
    pub size: u64,
    /// How they wait.
    pub wait: JobWait<'a>,
}

/// How a job waits.
#[derive(Debug, Clone, Copy)]
pub struct JobWait<'a> {
    /// Before this is over it is not tried again.
    pub pause: Duration,
    /// Why.
    pub trouble: &'a str,
    /// When that is over, for who asks; none where it is not known.
    pub until: Option<Moment>,
}

/// A window that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobWindow {
    /// How many ids it has.
    pub size: u64,
    /// A line of JSON for each id, or the rows of CSV.
    pub bytes: Vec<u8>,
}

const DOING: &str = "work on a job";

impl Store {
    /// Takes the next window of the job whose turn it is, the one longest not worked on;
    /// none where there is nothing to do.
    pub async fn lease_window(
        &self,
        worker: &str,
        lease: Duration,
        now: Moment,
    ) -> Result<Option<LeasedWindow>, StoreError> {
        let dialect = self.database.dialect();
        let (clock, skip_locked) = (dialect.seconds(), dialect.skip_locked());
        let sql = format!(
            "UPDATE jobs SET leased_by = $1, leased_until = {clock} + $2, \
             state = 'running', begun_at = coalesce(begun_at, $3) WHERE id IN (\
             SELECT id FROM jobs WHERE state IN ('waiting', 'running') \
             AND not_before <= {clock} \
             AND (leased_until IS NULL OR leased_until <= {clock}) \
             ORDER BY turn, id LIMIT 1{skip_locked}) RETURNING {COLUMNS}"
        );
        let values = values![worker, seconds(lease), now.seconds()];
        let mut work = self.database.begin().await.doing(DOING)?;
        let rows = work.query(&sql, values).await.doing(DOING)?;
        let Some(row) = rows.into_iter().next() else { return Ok(None) };
        let job = job(row)?;
        let sql = "SELECT ids FROM job_windows WHERE job = $1 AND number = $2";
        let values = values![job.id.0, number(job.written)];
        let rows = work.query(sql, values).await.doing(DOING)?;
        let row = rows.into_iter().next();
        let ids = row.map(|mut row| row.text(0)).transpose().doing(DOING)?;
        // Taken even where its ids are gone: who has it can put it off, and the jobs behind
        // it are worked on.
        work.commit().await.doing(DOING)?;
        Ok(Some(LeasedWindow { number: job.written, job, ids }))
    }

    /// Makes a lease last for so long from now on, and counts so many calls; says whether
    /// it is the worker's still, and the job not over. Else nothing is counted.
    pub async fn prolong_window(
        &self,
        job: JobId,
        worker: &str,
        lease: Duration,
        calls: u64,
    ) -> Result<bool, StoreError> {
        let clock = self.database.dialect().seconds();
        let sql = format!(
            "UPDATE jobs SET leased_until = {clock} + $3, calls = calls + $4 \
             WHERE id = $1 AND leased_by = $2 AND state = 'running'"
        );
        let values = values![job.0, worker, seconds(lease), number(calls)];
        Ok(self.write(DOING, &sql, values).await? > 0)
    }

    /// Counts so many calls that were made for a job, whoever works on it now, and whether
    /// or not it is over.
    pub async fn count_job_calls(
        &self,
        job: JobId,
        calls: u64,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE jobs SET calls = calls + $2 WHERE id = $1";
        self.write(DOING, sql, values![job.0, number(calls)]).await?;
        Ok(())
    }

    /// Writes what came of a window, and that it did, and gives the lease back: where it
    /// is the worker's still, and it is the window's turn. The last one ends the job.
    pub async fn keep_window(&self, kept: WindowKept<'_>) -> Result<bool, StoreError> {
        let clock = self.database.dialect().seconds();
        let sql = format!(
            "UPDATE jobs SET turn = {clock}, {COUNTED}, tries = 0, trouble = NULL, \
             waits_until = NULL, \
             state = CASE WHEN written + 1 >= windows THEN 'done' ELSE state END, \
             ended_at = CASE WHEN written + 1 >= windows THEN $8 ELSE ended_at END \
             WHERE {ITS_TURN}"
        );
        let (counts, came) = (counts(&kept), came(&kept));
        let mut work = self.database.begin().await.doing(DOING)?;
        if work.execute(&sql, counts).await.doing(DOING)? == 0 {
            return Ok(false);
        }
        work.execute(CAME, came).await.doing(DOING)?;
        work.commit().await.doing(DOING)?;
        Ok(true)
    }

    /// Writes what came of the first ids of a window, makes one of the others behind it, and
    /// puts that off, all at once: where the lease is the worker's still, and it is the
    /// window's turn.
    pub async fn cut_window(
        &self,
        kept: WindowKept<'_>,
        rest: &WindowRest<'_>,
    ) -> Result<bool, StoreError> {
        // Over numbers that are nobody's: no two have one at any moment.
        const ASIDE: &str = "UPDATE job_windows SET number = -number - 2 \
             WHERE job = $1 AND number > $2";
        const BACK: &str = "UPDATE job_windows SET number = -number - 1 \
             WHERE job = $1 AND number < 0";
        const REST: &str = "INSERT INTO job_windows (job, number, ids, size) \
             VALUES ($1, $2, $3, $4)";
        const FIRST: &str = "UPDATE job_windows SET ids = $3, size = $4 \
             WHERE job = $1 AND number = $2";
        let clock = self.database.dialect().seconds();
        let sql = format!(
            "UPDATE jobs SET turn = {clock}, {COUNTED}, windows = windows + 1, \
             tries = 1, trouble = $9, not_before = {clock} + $10, waits_until = $11 \
             WHERE {ITS_TURN}"
        );
        let (job, at) = (kept.job.0, number(kept.number));
        let (mut counts, came) = (counts(&kept), came(&kept));
        let JobWait { pause, trouble, until } = rest.wait;
        let until = until.map(Moment::seconds);
        counts.extend(values![trouble, seconds(pause), until]);
        let mut work = self.database.begin().await.doing(DOING)?;
        if work.execute(&sql, counts).await.doing(DOING)? == 0 {
            return Ok(false);
        }
        work.execute(ASIDE, values![job, at]).await.doing(DOING)?;
        work.execute(BACK, values![job]).await.doing(DOING)?;
        let values = values![job, at.saturating_add(1), rest.ids, number(rest.size)];
        work.execute(REST, values).await.doing(DOING)?;
        let values = values![job, at, rest.answered, number(kept.answered)];
        work.execute(FIRST, values).await.doing(DOING)?;
        work.execute(CAME, came).await.doing(DOING)?;
        work.commit().await.doing(DOING)?;
        Ok(true)
    }

    /// In which window the id stands that is behind so many, and how many of that window
    /// are before it. Behind the last one there is no window.
    pub async fn window_behind(
        &self,
        job: JobId,
        ids: u64,
    ) -> Result<Option<(u64, u64)>, StoreError> {
        const SIZES: &str =
            "SELECT number, size FROM job_windows WHERE job = $1 ORDER BY number";
        let doing = "read what came of a job";
        let mut left = ids;
        for mut row in self.database.query(SIZES, values![job.0]).await.doing(doing)? {
            let number = row.int(0).doing(doing)?.unsigned_abs();
            let size = row.int(1).doing(doing)?.unsigned_abs();
            if left < size {
                return Ok(Some((number, left)));
            }
            left -= size;
        }
        Ok(None)
    }

    /// Gives a window back that came to nothing: it is not tried again before that pause
    /// is over. Its tries are counted anew where the trouble is another one than before.
    pub async fn put_off_window(
        &self,
        job: JobId,
        worker: &str,
        wait: JobWait<'_>,
    ) -> Result<bool, StoreError> {
        let JobWait { pause, trouble, until } = wait;
        let clock = self.database.dialect().seconds();
        let sql = format!(
            "UPDATE jobs SET leased_by = NULL, leased_until = NULL, turn = {clock}, \
             tries = CASE WHEN trouble = $4 THEN tries + 1 ELSE 1 END, \
             not_before = {clock} + $3, trouble = $4, waits_until = $5 \
             WHERE id = $1 AND leased_by = $2 AND state = 'running'"
        );
        let until = until.map(Moment::seconds);
        let values = values![job.0, worker, seconds(pause), trouble, until];
        Ok(self.write(DOING, &sql, values).await? > 0)
    }

    /// Gives a window back as it is: the next who asks may have it.
    pub async fn release_window(
        &self,
        job: JobId,
        worker: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE jobs SET leased_by = NULL, leased_until = NULL \
             WHERE id = $1 AND leased_by = $2";
        Ok(self.write(DOING, sql, values![job.0, worker]).await? > 0)
    }

    /// What came of a window: a line of JSON for each id. None where it is not written.
    pub async fn window_lines(
        &self,
        job: JobId,
        number: u64,
    ) -> Result<Option<JobWindow>, StoreError> {
        self.window(job, number, "lines").await
    }

    /// The same as rows of CSV, without their header.
    pub async fn window_cells(
        &self,
        job: JobId,
        number: u64,
    ) -> Result<Option<JobWindow>, StoreError> {
        self.window(job, number, "cells").await
    }

    async fn window(
        &self,
        job: JobId,
        at: u64,
        what: &str,
    ) -> Result<Option<JobWindow>, StoreError> {
        let doing = "read what came of a job";
        let sql = format!(
            "SELECT size, {what}_size, {what} FROM job_windows \
             WHERE job = $1 AND number = $2 AND {what} IS NOT NULL"
        );
        let values = values![job.0, number(at)];
        let rows = self.database.query(&sql, values).await.doing(doing)?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        let size = row.int(0).doing(doing)?.unsigned_abs();
        let bytes = row.int(1).doing(doing)?;
        let bytes = unpacked(&row.bytes(2).doing(doing)?, bytes)?;
        Ok(Some(JobWindow { size, bytes }))
    }
}

/// What a job is whose window was written, with the numbers of [`counts`]: nobody's, and one
/// window further.
const COUNTED: &str = "leased_by = NULL, leased_until = NULL, \
     answered = answered + $4, found = found + $5, failed = failed + $6, \
     calls = calls + $7, written = written + 1, written_at = $8";

/// Which job that is: where its lease is the worker's still, and it is the window's turn.
const ITS_TURN: &str =
    "id = $1 AND leased_by = $2 AND written = $3 AND state = 'running'";

/// What came of a window in numbers.
fn counts(kept: &WindowKept<'_>) -> Vec<Value> {
    values![
        kept.job.0,
        kept.worker,
        number(kept.number),
        number(kept.answered),
        number(kept.found),
        number(kept.failed),
        number(kept.calls),
        kept.now.seconds(),
    ]
}

/// Writes what [`came`] of a window.
const CAME: &str = "UPDATE job_windows SET lines_size = $3, lines = $4, cells_size = $5, \
     cells = $6 WHERE job = $1 AND number = $2";

/// What came of a window as it is kept.
fn came(kept: &WindowKept<'_>) -> Vec<Value> {
    values![
        kept.job.0,
        number(kept.number),
        number(kept.lines.len() as u64),
        packed(kept.lines),
        number(kept.cells.len() as u64),
        packed(kept.cells),
    ]
}

/// A length of time as the database has it, in whole seconds.
pub(super) fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX / 2)
}
