//! The batch that a worker handed in last. One whose answer was lost is known when it comes
//! again, whatever became of its looks meanwhile: whether it was kept is written with it.

use std::time::Duration;

use super::LooksKept;
use crate::db::{Row, Transaction, values};
use crate::error::{Doing as _, StoreError};

/// A worker's batch, by the worker's own number for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch<'a> {
    pub(super) worker: &'a str,
    pub(super) number: u64,
}

/// How long the last batch of a worker is remembered: nobody tries one again for as long.
const REMEMBERED: Duration = Duration::from_secs(7 * 86_400);

/// The number of a worker's first batch.
const FIRST: u64 = 1;

const DOING: &str = "note what was handed in";

/// Begins to keep a batch, `clock` being the time in SQL; where it is kept already, this
/// came of it. Where it is being kept just now, that is waited for.
pub(super) async fn begin(
    work: &mut dyn Transaction,
    batch: Batch<'_>,
    clock: &str,
) -> Result<Option<LooksKept>, StoreError> {
    const KNOWN: &str =
        "SELECT finished, alerts FROM hand_ins WHERE worker = $1 AND batch = $2";
    let forget = format!("DELETE FROM hand_ins WHERE at < {clock} - $1");
    let begin = format!(
        "INSERT INTO hand_ins (worker, batch, at, finished, alerts) \
         VALUES ($1, $2, {clock}, 0, '') ON CONFLICT (worker) DO UPDATE \
         SET batch = excluded.batch, at = excluded.at WHERE hand_ins.batch <> excluded.batch"
    );
    let age = i64::try_from(REMEMBERED.as_secs()).unwrap_or(i64::MAX);
    let names = || values![batch.worker, batch.number.cast_signed()];
    // Once for each worker is enough. Before there is a row that others could wait for.
    if batch.number == FIRST {
        work.execute(&forget, values![age]).await.doing(DOING)?;
    }
    if work.execute(&begin, names()).await.doing(DOING)? > 0 {
        return Ok(None);
    }
    let rows = work.query(KNOWN, names()).await.doing(DOING)?;
    let none = || StoreError::damaged("what was handed in is gone");
    Ok(Some(kept(rows.into_iter().next().ok_or_else(none)?)?))
}

/// Notes what came of a batch.
pub(super) async fn end(
    work: &mut dyn Transaction,
    batch: Batch<'_>,
    kept: &LooksKept,
) -> Result<(), StoreError> {
    const END: &str = "UPDATE hand_ins SET finished = $2, alerts = $3 WHERE worker = $1";
    let alerts: Vec<String> = kept.alerts.iter().map(i64::to_string).collect();
    let finished = kept.finished.cast_signed();
    let values = values![batch.worker, finished, alerts.join(" ")];
    work.execute(END, values).await.doing(DOING)?;
    Ok(())
}

fn kept(mut row: Row) -> Result<LooksKept, StoreError> {
    let finished = row.int(0).doing(DOING)?.cast_unsigned();
    let alerts = row.text(1).doing(DOING)?;
    let alerts: Result<Vec<i64>, _> = alerts.split_whitespace().map(str::parse).collect();
    let damaged = |_not_one| StoreError::damaged("the number of an alert is none");
    Ok(LooksKept { finished, alerts: alerts.map_err(damaged)? })
}
