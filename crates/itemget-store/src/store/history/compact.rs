//! Laying the head into the segments.

mod lay;

use std::thread::available_parallelism;

use itemget_history::Reading;

use super::{TrailId, head};
use crate::db::{Transaction, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;
use lay::{Laid, Open, Work};

/// What compaction has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Readings that were taken out of the head.
    pub readings: u64,
    /// Trails that they were laid into, counted once in each transaction.
    pub trails: u64,
    /// Segments that were written.
    pub segments: u64,
}

/// How many rows of the head are taken in one transaction: between two of them others
/// write.
const AT_ONCE: i64 = 2000;

pub(super) const DOING: &str = "compact the history";

impl Store {
    /// So many readings may wait in the head before it is worth to compact them: with
    /// fewer, a trail's last segment is written anew for each of them; with many more, they
    /// take room, and whoever reads has more to pass over.
    pub const HEAD: u64 = 100_000;

    /// Lays what is in the head into segments, until nothing is left that was there when
    /// it began. Stopped at any point, it has happened for some trails and not for others,
    /// and nothing is lost or there twice. Where another process is at it, it does nothing.
    pub async fn compact(&self) -> Result<Compacted, StoreError> {
        let mut done = Compacted::default();
        let newest = self.newest_in_head().await?;
        let skip_locked = self.database.dialect().skip_locked();
        loop {
            let mut work = self.database.begin().await.doing(DOING)?;
            if !work_alone(&mut *work, skip_locked).await? {
                return Ok(done);
            }
            let taken = take(&mut *work, newest).await?;
            if taken.is_empty() {
                break;
            }
            done.readings += taken.len() as u64;
            lay_in(&mut *work, taken, &mut done).await?;
            work.commit().await.doing(DOING)?;
        }
        // What is compacted is compacted: where others are busy, room is given back later.
        if done.readings > 0
            && let Err(error) = self.database.trim().await
        {
            tracing::debug!(error = %error.0, "unused room was not given back");
        }
        Ok(done)
    }

    async fn newest_in_head(&self) -> Result<i64, StoreError> {
        let sql = "SELECT max(id) FROM head";
        let mut rows = self.database.query(sql, values![]).await.doing(DOING)?;
        let newest = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0));
        Ok(newest.doing(DOING)?.unwrap_or(0))
    }

    /// How many readings wait in the head.
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        let doing = "count the readings that wait";
        let rows = self.database.query("SELECT body FROM head", values![]).await;
        let counts = rows.doing(doing)?.into_iter().map(|mut row| {
            let body = row.bytes(0).doing(doing)?;
            Ok(head::count(&body))
        });
        counts.sum()
    }
}

/// Whether nobody else compacts until this transaction ends.
async fn work_alone(
    work: &mut dyn Transaction,
    skip_locked: &str,
) -> Result<bool, StoreError> {
    let sql = format!("SELECT name FROM duties WHERE name = 'compaction'{skip_locked}");
    Ok(!work.query(&sql, values![]).await.doing(DOING)?.is_empty())
}

/// Takes rows out of the head: their readings by trail, in the order of their times; of
/// two of one second, the one that came later is the later.
async fn take(
    work: &mut dyn Transaction,
    newest: i64,
) -> Result<Vec<(TrailId, Reading)>, StoreError> {
    // In one statement: a row that another transaction adds meanwhile is not among those
    // that are given back, and so must not be among those that are removed.
    const TAKE: &str = "DELETE FROM head WHERE id IN (SELECT id FROM head \
         WHERE id <= $1 ORDER BY trail, at, id LIMIT $2) RETURNING id, trail, body";
    let rows = work.query(TAKE, values![newest, AT_ONCE]).await.doing(DOING)?;
    let rows = rows.into_iter().map(|mut row| {
        Ok((
            row.int(0).doing(DOING)?,
            row.int(1).doing(DOING)?,
            row.bytes(2).doing(DOING)?,
        ))
    });
    let mut rows: Vec<(i64, i64, Vec<u8>)> = rows.collect::<Result<_, StoreError>>()?;
    rows.sort_unstable_by_key(|(id, ..)| *id);
    let mut taken = Vec::new();
    for (_, filed, body) in rows {
        taken.extend(head::open(filed, &body, &head::ALL)?);
    }
    taken.sort_by_key(|(trail, reading)| (*trail, reading.at));
    Ok(taken)
}

async fn lay_in(
    work: &mut dyn Transaction,
    taken: Vec<(TrailId, Reading)>,
    done: &mut Compacted,
) -> Result<(), StoreError> {
    const WRITE: &str = "INSERT INTO segments (id, body) VALUES ($1, $2) \
         ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let mut groups = group(taken);
    lay::fill(work, &mut groups).await?;
    done.trails += groups.len() as u64;
    let mut rows: Vec<Vec<Value>> = Vec::new();
    for laid in in_threads(groups).await? {
        let written = match laid {
            Laid::Done(written) => written,
            Laid::Late(late) => {
                let open = Open::whole(work, late.id).await?;
                open.lay(late.id, &late.readings)
            }
        };
        rows.extend(written.into_iter().map(|(id, bytes)| values![id, bytes]));
    }
    done.segments += rows.len() as u64;
    work.execute_many(WRITE, rows).await.doing(DOING)?;
    Ok(())
}

/// The readings of each trail.
fn group(taken: Vec<(TrailId, Reading)>) -> Vec<Work> {
    let mut groups: Vec<Work> = Vec::new();
    for (id, reading) in taken {
        match groups.last_mut().filter(|last| last.id == id) {
            Some(last) => last.readings.push(reading),
            None => groups.push(Work { id, last: None, readings: vec![reading] }),
        }
    }
    groups
}

/// Lays the readings in, on as many threads as the machine has and it is worth.
async fn in_threads(mut groups: Vec<Work>) -> Result<Vec<Laid>, StoreError> {
    /// Fewer trails than this are no work for another thread.
    const WORTH: usize = 500;
    let threads = available_parallelism().map_or(1, usize::from);
    let each = groups.len().div_ceil(threads).max(WORTH);
    let mut parts = Vec::new();
    while !groups.is_empty() {
        let rest = groups.split_off(groups.len().min(each));
        let part = std::mem::replace(&mut groups, rest);
        parts.push(tokio::task::spawn_blocking(|| {
            part.into_iter().map(Work::lay).collect::<Result<Vec<_>, _>>()
        }));
    }
    let mut laid = Vec::new();
    for part in parts {
        laid.extend(part.await.expect("laying readings does not panic")?);
    }
    Ok(laid)
}
