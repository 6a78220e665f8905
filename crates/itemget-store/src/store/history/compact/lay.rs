//! Readings laid into the last segment of their trail, or into all of it.

use itemget_history::{Reading, Trail, block, segment};

use super::DOING;
use crate::db::{Row, Transaction, values};
use crate::error::{Doing as _, StoreError};
use crate::store::history::{TrailId, ranges};

/// Readings of a trail, and what they are to be laid into.
pub(super) struct Work {
    pub(super) id: TrailId,
    /// The id of its last segment, and the segment.
    pub(super) last: Option<(i64, Vec<u8>)>,
    pub(super) readings: Vec<Reading>,
}

/// What came of it.
pub(super) enum Laid {
    /// Segments to be written, with their ids.
    Done(Vec<(i64, Vec<u8>)>),
    /// A reading is older than the last segment: it takes all of them.
    Late(Work),
}

/// Reads the last segment of each of the trails, which are in order.
pub(super) async fn fill(
    work: &mut dyn Transaction,
    groups: &mut [Work],
) -> Result<(), StoreError> {
    const LAST: &str = "SELECT id, body FROM segments WHERE id IN \
         (SELECT max(id) FROM segments WHERE id >= $1 AND id < $2 GROUP BY id / 1048576)";
    let asked = ranges(groups.iter().map(|group| group.id)).into_iter();
    let asked = asked
        .map(|range| values![range.start.segments().start, range.end.segments().start]);
    let found = work.query_many(LAST, asked.collect()).await.doing(DOING)?;
    let rows = found
        .into_iter()
        .flatten()
        .map(|mut row| Ok((row.int(0).doing(DOING)?, row.bytes(1).doing(DOING)?)));
    for row in rows.collect::<Result<Vec<_>, StoreError>>()? {
        let id = TrailId::of_segment(row.0);
        if let Ok(place) = groups.binary_search_by_key(&id, |group| group.id) {
            groups[place].last = Some(row);
        }
    }
    Ok(())
}

impl Work {
    /// Lays the readings in, if it can be done with the last segment alone.
    pub(super) fn lay(mut self) -> Result<Laid, StoreError> {
        let id = self.id;
        let open = match self.last.take() {
            None => Open { number: 0, trail: Trail::default() },
            Some((segment, bytes)) => {
                Open { number: segment - id.segments().start, trail: decode(id, &bytes)? }
            }
        };
        let first = open.trail.spans().first().map(|span| span.first);
        let is_late =
            self.readings.iter().any(|it| first.is_some_and(|first| it.at < first));
        match is_late && open.number > 0 {
            true => Ok(Laid::Late(self)),
            false => Ok(Laid::Done(open.lay(id, &self.readings))),
        }
    }
}

/// The part of a trail that is written anew.
pub(super) struct Open {
    /// The number of the segment that it begins with.
    number: i64,
    trail: Trail,
}

impl Open {
    /// From all segments, which are removed.
    pub(super) async fn whole(
        work: &mut dyn Transaction,
        id: TrailId,
    ) -> Result<Self, StoreError> {
        const ALL: &str = "SELECT body FROM segments WHERE id >= $1 AND id < $2 \
             ORDER BY id";
        const REMOVE: &str = "DELETE FROM segments WHERE id >= $1 AND id < $2";
        let segments = id.segments();
        let range = values![segments.start, segments.end];
        let rows = work.query(ALL, range.clone()).await.doing(DOING)?;
        let stretch = |mut row: Row| decode(id, &row.bytes(0).doing(DOING)?);
        let stretches: Result<Vec<_>, _> = rows.into_iter().map(stretch).collect();
        let trail = segment::join(stretches?);
        work.execute(REMOVE, range).await.doing(DOING)?;
        Ok(Self { number: 0, trail })
    }

    /// With the readings in it, as segments with their ids.
    pub(super) fn lay(
        mut self,
        id: TrailId,
        readings: &[Reading],
    ) -> Vec<(i64, Vec<u8>)> {
        for reading in readings {
            self.trail.lay(reading);
        }
        let first = id.segments().start + self.number;
        let segments = segment::cut(&self.trail, segment::LIMIT).into_iter();
        (first..).zip(segments).map(|(id, segment)| (id, segment.bytes)).collect()
    }
}

fn decode(id: TrailId, bytes: &[u8]) -> Result<Trail, StoreError> {
    block::decode(bytes).map_err(|error| {
        StoreError::damaged(format!("a segment of trail {}: {error}", id.0))
    })
}
