//! Trails to bytes and back.

use std::time::Duration;

use itemget::SkuId;
use itemget_history::stats::{OF_VARIANTS, Settings, Stats};
use itemget_history::{Kind, PackedError, Part, Series, Trail, block};
use proptest::collection::vec;
use proptest::prelude::{any, proptest};
use proptest::sample::Index;
use serde_json::Value;

use crate::made::{laid, readings, trails};

proptest! {
    #[test]
    fn a_trail_comes_back_as_it_was(trail in trails()) {
        let bytes = block::encode(&trail);
        let back = block::decode(&bytes);
        assert_eq!(back.as_ref(), Ok(&trail));
        assert_eq!(block::encode(&back.unwrap()), bytes);
    }

    #[test]
    fn a_part_is_told_as_beside_the_rest(readings in readings()) {
        let (earlier, later) = readings.split_at(readings.len() / 2);
        let (bytes, whole) = (block::encode(&laid(earlier)), laid(&readings));
        let kinds = [&[][..], &[Kind::Stock], &[Kind::PositiveRate, Kind::SalePrice]];
        let skus = [7, 1, 2, u64::MAX].map(|id| SkuId::from_u64(id).unwrap());
        let mut parts = vec![Part::ALL];
        parts.extend(kinds.map(Part::of_kinds));
        parts.extend([&skus[..1], &skus[1..2], &skus[2..]].map(Part::of_skus));
        parts.extend(kinds.map(|of_variants| Part {
            of_item: &[Kind::Stock], of_variants, variants: Some(&skus[..2]),
        }));
        for part in parts {
            let mut alone = block::decode_part(&bytes, part).unwrap();
            later.iter().for_each(|reading| alone.lay(&reading.for_part(part)));
            assert_eq!(alone.part(part), of_part(&whole, part), "{part:?}");
        }
    }

    #[test]
    fn an_items_statistics_are_told_by_a_part_of_its_trail(
        trail in trails(), later in 0..10_000_000_u64,
    ) {
        let eur = "EUR".parse().unwrap();
        let now = trail.last_reading().unwrap() + Duration::from_secs(later);
        let part = Part::of_kinds(OF_VARIANTS);
        let part = block::decode_part(&block::encode(&trail), part).unwrap();
        for kind in [Kind::SalePrice, Kind::Stock, Kind::PositiveRate] {
            let series = Series::of_item(kind);
            let stats = |trail| {
                let stats = Stats::of(trail, series, eur, now, Settings::default());
                let mut stats = serde_json::to_value(stats).unwrap();
                forget_readings(&mut stats);
                stats
            };
            assert_eq!(stats(&part), stats(&trail));
        }
    }

    #[test]
    fn a_block_that_is_cut_off_or_changed_is_an_error(
        trail in trails(), place: Index, bit in 0..8_u32,
    ) {
        let bytes = block::encode(&trail);
        let place = place.index(bytes.len());
        assert!(block::decode(&bytes[..place]).is_err());
        let mut flipped = bytes;
        flipped[place] ^= 1 << bit;
        assert_eq!(block::decode(&flipped), Err(PackedError::Checksum));
    }

    #[test]
    fn bytes_under_a_right_checksum_are_a_sound_trail_or_an_error(
        trail in trails(), changes in vec(any::<(Index, u8)>(), 1..4), cut: Index,
    ) {
        let mut bytes = block::encode(&trail);
        bytes.truncate(bytes.len() - 4);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        for length in [bytes.len(), cut.index(bytes.len())] {
            read_all(&sealed(&bytes[..length]));
        }
    }

    #[test]
    fn random_bytes_are_a_sound_trail_or_an_error(mut bytes in vec(any::<u8>(), 0..200)) {
        read_all(&bytes);
        bytes.insert(0, 1);
        read_all(&sealed(&bytes));
    }
}

#[test]
fn a_block_of_a_later_form_is_told_from_a_damaged_one() {
    assert_eq!(block::decode(&sealed(&[200, 1, 2])), Err(PackedError::UnknownForm(200)));
    assert_eq!(block::decode(&[]), Err(PackedError::Truncated));
}

/// Reads it every way that there is; what is read must pack to what reads the same.
fn read_all(bytes: &[u8]) {
    if let Ok(trail) = block::decode(bytes) {
        assert_eq!(block::decode(&block::encode(&trail)), Ok(trail));
    }
    if let Ok(reader) = block::Reader::open(bytes) {
        for packed in reader.series().map_while(Result::ok) {
            assert!(packed.changes().count() <= bytes.len());
        }
    }
}

/// How many readings there were is less well known of a part.
fn forget_readings(stats: &mut Value) {
    match stats {
        Value::Object(members) => {
            members.remove("readings");
            members.values_mut().for_each(forget_readings);
        }
        Value::Array(all) => all.iter_mut().for_each(forget_readings),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn of_part(trail: &Trail, part: Part<'_>) -> Trail {
    let Part { of_item, of_variants, variants } = part;
    let is_part = |it: &Series| match it.sku {
        None => it.kind == Kind::Availability || of_item.contains(&it.kind),
        Some(sku) => {
            let is_named = variants.is_none_or(|skus| skus.contains(&sku));
            is_named && of_variants.contains(&it.kind)
        }
    };
    let series = trail.series().filter(|(series, _)| is_part(series));
    let series: Vec<_> =
        series.map(|(series, changes)| (series, changes.to_vec())).collect();
    Trail::from_parts(trail.spans().to_vec(), trail.holds_for(), series).unwrap()
}

fn sealed(body: &[u8]) -> Vec<u8> {
    let sum = crc32fast::hash(body);
    [body, &sum.to_le_bytes()].concat()
}
