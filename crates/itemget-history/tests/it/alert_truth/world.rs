//! What is true: items whose prices, stock and listing change now and then and stay so for
//! three days at least, and spells in which they go to and fro.

use super::chance::Chance;

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const DAYS: i64 = 90;

/// What was so from when on, in order; seconds from the start.
#[derive(Debug, Clone)]
pub(crate) struct Phases<T>(pub(crate) Vec<(i64, T)>);

impl<T: Copy + PartialEq> Phases<T> {
    pub(crate) fn at(&self, second: i64) -> T {
        let after = self.0.partition_point(|(from, _)| *from <= second);
        self.0[after.max(1) - 1].1
    }

    fn made(
        chance: &mut Chance,
        first: T,
        mut next: impl FnMut(&mut Chance, T) -> (T, i64),
    ) -> Self {
        let mut phases = vec![(0, first)];
        let mut at = chance.between(12, 20) * DAY;
        while at < (DAYS - 3) * DAY {
            let before = phases.last().unwrap().1;
            let (state, hours) = next(chance, before);
            assert!(state != before, "a phase is a change");
            phases.push((at, state));
            at += hours * HOUR;
        }
        Self(phases)
    }
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stock {
    Plenty,
    Few,
    None,
}

/// A spell in which something goes to and fro.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flap {
    pub(crate) from: i64,
    pub(crate) until: i64,
    pub(crate) of: Flapping,
    /// For how many readings it stays each time.
    pub(crate) readings: u32,
}

impl Flap {
    pub(crate) fn is_on(&self, at: i64) -> bool {
        (self.from..self.until).contains(&at)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flapping {
    Price,
    Stock,
}

#[derive(Debug, Clone)]
pub(crate) struct Sku {
    pub(crate) id: u64,
    /// In the seller's currency, in cents.
    pub(crate) price: Phases<i64>,
    pub(crate) stock: Phases<Stock>,
    pub(crate) flaps: Vec<Flap>,
}

#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) number: u64,
    pub(crate) skus: Vec<Sku>,
    pub(crate) listed: Phases<bool>,
    /// From when on it is looked at with other eyes.
    pub(crate) view_changes: Option<i64>,
}

/// What a unit of the seller's currency is worth each day, in millionths: it wanders by
/// less than half a per cent a day, and falls by 4 % once.
#[derive(Debug, Clone)]
pub(crate) struct Rates(Vec<i64>);

impl Rates {
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let mut rate = 128_000;
        let rates = (0..=DAYS).map(|day| {
            rate += rate * chance.bell() * 2 / 1_000_000;
            if day == 50 {
                rate -= rate * 4 / 100;
            }
            rate
        });
        Self(rates.collect())
    }

    pub(crate) fn on(&self, day: i64) -> i64 {
        self.0[usize::try_from(day.clamp(0, DAYS)).unwrap()]
    }
}

/// A price on its ladder: four fifths of the one above it. Every move is far from every
/// rule's height, so that no answer hangs on a cent.
fn rung(base: i64, number: i64) -> i64 {
    (0..number).fold(base, |price, _| price * 4 / 5)
}

pub(crate) fn item(number: u64, flap_readings: Option<u32>, chance: &mut Chance) -> Item {
    // The items that are taken off sale do nothing else, so that all else is seen.
    let goes_off = number.is_multiple_of(4);
    let listed = match goes_off {
        true => Phases::made(chance, true, |chance, was| {
            (!was, if was { chance.between(72, 200) } else { chance.between(300, 600) })
        }),
        false => Phases(vec![(0, true)]),
    };
    let skus =
        (1..=2).map(|sku| variant(number * 10 + sku, goes_off, flap_readings, chance));
    Item {
        number,
        skus: skus.collect(),
        listed,
        view_changes: number.is_multiple_of(5).then_some(45 * DAY),
    }
}

fn variant(
    id: u64,
    is_still: bool,
    flap_readings: Option<u32>,
    chance: &mut Chance,
) -> Sku {
    let base = chance.between(8_000, 60_000);
    let mut at = 2;
    let first = rung(base, at);
    let stay = (Phases(vec![(0, first)]), Phases(vec![(0, Stock::Plenty)]));
    let (price, stock) = match is_still {
        true => stay,
        false => (
            Phases::made(chance, first, |chance, _| {
                let other = (at + chance.between(1, 6)) % 6;
                at = other;
                (rung(base, other), chance.between(110, 400))
            }),
            Phases::made(chance, Stock::Plenty, |chance, was| {
                let is_first = chance.one_in(2);
                match was {
                    Stock::Plenty if is_first => (Stock::None, chance.between(80, 150)),
                    Stock::Plenty => (Stock::Few, chance.between(80, 200)),
                    Stock::Few if is_first => (Stock::None, chance.between(80, 150)),
                    Stock::Few | Stock::None => (Stock::Plenty, chance.between(150, 400)),
                }
            }),
        ),
    };
    let price = settled(&price, &stock);
    let flaps = flaps(&price, &stock, flap_readings, chance);
    Sku { id, price, stock, flaps }
}

/// Every price at which one can buy stays for days: a price that would turn shortly before
/// or after a time without stock turns within it, and of several such the last one counts.
fn settled(price: &Phases<i64>, stock: &Phases<Stock>) -> Phases<i64> {
    let without = without_stock(stock);
    let mut turns: Vec<(i64, i64)> = Vec::new();
    for (at, price) in &price.0 {
        let near = without
            .iter()
            .find(|it| (it.start - 80 * HOUR..it.end + 80 * HOUR).contains(at));
        let at = near.map_or(*at, |it| it.start + HOUR);
        turns.retain(|turn| turn.0 != at);
        turns.push((at, *price));
    }
    turns.dedup_by_key(|turn| turn.1);
    Phases(turns)
}

/// When there was nothing to buy.
fn without_stock(stock: &Phases<Stock>) -> Vec<std::ops::Range<i64>> {
    let ends = stock.0.iter().skip(1).map(|phase| phase.0).chain([DAYS * DAY]);
    let phases = stock.0.iter().zip(ends);
    let without = phases.filter(|((_, it), _)| *it == Stock::None);
    without.map(|((from, _), until)| *from..until).collect()
}

/// A day of going to and fro in the middle of phases that are long enough.
fn flaps(
    price: &Phases<i64>,
    stock: &Phases<Stock>,
    readings: Option<u32>,
    chance: &mut Chance,
) -> Vec<Flap> {
    let Some(readings) = readings else { return Vec::new() };
    let lengths = |starts: Vec<i64>| {
        let ends = starts.clone().into_iter().skip(1).chain([DAYS * DAY]);
        starts.into_iter().zip(ends).filter(|(from, until)| until - from > 11 * DAY)
    };
    let mut flaps = Vec::new();
    for (from, _) in lengths(price.0.iter().map(|phase| phase.0).collect()) {
        let from = from + 5 * DAY + chance.between(0, DAY);
        // Else nobody could tell the spell from what the price became meanwhile.
        let is_seen = without_stock(stock).iter().all(|without| {
            without.end < from - 4 * DAY || from + 4 * DAY < without.start
        });
        if is_seen {
            flaps.push(Flap { from, until: from + DAY, of: Flapping::Price, readings });
        }
    }
    let plenty = |from: i64| stock.at(from) == Stock::Plenty;
    let starts = stock.0.iter().map(|phase| phase.0).collect();
    for (from, _) in lengths(starts).filter(|(from, _)| plenty(*from)) {
        let from = from + 5 * DAY + chance.between(0, DAY);
        flaps.push(Flap { from, until: from + DAY, of: Flapping::Stock, readings });
    }
    flaps
}
