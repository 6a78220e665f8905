//! A single reading as bytes: what is written down at once when an answer comes in, until
//! it is laid into its trail.
//!
//! First the form's number, at the end a CRC-32 of all before it; in between the moment,
//! how long it holds, and what was seen. The entries of one variant after the other are a
//! group: its id is told as the difference to the one before, and of what kinds its
//! entries are only where that differs from the group before. So a variant with two prices
//! and its stock is about ten bytes.
//!
//! Readings that come together are kept together, as a [`bundle`].

pub mod bundle;

use std::time::Duration;

use itemget::{Bound, SkuId};

use crate::bytes::{Input, PackedError, begin, open, put, put_count, put_signed, seal};
use crate::bytes::{unzigzag, zigzag};
use crate::moment::Moment;
use crate::reading::{Entry, Reading, Seen};
use crate::series::{Kind, Series};
use crate::state::{Absence, Gap, Quantity, State};

/// The number of this form.
const FORM: u8 = 1;

/// In the low bits of what was seen; the rest says why.
const ITEM: u64 = 0;
const ABSENT: u64 = 1;
const NOT_OBSERVED: u64 = 2;
const PART: u64 = 3;

/// In the low bits of a group's number.
const OF_ITEM: u64 = 0;
const OF_SKU: u64 = 1;
const OF_SKU_NEW_KINDS: u64 = 2;
const OF_FAR_SKU: u64 = 3;

/// In the low bits of an entry's number, above a first bit that is set; where that is not,
/// the rest is an exact value.
const IS_ABSENT: u64 = 0;
const IS_NOT_OBSERVED: u64 = 1;
const IS_AT_LEAST: u64 = 2;
const IS_EXPLICIT: u64 = 3;

/// What is less than this has room beside the low bits.
const HAS_ROOM: u64 = 1 << 60;

/// The reading as bytes. How long it holds is kept in whole seconds, which is all that
/// counts of it.
pub fn encode(reading: &Reading) -> Vec<u8> {
    let mut out = begin(FORM);
    put_signed(&mut out, reading.at.seconds());
    put(&mut out, reading.holds_for.as_secs());
    put_seen(&mut out, &reading.seen);
    seal(out)
}

fn put_seen(out: &mut Vec<u8>, seen: &Seen) {
    match seen {
        Seen::Absent(why) => put(out, u64::from(why.code()) << 2 | ABSENT),
        Seen::NotObserved(gap) => put(out, u64::from(gap.code()) << 2 | NOT_OBSERVED),
        Seen::Item(entries) => {
            put(out, ITEM);
            put_entries(out, entries);
        }
        Seen::Part(entries) => {
            put(out, PART);
            put_entries(out, entries);
        }
    }
}

/// The reading that these bytes hold.
///
/// Bytes that were damaged, cut off, or made up are an error; they make nobody reserve
/// more memory than some multiple of their length.
pub fn decode(bytes: &[u8]) -> Result<Reading, PackedError> {
    let mut input = open(bytes, FORM)?;
    let at = Moment::from_seconds(input.signed()?);
    let holds_for = Duration::from_secs(input.number()?);
    Ok(Reading { at, holds_for, seen: read_seen(input)? })
}

/// What was seen, which is all that is left of the input.
fn read_seen(mut input: Input<'_>) -> Result<Seen, PackedError> {
    let number = input.number()?;
    let code = number >> 2;
    let seen = match number & 3 {
        ITEM if code == 0 => Some(Seen::Item(read_entries(&mut input)?)),
        ABSENT => known(code, Absence::from_code).map(Seen::Absent),
        PART if code == 0 => Some(Seen::Part(read_entries(&mut input)?)),
        NOT_OBSERVED => known(code, Gap::from_code).map(Seen::NotObserved),
        _ => None,
    };
    let seen = seen.ok_or(PackedError::Malformed("something seen that means nothing"))?;
    match input.is_empty() {
        true => Ok(seen),
        false => Err(PackedError::Malformed("more than a reading")),
    }
}

/// A kind, and the decimals at which its values are told in this reading.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    kind: Kind,
    scale: u8,
}

fn put_entries(out: &mut Vec<u8>, entries: &[Entry]) {
    let mut scales = [0_u8; 256];
    for entry in entries {
        let scale = entry.state.value().map_or(0, Quantity::scale);
        let most = &mut scales[usize::from(entry.series.kind.code())];
        *most = scale.max(*most);
    }
    let scale = |kind: Kind| scales[usize::from(kind.code())];
    let mut last_id = 0;
    let mut last: &[Entry] = &[];
    for group in entries.chunk_by(|a, b| a.series.sku == b.series.sku) {
        let is_alike = kinds(group).eq(kinds(last));
        if let Some(sku) = group[0].series.sku {
            put_sku(out, sku.get(), last_id, is_alike);
            last_id = sku.get();
        } else {
            put(out, OF_ITEM);
        }
        if !is_alike || group[0].series.sku.is_none() {
            put_count(out, group.len());
            for kind in kinds(group) {
                out.extend([kind.code(), scale(kind)]);
            }
        }
        for Entry { series, state } in group {
            put_state(out, *state, scale(series.kind));
        }
        last = group;
    }
}

fn kinds(group: &[Entry]) -> impl Iterator<Item = Kind> {
    group.iter().map(|entry| entry.series.kind)
}

fn put_sku(out: &mut Vec<u8>, id: u64, last_id: u64, is_alike: bool) {
    let far = zigzag(id.wrapping_sub(last_id).cast_signed());
    match far < HAS_ROOM {
        true => put(out, far << 2 | if is_alike { OF_SKU } else { OF_SKU_NEW_KINDS }),
        false => {
            put(out, u64::from(!is_alike) << 2 | OF_FAR_SKU);
            put(out, id);
        }
    }
}

fn put_state(out: &mut Vec<u8>, state: State, scale: u8) {
    let special = |rest: u64, mark: u64| rest << 3 | mark << 1 | 1;
    let quantity = match state {
        State::Value(quantity) => quantity,
        State::Absent(why) => return put(out, special(why.code().into(), IS_ABSENT)),
        State::NotObserved(gap) => {
            return put(out, special(gap.code().into(), IS_NOT_OBSERVED));
        }
    };
    let plain = quantity.at_scale(scale).and_then(|it| u64::try_from(it).ok());
    match (plain.filter(|plain| *plain < HAS_ROOM), quantity.bound()) {
        (Some(plain), Bound::Exact) => put(out, plain << 1),
        (Some(plain), Bound::AtLeast) => put(out, special(plain, IS_AT_LEAST)),
        (None, bound) => {
            let is_bound = u64::from(bound == Bound::AtLeast);
            let rest = u64::from(quantity.scale()) << 1 | is_bound;
            put(out, special(rest, IS_EXPLICIT));
            put_signed(out, quantity.mantissa());
        }
    }
}

fn read_entries(input: &mut Input<'_>) -> Result<Vec<Entry>, PackedError> {
    const LEAST_USUAL: usize = 3;
    let mut entries = Vec::with_capacity(input.len() / LEAST_USUAL);
    let mut places: Vec<Place> = Vec::new();
    let mut id = 0_u64;
    while !input.is_empty() {
        let number = input.number()?;
        let rest = number >> 2;
        let (is_of_sku, is_alike) = match number & 3 {
            OF_ITEM => (false, false),
            OF_FAR_SKU => {
                id = input.number()?;
                (true, rest == 0)
            }
            mark => {
                id = id.wrapping_add_signed(unzigzag(rest));
                (true, mark == OF_SKU)
            }
        };
        let sku = match is_of_sku {
            false => None,
            true => {
                let none = PackedError::Malformed("a variant of no number");
                Some(SkuId::from_u64(id).ok_or(none)?)
            }
        };
        if !is_alike {
            places = read_places(input)?;
        }
        for Place { kind, scale } in &places {
            let state = read_state(input, *scale)?;
            entries.push(Entry { series: Series { sku, kind: *kind }, state });
        }
    }
    Ok(entries)
}

fn read_places(input: &mut Input<'_>) -> Result<Vec<Place>, PackedError> {
    let count = input.count(2)?;
    let mut places = Vec::with_capacity(count);
    for _ in 0..count {
        let unknown = PackedError::Malformed("a kind that this version does not know");
        let kind = Kind::from_code(input.byte()?).ok_or(unknown)?;
        places.push(Place { kind, scale: input.byte()? });
    }
    Ok(places)
}

fn read_state(input: &mut Input<'_>, scale: u8) -> Result<State, PackedError> {
    let number = input.number()?;
    if number & 1 == 0 {
        return value(signed(number >> 1), scale, Bound::Exact);
    }
    let rest = number >> 3;
    let unknown = PackedError::Malformed("a state that means nothing");
    match number >> 1 & 3 {
        IS_ABSENT => known(rest, Absence::from_code).map(State::Absent).ok_or(unknown),
        IS_NOT_OBSERVED => {
            known(rest, Gap::from_code).map(State::NotObserved).ok_or(unknown)
        }
        IS_AT_LEAST => value(signed(rest), scale, Bound::AtLeast),
        _ => {
            let bound = if rest & 1 == 1 { Bound::AtLeast } else { Bound::Exact };
            let scale = u8::try_from(rest >> 1).unwrap_or(u8::MAX);
            value(input.signed()?, scale, bound)
        }
    }
}

fn known<T>(code: u64, from_code: fn(u8) -> Option<T>) -> Option<T> {
    u8::try_from(code).ok().and_then(from_code)
}

fn signed(shifted: u64) -> i64 {
    i64::try_from(shifted).expect("shifted right, and so below 2^63")
}

fn value(mantissa: i64, scale: u8, bound: Bound) -> Result<State, PackedError> {
    Quantity::from_parts(mantissa, scale, bound)
        .map(State::Value)
        .ok_or(PackedError::Malformed("a value of more decimals than there are"))
}
