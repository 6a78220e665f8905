//! How it stands with what is tracked, in a few numbers.

use itemget_history::Moment;

use super::Store;
use crate::db::values;
use crate::error::{Doing as _, StoreError};

/// How it stands with what is tracked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// How much is tracked, what is paused included.
    pub tracked: u64,
    /// How much of that is paused.
    pub paused: u64,
    /// How much of the rest is due.
    pub due: u64,
    /// How much of the rest was never looked at.
    pub never_looked_at: u64,
    /// When that of the rest was looked at that was not looked at for the longest time.
    pub oldest_look: Option<Moment>,
    /// What came of the last looks: a word, and of how many.
    pub outcomes: Vec<(String, u64)>,
}

impl Store {
    /// How it stands with what is tracked, at `now`.
    pub async fn standing(&self, now: Moment) -> Result<Standing, StoreError> {
        const COUNTS: &str = "SELECT count(*), count(*) FILTER (WHERE paused <> 0), \
             count(*) FILTER (WHERE paused = 0 AND next_at <= $1), \
             count(*) FILTER (WHERE paused = 0 AND last_at IS NULL), \
             min(last_at) FILTER (WHERE paused = 0) FROM tracked";
        const OUTCOMES: &str = "SELECT last_outcome, count(*) FROM tracked \
             WHERE paused = 0 AND last_outcome IS NOT NULL \
             GROUP BY last_outcome ORDER BY last_outcome";
        let doing = "count what is tracked";
        let counts = self.database.query(COUNTS, values![now.seconds()]).await;
        let mut standing = Standing::default();
        for mut row in counts.doing(doing)? {
            let mut count =
                |at| row.int(at).doing(doing).map(|it| u64::try_from(it).unwrap_or(0));
            standing.tracked = count(0)?;
            standing.paused = count(1)?;
            standing.due = count(2)?;
            standing.never_looked_at = count(3)?;
            standing.oldest_look =
                row.maybe_int(4).doing(doing)?.map(Moment::from_seconds);
        }
        for mut row in self.database.query(OUTCOMES, values![]).await.doing(doing)? {
            let count = u64::try_from(row.int(1).doing(doing)?).unwrap_or(0);
            standing.outcomes.push((row.text(0).doing(doing)?, count));
        }
        Ok(standing)
    }
}
