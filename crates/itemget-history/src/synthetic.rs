//! Readings made up from a seed, for measurements and demonstrations: the same seed, the
//! same readings.

use std::time::Duration;

use fastrand::Rng;
use itemget::{Bound, SkuId};

use crate::moment::Moment;
use crate::reading::{Entry, Reading};
use crate::series::{Kind, Series};
use crate::state::{Quantity, State};

/// What the readings look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Another seed, other readings.
    pub seed: u64,
    /// How many variants an item has.
    pub skus: u64,
    /// When the first sweep begins.
    pub start: Moment,
    /// How long after a sweep the next one begins.
    pub every: Duration,
    /// How long a sweep takes: each item has its place in it.
    pub takes: Duration,
    /// By how much sweeps, and items within them, are late at most.
    pub jitter: Duration,
    /// In how many of 1,000 readings a variant's price is another one.
    pub price_changes: u32,
    /// In how many of 1,000 readings a variant's stock is another one.
    pub stock_changes: u32,
}

impl Shape {
    /// Daily sweeps over items of four variants. In 29.8 % of the observations of a
    /// variant anything changed, in 6.9 % the price.
    pub const DAILY: Self = Self {
        seed: 1,
        skus: 4,
        start: Moment::of(1_767_225_600),
        every: Duration::from_secs(86_400),
        takes: Duration::from_secs(3600),
        jitter: Duration::from_secs(300),
        price_changes: 69,
        stock_changes: 246,
    };

    /// The readings of an item, sweep after sweep, without end.
    pub fn readings(self, item: u64) -> Readings {
        let mut rng = Rng::with_seed(mixed(self.seed, item));
        let first_id = 12_000_000_000_000_000 + item * 1000;
        let sku = |number| Sku::new(first_id + number * 3 + 1, &mut rng);
        let skus = (0..self.skus).map(sku).collect();
        let place = rng.u64(..self.takes.as_secs().max(1));
        Readings { shape: self, rng, skus, place, sweep: 0 }
    }
}

/// The readings of one item, in the order of their moments.
#[derive(Debug, Clone)]
pub struct Readings {
    shape: Shape,
    rng: Rng,
    skus: Vec<Sku>,
    /// When the item's turn is, in seconds after a sweep begins.
    place: u64,
    sweep: u32,
}

impl Iterator for Readings {
    type Item = Reading;

    fn next(&mut self) -> Option<Reading> {
        let Self { shape, .. } = *self;
        let most = shape.jitter.as_secs() + 1;
        let sweep_late = Rng::with_seed(mixed(shape.seed, self.sweep.into())).u64(..most);
        let late = self.place + sweep_late + self.rng.u64(..most);
        let at = shape.start + shape.every * self.sweep + Duration::from_secs(late);
        let entries = self.skus.iter().flat_map(Sku::entries).collect();
        self.sweep += 1;
        for sku in &mut self.skus {
            sku.live_on(shape, &mut self.rng);
        }
        Some(Reading::of_item(at, shape.every * 2, entries))
    }
}

#[derive(Debug, Clone, Copy)]
struct Sku {
    id: SkuId,
    /// Prices are in hundredths.
    sale_price: i64,
    list_price: i64,
    stock: i64,
}

impl Sku {
    fn new(id: u64, rng: &mut Rng) -> Self {
        let list_price = rng.i64(200..8000);
        let id = SkuId::from_u64(id).expect("ids are counted from 12 * 10^15");
        Self { id, list_price, sale_price: list_price, stock: rng.i64(0..1000) }
    }

    fn entries(&self) -> [Entry; 3] {
        let entry = |kind, mantissa, scale| {
            let value = Quantity::from_parts(mantissa, scale, Bound::Exact)
                .expect("two decimals are not too many");
            Entry { series: Series::of_sku(self.id, kind), state: State::Value(value) }
        };
        [
            entry(Kind::SalePrice, self.sale_price, 2),
            entry(Kind::ListPrice, self.list_price, 2),
            entry(Kind::Stock, self.stock, 0),
        ]
    }

    /// What happens until the next reading.
    fn live_on(&mut self, shape: Shape, rng: &mut Rng) {
        if rng.u32(..1000) < shape.price_changes {
            let before = self.sale_price;
            while self.sale_price == before {
                self.sale_price = self.list_price * rng.i64(40..=100) / 100;
            }
        }
        if rng.u32(..1000) < shape.stock_changes {
            let sold = rng.i64(1..=8);
            self.stock = match self.stock >= sold {
                true => self.stock - sold,
                false => self.stock + rng.i64(50..500),
            };
        }
    }
}

/// One seed of two numbers, so that neighbours have nothing in common.
fn mixed(seed: u64, number: u64) -> u64 {
    Rng::with_seed(seed).u64(..) ^ Rng::with_seed(!number).u64(..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_readings_and_another_one_others() {
        let of = |seed, item| -> Vec<Reading> {
            Shape { seed, ..Shape::DAILY }.readings(item).take(5).collect()
        };
        assert_eq!(of(1, 7), of(1, 7));
        assert_ne!(of(1, 7), of(2, 7));
        let reading = &of(1, 7)[4];
        assert!(of(1, 7).is_sorted_by(|a, b| a.at < b.at));
        let day = reading.at.since(Shape::DAILY.start).as_secs() / 86_400;
        assert_eq!(day, 4, "{reading:?}");
    }

    #[test]
    fn as_much_changes_as_was_asked_for() {
        let mut changed = [0, 0];
        let mut observations = 0;
        for item in 0..50 {
            let readings: Vec<_> = Shape::DAILY.readings(item).take(100).collect();
            for pair in readings.windows(2) {
                let [before, after] = [&pair[0], &pair[1]].map(|it| it.seen.entries());
                for (before, after) in before.chunks(3).zip(after.chunks(3)) {
                    observations += 1;
                    changed[0] += i32::from(before != after);
                    changed[1] += i32::from(before[0] != after[0]);
                }
            }
        }
        let share = changed.map(|it| f64::from(it) / f64::from(observations));
        assert!((0.28..0.32).contains(&share[0]), "{share:?}");
        assert!((0.06..0.08).contains(&share[1]), "{share:?}");
    }
}
