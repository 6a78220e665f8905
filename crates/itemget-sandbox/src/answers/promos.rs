//! Promotions and feeds: named selections of the catalogue, the same list for both families.
//!
//! What belongs to one is said by an item's id alone, so that a feed that is read to its end
//! over hours gives each item once.

use serde_json::{Value, json};

use super::tree::{with, wrapped};
use super::{Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::{Row, Shelf};

/// A named selection.
#[derive(Debug)]
pub(super) struct Promo {
    pub(super) name: &'static str,
    description: &'static str,
    /// One item in so many belongs to it.
    one_in: u32,
    /// Which one.
    place: u32,
}

const PROMOS: &[Promo] = &[
    promo("DS bestseller", "DS bestseller (synthetic)", 4, 1),
    promo("Sandbox New Arrivals", "Sandbox New Arrivals", 9, 2),
    promo("0926-0928 Sandbox Pay day- Home & Garden", "Pay day, synthetic", 15, 4),
    promo("沙箱精选", "Sandbox selection, named in Chinese", 25, 3),
    promo("Sandbox Everything", "All that is on sale", 1, 0),
    promo("Sandbox Over", "A promotion that has run out", u32::MAX, u32::MAX - 1),
];

const fn promo(
    name: &'static str,
    description: &'static str,
    one_in: u32,
    place: u32,
) -> Promo {
    Promo { name, description, one_in, place }
}

impl Promo {
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        PROMOS.iter().find(|promo| promo.name == name)
    }

    pub(super) fn has(&self, row: &Row) -> bool {
        row.number % self.one_in == self.place
    }
}

/// The list of promotions, each with how many items of the shelf are in it.
pub(super) fn list(
    ask: &Ask<'_>,
    catalogue: &Catalogue,
    shelf: Shelf,
) -> Result<Value, Reply> {
    let index = ask.indexes.at(catalogue, None, ask.now);
    let rows: Vec<Value> = PROMOS
        .iter()
        .map(|promo| {
            let in_it = |row: &&Row| row.is_on(shelf) && promo.has(row);
            json!({
                "promo_name": promo.name,
                "promo_desc": promo.description,
                "product_num": index.rows.iter().filter(in_it).count(),
            })
        })
        .collect();
    let count = json!({ "current_record_count": rows.len() });
    let result = with(count, "promos", wrapped("promo", rows));
    Ok(super::affiliate_result::given(Some("success"), result))
}
