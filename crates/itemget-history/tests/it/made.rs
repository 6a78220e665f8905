//! Readings and trails made up at random.

use std::time::Duration;

use itemget::{Bound, SkuId};
use itemget_history::{
    Absence, Entry, Gap, Kind, Moment, Quantity, Reading, Seen, Series, State, Trail,
};
use proptest::collection::vec;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};

/// Kinds of a few decimals, of none, and the one that stands over the others.
const KINDS: &[Kind] = &[Kind::SalePrice, Kind::Stock, Kind::PositiveRate];

/// Readings as they could come from the platform, in the order of their moments, which
/// are seconds apart to months: rich ones of many series, and poor ones of two, of which
/// most say the same as the one before.
pub(crate) fn readings() -> impl Strategy<Value = Vec<Reading>> {
    let rich = || seen(entries().boxed());
    let poor = || seen(few_entries().boxed());
    prop_oneof![spaced(rich()), spaced(poor())]
}

fn spaced(seen: impl Strategy<Value = Seen>) -> impl Strategy<Value = Vec<Reading>> {
    let step = prop_oneof![
        4 => 1..4_u64,
        4 => 80..120_u64,
        1 => 1000..90_000_u64,
        1 => Just(5_000_000_u64)
    ];
    vec((step, holds_for(), seen), 1..24).prop_map(|steps| {
        let mut at = Moment::from_seconds(1_795_000_000);
        let reading = |(step, holds_for, seen)| {
            at = at + Duration::from_secs(step);
            Reading { at, holds_for, seen }
        };
        steps.into_iter().map(reading).collect()
    })
}

/// The trail of some readings, one or two of them late.
pub(crate) fn trails() -> impl Strategy<Value = Trail> {
    (readings(), vec(any::<(Index, Index)>(), 0..3)).prop_map(|(mut readings, moves)| {
        for (from, to) in moves {
            let reading = readings.remove(from.index(readings.len()));
            readings.insert(to.index(readings.len() + 1), reading);
        }
        laid(&readings)
    })
}

/// The trail of these readings, as they come.
pub(crate) fn laid(readings: &[Reading]) -> Trail {
    let mut trail = Trail::default();
    readings.iter().for_each(|reading| trail.lay(reading));
    trail
}

fn holds_for() -> impl Strategy<Value = Duration> {
    select(&[0, 1, 100, 100, 100, 200, 50_000][..]).prop_map(Duration::from_secs)
}

fn seen(entries: BoxedStrategy<Vec<Entry>>) -> impl Strategy<Value = Seen> {
    prop_oneof![
        16 => (entries, any::<u8>()).prop_map(|(entries, chance)| match chance {
            ..64 => Seen::Part(entries),
            _ => Seen::Item(entries),
        }),
        1 => select(Absence::ALL).prop_map(Seen::Absent),
        1 => select(Gap::ALL).prop_map(Seen::NotObserved),
    ]
}

/// Of each of a few series one entry or none, now and then of the item as a whole.
///
/// Each is told by one byte: a strategy for each would take longer than the tests.
fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let skus = [None, Some(1), Some(2), Some(12_000_023_456_789_012), Some(u64::MAX)];
    let series = |sku: Option<u64>| {
        let sku = sku.map(|id| SkuId::from_u64(id).unwrap());
        KINDS.iter().map(move |kind| Series { sku, kind: *kind })
    };
    let told: Vec<Series> = skus.into_iter().flat_map(series).collect();
    let states = states();
    vec(any::<u8>(), told.len() + 1).prop_map(move |bytes| {
        let state = |byte: u8| states.get(usize::from(byte).checked_sub(80)?).copied();
        let availability = Series::of_item(Kind::Availability);
        // The item as a whole is most often not spoken of.
        let whole = bytes.last().and_then(|byte| state(byte.saturating_sub(90)));
        let entry = |(series, state)| Some(Entry { series, state: state? });
        let told = told.iter().copied().zip(bytes.iter().map(|byte| state(*byte)));
        told.chain([(availability, whole)]).filter_map(entry).collect()
    })
}

fn few_entries() -> impl Strategy<Value = Vec<Entry>> {
    let series = [
        Series::of_item(Kind::SoldTotal),
        Series::of_sku(SkuId::from_u64(7).unwrap(), Kind::SalePrice),
    ];
    vec(select(&[None, Some(1), Some(1), Some(1), Some(2)][..]), 2).prop_map(
        move |told| {
            let entry = |(series, value): (Series, Option<i64>)| {
                Some(Entry { series, state: State::Value(Quantity::whole(value?)) })
            };
            series.into_iter().zip(told).filter_map(entry).collect()
        },
    )
}

/// All states that there are, the usual ones often: so few that a series often stays as
/// it was.
fn states() -> Vec<State> {
    let value = |mantissa, scale, bound| {
        State::Value(Quantity::from_parts(mantissa, scale, bound).unwrap())
    };
    let whole = (0..3).map(|it| value(it, 0, Bound::Exact));
    let money = [100, 150, 158, 160, 258, -17].map(|it| value(it, 2, Bound::Exact));
    let least = [1, 258].map(|it| value(it, 2, Bound::AtLeast));
    let long = [i64::MIN, i64::MIN + 1, -7, i64::MAX];
    let long = long.iter().flat_map(|it| [0, 1, 18].map(|scale| (*it, scale)));
    let usual: Vec<_> = whole.chain(money).chain(least).collect();
    let unusual = long
        .map(|(mantissa, scale)| value(mantissa, scale, Bound::Exact))
        .chain(Absence::ALL.iter().copied().map(State::Absent))
        .chain(Gap::ALL.iter().copied().map(State::NotObserved));
    let often = usual.len() * 13;
    usual.iter().copied().cycle().take(often).chain(unusual).collect()
}
