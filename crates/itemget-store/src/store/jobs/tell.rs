//! Telling that a job is done: at least once, until it arrives or is given up.

use std::time::Duration;

use itemget_history::Moment;

use super::work::seconds;
use super::{COLUMNS, Job, JobId, job};
use crate::db::values;
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// What came of telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobTold<'a> {
    /// It arrived.
    Arrived,
    /// It did not, and is tried again after that pause.
    Again(Duration, &'a str),
    /// It did not, and nobody tries again.
    GivenUp(&'a str),
}

const DOING: &str = "tell that a job is done";

impl Store {
    /// Takes jobs that are done and that somebody wants to hear of; for so long nobody
    /// else gets them.
    pub async fn done_to_tell(
        &self,
        lease: Duration,
        limit: u32,
    ) -> Result<Vec<Job>, StoreError> {
        let dialect = self.database.dialect();
        let (clock, skip_locked) = (dialect.seconds(), dialect.skip_locked());
        let sql = format!(
            "UPDATE jobs SET tell_not_before = {clock} + $1 \
             WHERE id IN (SELECT id FROM jobs WHERE state = 'done' \
             AND webhook IS NOT NULL AND told IS NULL AND tell_not_before <= {clock} \
             ORDER BY id LIMIT $2{skip_locked}) RETURNING {COLUMNS}"
        );
        let values = values![seconds(lease), i64::from(limit)];
        let mut work = self.database.begin().await.doing(DOING)?;
        let rows = work.query(&sql, values).await.doing(DOING)?;
        work.commit().await.doing(DOING)?;
        rows.into_iter().map(job).collect()
    }

    /// Notes what came of telling, and that it was tried once more.
    pub async fn job_told(
        &self,
        id: JobId,
        told: JobTold<'_>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let clock = self.database.dialect().seconds();
        let (word, pause, trouble) = match told {
            JobTold::Arrived => (Some("told"), None, None),
            JobTold::Again(pause, why) => (None, Some(seconds(pause)), Some(why)),
            JobTold::GivenUp(why) => (Some("given_up"), None, Some(why)),
        };
        let sql = format!(
            "UPDATE jobs SET told = $2, told_at = $3, tell_trouble = $4, \
             tellings = tellings + 1, tell_not_before = {clock} + $5 WHERE id = $1 AND told IS NULL"
        );
        let at = word.map(|_| now.seconds());
        let values = values![id.0, word, at, trouble, pause.unwrap_or(0)];
        self.write(DOING, &sql, values).await?;
        Ok(())
    }
}
