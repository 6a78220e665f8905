//! Laying the head into the segments.

use itemget_history::{Reading, Trail, block, segment};

use super::TrailId;
use super::read::reading;
use crate::db::{Row, Transaction, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

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

/// How many readings are taken in one transaction: between two of them others write.
const AT_ONCE: i64 = 50_000;

const DOING: &str = "compact the history";

impl Store {
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
                return Ok(done);
            }
            done.readings += taken.len() as u64;
            lay_in(&mut *work, &taken, &mut done).await?;
            let ids = taken.iter().map(|head| values![head.id]).collect();
            let remove = "DELETE FROM head WHERE id = $1";
            work.execute_many(remove, ids).await.doing(DOING)?;
            work.commit().await.doing(DOING)?;
        }
    }

    async fn newest_in_head(&self) -> Result<i64, StoreError> {
        let sql = "SELECT max(id) FROM head";
        let mut rows = self.database.query(sql, values![]).await.doing(DOING)?;
        let newest = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0));
        Ok(newest.doing(DOING)?.unwrap_or(0))
    }

    /// How many readings wait in the head.
    pub async fn waiting(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM head";
        let mut rows = self.database.query(sql, values![]).await.doing(DOING)?;
        let count = rows.first_mut().map_or(Ok(0), |row| row.int(0)).doing(DOING)?;
        Ok(u64::try_from(count).unwrap_or(0))
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

/// A reading in the head.
struct Head {
    id: i64,
    trail: TrailId,
    reading: Reading,
}

async fn take(work: &mut dyn Transaction, newest: i64) -> Result<Vec<Head>, StoreError> {
    const TAKE: &str = "SELECT id, trail, body FROM head WHERE id <= $1 \
         ORDER BY trail, at, id LIMIT $2";
    let rows = work.query(TAKE, values![newest, AT_ONCE]).await.doing(DOING)?;
    let heads = rows.into_iter().map(|mut row| {
        let trail = TrailId(row.int(1).doing(DOING)?);
        let body = row.bytes(2).doing(DOING)?;
        Ok(Head { id: row.int(0).doing(DOING)?, trail, reading: reading(trail, &body)? })
    });
    heads.collect()
}

async fn lay_in(
    work: &mut dyn Transaction,
    taken: &[Head],
    done: &mut Compacted,
) -> Result<(), StoreError> {
    const LAST: &str = "SELECT id, body FROM segments WHERE id >= $1 AND id < $2 \
         ORDER BY id DESC LIMIT 1";
    const WRITE: &str = "INSERT INTO segments (id, body) VALUES ($1, $2) \
         ON CONFLICT (id) DO UPDATE SET body = excluded.body";
    let groups: Vec<&[Head]> = taken.chunk_by(|a, b| a.trail == b.trail).collect();
    let ranges = groups.iter().map(|group| {
        let segments = group[0].trail.segments();
        values![segments.start, segments.end]
    });
    let found = work.query_many(LAST, ranges.collect()).await.doing(DOING)?;
    let mut written: Vec<Vec<Value>> = Vec::new();
    for (group, rows) in groups.into_iter().zip(found) {
        let id = group[0].trail;
        let mut open = Open::read(id, rows)?;
        let is_late = |first| group.iter().any(|head| head.reading.at < first);
        if open.number > 0
            && open.trail.spans().first().is_some_and(|it| is_late(it.first))
        {
            open = Open::whole(work, id).await?;
        }
        for head in group {
            open.trail.lay(&head.reading);
        }
        let segments = segment::cut(&open.trail, segment::LIMIT);
        done.trails += 1;
        done.segments += segments.len() as u64;
        let first = id.segments().start + open.number;
        let rows = (first..).zip(segments).map(|(id, it)| values![id, it.bytes]);
        written.extend(rows);
    }
    work.execute_many(WRITE, written).await.doing(DOING)?;
    Ok(())
}

/// The part of a trail that is written anew.
struct Open {
    /// The number of the segment that it begins with.
    number: i64,
    trail: Trail,
}

impl Open {
    /// From the last segment, if there is one.
    fn read(id: TrailId, rows: Vec<Row>) -> Result<Self, StoreError> {
        let Some(mut row) = rows.into_iter().next() else {
            return Ok(Self { number: 0, trail: Trail::default() });
        };
        let number = row.int(0).doing(DOING)? - id.segments().start;
        Ok(Self { number, trail: decode(id, row)? })
    }

    /// From all segments, which are removed: a reading is older than the last one of them.
    async fn whole(work: &mut dyn Transaction, id: TrailId) -> Result<Self, StoreError> {
        const ALL: &str = "SELECT id, body FROM segments WHERE id >= $1 AND id < $2 \
             ORDER BY id";
        const REMOVE: &str = "DELETE FROM segments WHERE id >= $1 AND id < $2";
        let segments = id.segments();
        let range = values![segments.start, segments.end];
        let rows = work.query(ALL, range.clone()).await.doing(DOING)?;
        let stretches: Result<Vec<_>, _> =
            rows.into_iter().map(|row| decode(id, row)).collect();
        let trail = segment::join(stretches?);
        work.execute(REMOVE, range).await.doing(DOING)?;
        Ok(Self { number: 0, trail })
    }
}

fn decode(id: TrailId, mut row: Row) -> Result<Trail, StoreError> {
    block::decode(&row.bytes(1).doing(DOING)?).map_err(|error| {
        StoreError::damaged(format!("a segment of trail {}: {error}", id.0))
    })
}
