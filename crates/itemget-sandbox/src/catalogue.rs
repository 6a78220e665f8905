//! The synthetic catalogue: any number of items, each computed from the seed and its id
//! in the moment it is asked for, and none of them stored.

pub(crate) mod chance;
pub(crate) mod delivery;
pub(crate) mod index;
#[cfg(test)]
mod invariants;
pub(crate) mod item;
pub(crate) mod kinds;
pub(crate) mod money;
mod pauses;
pub(crate) mod places;
pub(crate) mod prices;
pub(crate) mod properties;
pub(crate) mod sales;
pub(crate) mod shops;
pub(crate) mod showcase;
mod stock;
pub(crate) mod variants;
pub(crate) mod wording;

use jiff::Timestamp;

use item::{Item, US_OFFSET};
use showcase::{FIRST_ID, TUTORIAL_ID};

/// The items a sandbox knows of.
///
/// The same seed gives the same items, prices and pictures, in every process and with
/// every version. A large catalogue costs no more to start than a small one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Catalogue {
    seed: u64,
    items: u64,
}

impl Catalogue {
    /// The seed of a sandbox that is given none.
    pub const DEFAULT_SEED: u64 = 20_261_111;
    /// How many items a sandbox has that is told no number.
    pub const DEFAULT_ITEMS: usize = 5_000;
    /// More than these have no SKU ids in the platform's range.
    pub const MOST_ITEMS: usize = 10_000_000;

    /// The first `items` items of the seed's endless catalogue, with ids from
    /// 1005006000000001 upwards, and the tutorial's sample product. Numbers above
    /// [`Self::MOST_ITEMS`] mean that many.
    pub fn synthetic(seed: u64, items: usize) -> Self {
        Self { seed, items: items.min(Self::MOST_ITEMS) as u64 }
    }

    /// How many items there are, the tutorial's sample product not counted.
    pub fn items(&self) -> u64 {
        self.items
    }

    /// The item with this id, which may be a global one or one of the US site.
    pub(crate) fn find(&self, id: u64) -> Option<Item> {
        let known = |id: u64| {
            id == TUTORIAL_ID || (FIRST_ID..FIRST_ID + self.items).contains(&id)
        };
        [Some(id), id.checked_sub(US_OFFSET)]
            .into_iter()
            .flatten()
            .find(|&id| known(id))
            .map(|id| Item::draw(self.seed, id))
    }

    /// The same as it is sold now: some items are off sale for a while.
    pub(crate) fn find_at(&self, id: u64, now: Timestamp) -> Option<Item> {
        Some(self.find(id)?.at(now))
    }

    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// The ids of all items, from the first; the tutorial's is not among them.
    pub(crate) fn ids(&self) -> std::ops::Range<u64> {
        FIRST_ID..FIRST_ID + self.items
    }

    /// All items, by id; the tutorial's sample product is not among them.
    pub(crate) fn all(&self) -> impl Iterator<Item = Item> + use<> {
        let seed = self.seed;
        self.ids().map(move |id| Item::draw(seed, id))
    }
}

impl Default for Catalogue {
    fn default() -> Self {
        Self::synthetic(Self::DEFAULT_SEED, Self::DEFAULT_ITEMS)
    }
}
