//! Readings in, trails out.

use std::time::Duration;

use itemget::{ItemId, ItemRef, SkuId};
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Part, Quantity, Reading, Seen, Series, State,
    Trail, TrailKey,
};
use itemget_store::{Compacted, Laid, Store};

use crate::backend::Backend;

super::promises! {
    what_was_appended_is_there_before_and_after_compaction,
    readings_come_late_twice_and_from_two_writers_and_the_trail_is_one,
    a_part_of_a_trail_is_told_as_beside_the_rest,
    every_state_comes_back_as_it_was,
    views_and_sources_are_never_mixed,
    a_long_trail_is_cut_and_read_whole,
    a_reading_older_than_the_last_segment_finds_its_place,
    compactions_at_once_lose_and_double_nothing,
    a_whole_store_has_no_fault,
    figures_count_what_is_kept,
    the_lowest_and_the_falls_of_all_are_those_of_each,
    many_items_are_read_at_once_as_one_by_one,
    whole_trails_are_put_to_what_is_kept_once_and_never_against_it,
}

const DAY: i64 = 86_400;

fn key(id: u64, source: &str) -> TrailKey {
    TrailKey {
        item: ItemRef::aliexpress(ItemId::from_u64(id).unwrap()),
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: source.to_owned(),
    }
}

fn sku(id: u64, kind: Kind) -> Series {
    Series::of_sku(SkuId::from_u64(12_000_044_126_059_000 + id).unwrap(), kind)
}

fn value(cents: i64) -> State {
    State::Value(Quantity::from_parts(cents, 2, itemget::Bound::Exact).unwrap())
}

/// Two variants, of which the first one's price moves with `day`.
fn reading(day: i64) -> Reading {
    let entries = vec![
        Entry { series: sku(1, Kind::SalePrice), state: value(800 + day % 7) },
        Entry { series: sku(1, Kind::Stock), state: value(100 * (90 - day % 50)) },
        Entry { series: sku(2, Kind::SalePrice), state: value(1250) },
    ];
    let at = Moment::from_seconds(day * DAY + day % 600);
    Reading::of_item(at, Duration::from_secs(2 * 86_400), entries)
}

fn laid<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> Trail {
    let mut trail = Trail::default();
    for reading in readings {
        trail.lay(reading);
    }
    trail
}

async fn append(store: &Store, key: &TrailKey, readings: &[Reading]) {
    let rows: Vec<_> = readings.iter().map(|it| (key.clone(), it.clone())).collect();
    store.append(&rows).await.unwrap();
}

async fn trail(store: &Store, key: &TrailKey) -> Trail {
    store.trail(key).await.unwrap().unwrap()
}

async fn what_was_appended_is_there_before_and_after_compaction(backend: &Backend) {
    let store = backend.store().await;
    let key = key(1, "a");
    let readings: Vec<_> = (0..30).map(reading).collect();
    for part in readings.chunks(7) {
        append(&store, &key, part).await;
    }
    let expected = laid(&readings);
    assert_eq!(trail(&store, &key).await, expected);
    let done = store.compact().await.unwrap();
    assert_eq!(done, Compacted { readings: 30, trails: 1, segments: 1 });
    assert_eq!(trail(&store, &key).await, expected);
    append(&store, &key, &[reading(30)]).await;
    let expected = laid(readings.iter().chain([&reading(30)]));
    assert_eq!(trail(&backend.store().await, &key).await, expected);
    assert_eq!(store.waiting().await.unwrap(), 1);
}

async fn readings_come_late_twice_and_from_two_writers_and_the_trail_is_one(
    backend: &Backend,
) {
    let (a, b) = (backend.store().await, backend.store().await);
    let key = key(1, "a");
    let even: Vec<_> = (0..20).step_by(2).map(reading).collect();
    let odd: Vec<_> = (1..20).step_by(2).map(reading).collect();
    tokio::join!(append(&a, &key, &even), append(&b, &key, &odd));
    append(&b, &key, &even[3..5]).await;
    let all: Vec<_> = (0..20).map(reading).collect();
    assert_eq!(trail(&a, &key).await, laid(&all));
    a.compact().await.unwrap();
    assert_eq!(trail(&b, &key).await, laid(&all));
}

async fn a_part_of_a_trail_is_told_as_beside_the_rest(backend: &Backend) {
    let store = backend.store().await;
    let key = key(1, "a");
    let readings: Vec<_> = (0..30)
        .map(|day| {
            let mut reading = reading(day);
            if let Seen::Item(entries) = &mut reading.seen {
                let series = Series::of_item(Kind::SalePrice);
                entries.insert(0, Entry { series, state: value(800 + day % 3) });
                // Now and then its stock is not told, and it is there all the same.
                if day % 4 == 1 {
                    entries.retain(|entry| entry.series.kind != Kind::Stock);
                }
            }
            reading
        })
        .collect();
    let (kept, mut rest) = (&readings[..20], readings[20..].to_vec());
    append(&store, &key, kept).await;
    store.compact().await.unwrap();
    // One that comes late is last: there, what variants did tells where it belongs.
    let late = Moment::from_seconds(5 * DAY + 50_000);
    rest.push(Reading { at: late, ..readings[7].clone() });
    for reading in rest {
        append(&store, &key, &[reading]).await;
        let packed = store.packed_trails_of(key.item).await.unwrap().remove(0).1;
        let whole = packed.open().unwrap();
        for kinds in [&[][..], &[Kind::Stock]] {
            let part = packed.open_part(Part::of_kinds(kinds)).unwrap();
            let is_part = |it: &Series| it.sku.is_none() || kinds.contains(&it.kind);
            let wanted = whole.series().filter(|(series, _)| is_part(series));
            assert_eq!(part.series().collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
            assert_eq!(part.spans(), whole.spans());
            assert_eq!(part.holds_for(), whole.holds_for());
        }
    }
}

async fn every_state_comes_back_as_it_was(backend: &Backend) {
    let store = backend.store().await;
    let key = key(1, "a");
    let least = State::Value(itemget::Count::at_least(5000).try_into().unwrap());
    let entries = vec![
        Entry { series: Series::of_item(Kind::SoldTotal), state: least },
        Entry { series: sku(1, Kind::Stock), state: State::Absent(Absence::SoldOut) },
        Entry { series: sku(2, Kind::Stock), state: State::NotObserved(Gap::Unreadable) },
    ];
    let at = Moment::from_seconds;
    let day = Duration::from_secs(86_400);
    let readings = [
        Reading::of_item(at(0), day, entries),
        Reading { at: at(100), holds_for: day, seen: Seen::Absent(Absence::OffSale) },
        Reading { at: at(200), holds_for: day, seen: Seen::NotObserved(Gap::Failed) },
    ];
    append(&store, &key, &readings).await;
    store.compact().await.unwrap();
    assert_eq!(trail(&store, &key).await, laid(&readings));
}

async fn views_and_sources_are_never_mixed(backend: &Backend) {
    let store = backend.store().await;
    let here = key(1, "a");
    let there = TrailKey { ship_to: "US".parse().unwrap(), ..here.clone() };
    let dollars = TrailKey { currency: "USD".parse().unwrap(), ..here.clone() };
    let other = key(1, "b");
    let keys = [here, there, dollars, other];
    for (day, key) in (0..).zip(&keys) {
        append(&store, key, &[reading(day)]).await;
    }
    store.compact().await.unwrap();
    for (day, key) in (0..).zip(&keys) {
        assert_eq!(trail(&store, key).await, laid(&[reading(day)]), "{key:?}");
    }
    let all = store.trails_of(keys[0].item).await.unwrap();
    assert_eq!(all.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), keys);
    assert_eq!(store.trail(&key(2, "a")).await.unwrap(), None);
}

/// Enough readings for several segments.
async fn long(store: &Store, key: &TrailKey) -> Vec<Reading> {
    let readings: Vec<_> = (0..20_000).map(reading).collect();
    for part in readings.chunks(4000) {
        append(store, key, part).await;
        store.compact().await.unwrap();
    }
    let (id, _) = store.trails(Some(key.item)).await.unwrap()[0];
    let packed = store.packed_trail(id).await.unwrap();
    assert!(packed.segments.len() > 2, "{} segments", packed.segments.len());
    readings
}

async fn a_long_trail_is_cut_and_read_whole(backend: &Backend) {
    let store = backend.store().await;
    let readings = long(&store, &key(1, "a")).await;
    assert_eq!(trail(&store, &key(1, "a")).await, laid(&readings));
}

async fn a_reading_older_than_the_last_segment_finds_its_place(backend: &Backend) {
    let store = backend.store().await;
    let key = key(1, "a");
    let readings = long(&store, &key).await;
    let mut expected = laid(&readings);
    let late = Reading { at: Moment::from_seconds(50 * DAY + 7), ..reading(3) };
    expected.lay(&late);
    append(&store, &key, &[late]).await;
    assert_eq!(trail(&store, &key).await, expected);
    store.compact().await.unwrap();
    assert_eq!(trail(&store, &key).await, expected);
    assert_eq!(store.check().await.unwrap().faults, []);
}

async fn compactions_at_once_lose_and_double_nothing(backend: &Backend) {
    let store = backend.store().await;
    let keys: Vec<_> = (1..=20).map(|id| key(id, "a")).collect();
    let readings: Vec<_> = (0..200).map(reading).collect();
    let writers = keys.iter().map(|key| async {
        let store = backend.store().await;
        for part in readings.chunks(20) {
            append(&store, key, part).await;
        }
    });
    let compactors = (0..3).map(|_| async {
        let store = backend.store().await;
        for _ in 0..5 {
            store.compact().await.unwrap();
        }
    });
    let writers = futures_util::future::join_all(writers);
    tokio::join!(writers, futures_util::future::join_all(compactors));
    store.compact().await.unwrap();
    let expected = laid(&readings);
    for key in &keys {
        assert_eq!(trail(&store, key).await, expected, "{key:?}");
    }
    assert_eq!(store.waiting().await.unwrap(), 0);
}

async fn a_whole_store_has_no_fault(backend: &Backend) {
    let store = backend.store().await;
    append(&store, &key(1, "a"), &[reading(0), reading(1)]).await;
    store.compact().await.unwrap();
    append(&store, &key(2, "a"), &[reading(0)]).await;
    let checked = store.check().await.unwrap();
    assert_eq!((checked.trails, checked.segments, checked.head), (2, 1, 1));
    assert_eq!(checked.faults, []);
}

async fn figures_count_what_is_kept(backend: &Backend) {
    let store = backend.store().await;
    let readings: Vec<_> = (0..10).map(reading).collect();
    append(&store, &key(1, "a"), &readings).await;
    store.compact().await.unwrap();
    append(&store, &key(2, "a"), &readings[..1]).await;
    let figures = store.figures().await.unwrap();
    assert_eq!((figures.trails, figures.readings, figures.waiting), (2, 11, 1));
    assert_eq!(figures.series, 8);
    let changes = laid(&readings).len() + laid(&readings[..1]).len();
    assert_eq!(figures.changes, changes as u64);
    assert_eq!(figures.first, Some(readings[0].at));
    assert_eq!(figures.last, Some(readings[9].at));
    assert_eq!(figures.watched, readings[9].at.since(readings[0].at));
    assert!(figures.bytes > 0);
}

/// Prices of three variants of a few hundred items that go up and down, some of which are
/// in several segments and some still in the head.
async fn prices(store: &Store) -> Vec<(TrailKey, Vec<Reading>)> {
    let items = (1..=300_u64).map(|id| {
        let days = if id % 100 == 0 { 4000 } else { 12 };
        let day = |day: i64| {
            let seed = id.cast_signed() * 31;
            let price = |sku: i64| value(500 + (seed + sku * 7 + day * day * 13) % 97);
            let entries = (1..=3).map(|it| Entry {
                series: sku(it, Kind::SalePrice),
                state: price(it.cast_signed()),
            });
            let at = Moment::from_seconds(day * DAY);
            Reading::of_item(at, Duration::from_secs(2 * 86_400), entries.collect())
        };
        (key(id, "a"), (0..days).map(day).collect::<Vec<_>>())
    });
    let items: Vec<(TrailKey, Vec<Reading>)> = items.collect();
    for (compacted, from, until) in
        [(true, 0.0, 0.4), (true, 0.4, 0.9), (false, 0.9, 1.0)]
    {
        let mut rows = Vec::new();
        for (number, (key, readings)) in items.iter().enumerate() {
            let place = |share: f64| (readings.len() as f64 * share) as usize;
            // Every other one has nothing in the head.
            let until = if number % 2 == 0 && until > 0.5 { 0.9 } else { until };
            let part = readings.get(place(from)..place(until)).unwrap_or_default();
            rows.extend(part.iter().map(|it| (key.clone(), it.clone())));
        }
        store.append(&rows).await.unwrap();
        if compacted {
            store.compact().await.unwrap();
        }
    }
    items
}

async fn the_lowest_and_the_falls_of_all_are_those_of_each(backend: &Backend) {
    let store = backend.store().await;
    prices(&store).await;
    let cut = Moment::from_seconds(7 * DAY);
    let (mut lowest, mut falls) = (Vec::new(), Vec::new());
    for (trail, key) in store.trails(None).await.unwrap() {
        let laid = store.trail(&key).await.unwrap().unwrap();
        for (series, changes) in laid.series() {
            let values: Vec<_> = changes
                .iter()
                .filter_map(|it| Some((it.at, it.state.value()?)))
                .filter(|_| series.kind == Kind::SalePrice)
                .collect();
            let Some(last) = values.last() else { continue };
            let least = values.iter().min_by_key(|(at, it)| (it.decimal(), *at)).unwrap();
            lowest.push((trail, series, *least));
            let before = values.iter().rfind(|(at, _)| *at <= cut).unwrap();
            let (from, to) = (before.1.decimal(), last.1.decimal());
            if to < from {
                falls.push(((from - to) / from, trail, series, before.1, last.1));
            }
        }
    }
    let found = store.lowest(Kind::SalePrice).await.unwrap();
    let found: Vec<_> = found
        .into_iter()
        .map(|it| (it.trail, it.series, (it.point.at, it.point.value)))
        .collect();
    assert_eq!(found.len(), 900);
    assert_eq!(found, lowest);
    falls.sort_by_key(|fall| std::cmp::Reverse(fall.0));
    falls.truncate(100);
    let found = store.falls(Kind::SalePrice, cut, 100).await.unwrap();
    assert_eq!(found.len(), 100);
    for (found, (_, trail, series, from, to)) in found.into_iter().zip(falls) {
        assert_eq!((found.trail, found.series), (trail, series));
        assert_eq!((found.fall.from.value, found.fall.to.value), (from, to));
    }
    assert_eq!(store.lowest(Kind::Stars).await.unwrap(), []);
}

async fn many_items_are_read_at_once_as_one_by_one(backend: &Backend) {
    let store = backend.store().await;
    let items = prices(&store).await;
    let asked: Vec<ItemRef> =
        [299, 5, 100, 4].map(|place: usize| items[place].0.item).into();
    let asked = [&asked[..], &[key(999, "a").item]].concat();
    let found = store.trails_of_each(&asked).await.unwrap();
    assert_eq!(found.len(), asked.len());
    for (item, found) in asked.iter().zip(found) {
        assert_eq!(store.trails_of(*item).await.unwrap(), found, "{item}");
        assert_eq!(found.len(), usize::from(*item != asked[4]));
    }
}

async fn whole_trails_are_put_to_what_is_kept_once_and_never_against_it(
    backend: &Backend,
) {
    let store = backend.store().await;
    let (one, two) = (key(1, "a"), key(2, "a"));
    let readings: Vec<_> = (0..400).map(reading).collect();
    let whole = laid(&readings);
    let at = whole.spans()[0].first + Duration::from_secs(200 * 86_400);
    let at = whole.known_moments().into_iter().find(|it| *it >= at).unwrap();
    let (early, late) = (whole.within(None, Some(at)), whole.within(Some(at), None));
    // A part in segments, a part in the head, and a part from elsewhere.
    append(&store, &one, &readings[..50]).await;
    store.compact().await.unwrap();
    // Its neighbour's readings lie in the same rows.
    let three = key(3, "a");
    let both = readings[50..60]
        .iter()
        .flat_map(|it| [(one.clone(), it.clone()), (three.clone(), it.clone())]);
    store.append(&both.collect::<Vec<_>>()).await.unwrap();
    let put = [(one.clone(), early), (two.clone(), whole.clone())];
    assert_eq!(store.merge(&put).await.unwrap(), [Laid::More, Laid::New]);
    let put = [(one.clone(), late), (two.clone(), whole.clone())];
    assert_eq!(store.merge(&put).await.unwrap(), [Laid::More, Laid::Same]);
    assert_eq!(store.waiting().await.unwrap(), 10);
    for key in [&one, &two] {
        assert_eq!(trail(&store, key).await, whole);
    }
    assert_eq!(trail(&store, &three).await, laid(&readings[50..60]));
    // What is left of a row is filed under the first moment of what is left.
    let four = key(4, "a");
    let rows = [(&four, 70), (&three, 71)];
    let rows = rows.map(|(key, day)| (key.clone(), readings[day].clone()));
    store.append(&rows).await.unwrap();
    store.merge(&[(four.clone(), whole.clone())]).await.unwrap();
    assert_eq!(store.check().await.unwrap().faults, []);
    let mut other = Trail::default();
    other.lay(&Reading { at, ..reading(201) });
    let said = store.merge(&[(one.clone(), other)]).await.unwrap();
    assert!(matches!(said[..], [Laid::Disagrees(_)]), "{said:?}");
    assert_eq!(trail(&store, &one).await, whole);
    // It goes on as any other trail.
    let more: Vec<_> = (400..410).map(reading).collect();
    append(&store, &one, &more).await;
    store.compact().await.unwrap();
    assert_eq!(trail(&store, &one).await, laid(readings.iter().chain(&more)));
    assert!(store.check().await.unwrap().faults.is_empty());
}
