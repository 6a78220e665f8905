//! Trails out.

use itemget_history::{Reading, Trail, TrailKey, block, record, segment};

use super::TrailId;
use crate::db::{Row, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// A trail as it is kept: what was compacted, and what came since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedTrail {
    /// Which one.
    pub id: TrailId,
    /// Its segments, in order; the blocks of [`itemget_history::block`].
    pub segments: Vec<Vec<u8>>,
    /// Readings that are in no segment yet, in the order of their times.
    pub head: Vec<Reading>,
}

impl PackedTrail {
    /// The trail itself.
    pub fn open(&self) -> Result<Trail, StoreError> {
        let damaged = |error| {
            StoreError::damaged(format!("a segment of trail {}: {error}", self.id.0))
        };
        let stretches: Result<Vec<_>, _> =
            self.segments.iter().map(|bytes| block::decode(bytes)).collect();
        let mut trail = segment::join(stretches.map_err(damaged)?);
        for reading in &self.head {
            trail.lay(reading);
        }
        Ok(trail)
    }
}

/// In which part of a trail a row is.
const IN_SEGMENT: i64 = 0;

const READING: &str = "read history";

impl Store {
    /// All that is known of a trail, to the last reading that was appended.
    pub async fn trail(&self, key: &TrailKey) -> Result<Option<Trail>, StoreError> {
        let trails = self.trails(Some(key.item)).await?;
        match trails.into_iter().find(|(_, it)| it == key) {
            None => Ok(None),
            Some((id, _)) => self.packed_trail(id).await?.open().map(Some),
        }
    }

    /// All trails of one item.
    pub async fn trails_of(
        &self,
        item: itemget::ItemRef,
    ) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
        let mut trails = Vec::new();
        for (id, key) in self.trails(Some(item)).await? {
            trails.push((key, self.packed_trail(id).await?.open()?));
        }
        Ok(trails)
    }

    /// A trail as it is kept; empty where there is none of that number.
    pub async fn packed_trail(&self, id: TrailId) -> Result<PackedTrail, StoreError> {
        let mut found = self.packed_trails(id..TrailId(id.0 + 1)).await?;
        let none = PackedTrail { id, segments: Vec::new(), head: Vec::new() };
        Ok(found.pop().unwrap_or(none))
    }

    /// The trails with numbers in `range` of which anything is kept, in their order; each
    /// as it was at one moment. Take ranges of some thousands: all of it is in memory.
    pub async fn packed_trails(
        &self,
        range: std::ops::Range<TrailId>,
    ) -> Result<Vec<PackedTrail>, StoreError> {
        // One statement, so that no compaction comes between its two parts.
        const BOTH: &str = "SELECT CAST(0 AS BIGINT) AS part, id AS place, \
             id AS trail, body FROM segments WHERE id >= $1 AND id < $2 \
             UNION ALL SELECT CAST(1 AS BIGINT), id, trail, body FROM head \
             WHERE trail >= $3 AND trail < $4";
        let (from, until) = (range.start, range.end);
        let values =
            values![from.segments().start, until.segments().start, from.0, until.0];
        let rows = self.database.query(BOTH, values).await.doing(READING)?;
        let parts: Result<Vec<Part>, _> = rows.into_iter().map(part).collect();
        let mut parts = parts?;
        parts.sort_unstable_by_key(|part| (part.trail, part.is_head, part.place));
        let mut trails: Vec<PackedTrail> = Vec::new();
        for Part { trail, is_head, body, .. } in parts {
            if trails.last().is_none_or(|last| last.id != trail) {
                let new =
                    PackedTrail { id: trail, segments: Vec::new(), head: Vec::new() };
                trails.push(new);
            }
            let last = trails.last_mut().expect("one was pushed where there was none");
            match is_head {
                false => last.segments.push(body),
                true => last.head.push(reading(trail, &body)?),
            }
        }
        for trail in &mut trails {
            // Of two readings of one second, the one that came later stays the later.
            trail.head.sort_by_key(|reading| reading.at);
        }
        Ok(trails)
    }

    /// The number after the last trail's: where walking over all of them ends.
    pub async fn trails_end(&self) -> Result<TrailId, StoreError> {
        let sql = "SELECT max(id) FROM trails";
        let mut rows = self.database.query(sql, values![]).await.doing(READING)?;
        let last = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0));
        Ok(TrailId(last.doing(READING)?.map_or(0, |last| last + 1)))
    }
}

/// A row of a trail, of either part.
struct Part {
    trail: TrailId,
    is_head: bool,
    place: i64,
    body: Vec<u8>,
}

fn part(mut row: Row) -> Result<Part, StoreError> {
    let is_head = row.int(0).doing(READING)? != IN_SEGMENT;
    let place = row.int(1).doing(READING)?;
    let owner = row.int(2).doing(READING)?;
    let trail = match is_head {
        true => TrailId(owner),
        false => TrailId::of_segment(owner),
    };
    Ok(Part { trail, is_head, place, body: row.bytes(3).doing(READING)? })
}

/// A reading of the head.
pub(super) fn reading(trail: TrailId, body: &[u8]) -> Result<Reading, StoreError> {
    record::decode(body).map_err(|error| {
        StoreError::damaged(format!("a reading of trail {}: {error}", trail.0))
    })
}
