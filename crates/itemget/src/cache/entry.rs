//! An entry as bytes: a header, a compressed body, and a checksum over both. Bytes that
//! are cut off, changed or somebody else's are no entry.

use std::io::{self, Read as _, Write as _};

use bytes::Bytes;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{CacheEntry, CacheKey, Kept};
use crate::refusal::{Layer, Refusal};

/// What a file of this format begins with; its last byte counts the formats.
const MAGIC: [u8; 8] = *b"itemget\x01";

/// Magic, key, time, kind, length before and after compressing, checksum.
const HEADER: usize = 8 + 32 + 16 + 1 + 4 + 4 + 4;

/// A refusal as it is kept: its meaning is worked out anew, by the table of the day.
#[derive(Serialize, Deserialize)]
struct KeptRefusal {
    layer: String,
    code: String,
    sub_code: Option<String>,
    message: String,
    blamed: Option<String>,
    request_id: Option<String>,
}

/// The bytes of an entry; none where it is too large to be one.
pub(super) fn encode(key: &CacheKey, entry: &CacheEntry) -> io::Result<Option<Vec<u8>>> {
    let (kind, plain) = match &entry.kept {
        Kept::Answer(body) => (0, body.clone()),
        Kept::Refusal(refusal) => (1, refusal_text(refusal).into()),
    };
    let Ok(plain_length) = u32::try_from(plain.len()) else { return Ok(None) };
    let mut packer = DeflateEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&plain)?;
    let packed = packer.finish()?;
    let Ok(packed_length) = u32::try_from(packed.len()) else { return Ok(None) };
    let mut bytes = Vec::with_capacity(HEADER + packed.len());
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(key.bytes());
    bytes.extend_from_slice(&entry.observed_at.as_nanosecond().to_le_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(&plain_length.to_le_bytes());
    bytes.extend_from_slice(&packed_length.to_le_bytes());
    let sum = checksum(&[&bytes, &packed]);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes.extend_from_slice(&packed);
    Ok(Some(bytes))
}

/// The entry that `bytes` are, if they are the whole one for `key`.
pub(super) fn decode(key: &CacheKey, bytes: &[u8]) -> Option<CacheEntry> {
    let (header, packed) = bytes.split_at_checked(HEADER)?;
    let mut rest = header;
    let mut take = |length: usize| {
        let (part, after) = rest.split_at_checked(length)?;
        rest = after;
        Some(part)
    };
    let magic = take(8)?;
    let whose = take(32)?;
    let time = i128::from_le_bytes(take(16)?.try_into().ok()?);
    let kind = take(1)?[0];
    let plain_length = u32::from_le_bytes(take(4)?.try_into().ok()?) as usize;
    let packed_length = u32::from_le_bytes(take(4)?.try_into().ok()?) as usize;
    let sum = u32::from_le_bytes(take(4)?.try_into().ok()?);
    let whole = magic == MAGIC
        && whose == key.bytes()
        && packed.len() == packed_length
        && checksum(&[&header[..HEADER - 4], packed]) == sum;
    if !whole {
        return None;
    }
    // One byte more than there should be shows that there is more.
    let mut plain = Vec::with_capacity(plain_length.min(1 << 20));
    DeflateDecoder::new(packed)
        .take(plain_length as u64 + 1)
        .read_to_end(&mut plain)
        .ok()?;
    if plain.len() != plain_length {
        return None;
    }
    let kept = match kind {
        0 => Kept::Answer(Bytes::from(plain)),
        1 => Kept::Refusal(Box::new(refusal_from(&plain)?)),
        _ => return None,
    };
    Some(CacheEntry { observed_at: Timestamp::from_nanosecond(time).ok()?, kept })
}

fn refusal_text(refusal: &Refusal) -> Vec<u8> {
    let layer = match refusal.layer {
        Layer::Gateway => "gateway",
        Layer::Business => "business",
        Layer::OAuth => "oauth",
    };
    let kept = KeptRefusal {
        layer: layer.to_owned(),
        code: refusal.code.clone(),
        sub_code: refusal.sub_code.clone(),
        message: refusal.message.clone(),
        blamed: refusal.blamed.clone(),
        request_id: refusal.request_id.clone(),
    };
    serde_json::to_vec(&kept).expect("text can always be written")
}

fn refusal_from(text: &[u8]) -> Option<Refusal> {
    let kept: KeptRefusal = serde_json::from_slice(text).ok()?;
    let layer = match kept.layer.as_str() {
        "gateway" => Layer::Gateway,
        "business" => Layer::Business,
        "oauth" => Layer::OAuth,
        _ => return None,
    };
    let refusal = Refusal::new(layer, kept.code, kept.sub_code, kept.message);
    Some(Refusal { blamed: kept.blamed, request_id: kept.request_id, ..refusal })
}

fn checksum(parts: &[&[u8]]) -> u32 {
    let mut sum = Crc::new();
    for part in parts {
        sum.update(part);
    }
    sum.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(body: &[u8]) -> CacheEntry {
        CacheEntry {
            observed_at: "2026-11-23T17:20:27.123456789Z".parse().unwrap(),
            kept: Kept::Answer(Bytes::copy_from_slice(body)),
        }
    }

    #[test]
    fn an_entry_comes_back_as_it_was() {
        let key = CacheKey::of_number(1);
        let refusal = Refusal::new(Layer::Business, "605", None, "no such item");
        let refusal = Refusal { request_id: Some("2101a".to_owned()), ..refusal };
        let refused = CacheEntry { kept: Kept::Refusal(Box::new(refusal)), ..entry(b"") };
        for entry in [entry(b""), entry(b"{}"), entry(&[7; 100_000]), refused] {
            let bytes = encode(&key, &entry).unwrap().unwrap();
            assert_eq!(decode(&key, &bytes), Some(entry));
        }
    }

    #[test]
    fn no_cut_and_no_changed_byte_is_taken_for_an_entry() {
        let key = CacheKey::of_number(1);
        let bytes = encode(&key, &entry(br#"{"price":"12.50"}"#)).unwrap().unwrap();
        for length in 0..bytes.len() {
            assert_eq!(decode(&key, &bytes[..length]), None, "cut to {length}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0x20;
            assert_eq!(decode(&key, &changed), None, "byte {at} changed");
        }
        let longer = [&bytes[..], b"x"].concat();
        assert_eq!(decode(&key, &longer), None);
        assert_eq!(decode(&CacheKey::of_number(2), &bytes), None, "another's entry");
    }
}
