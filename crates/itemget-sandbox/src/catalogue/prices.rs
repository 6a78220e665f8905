//! How prices move: steps of hours to weeks, campaigns on top, and no memory.
//!
//! A price is a function of seed, item, variant and time. It stands still within a step,
//! and asking again, or in another order, or from another process, gives the same.

use jiff::Timestamp;

use super::item::{Discounts, Item, Purpose};
use super::places::Country;
use super::variants::Variant;

/// What a variant costs at one moment, in fen, before a country's tax and currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quote {
    pub(crate) list: u64,
    /// Never above `list`.
    pub(crate) sale: u64,
}

pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The hours an item's price stands still for.
const STEPS: &[i64] = &[5, 12, 24, 72, 168, 336, 504];
/// How often the platform runs a campaign, and how long one is.
const CAMPAIGN_EVERY: i64 = 30 * DAY;
const CAMPAIGN_LASTS: i64 = 4 * DAY;

impl Quote {
    /// The quote as a country sees it: with its tax, still in fen.
    pub(crate) fn local(self, item: &Item, country: Option<&Country>) -> Self {
        let Some(country) = country else { return self };
        let permille = country.price_permille(item.seed, item.id);
        Self {
            list: (self.list * permille / 1000).max(1),
            sale: (self.sale * permille / 1000).max(1),
        }
    }
}

impl Item {
    /// The variant that stands for the item where one price is shown: its cheapest, which
    /// is the first, as no step along an attribute makes it cheaper.
    pub(crate) fn cheapest(&self, now: Timestamp) -> (Variant<'_>, Quote) {
        let first = self.variants().next().expect("an item has at least one variant");
        (first, self.quote(&first, now))
    }

    pub(crate) fn quote(&self, variant: &Variant<'_>, now: Timestamp) -> Quote {
        let list =
            self.fen * self.list_permille(now) / 1000 * variant.price_permille() / 1000;
        let list = list.max(10);
        Quote { list, sale: (list * (100 - self.discount_percent(now)) / 100).max(1) }
    }

    /// The list price against the first one, in permille: a new one every few months.
    fn list_permille(&self, now: Timestamp) -> u64 {
        let phase = self.chance(Purpose::ListStep, [0, 0]).below(90) as i64 * DAY;
        let step = (now.as_second() + phase).div_euclid(90 * DAY);
        self.chance(Purpose::ListStep, [1, step as u64]).between(950, 1080)
    }

    /// How far the sale price is below the list price now.
    pub(crate) fn discount_percent(&self, now: Timestamp) -> u64 {
        let Discounts::About(usual) = self.discounts else { return 0 };
        let mut once = self.chance(Purpose::PriceStep, [0, 0]);
        let length = *once.pick(STEPS) * HOUR;
        let phase = once.below(length as u64) as i64;
        let step = (now.as_second() + phase).div_euclid(length);
        let moved = usual + self.chance(Purpose::PriceStep, [1, step as u64]).below(9);
        (moved.saturating_sub(4) + self.campaign_percent(now)).min(80)
    }

    /// What the running campaign takes off, 0 if none runs or the item is not in it.
    pub(crate) fn campaign_percent(&self, now: Timestamp) -> u64 {
        if self.discounts == Discounts::Never {
            return 0;
        }
        let round = now.as_second().div_euclid(CAMPAIGN_EVERY);
        if now.as_second().rem_euclid(CAMPAIGN_EVERY) >= CAMPAIGN_LASTS {
            return 0;
        }
        let mut chance = self.chance(Purpose::Campaign, [0, round as u64]);
        if chance.permille(450) { chance.between(6, 20) } else { 0 }
    }
}
