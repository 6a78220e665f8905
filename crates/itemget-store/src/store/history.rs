//! History: readings in, trails out.
//!
//! A reading is appended to the *head* as it came, which is all that happens before it is
//! acknowledged. Compaction takes readings out of the head and lays them into the trail's
//! last *segment*, in one transaction: a reading is in one of the two, never in both and
//! never in neither. Whoever reads a trail reads both, in one statement.

mod append;
mod check;
mod compact;
mod figures;
mod keys;
mod read;

use serde::{Deserialize, Serialize};

pub use check::{Checked, Fault};
pub use compact::Compacted;
pub use figures::Figures;
pub(crate) use keys::Keys;
pub use read::PackedTrail;

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
    fn segments(self) -> std::ops::Range<i64> {
        let first = self.0 * SEGMENTS;
        first..first + SEGMENTS
    }

    /// The trail that a segment is of.
    fn of_segment(segment: i64) -> Self {
        Self(segment / SEGMENTS)
    }
}
