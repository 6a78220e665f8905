//! History: readings in, trails out.
//!
//! A reading is appended to the *head* as it came, which is all that happens before it is
//! acknowledged. Compaction takes readings out of the head and lays them into the trail's
//! last *segment*, in one transaction: a reading is in one of the two, never in both and
//! never in neither. Whoever reads a trail reads both, in one statement.

pub(super) mod append;
mod check;
mod compact;
mod figures;
mod head;
mod keys;
mod merge;
mod read;
mod scan;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use check::{Checked, Fault};
pub use compact::Compacted;
pub use figures::Figures;
pub(crate) use keys::Keys;
pub use merge::Laid;
pub use read::PackedTrail;
pub use scan::{Fallen, Lowest};

/// A trail, by its number in this store.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TrailId(pub i64);

/// How many segments a trail can have.
const SEGMENTS: i64 = 1 << 20;

impl TrailId {
    /// The ids that its segments have.
    fn segments(self) -> Range<i64> {
        let first = self.0 * SEGMENTS;
        first..first + SEGMENTS
    }

    /// The trail that a segment is of.
    fn of_segment(segment: i64) -> Self {
        Self(segment / SEGMENTS)
    }
}

/// The ranges that these numbers, which are in order, lie in: neighbours are cheaper read
/// together, even with some between them that nobody asked for.
pub fn ranges(ids: impl IntoIterator<Item = TrailId>) -> Vec<Range<TrailId>> {
    /// The longest range that is read at once.
    const LONGEST: i64 = 512;
    /// A range goes on over so many trails that nobody asked for.
    const HOLE: i64 = 8;
    let mut ranges: Vec<Range<TrailId>> = Vec::new();
    for id in ids {
        let next = TrailId(id.0 + 1);
        match ranges.last_mut() {
            Some(last) if id.0 - last.end.0 <= HOLE && id.0 - last.start.0 < LONGEST => {
                last.end = next;
            }
            _ => ranges.push(id..next),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_read_together_and_no_range_is_too_long() {
        let told = |ids: &[i64]| -> Vec<(i64, i64)> {
            let ranges = ranges(ids.iter().map(|id| TrailId(*id))).into_iter();
            ranges.map(|range| (range.start.0, range.end.0)).collect()
        };
        assert_eq!(told(&[1, 2, 5, 400]), [(1, 6), (400, 401)]);
        let many: Vec<i64> = (0..1200).collect();
        assert_eq!(told(&many), [(0, 512), (512, 1024), (1024, 1200)]);
        assert_eq!(told(&[]), []);
    }
}
