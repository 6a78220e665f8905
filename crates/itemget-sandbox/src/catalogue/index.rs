//! What searches look through: a row an item, made anew every minute for each country that
//! is asked for, as a platform's search index is.
//!
//! Between two makings the index stands still while prices move, so that the pages of one
//! search fit together. Ten thousand rows take some milliseconds to make; a million take
//! about a second, which is why they stand for ten minutes.

use std::cmp::Reverse;
use std::fmt;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::Catalogue;
use super::item::{Item, State};
use super::kinds::{Leaf, ROOTS, Root};
use super::places::Country;
use super::prices::Quote;
use super::showcase::FIRST_ID;

/// An index stands this long, in seconds; that of a large catalogue longer.
const STANDS: i64 = 60;
const LARGE: u64 = 100_000;
const STANDS_IF_LARGE: i64 = 600;
/// Countries whose index is kept, the latest asked for.
const KEPT: usize = 4;

/// What a search may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Whatever is sold in the country.
    OnSale,
    /// What the affiliate programme has of it.
    Promoted,
    /// What pays a higher commission among that.
    Hot,
}

/// An item as a search sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Its place in the catalogue, from 0.
    pub(crate) number: u32,
    pub(crate) volume: u32,
    pub(crate) reviews: u32,
    list: u32,
    sale: u32,
    kind: u8,
    shelves: u8,
}

/// A category of the second level, by the number that rows name it with.
pub(crate) struct Kind {
    pub(crate) root: &'static Root,
    pub(crate) leaf: &'static Leaf,
}

/// All categories of the second level, in the tree's order.
pub(crate) fn kinds() -> impl Iterator<Item = Kind> {
    ROOTS.iter().flat_map(|root| root.leaves.iter().map(move |leaf| Kind { root, leaf }))
}

impl Row {
    fn of(item: &Item, kinds: &[u64], country: Option<&Country>, now: Timestamp) -> Self {
        let quote = item.cheapest(now).1.local(item, country);
        let sold = item.state != State::Offline
            && country.is_none_or(|country| item.prohibited(country).is_none());
        let promoted = sold && item.in_affiliate_programme;
        let hot = promoted && item.hot_permille() > 0;
        let kind = kinds.iter().position(|&id| id == item.leaf.id).unwrap_or_default();
        Self {
            number: small(item.id - FIRST_ID),
            volume: small(item.units_sold_in_30_days(now)),
            reviews: small(item.reviews(now)),
            list: small(quote.list),
            sale: small(quote.sale),
            kind: u8::try_from(kind).expect("the tree has fewer than 256 leaves"),
            shelves: u8::from(sold) | u8::from(promoted) << 1 | u8::from(hot) << 2,
        }
    }

    pub(crate) fn id(&self) -> u64 {
        FIRST_ID + u64::from(self.number)
    }

    pub(crate) fn quote(&self) -> Quote {
        Quote { list: self.list.into(), sale: self.sale.into() }
    }

    /// The number of its category, in the order of [`kinds`].
    pub(crate) fn kind(&self) -> usize {
        self.kind.into()
    }

    pub(crate) fn is_on(&self, shelf: Shelf) -> bool {
        let bit = match shelf {
            Shelf::OnSale => 1,
            Shelf::Promoted => 2,
            Shelf::Hot => 4,
        };
        self.shelves & bit != 0
    }

    /// How far it is discounted, in permille of its list price.
    pub(crate) fn saved(&self) -> u32 {
        let saved = u64::from(self.list - self.sale) * 1000 / u64::from(self.list.max(1));
        small(saved)
    }

    /// Its place when the dearest come first.
    pub(crate) fn dearness(&self) -> Reverse<u32> {
        Reverse(self.sale)
    }

    pub(crate) fn sale(&self) -> u32 {
        self.sale
    }
}

/// Larger numbers than the catalogue has stay the largest.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// All rows for one country, in the catalogue's order.
#[derive(Debug)]
pub(crate) struct Index {
    country: Option<Country>,
    /// The moment its prices and counts are of.
    pub(crate) made: Timestamp,
    pub(crate) rows: Vec<Row>,
}

/// The indexes of a catalogue, made when they are first asked for.
#[derive(Default)]
pub(crate) struct Indexes(Mutex<Vec<Arc<Index>>>);

impl Indexes {
    /// The index for a country that stands at `now`.
    pub(crate) fn at(
        &self,
        catalogue: &Catalogue,
        country: Option<Country>,
        now: Timestamp,
    ) -> Arc<Index> {
        let stands = if catalogue.items() > LARGE { STANDS_IF_LARGE } else { STANDS };
        let second = now.as_second() - now.as_second().rem_euclid(stands);
        let made = Timestamp::from_second(second).unwrap_or(now);
        // Held while one is made: who asks for the same meanwhile would make it again.
        let mut kept = self.0.lock().expect("no code panics while it makes an index");
        let standing =
            kept.iter().position(|index| index.country == country && index.made == made);
        let index = match standing {
            Some(place) => kept.remove(place),
            None => {
                kept.retain(|index| index.country != country);
                Arc::new(make(catalogue, country, made))
            }
        };
        kept.insert(0, Arc::clone(&index));
        kept.truncate(KEPT);
        index
    }
}

impl fmt::Debug for Indexes {
    /// Rows by the thousand tell nobody anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Indexes").finish_non_exhaustive()
    }
}

fn make(catalogue: &Catalogue, country: Option<Country>, made: Timestamp) -> Index {
    let kinds: Vec<u64> = kinds().map(|kind| kind.leaf.id).collect();
    let row = |item: Item| Row::of(&item, &kinds, country.as_ref(), made);
    Index { country, made, rows: catalogue.all().map(row).collect() }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Indexes, Shelf, kinds};
    use crate::catalogue::Catalogue;
    use crate::catalogue::places::Country;

    #[test]
    fn an_index_stands_for_a_minute_and_says_what_the_items_say() {
        let catalogue = Catalogue::synthetic(7, 300);
        let indexes = Indexes::default();
        let france = Country::find("FR");
        let at = |time: &str| indexes.at(&catalogue, france, time.parse().unwrap());
        let index = at("2026-11-23T17:20:27Z");
        assert_eq!(index.made.to_string(), "2026-11-23T17:20:00Z");
        assert!(Arc::ptr_eq(&index, &at("2026-11-23T17:20:59Z")));
        assert!(!Arc::ptr_eq(&index, &at("2026-11-23T17:21:00Z")));
        let kinds: Vec<u64> = kinds().map(|kind| kind.leaf.id).collect();
        for (row, item) in index.rows.iter().zip(catalogue.all()) {
            assert_eq!(row.id(), item.id);
            assert_eq!(kinds[row.kind()], item.leaf.id);
            let quote = item.cheapest(index.made).1.local(&item, france.as_ref());
            assert_eq!(row.quote(), quote);
            assert_eq!(u64::from(row.volume), item.units_sold_in_30_days(index.made));
            assert!(!row.is_on(Shelf::Hot) || row.is_on(Shelf::Promoted));
            assert!(!row.is_on(Shelf::Promoted) || row.is_on(Shelf::OnSale));
            assert_eq!(
                row.is_on(Shelf::Promoted),
                row.is_on(Shelf::OnSale) && item.in_affiliate_programme
            );
        }
    }
}
