//! Readings that came together as bytes: each with a number that says whose it is, in the
//! order in which they were given.
//!
//! First the form's number, at the end a CRC-32 of all before it; in between how many there
//! are, then of each its number, its length, by how much its moment and how long it holds
//! differ from those of the one before, and what was seen, as in a single record.

use std::time::Duration;

use super::{put_seen, read_seen};
use crate::bytes::{Input, PackedError, begin, open, put, put_count, put_signed, seal};
use crate::moment::Moment;
use crate::reading::Reading;

/// The number of this form; a single reading has another one.
const FORM: u8 = 2;

/// The readings as bytes. How long each holds is kept in whole seconds.
pub fn encode(readings: &[(u64, &Reading)]) -> Vec<u8> {
    let mut out = begin(FORM);
    put_count(&mut out, readings.len());
    let mut before = Before::default();
    let mut part = Vec::new();
    for (number, reading) in readings {
        part.clear();
        before.put(&mut part, reading);
        put_seen(&mut part, &reading.seen);
        put(&mut out, *number);
        put_count(&mut out, part.len());
        out.extend_from_slice(&part);
    }
    seal(out)
}

/// The readings that these bytes hold, with their numbers.
///
/// Bytes that were damaged, cut off, or made up are an error; they make nobody reserve
/// more memory than some multiple of their length.
pub fn decode(bytes: &[u8]) -> Result<Vec<(u64, Reading)>, PackedError> {
    read(bytes, |_| true)
}

/// Those of the readings whose numbers are `wanted`; what the others saw is not read.
pub fn decode_only(
    bytes: &[u8],
    wanted: impl Fn(u64) -> bool,
) -> Result<Vec<(u64, Reading)>, PackedError> {
    read(bytes, wanted)
}

/// How many readings there are in it.
pub fn count(bytes: &[u8]) -> Result<u64, PackedError> {
    open(bytes, FORM)?.number()
}

fn read(
    bytes: &[u8],
    wanted: impl Fn(u64) -> bool,
) -> Result<Vec<(u64, Reading)>, PackedError> {
    /// Number, length, and a part of three bytes.
    const LEAST_BYTES: usize = 5;
    let mut input = open(bytes, FORM)?;
    let count = input.count(LEAST_BYTES)?;
    let mut readings = Vec::new();
    let mut before = Before::default();
    for _ in 0..count {
        let number = input.number()?;
        let mut part = input.part()?;
        before.read(&mut part)?;
        if wanted(number) {
            let (at, holds_for) = before.now();
            readings.push((number, Reading { at, holds_for, seen: read_seen(part)? }));
        }
    }
    match input.is_empty() {
        true => Ok(readings),
        false => Err(PackedError::Malformed("more readings than were counted")),
    }
}

/// Moment and how long it holds, of the reading before.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    at: i64,
    holds_for: u64,
}

impl Before {
    fn put(&mut self, out: &mut Vec<u8>, reading: &Reading) {
        let (at, holds_for) = (reading.at.seconds(), reading.holds_for.as_secs());
        put_signed(out, at.wrapping_sub(self.at));
        put_signed(out, holds_for.wrapping_sub(self.holds_for).cast_signed());
        *self = Self { at, holds_for };
    }

    fn read(&mut self, input: &mut Input<'_>) -> Result<(), PackedError> {
        self.at = self.at.wrapping_add(input.signed()?);
        let longer = input.signed()?;
        self.holds_for = self.holds_for.wrapping_add(longer.cast_unsigned());
        Ok(())
    }

    fn now(self) -> (Moment, Duration) {
        (Moment::from_seconds(self.at), Duration::from_secs(self.holds_for))
    }
}
