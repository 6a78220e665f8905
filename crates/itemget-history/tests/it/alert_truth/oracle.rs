//! What should be told: worked out from the truth, and not from readings.

use itemget_history::alert::Rule;

use super::world::{DAY, HOUR, Item, Phases, Sku, Stock};

/// The rules that are followed, each for all variants.
pub(crate) const RULES: [&str; 8] = [
    "sale_price drops 10%, for any sku",
    "sale_price rises 10%, for any sku",
    "sale_price below lowest ever, for any sku",
    "sale_price drops 5% below lowest of 30 days, for any sku",
    "stock below 5, for any sku",
    "out of stock, for any sku",
    "back in stock, for any sku",
    "off sale",
];

/// A true move that a rule is about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub(crate) from: i64,
    pub(crate) until: i64,
    /// Whether it must be told; else it may be: too little may be known by then.
    pub(crate) must: bool,
}

/// Of a variant, or of the item where no variant is given.
///
/// Somebody who looks from `begins` on knows nothing of what was before.
pub(crate) fn moves(
    rule: &Rule,
    item: &Item,
    sku: Option<&Sku>,
    begins: i64,
) -> Vec<Move> {
    let number = RULES.iter().position(|text| rule.to_string() == *text);
    match (number.expect("one of the rules"), sku) {
        (0, Some(sku)) => each(&prices(&offers(sku)), |old, new| new * 10 <= old * 9),
        (1, Some(sku)) => each(&prices(&offers(sku)), |old, new| new * 10 >= old * 11),
        (2, Some(sku)) => records(&offers(sku), None, begins),
        (3, Some(sku)) => records(&offers(sku), Some(30 * DAY), begins),
        (4, Some(sku)) => {
            // To have few and then none is one move.
            let stock =
                sku.stock.0.iter().map(|(from, it)| (*from, *it == Stock::Plenty));
            let mut stock: Vec<_> = stock.collect();
            stock.dedup_by_key(|phase| phase.1);
            each(&Phases(stock), |was_plenty, _| was_plenty)
        }
        (5, Some(sku)) => each(&sku.stock, |_, new| new == Stock::None),
        (6, Some(sku)) => {
            let mut moves = each(&sku.stock, |old, _| old == Stock::None);
            // What cannot be had as an item cannot be had as a variant.
            moves.extend(each(&item.listed, |old, _| !old));
            moves
        }
        (7, None) => each(&item.listed, |old, _| old),
        _ => Vec::new(),
    }
}

fn each<T: Copy + PartialEq>(phases: &Phases<T>, is: impl Fn(T, T) -> bool) -> Vec<Move> {
    let mut moves = Vec::new();
    for (number, pair) in phases.0.windows(2).enumerate() {
        if is(pair[0].1, pair[1].1) {
            let until = phases.0.get(number + 2).map_or(i64::MAX, |next| next.0);
            moves.push(Move { from: pair[1].0, until, must: true });
        }
    }
    moves
}

/// A price at which one could buy, from when on, and until when at the latest.
struct Offer {
    from: i64,
    until: i64,
    price: i64,
}

/// A price that is shown while there is nothing to buy is none: what it becomes then is
/// seen when there is something again.
fn offers(sku: &Sku) -> Vec<Offer> {
    let starts = sku.price.0.iter().map(|phase| phase.0);
    let mut turns: Vec<i64> = starts.chain(sku.stock.0.iter().map(|it| it.0)).collect();
    turns.sort_unstable();
    turns.push(i64::MAX);
    let mut offers: Vec<Offer> = Vec::new();
    for pair in turns.windows(2).filter(|pair| sku.stock.at(pair[0]) != Stock::None) {
        let (from, until, price) = (pair[0], pair[1], sku.price.at(pair[0]));
        match offers.last_mut().filter(|last| last.price == price) {
            Some(last) => last.until = until,
            None => offers.push(Offer { from, until, price }),
        }
    }
    offers
}

fn prices(offers: &[Offer]) -> Phases<i64> {
    Phases(offers.iter().map(|offer| (offer.from, offer.price)).collect())
}

/// How long before its end a price may have been believed last: an outage, and what a
/// replay does not believe of prices that follow an exchange rate day by day.
const EDGE: i64 = 4 * DAY;

/// New lows, of all time or of a window. Which of two lows is in the window may hang on
/// when each was read, and then a move may be told and need not be.
fn records(offers: &[Offer], window: Option<i64>, begins: i64) -> Vec<Move> {
    let is_low = |number: usize, window: Option<i64>, begins: i64| {
        let Offer { from: at, price: new, .. } = offers[number];
        let from = window.map_or(i64::MIN, |window| at - window).max(begins);
        let mut before = offers[..number].iter().filter(|old| old.until >= from);
        before.all(|old| new < old.price)
    };
    let mut moves = Vec::new();
    for number in 1..offers.len() {
        let at = offers[number].from;
        let until = offers.get(number + 1).map_or(i64::MAX, |next| next.from);
        // What was so for hours only when one began to look may be known or not.
        let settled = begins.saturating_add(2 * DAY);
        let (short, long) = match window {
            None => (None, None),
            Some(window) => (Some(window - EDGE), Some(window + EDGE)),
        };
        let is_known = window.is_none() || at >= 20 * DAY;
        let may = is_low(number, short, settled);
        let is_sure = is_known && may == is_low(number, long, begins);
        if may {
            moves.push(Move { from: at, until, must: is_sure });
        }
    }
    moves
}

/// How long what must be told may take: an outage, and what flapping costs.
pub(crate) const LATEST: i64 = 72 * HOUR;
