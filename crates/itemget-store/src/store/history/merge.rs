//! Whole trails in, from elsewhere.

use itemget_history::{Disagreement, Merged, Reading, Trail, TrailKey, block, segment};

use super::{TrailId, head};
use crate::db::{Transaction, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// What became of a trail that was put to what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    /// Nothing of it was kept before.
    New,
    /// It added to what was kept.
    More,
    /// All of it was kept before.
    Same,
    /// It says something else than what is kept, and was left out.
    Disagrees(Disagreement),
}

const DOING: &str = "put history to what is kept";

impl Store {
    /// Puts whole trails to what is kept, and says what became of each: what is kept knows
    /// afterwards what either knew. The same trail again changes nothing; one that
    /// disagrees with what is kept is left out whole. All of it happens or, where it
    /// fails, none. Readings may come and be compacted meanwhile. A trail that something
    /// was added to is another [`Edition`](crate::Edition) afterwards.
    pub async fn merge(
        &self,
        trails: &[(TrailKey, Trail)],
    ) -> Result<Vec<Laid>, StoreError> {
        let keys: Vec<&TrailKey> = trails.iter().map(|(key, _)| key).collect();
        let ids = self.trail_ids(&keys).await?;
        let mut work = self.database.begin().await.doing(DOING)?;
        // A compaction would lay the head into segments that are about to be replaced.
        let wait = self.database.dialect().for_update();
        let sql = format!("SELECT name FROM duties WHERE name = 'compaction'{wait}");
        work.query(&sql, values![]).await.doing(DOING)?;
        let mut laid = Vec::with_capacity(trails.len());
        for (id, (_, trail)) in ids.into_iter().zip(trails) {
            let kept = Kept::read(&mut *work, id).await?;
            laid.push(match kept.trail.merged(trail) {
                Err(disagreement) => Laid::Disagrees(disagreement),
                Ok(Merged::Same) => Laid::Same,
                Ok(Merged::More(merged)) => {
                    kept.replace(&mut *work, &merged).await?;
                    if kept.trail.is_empty() { Laid::New } else { Laid::More }
                }
            });
        }
        work.commit().await.doing(DOING)?;
        Ok(laid)
    }
}

/// A trail as it is kept, and the rows of the head that have readings of it.
struct Kept {
    id: TrailId,
    trail: Trail,
    head: Vec<Shared>,
}

/// A row of the head, and what is in it of other trails.
struct Shared {
    id: i64,
    rest: Vec<(TrailId, Reading)>,
}

impl Kept {
    async fn read(work: &mut dyn Transaction, id: TrailId) -> Result<Self, StoreError> {
        const SEGMENTS: &str = "SELECT body FROM segments WHERE id >= $1 AND id < $2 \
             ORDER BY id";
        const HEAD: &str = "SELECT id, trail, body FROM head \
             WHERE trail >= $1 AND trail <= $2 ORDER BY id";
        let rows = work.query(SEGMENTS, id.range()).await.doing(DOING)?;
        let stretches = rows.into_iter().map(|mut row| {
            block::decode(&row.bytes(0).doing(DOING)?).map_err(|error| {
                StoreError::damaged(format!("a segment of trail {}: {error}", id.0))
            })
        });
        let mut trail = segment::join(stretches.collect::<Result<Vec<_>, _>>()?);
        let near = values![head::neighbourhood(id.0), id.0];
        let rows = work.query(HEAD, near).await.doing(DOING)?;
        let (mut shared, mut own) = (Vec::new(), Vec::new());
        for mut row in rows {
            let row_id = row.int(0).doing(DOING)?;
            let filed = row.int(1).doing(DOING)?;
            let found = head::open(filed, &row.bytes(2).doing(DOING)?, &head::ALL)?;
            let (mine, rest): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(trail, _)| *trail == id);
            if !mine.is_empty() {
                own.extend(mine.into_iter().map(|(_, reading)| reading));
                shared.push(Shared { id: row_id, rest });
            }
        }
        // Of two readings of one second, the one that came later stays the later.
        own.sort_by_key(|reading| reading.at);
        own.iter().for_each(|reading| trail.lay(reading));
        Ok(Self { id, trail, head: shared })
    }

    /// Writes `merged` in its place.
    async fn replace(
        &self,
        work: &mut dyn Transaction,
        merged: &Trail,
    ) -> Result<(), StoreError> {
        const REMOVE: &str = "DELETE FROM segments WHERE id >= $1 AND id < $2";
        const WRITE: &str = "INSERT INTO segments (id, body) VALUES ($1, $2)";
        const EMPTY: &str = "DELETE FROM head WHERE id = $1";
        const LEAVE: &str = "UPDATE head SET at = $2, body = $3 WHERE id = $1";
        const EDITION: &str = "UPDATE trails SET edition = edition + 1 WHERE id = $1";
        work.execute(EDITION, values![self.id.0]).await.doing(DOING)?;
        work.execute(REMOVE, self.id.range()).await.doing(DOING)?;
        let segments = segment::cut(merged, segment::LIMIT);
        let first = self.id.segments().start;
        let rows = (first..).zip(segments).map(|(id, it)| values![id, it.bytes]);
        work.execute_many(WRITE, rows.collect()).await.doing(DOING)?;
        for row in &self.head {
            let done = match head::row_of(&row.rest) {
                None => work.execute(EMPTY, values![row.id]).await,
                Some(left) => {
                    work.execute(LEAVE, values![row.id, left.at, left.body]).await
                }
            };
            done.doing(DOING)?;
        }
        Ok(())
    }
}

impl TrailId {
    /// The ids that its segments have, for a statement.
    fn range(self) -> Vec<Value> {
        let segments = self.segments();
        values![segments.start, segments.end]
    }
}
