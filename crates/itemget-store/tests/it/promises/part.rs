//! Part of a trail, told as in the whole of it.

use std::time::Duration;

use fastrand::Rng;
use itemget::{Bound, ItemId, ItemRef, SkuId};
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Part, Quantity, Reading, Seen, Series, State,
    Trail, TrailKey,
};
use itemget_store::Store;

use crate::backend::Backend;

super::promises! {
    a_variant_is_told_as_in_the_whole_of_its_trail,
    a_variant_of_a_long_trail_is_told_as_in_the_whole,
}

const HOUR: i64 = 3600;
const SKUS: u64 = 5;
/// Two of the item as a whole and of variants, and one of variants alone.
const KINDS: [Kind; 3] = [Kind::Stock, Kind::SalePrice, Kind::ListPrice];

fn key(id: u64) -> TrailKey {
    TrailKey {
        item: ItemRef::aliexpress(ItemId::from_u64(id).unwrap()),
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: "a".to_owned(),
    }
}

fn sku(number: u64) -> SkuId {
    SkuId::from_u64(12_000_044_126_059_000 + number).unwrap()
}

/// What was seen in an hour, at random: variants come and go, some kinds are not told, the
/// item is away, a look fails.
fn reading(hour: i64, rng: &mut Rng) -> Reading {
    let state = |rng: &mut Rng| match rng.u8(..20) {
        0 => State::Absent(Absence::SoldOut),
        1 => State::NotObserved(Gap::Unreadable),
        _ => {
            let value = Quantity::from_parts(800 + rng.i64(0..4), 2, Bound::Exact);
            State::Value(value.unwrap())
        }
    };
    let entries = |rng: &mut Rng| {
        let mut entries = Vec::new();
        for number in 0..=SKUS {
            let is_listed = rng.u8(..10) > 0;
            for kind in KINDS.into_iter().skip(usize::from(number == 0)) {
                let series = match number {
                    0 => Series::of_item(kind),
                    _ => Series::of_sku(sku(number), kind),
                };
                if is_listed && rng.u8(..12) > 0 {
                    entries.push(Entry { series, state: state(rng) });
                }
            }
        }
        entries
    };
    let seen = match rng.u8(..12) {
        0 => Seen::Absent(Absence::OffSale),
        1 => Seen::NotObserved(Gap::Failed),
        2 | 3 => Seen::Part(entries(rng)),
        _ => Seen::Item(entries(rng)),
    };
    let at = Moment::from_seconds(hour * HOUR + rng.i64(0..4));
    Reading { at, holds_for: Duration::from_secs(2 * 3600), seen }
}

/// Each part of it that one may ask for is what the whole trail says of it.
async fn compare(store: &Store, key: &TrailKey) {
    let whole = store.trail(key).await.unwrap().unwrap();
    let named = [sku(2), sku(4)];
    let unknown = [sku(99)];
    let prices = [Kind::SalePrice, Kind::ListPrice];
    let mut parts: Vec<Part<'_>> = named
        .iter()
        .map(std::slice::from_ref)
        .chain([&named[..], &unknown, &[]])
        .map(Part::of_skus)
        .collect();
    for of_variants in [&prices[..], &[Kind::Stock], &[]] {
        parts.push(Part::of_kinds(of_variants));
        let of_item = &[Kind::Stock];
        parts.push(Part { of_item, of_variants, variants: Some(&named[..1]) });
        parts.push(Part { of_item: &[], of_variants, variants: Some(&named[1..]) });
    }
    for part in parts {
        let told = store.trail_part(key, part).await.unwrap().unwrap();
        assert_eq!(told, only(&whole, part), "{part:?}");
    }
}

/// As much of a trail as is in a part, by its own words.
fn only(trail: &Trail, part: Part<'_>) -> Trail {
    let is_in = |series: &Series| match series.sku {
        None => series.kind == Kind::Availability || part.of_item.contains(&series.kind),
        Some(sku) => {
            part.of_variants.contains(&series.kind)
                && part.variants.is_none_or(|skus| skus.contains(&sku))
        }
    };
    let series = trail.series().filter(|(series, _)| is_in(series));
    let series = series.map(|(series, changes)| (series, changes.to_vec()));
    let spans = trail.spans().to_vec();
    Trail::from_parts(spans, trail.holds_for(), series).unwrap()
}

async fn a_variant_is_told_as_in_the_whole_of_its_trail(backend: &Backend) {
    let store = backend.store().await;
    let keys: Vec<_> = (1..=3).map(key).collect();
    assert_eq!(store.trail_part(&keys[0], Part::ALL).await.unwrap(), None);
    for seed in 0..4 {
        let mut rng = Rng::with_seed(seed);
        let first = i64::try_from(seed).unwrap() * 1000;
        let mut kept: Vec<Vec<Reading>> = vec![Vec::new(); keys.len()];
        for step in 0..60 {
            let mut rows = Vec::new();
            for (key, kept) in keys.iter().zip(&mut kept) {
                let reading = match (rng.u8(..10), kept.is_empty()) {
                    // The same once more, or one that comes late.
                    (0, false) => kept[rng.usize(..kept.len())].clone(),
                    (1, false) => reading(first + rng.i64(0..step.max(1)), &mut rng),
                    _ => reading(first + step, &mut rng),
                };
                kept.push(reading.clone());
                rows.push((key.clone(), reading));
            }
            store.append(&rows).await.unwrap();
            if rng.u8(..8) == 0 {
                store.compact().await.unwrap();
            }
            if step % 12 == 11 {
                for key in &keys {
                    compare(&store, key).await;
                }
            }
        }
    }
    store.compact().await.unwrap();
    for key in &keys {
        compare(&store, key).await;
    }
}

async fn a_variant_of_a_long_trail_is_told_as_in_the_whole(backend: &Backend) {
    let store = backend.store().await;
    let (mut rng, key) = (Rng::with_seed(9), key(1));
    let hours: Vec<_> = (0..3000).map(|hour| reading(hour, &mut rng)).collect();
    let rows = |hours: &[Reading]| -> Vec<_> {
        hours.iter().map(|reading| (key.clone(), reading.clone())).collect()
    };
    store.append(&rows(&hours[..2900])).await.unwrap();
    store.compact().await.unwrap();
    let packed = store.packed_trails_of(key.item).await.unwrap().remove(0).1;
    assert!(packed.segments.len() > 2, "{} segments", packed.segments.len());
    compare(&store, &key).await;
    store.append(&rows(&hours[2900..])).await.unwrap();
    compare(&store, &key).await;
    // What is older than the last block belongs where only the whole trail can tell.
    store.append(&rows(&[reading(70, &mut rng)])).await.unwrap();
    compare(&store, &key).await;
}
