//! Trails out.

use std::collections::BTreeMap;
use std::ops::Range;

use itemget::ItemRef;
use itemget_history::{PackedError, Part, Reading, Trail, TrailKey, block, segment};

use super::keys::named;
use super::{TrailId, head};
use crate::db::{Row, Value, values};
use crate::error::{Doing as _, StoreError};
use crate::store::{Store, words};

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
    fn new(id: TrailId) -> Self {
        Self { id, segments: Vec::new(), head: Vec::new() }
    }

    /// The trail itself.
    pub fn open(&self) -> Result<Trail, StoreError> {
        self.laid().map_err(|error| self.damaged(&error))
    }

    /// As much of the trail as is in a part: for one variant of many, and for lists of many
    /// items, of which most of what is kept is not asked. It is what
    /// [`Trail::part`] makes of the whole.
    pub fn open_part(&self, part: Part<'_>) -> Result<Trail, StoreError> {
        self.laid_part(part).map_err(|error| self.damaged(&error))
    }

    fn damaged(&self, error: &PackedError) -> StoreError {
        StoreError::damaged(format!("a segment of trail {}: {error}", self.id.0))
    }

    pub(super) fn laid(&self) -> Result<Trail, PackedError> {
        let mut trail = self.joined(block::decode)?;
        for reading in &self.head {
            trail.lay(reading);
        }
        Ok(trail)
    }

    fn laid_part(&self, part: Part<'_>) -> Result<Trail, PackedError> {
        let mut trail = self.joined(|bytes| block::decode_part(bytes, part))?;
        // Where a late reading belongs, the changes of all series tell.
        let is_late = |first: &Reading| trail.last_reading() > Some(first.at);
        if self.head.first().is_some_and(is_late) {
            return Ok(self.laid()?.part(part));
        }
        for reading in &self.head {
            trail.lay(&reading.for_part(part));
        }
        Ok(trail.part(part))
    }

    fn joined(
        &self,
        decode: impl Fn(&[u8]) -> Result<Trail, PackedError>,
    ) -> Result<Trail, PackedError> {
        let stretches: Result<Vec<_>, _> =
            self.segments.iter().map(|bytes| decode(bytes)).collect();
        Ok(segment::join(stretches?))
    }
}

/// In which part of a trail a row is.
const IN_SEGMENT: i64 = 0;

const READING: &str = "read history";

impl Store {
    /// All that is known of a trail, to the last reading that was appended.
    pub async fn trail(&self, key: &TrailKey) -> Result<Option<Trail>, StoreError> {
        self.trail_part(key, Part::ALL).await
    }

    /// As much of that as is in a part. The rest is not unpacked, so that one variant of
    /// many is there at once.
    pub async fn trail_part(
        &self,
        key: &TrailKey,
        part: Part<'_>,
    ) -> Result<Option<Trail>, StoreError> {
        let Some(id) = self.find_trail(key).await? else { return Ok(None) };
        self.packed_trail(id).await?.open_part(part).map(Some)
    }

    /// All trails of one item.
    pub async fn trails_of(
        &self,
        item: ItemRef,
    ) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
        open_all(self.packed_trails_of(item).await?)
    }

    /// All trails of each of these items, in their order; those of one item are of one
    /// moment. What is read of one item does not wait for what is read of another.
    pub async fn trails_of_each(
        &self,
        items: &[ItemRef],
    ) -> Result<Vec<Vec<(TrailKey, Trail)>>, StoreError> {
        let named = items.iter().map(|item| item_values(*item));
        let named = named.collect::<Result<Vec<_>, _>>()?;
        let found = self.database.query_many(OF_ITEM, named).await.doing(READING)?;
        found.into_iter().map(|rows| open_all(of_item(rows)?)).collect()
    }

    /// All trails of one item as they are kept, of one moment, in the order of their
    /// numbers.
    pub async fn packed_trails_of(
        &self,
        item: ItemRef,
    ) -> Result<Vec<(TrailKey, PackedTrail)>, StoreError> {
        let rows = self.database.peek(OF_ITEM, item_values(item)?).await;
        of_item(rows.doing(READING)?)
    }

    /// A trail as it is kept; empty where there is none of that number.
    pub async fn packed_trail(&self, id: TrailId) -> Result<PackedTrail, StoreError> {
        let range = id..TrailId(id.0 + 1);
        let rows = self.database.peek(OF_RANGE, range_values(&range)).await;
        let mut found = of_range(rows.doing(READING)?, &range)?;
        Ok(found.pop().unwrap_or(PackedTrail::new(id)))
    }

    /// The trails with numbers in `range` of which anything is kept, in their order; each
    /// as it was at one moment. Take ranges of some thousands: all of it is in memory.
    pub async fn packed_trails(
        &self,
        range: Range<TrailId>,
    ) -> Result<Vec<PackedTrail>, StoreError> {
        let rows = self.database.query(OF_RANGE, range_values(&range)).await;
        of_range(rows.doing(READING)?, &range)
    }

    /// The number after the last trail's: where walking over all of them ends.
    pub async fn trails_end(&self) -> Result<TrailId, StoreError> {
        let sql = "SELECT max(id) FROM trails";
        let mut rows = self.database.query(sql, values![]).await.doing(READING)?;
        let last = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0));
        Ok(TrailId(last.doing(READING)?.map_or(0, |last| last + 1)))
    }
}

/// All that is kept of the trails of a range, in one statement, so that no compaction comes
/// between its two parts.
const OF_RANGE: &str = "SELECT CAST(0 AS BIGINT) AS part, id AS place, \
     id AS filed, body FROM segments WHERE id >= $1 AND id < $2 \
     UNION ALL SELECT CAST(1 AS BIGINT), id, trail, body FROM head \
     WHERE trail >= $3 AND trail < $4";

fn range_values(range: &Range<TrailId>) -> Vec<Value> {
    let (from, until) = (range.start, range.end);
    let filed = head::neighbourhood(from.0);
    values![from.segments().start, until.segments().start, filed, until.0]
}

/// The trails of the rows that [`OF_RANGE`] gives.
fn of_range(
    rows: Vec<Row>,
    range: &Range<TrailId>,
) -> Result<Vec<PackedTrail>, StoreError> {
    let parts: Result<Vec<Piece>, _> = rows.into_iter().map(Piece::read).collect();
    let mut parts = parts?;
    parts.sort_unstable_by_key(|part| part.place);
    let mut trails = Trails::default();
    for part in parts {
        trails.add(part, range)?;
    }
    Ok(trails.settled().into_values().collect())
}

// The statement below has these numbers as they are.
const _: () = assert!(super::SEGMENTS == 1_048_576 && head::NEIGHBOURS == 64);

/// All that is kept of an item, in one statement. A trail of which nothing is kept has a
/// row as well.
const OF_ITEM: &str = "SELECT trails.id, platform, item, ship_to, currency, source, \
     CAST(0 AS BIGINT) AS part, segments.id AS place, CAST(0 AS BIGINT) AS filed, body \
     FROM trails LEFT JOIN segments ON segments.id >= trails.id * 1048576 \
     AND segments.id < (trails.id + 1) * 1048576 \
     WHERE platform = $1 AND item = $2 \
     UNION ALL SELECT trails.id, platform, item, ship_to, currency, source, \
     CAST(1 AS BIGINT), head.id, head.trail, body \
     FROM trails JOIN head ON head.trail >= trails.id - trails.id % 64 \
     AND head.trail <= trails.id \
     WHERE platform = $1 AND item = $2";

fn item_values(item: ItemRef) -> Result<Vec<Value>, StoreError> {
    let (platform, item) = words::item(item)?;
    Ok(values![platform, item])
}

/// The trails of the rows that [`OF_ITEM`] gives.
fn of_item(rows: Vec<Row>) -> Result<Vec<(TrailKey, PackedTrail)>, StoreError> {
    let mut keys: BTreeMap<TrailId, TrailKey> = BTreeMap::new();
    let mut parts = Vec::new();
    for mut row in rows {
        let is_head = row.int(6).doing(READING)? != IN_SEGMENT;
        let place = row.maybe_int(7).doing(READING)?;
        let filed = row.int(8).doing(READING)?;
        let body = row.maybe_bytes(9).doing(READING)?;
        let (trail, key) = named(row)?;
        keys.insert(trail, key);
        if let Some((place, body)) = place.zip(body) {
            let filed = if is_head { filed } else { place };
            parts.push((trail, Piece { is_head, place, filed, body }));
        }
    }
    parts.sort_unstable_by_key(|(_, part)| part.place);
    let mut trails = Trails::default();
    for (trail, part) in parts {
        trails.add(part, &(trail..TrailId(trail.0 + 1)))?;
    }
    let mut found = trails.settled();
    let packed = |(id, key)| {
        let packed = found.remove(&id).unwrap_or(PackedTrail::new(id));
        (key, packed)
    };
    Ok(keys.into_iter().map(packed).collect())
}

fn open_all(
    trails: Vec<(TrailKey, PackedTrail)>,
) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
    trails.into_iter().map(|(key, packed)| Ok((key, packed.open()?))).collect()
}

/// Trails that are being put together.
#[derive(Default)]
struct Trails(BTreeMap<TrailId, PackedTrail>);

impl Trails {
    /// Adds what is in a row of the wanted trails. Rows of each part come in the order of
    /// their ids.
    fn add(&mut self, part: Piece, wanted: &Range<TrailId>) -> Result<(), StoreError> {
        match part.is_head {
            false => self.of(TrailId::of_segment(part.filed)).segments.push(part.body),
            true => {
                for (trail, reading) in head::open(part.filed, &part.body, wanted)? {
                    self.of(trail).head.push(reading);
                }
            }
        }
        Ok(())
    }

    fn of(&mut self, id: TrailId) -> &mut PackedTrail {
        self.0.entry(id).or_insert_with(|| PackedTrail::new(id))
    }

    /// The trails, their heads in the order of their times. Of two readings of one second,
    /// the one that came later stays the later.
    fn settled(mut self) -> BTreeMap<TrailId, PackedTrail> {
        for trail in self.0.values_mut() {
            trail.head.sort_by_key(|reading| reading.at);
        }
        self.0
    }
}

/// A row of either part.
struct Piece {
    is_head: bool,
    /// Its own id, by which rows are in order.
    place: i64,
    /// The trail of a row of the head; of a segment, its own id.
    filed: i64,
    body: Vec<u8>,
}

impl Piece {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            is_head: row.int(0).doing(READING)? != IN_SEGMENT,
            place: row.int(1).doing(READING)?,
            filed: row.int(2).doing(READING)?,
            body: row.bytes(3).doing(READING)?,
        })
    }
}
