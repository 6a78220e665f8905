//! How stock moves: it runs down within a delivery's time and jumps up with the next one.

use jiff::Timestamp;

use super::item::{Item, Purpose, State};
use super::prices::{DAY, HOUR};
use super::variants::Variant;

/// Stock is counted anew every so often, and stands still in between.
const COUNTED_EVERY: i64 = 3 * HOUR;

impl Item {
    /// How many of the variant can be bought now.
    pub(crate) fn stock(&self, variant: &Variant<'_>, now: Timestamp) -> u64 {
        if self.state != State::OnSelling {
            return 0;
        }
        let mut once = self.chance(Purpose::Stock, [variant.number, 0]);
        let capacity = once.between(12, *once.clone().pick(&[60, 240, 900, 3000]));
        let days = once.between(6, 40) as i64;
        let phase = once.below(days as u64 * 24) as i64 * HOUR;
        let since_epoch = now.as_second() + phase;
        let delivery = since_epoch.div_euclid(days * DAY);
        let counts = since_epoch.rem_euclid(days * DAY) / COUNTED_EVERY;
        let all_counts = days * DAY / COUNTED_EVERY;

        let mut chance = self.chance(Purpose::Restock, [variant.number, delivery as u64]);
        if chance.permille(25) {
            return 0;
        }
        let arrived = capacity * chance.between(45, 100) / 100;
        // Up to a tenth more would be sold than arrived: those run out early.
        let sold_by_then = arrived * chance.between(30, 108) / 100;
        arrived.saturating_sub(sold_by_then * counts as u64 / all_counts as u64)
    }

    pub(crate) fn total_stock(&self, now: Timestamp) -> u64 {
        self.variants().map(|variant| self.stock(&variant, now)).sum()
    }
}
