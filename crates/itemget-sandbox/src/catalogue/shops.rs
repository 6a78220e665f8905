//! The shops that sell the items.

use super::chance::Chance;

/// A shop, as every item of it shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shop {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) brand: &'static str,
    /// The owner's account.
    pub(crate) member_id: u64,
    /// Stars in tenths: described as sold, communication, shipping speed.
    pub(crate) tenths: [u64; 3],
}

const SHOPS: u64 = 480;
const FIRST_ID: u64 = 1_109_000_001;

/// Invented, each a search away from nothing.
const BRANDS: &[&str] = &[
    "Zorvane",
    "Kelmio",
    "Lumquist",
    "Tavoro",
    "Brisklin",
    "Oakmere",
    "Fenwyck",
    "Solvanti",
    "Quillon",
    "Nardeko",
    "Pelloria",
    "Vintrane",
    "Hoshimaru",
    "Aldenkit",
    "Morrowby",
    "Jaspero",
];

impl Shop {
    /// The shop that sells `item`.
    pub(crate) fn of_item(seed: u64, item: u64) -> Self {
        let number = Chance::of(seed, &[0x5b, item]).below(SHOPS);
        let mut chance = Chance::of(seed, &[0x5c, number]);
        let id = FIRST_ID + number * 211;
        let brand = *chance.pick(BRANDS);
        let name = match chance.below(3) {
            0 => format!("{brand} Official Store"),
            1 => format!("{brand} Factory Store"),
            _ => format!("Shop{id} Store"),
        };
        let mut tenths = || 41 + chance.below(9);
        let tenths = [tenths(), tenths(), tenths()];
        Self { id, name, brand, member_id: 2_660_000_000 + id % 1_000_000 * 97, tenths }
    }
}
