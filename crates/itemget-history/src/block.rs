//! A trail, or a stretch of one, as bytes: what is kept for years.
//!
//! # The form
//!
//! Numbers are of one to ten bytes, seven bits in each; signed ones are zigzagged. First
//! the form's number, at the end a CRC-32 of all before it; in between
//!
//! - how long the last reading holds, in seconds;
//! - the spans: how many, then for each the seconds since the last one's end, its length,
//!   its readings;
//! - the moments at which anything changed, once for all series: how many, a period, the
//!   seconds from the first span's start to the first one, then for each how much it is
//!   off a multiple of the period after the one before;
//! - the variants: how many, the least id, the differences to the next;
//! - the columns, one for each kind, those of the item as a whole first: the kind, the
//!   number of decimals, how many bits a step gives to the moment; then the series of that
//!   kind, each a list of steps with its length in front.
//!
//! A step is a number: its low bits say how many moments are passed over, the rest is by
//! how much the value moved. No movement marks what is not a plain value: an absence, a
//! gap, another bound, a value that cannot be told at the column's decimals. So an ordinary
//! change of stock is one byte, and one of a price two or three.

mod moments;
mod read;
mod step;
mod write;

pub use read::{Changes, Packed, Reader, SeriesIter};
pub use write::encode;

use crate::bytes::PackedError;
use crate::part::Part;
use crate::trail::Trail;

/// The number of this form.
const FORM: u8 = 1;

/// The trail that these bytes hold.
///
/// Bytes that were damaged, cut off, or made up are an error and never a trail that
/// breaks its promises; they make nobody reserve more memory than some multiple of their
/// length.
pub fn decode(bytes: &[u8]) -> Result<Trail, PackedError> {
    let reader = Reader::open(bytes)?;
    trail(&reader, reader.series())
}

/// As much of it as is in a part; the series that are not are passed over unread.
pub fn decode_part(bytes: &[u8], part: Part<'_>) -> Result<Trail, PackedError> {
    let reader = Reader::open(bytes)?;
    trail(&reader, reader.part(part))
}

fn trail(reader: &Reader<'_>, wanted: SeriesIter<'_>) -> Result<Trail, PackedError> {
    let mut series = Vec::new();
    for packed in wanted {
        let packed = packed?;
        // A change takes two bytes, more or less: then it grows once or not at all.
        let mut changes = Vec::with_capacity(packed.len() / 2 + 1);
        for change in packed.changes() {
            changes.push(change?);
        }
        series.push((packed.series(), changes));
    }
    Trail::from_parts(reader.spans().to_vec(), reader.holds_for(), series)
        .ok_or(PackedError::Malformed("its parts do not fit together"))
}
