//! The head's rows: readings as they came, those of neighbouring trails together.
//!
//! A row for each reading would cost its index more than the reading itself: a sweep over
//! many items touches every leaf of it. So one append makes a row for each neighbourhood of
//! trails, and whoever reads one trail passes over its neighbours' readings.

use std::ops::Range;

use itemget_history::record::{self, bundle};
use itemget_history::{PackedError, Reading};

use super::TrailId;
use crate::db::HeadRow;
use crate::error::StoreError;

/// Trails whose numbers are the same multiple of this, and something, are neighbours.
pub(super) const NEIGHBOURS: i64 = 64;

/// So many readings are in a row at most.
const MOST: usize = 256;

/// Where the neighbourhood of a trail begins: the number that its rows are filed under.
pub(super) fn neighbourhood(trail: i64) -> i64 {
    trail - trail.rem_euclid(NEIGHBOURS)
}

/// The rows that keep these readings; those of one trail in their order.
pub(super) fn rows(readings: &[(TrailId, &Reading)]) -> Vec<HeadRow> {
    let mut sorted = readings.to_vec();
    sorted.sort_by_key(|(trail, _)| neighbourhood(trail.0));
    let together =
        sorted.chunk_by(|(a, _), (b, _)| neighbourhood(a.0) == neighbourhood(b.0));
    together.flat_map(|together| together.chunks(MOST)).map(row).collect()
}

fn row(readings: &[(TrailId, &Reading)]) -> HeadRow {
    let trail = readings.first().map_or(0, |(trail, _)| neighbourhood(trail.0));
    let number = |id: TrailId| {
        u64::try_from(id.0 - trail).expect("no trail is before its neighbourhood")
    };
    let at = readings.iter().map(|(_, reading)| reading.at.seconds()).min();
    let numbered: Vec<_> =
        readings.iter().map(|(id, reading)| (number(*id), *reading)).collect();
    HeadRow { trail, at: at.unwrap_or(0), body: bundle::encode(&numbered) }
}

/// All trails.
pub(super) const ALL: Range<TrailId> = TrailId(i64::MIN)..TrailId(i64::MAX);

/// The readings of a row that are of these trails, in the order in which they came.
pub(super) fn open(
    filed: i64,
    body: &[u8],
    wanted: &Range<TrailId>,
) -> Result<Vec<(TrailId, Reading)>, StoreError> {
    let id = |number: u64| Some(TrailId(filed.checked_add_unsigned(number)?));
    let is_wanted = |number| id(number).is_some_and(|id| wanted.contains(&id));
    let readings = match bundle::decode_only(body, is_wanted) {
        // Before there were bundles, each reading had a row of its own.
        Err(PackedError::UnknownForm(_)) => match is_wanted(0) {
            true => record::decode(body).map(|reading| vec![(0, reading)]),
            false => Ok(Vec::new()),
        },
        read => read,
    };
    let readings = readings.map_err(|error| {
        StoreError::damaged(format!("readings of the trails from {filed} on: {error}"))
    })?;
    let known = readings.into_iter();
    Ok(known.filter_map(|(number, reading)| Some((id(number)?, reading))).collect())
}

/// A row without what is not among these readings of it; none where that is all.
pub(super) fn row_of(readings: &[(TrailId, Reading)]) -> Option<HeadRow> {
    let told: Vec<_> =
        readings.iter().map(|(trail, reading)| (*trail, reading)).collect();
    (!told.is_empty()).then(|| row(&told))
}

/// How many readings are in a row.
pub(super) fn count(body: &[u8]) -> u64 {
    // One that is damaged or of its own form is at least one; a check says more.
    bundle::count(body).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget_history::{Gap, Moment, Seen};

    use super::*;

    fn reading(at: i64) -> Reading {
        let seen = Seen::NotObserved(Gap::Failed);
        let (at, holds_for) = (Moment::from_seconds(at), Duration::from_secs(9));
        Reading { at, holds_for, seen }
    }

    #[test]
    fn neighbours_share_rows_and_each_finds_its_own() {
        let all: Vec<(TrailId, Reading)> =
            (0..400).map(|n| (TrailId(n * 7 % 200), reading(n))).collect();
        let told: Vec<_> = all.iter().map(|(trail, reading)| (*trail, reading)).collect();
        let rows = rows(&told);
        assert!(rows.len() <= 8, "{}", rows.len());
        assert_eq!(rows.iter().map(|row| count(&row.body)).sum::<u64>(), 400);
        for trail in [0, 63, 64, 199].map(TrailId) {
            let wanted = trail..TrailId(trail.0 + 1);
            let found =
                rows.iter().flat_map(|row| open(row.trail, &row.body, &wanted).unwrap());
            let expected = all.iter().filter(|(id, _)| *id == trail).cloned();
            assert!(found.eq(expected), "{trail:?}");
        }
    }

    #[test]
    fn a_row_of_one_reading_is_read_as_well() {
        let body = record::encode(&reading(5));
        let all = TrailId(0)..TrailId(i64::MAX);
        assert_eq!(open(70, &body, &all).unwrap(), [(TrailId(70), reading(5))]);
        assert_eq!(open(70, &body, &(TrailId(71)..TrailId(80))).unwrap(), []);
        assert_eq!(count(&body), 1);
        assert!(open(70, &body[1..], &all).is_err());
    }
}
