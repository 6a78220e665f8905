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
const IDS_APART: u64 = 211;

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
        Self::numbered(seed, number_of(seed, item))
    }

    /// The shop with this id, if there is one.
    pub(crate) fn find(seed: u64, id: u64) -> Option<Self> {
        let number = id.checked_sub(FIRST_ID)? / IDS_APART;
        let shop = Self::numbered(seed, number);
        (number < SHOPS && shop.id == id).then_some(shop)
    }

    /// Whether it sells `item`.
    pub(crate) fn sells(&self, seed: u64, item: u64) -> bool {
        FIRST_ID + number_of(seed, item) * IDS_APART == self.id
    }

    fn numbered(seed: u64, number: u64) -> Self {
        let mut chance = Chance::of(seed, &[0x5c, number]);
        let id = FIRST_ID + number * IDS_APART;
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

fn number_of(seed: u64, item: u64) -> u64 {
    Chance::of(seed, &[0x5b, item]).below(SHOPS)
}

#[cfg(test)]
mod tests {
    use super::Shop;

    #[test]
    fn a_shop_is_found_by_its_id_and_by_what_it_sells() {
        for item in 1_005_006_000_000_001..1_005_006_000_000_200 {
            let shop = Shop::of_item(7, item);
            assert!(shop.sells(7, item));
            assert_eq!(Shop::find(7, shop.id), Some(shop.clone()));
            assert_eq!(Shop::find(7, shop.id + 1), None);
        }
        assert_eq!(Shop::find(7, 1), None);
    }
}
