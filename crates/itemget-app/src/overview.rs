//! What a list shows of each thing that is followed: how it looks, what it costs now, and
//! where that stands in its own past. All of a list is read together.

mod arrange;

use std::collections::BTreeMap;

use itemget::{ItemRef, View};
use itemget_history::chart::{Line, Sparkline};
use itemget_history::stats::{
    OF_VARIANTS, Settings, Stats, Verdict, Window, WindowStats, highest_of, lowest_of,
};
use itemget_history::{
    Figure, Kind, Moment, Part, Series, Told, Trail, TrailKey, buyable,
    with_absence_before,
};
use itemget_store::{Store, StoreError, Tracked};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

pub(crate) use arrange::{Filter, Order, Sort, arrange, count, currencies};

use crate::card::Card;
use crate::tracking::{NowState, telling};
use crate::trails::{Items, OfItem, Walk};

/// How many days back a list looks.
pub(crate) const DAYS: u32 = 90;

/// Of how many days a list says what was sold.
const MONTH: u32 = 30;

/// One thing that is followed.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) tracked: Tracked,
    pub(crate) card: Card,
    /// What is known now; none where it was not read yet, or nothing is known.
    pub(crate) known: Option<Known>,
}

/// What is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) state: NowState,
    pub(crate) range: Option<Range>,
    /// What takes longer to compute, where it was asked for.
    pub(crate) past: Option<Past>,
}

/// Between what its price moved in the last [`DAYS`] days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) low: Figure,
    pub(crate) high: Figure,
    /// Where between them it is now, in thousandths; none where it has no price, or there
    /// is nothing between them.
    pub(crate) place: Option<u16>,
}

/// What the past says of it.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) verdict: Option<Verdict>,
    /// The last 30 days.
    pub(crate) month: Option<WindowStats>,
    /// How its price went; who shows it names it.
    pub(crate) line: Sparkline,
}

/// How much of the past is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What it is now, and between what it moved.
    Now,
    /// That and the statistics.
    Past,
}

impl Range {
    fn of(low: Figure, high: Figure, now: Option<&Told>) -> Self {
        let Some(Told::Value(price)) = now else {
            return Self { low, high, place: None };
        };
        let (wide, above) = (high.amount - low.amount, price.amount - low.amount);
        let place = (wide > Decimal::ZERO).then(|| {
            let share = (above * Decimal::ONE_THOUSAND).checked_div(wide)?;
            share.round().to_u16().map(|it| it.min(1000))
        });
        Self { low, high, place: place.flatten() }
    }
}

/// What is known of each of `tracked`, in their order.
pub(crate) async fn known(
    store: &Store,
    tracked: &[&Tracked],
    now: Moment,
    depth: Depth,
) -> Result<Vec<Option<Known>>, StoreError> {
    let mut wanted: BTreeMap<ItemRef, Vec<(usize, View)>> = BTreeMap::new();
    for (at, tracked) in tracked.iter().enumerate() {
        wanted.entry(tracked.watch.item).or_default().push((at, tracked.watch.view));
    }
    let mut known: Vec<Option<Known>> = vec![None; tracked.len()];
    let items = Items::These(wanted.keys().copied().collect());
    let mut walk = Walk::over(store, &items).await?;
    while let Some(found) = walk.next().await? {
        let share = found.len().div_ceil(threads()).max(1);
        let mut parts: Vec<Vec<OfItem>> = Vec::new();
        let mut found = found.into_iter().peekable();
        while found.peek().is_some() {
            parts.push(found.by_ref().take(share).collect());
        }
        let (wanted, depth) = (&wanted, depth);
        let told: Vec<Result<Vec<Placed>, StoreError>> = std::thread::scope(|scope| {
            let work = |part| scope.spawn(move || of_part(part, wanted, now, depth));
            let threads: Vec<_> = parts.into_iter().map(work).collect();
            let ended = threads.into_iter().map(|thread| {
                thread.join().expect("reading what is kept does not panic")
            });
            ended.collect()
        });
        for part in told {
            for (at, one) in part? {
                known[at] = one;
            }
        }
    }
    Ok(known)
}

/// What is known of one, and its place among those that were asked for.
type Placed = (usize, Option<Known>);

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn of_part(
    part: Vec<OfItem>,
    wanted: &BTreeMap<ItemRef, Vec<(usize, View)>>,
    now: Moment,
    depth: Depth,
) -> Result<Vec<Placed>, StoreError> {
    let mut all = Vec::new();
    for of_item in part {
        let places = wanted.get(&of_item.item).map_or(&[][..], Vec::as_slice);
        let of_variants = match depth {
            Depth::Now => &[],
            Depth::Past => OF_VARIANTS,
        };
        let trails = of_item.open_part(Part::of_kinds(of_variants))?;
        all.extend(places.iter().map(|(at, view)| (*at, of(&trails, *view, now, depth))));
    }
    Ok(all)
}

/// What is known of one item in one view.
fn of(
    trails: &[(TrailKey, Trail)],
    view: View,
    now: Moment,
    depth: Depth,
) -> Option<Known> {
    let (key, trail) = telling(trails, view)?;
    let series = Series::of_item(Kind::SalePrice);
    let line = buyable(trail, series, now);
    let state = NowState::told(key, trail, &line, now)?;
    let window = Window::days_before(now, DAYS);
    let low = lowest_of(&line, window, series.kind, key.currency);
    let high = highest_of(&line, window, series.kind, key.currency);
    let range = low
        .zip(high)
        .map(|(low, high)| Range::of(low.value, high.value, state.price.as_ref()));
    let past = (depth == Depth::Past).then(|| {
        let usual = Settings::default();
        let stats = Stats::of_days(trail, series, key.currency, now, usual, &[MONTH]);
        Past {
            verdict: stats.as_ref().and_then(|it| Some(it.judgement.as_ref()?.verdict)),
            month: stats.and_then(|stats| stats.window(Some(MONTH)).cloned()),
            line: Sparkline::new(
                Line {
                    label: String::new(),
                    timeline: with_absence_before(line, trail, series, now),
                    kind: series.kind,
                    currency: key.currency,
                },
                window,
            ),
        }
    });
    Some(Known { state, range, past })
}

/// How each of `tracked` looks, in their order; each in the language it is followed in.
pub(crate) async fn cards(
    store: &Store,
    tracked: &[&Tracked],
) -> Result<Vec<Card>, StoreError> {
    let mut cards = vec![Card::default(); tracked.len()];
    let mut by_language: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, tracked) in tracked.iter().enumerate() {
        let language = tracked.watch.view.language.to_string();
        by_language.entry(language).or_default().push(at);
    }
    for places in by_language.into_values() {
        let language = tracked[places[0]].watch.view.language;
        let items: Vec<ItemRef> =
            places.iter().map(|at| tracked[*at].watch.item).collect();
        let found = store.cards(&items, language).await?;
        for (at, card) in places.into_iter().zip(found) {
            if let Some(card) = card {
                cards[at] = Card::read(&card.text);
            }
        }
    }
    Ok(cards)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget::{Bound, SkuId};
    use itemget_history::{Entry, Quantity, Reading, State};

    use super::*;

    #[test]
    fn what_was_sold_is_counted_by_variants_in_a_list_too() {
        let day = Duration::from_secs(86_400);
        let mut trail = Trail::default();
        // What is sold of the one comes in of the other: as a whole nothing moves.
        for (number, sold) in (0_u32..).zip([0, 3, 6, 9]) {
            let of = |sku, kind, value| Entry {
                series: Series { sku, kind },
                state: State::Value(Quantity::whole(value)),
            };
            let stock = |sku, value| of(SkuId::from_u64(sku), Kind::Stock, value);
            let entries = vec![
                of(None, Kind::SalePrice, 8),
                of(None, Kind::Stock, 100),
                stock(1, 50 - sold),
                stock(2, 50 + sold),
            ];
            let at = Moment::from_seconds(1_790_000_000) + day * number;
            trail.lay(&Reading::of_item(at, day * 2, entries));
        }
        let key = TrailKey {
            item: "1005006000000001".parse().unwrap(),
            ship_to: View::default().ship_to,
            currency: View::default().currency,
            source: "a".to_owned(),
        };
        let now = Moment::from_seconds(1_790_000_000) + day * 4;
        let series = Series::of_item(Kind::SalePrice);
        let usual = Settings::default();
        let stats = Stats::of_days(&trail, series, key.currency, now, usual, &[MONTH]);
        let expected = stats.unwrap().window(Some(MONTH)).unwrap().clone();
        let segments = vec![itemget_history::block::encode(&trail)];
        let packed = itemget_store::PackedTrail {
            id: itemget_store::TrailId(1),
            segments,
            head: vec![],
        };
        let item = key.item;
        let part = vec![OfItem { item, trails: vec![(key, packed)] }];
        let wanted = BTreeMap::from([(item, vec![(0, View::default())])]);
        let known = of_part(part, &wanted, now, Depth::Past).unwrap().remove(0).1;
        assert_eq!(known.unwrap().past.unwrap().month, Some(expected));
    }

    #[test]
    fn a_price_has_its_place_between_its_lowest_and_highest() {
        let figure = |amount: &str| {
            Figure::new(amount.parse().unwrap(), "EUR".parse().ok(), Bound::Exact)
        };
        for (low, high, now, expected) in [
            ("8", "12", "8", Some(0)),
            ("8", "12", "12", Some(1000)),
            ("8", "12", "9", Some(250)),
            ("8", "8", "8", None),
            // One that came after the statistics were made.
            ("8", "12", "13", Some(1000)),
            ("8", "12", "7", None),
        ] {
            let told = Told::Value(figure(now));
            let range = Range::of(figure(low), figure(high), Some(&told));
            assert_eq!(range.place, expected, "{now} of {low} to {high}");
        }
        assert_eq!(Range::of(figure("8"), figure("12"), None).place, None);
    }
}
