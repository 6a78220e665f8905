//! A trail as the blocks it is kept in: old ones that are not touched again, and the last
//! one, which is still short enough to be written anew whenever something is added.

use crate::block;
use crate::moment::Moment;
use crate::trail::Trail;

/// How long a block may become, in bytes.
pub const LIMIT: usize = 16 * 1024;

/// A block must have room for this many times what it begins with.
const TIMES_CARRIED: usize = 4;

/// A stretch of a trail as a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its first reading; that of each segment but the first is the last reading of the
    /// one before too.
    pub first: Moment,
    /// Its last reading.
    pub last: Moment,
    /// How many changes are in it, the state it begins with among them.
    pub changes: usize,
    /// The block ([`block::decode`]).
    pub bytes: Vec<u8>,
}

/// The trail in blocks of about `limit` bytes or less, in order; nothing where there was
/// no reading. [`join`] puts them together again.
///
/// Every block begins with the whole state at its first reading, so that it says all
/// about its stretch of time alone. As soon as a trail is longer than a block, all of it
/// is closed, and the last block is that state alone: the place for what comes next.
/// Closed blocks are touched again only by a reading that is older than
/// [`Segment::first`] of the last one: then they are joined, the reading is laid in, and
/// all is cut again.
///
/// Where the state alone takes a good part of `limit`, blocks are longer: otherwise they
/// would hold little else.
pub fn cut(trail: &Trail, limit: usize) -> Vec<Segment> {
    let Some(last) = trail.last_reading() else { return Vec::new() };
    let Some(whole) = segment(trail) else { return Vec::new() };
    if whole.bytes.len() <= limit {
        return vec![whole];
    }
    let Some((_, carried)) = trail.split(last) else { return vec![whole] };
    let Some(open) = segment(&carried) else { return vec![whole] };
    let limit = limit.max(TIMES_CARRIED * open.bytes.len());
    let pieces = whole.bytes.len() / limit;
    if pieces == 0 || whole.first == last {
        return vec![whole];
    }
    let mut segments = Vec::with_capacity(pieces + 1);
    let mut rest = None;
    for at in cuts(trail, pieces) {
        if let Some((closed, later)) = rest.as_ref().unwrap_or(trail).split(at) {
            segments.extend(segment(&closed));
            rest = Some(later);
        }
    }
    segments.extend(segment(rest.as_ref().unwrap_or(trail)));
    segments.push(open);
    segments
}

/// The trail that these stretches of it, in their order, are of.
pub fn join(stretches: impl IntoIterator<Item = Trail>) -> Trail {
    let mut whole = Trail::default();
    for stretch in stretches {
        match whole.is_empty() {
            true => whole = stretch,
            false => whole.append(stretch),
        }
    }
    whole
}

fn segment(trail: &Trail) -> Option<Segment> {
    let first = trail.spans().first()?.first;
    let last = trail.last_reading()?;
    Some(Segment { first, last, changes: trail.len(), bytes: block::encode(trail) })
}

/// The readings within a trail at which it falls into so many pieces of about the same
/// number of changes.
fn cuts(trail: &Trail, pieces: usize) -> Vec<Moment> {
    let known = trail.known_moments();
    let Some((first, last)) = known.first().zip(known.last()) else { return Vec::new() };
    let mut changes: Vec<Moment> = trail
        .series()
        .flat_map(|(_, changes)| changes)
        .map(|change| change.at)
        .filter(|at| first < at && at < last)
        .collect();
    changes.sort_unstable();
    let mut cuts: Vec<Moment> = (1..pieces)
        .filter_map(|piece| changes.get(changes.len() * piece / pieces))
        .filter_map(|near| known.get(known.partition_point(|at| at < near)).copied())
        .filter(|at| at < last)
        .collect();
    cuts.dedup();
    cuts
}
