//! Readings to bytes and back.

use std::time::Duration;

use itemget::SkuId;
use itemget_history::record::bundle;
use itemget_history::{
    Entry, Kind, Moment, PackedError, Quantity, Reading, Series, State, record,
};
use proptest::collection::vec;
use proptest::prelude::{any, proptest};
use proptest::sample::Index;

use crate::made::readings;

proptest! {
    #[test]
    fn a_reading_comes_back_as_it_was(readings in readings()) {
        for reading in readings {
            assert_eq!(record::decode(&record::encode(&reading)), Ok(reading));
        }
    }

    #[test]
    fn a_record_that_is_cut_off_or_changed_is_an_error(
        readings in readings(), place: Index, bit in 0..8_u32,
    ) {
        let bytes = record::encode(&readings[0]);
        let place = place.index(bytes.len());
        assert!(record::decode(&bytes[..place]).is_err());
        let mut flipped = bytes;
        flipped[place] ^= 1 << bit;
        assert_eq!(record::decode(&flipped), Err(PackedError::Checksum));
    }

    #[test]
    fn readings_that_came_together_come_back_whole_and_one_by_one(
        readings in readings(), numbers in vec(0..70_u64, 24),
    ) {
        let numbered: Vec<(u64, &Reading)> = numbers.into_iter().zip(&readings).collect();
        let bytes = bundle::encode(&numbered);
        let owned = |numbered: &[(u64, &Reading)]| -> Vec<(u64, Reading)> {
            numbered.iter().map(|(number, it)| (*number, (*it).clone())).collect()
        };
        assert_eq!(bundle::decode(&bytes), Ok(owned(&numbered)));
        assert_eq!(bundle::count(&bytes), Ok(numbered.len() as u64));
        let first = numbered[0].0;
        let of_first: Vec<_> =
            numbered.iter().copied().filter(|(number, _)| *number == first).collect();
        assert_eq!(bundle::decode_only(&bytes, |it| it == first), Ok(owned(&of_first)));
        // Neither is taken for the other.
        let single = record::encode(&readings[0]);
        assert_eq!(bundle::decode(&single), Err(PackedError::UnknownForm(1)));
        assert_eq!(record::decode(&bytes), Err(PackedError::UnknownForm(2)));
    }

    #[test]
    fn any_bytes_under_a_right_checksum_are_a_bundle_or_an_error(
        readings in readings(),
        changes in vec(any::<(Index, u8)>(), 0..4),
        mut random in vec(any::<u8>(), 0..100),
        cut: Index,
    ) {
        let numbered: Vec<(u64, &Reading)> = (0..).zip(&readings).collect();
        let mut bytes = bundle::encode(&numbered);
        bytes.truncate(bytes.len() - 4);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        random.insert(0, 2);
        for body in [&bytes, &bytes[..cut.index(bytes.len())], &random] {
            let sealed = [body, &crc32fast::hash(body).to_le_bytes()].concat();
            if let Ok(read) = bundle::decode(&sealed) {
                let again: Vec<_> = read.iter().map(|(number, it)| (*number, it)).collect();
                assert_eq!(bundle::decode(&bundle::encode(&again)), Ok(read));
            }
        }
    }

    #[test]
    fn any_bytes_under_a_right_checksum_are_a_reading_or_an_error(
        readings in readings(),
        changes in vec(any::<(Index, u8)>(), 0..4),
        mut random in vec(any::<u8>(), 0..100),
        cut: Index,
    ) {
        let mut bytes = record::encode(&readings[0]);
        bytes.truncate(bytes.len() - 4);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        random.insert(0, 1);
        for body in [&bytes, &bytes[..cut.index(bytes.len())], &random] {
            let sealed = [body, &crc32fast::hash(body).to_le_bytes()].concat();
            if let Ok(reading) = record::decode(&sealed) {
                assert_eq!(record::decode(&record::encode(&reading)), Ok(reading));
            }
        }
    }
}

#[test]
fn a_variant_with_two_prices_and_its_stock_is_about_ten_bytes() {
    let entries = |id: u64| {
        let value = |mantissa, scale| {
            let quantity =
                Quantity::from_parts(mantissa, scale, itemget::Bound::Exact).unwrap();
            State::Value(quantity)
        };
        let sku = SkuId::from_u64(12_000_023_456_789_000 + id).unwrap();
        let entry = |kind, state| Entry { series: Series::of_sku(sku, kind), state };
        let price = 1599 + i64::try_from(id).unwrap();
        [
            entry(Kind::SalePrice, value(price, 2)),
            entry(Kind::ListPrice, value(2 * price, 2)),
            entry(Kind::Stock, value(price / 10, 0)),
        ]
    };
    let (at, holds_for) =
        (Moment::from_seconds(1_795_000_000), Duration::from_secs(90_000));
    let length = |skus| {
        let entries = (0..skus).flat_map(entries).collect();
        record::encode(&Reading::of_item(at, holds_for, entries)).len()
    };
    assert!(length(1) <= 45, "{}", length(1));
    let each = (length(41) - length(1)) as f64 / 40.0;
    assert!(each <= 10.0, "{each}");
}
