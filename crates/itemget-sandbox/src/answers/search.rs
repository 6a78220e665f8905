//! Looking for items by words, categories and price: what the query APIs share.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::Ask;
use super::asked::View;
use crate::catalogue::Catalogue;
use crate::catalogue::index::{Kind, Row, Shelf, kinds};
use crate::catalogue::item::Item;
use crate::catalogue::wording::Language;

/// However many are found, only the first five thousand can be paged through, on a hundred
/// pages at most (protocol 2.8).
pub(crate) const MOST_RESULTS: usize = 5_000;
pub(crate) const MOST_PAGES: usize = 100;
pub(crate) const MOST_A_PAGE: usize = 50;

/// What is looked for.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    pub(crate) view: &'a View,
    pub(crate) shelf: Shelf,
    /// All of these words are in the title, or in the category's name.
    pub(crate) words: Vec<String>,
    /// Any of these categories, of either level; all if empty.
    pub(crate) categories: Vec<u64>,
    /// Bounds of the sale price, in the view's currency, both included.
    pub(crate) least: Option<Decimal>,
    pub(crate) most: Option<Decimal>,
    pub(crate) order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The catalogue's own.
    Relevance,
    PriceUp,
    PriceDown,
    VolumeUp,
    VolumeDown,
    DiscountUp,
    DiscountDown,
    ReviewsDown,
}

/// What was found, in order.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) rows: Vec<Row>,
    /// The moment that prices and counts in the rows are of.
    pub(crate) made: Timestamp,
}

impl<'a> Search<'a> {
    /// Everything on a shelf, in the catalogue's order.
    pub(crate) fn of(view: &'a View, shelf: Shelf) -> Self {
        Self {
            view,
            shelf,
            words: Vec::new(),
            categories: Vec::new(),
            least: None,
            most: None,
            order: Order::Relevance,
        }
    }

    /// All items that fit and that `belongs` lets through.
    pub(crate) fn run(
        &self,
        ask: &Ask<'_>,
        catalogue: &Catalogue,
        belongs: impl Fn(&Row) -> bool,
    ) -> Found {
        let index = ask.indexes.at(catalogue, self.view.country, ask.now);
        let fitting: Vec<bool> = kinds().map(|kind| self.fits(&kind)).collect();
        let fits = |row: &&Row| {
            row.is_on(self.shelf)
                && fitting[row.kind()]
                && self.is_in_price_band(row)
                && belongs(row)
                && self.is_named(catalogue, row)
        };
        let mut rows: Vec<Row> = index.rows.iter().filter(fits).copied().collect();
        self.order.sort(&mut rows);
        Found { rows, made: index.made }
    }

    /// Whether items of this category can be among what is looked for.
    fn fits(&self, kind: &Kind) -> bool {
        let is_asked_for = self.categories.is_empty()
            || self.categories.iter().any(|id| [kind.root.id, kind.leaf.id].contains(id));
        is_asked_for && self.words.iter().all(|word| may_be_named(kind, word))
    }

    fn is_named(&self, catalogue: &Catalogue, row: &Row) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let item = catalogue.find(row.id()).expect("a row is of an item");
        let english = item.title(Language::English).to_lowercase();
        let chinese = item.title(Language::Chinese);
        let category = item.leaf.name.en.to_lowercase();
        self.words.iter().all(|word| {
            [&english, &chinese, &category].into_iter().any(|text| text.contains(word))
        })
    }

    fn is_in_price_band(&self, row: &Row) -> bool {
        if self.least.is_none() && self.most.is_none() {
            return true;
        }
        let sale = self.view.currency.amount(row.sale().into());
        self.least.is_none_or(|least| sale >= least)
            && self.most.is_none_or(|most| sale <= most)
    }
}

impl Found {
    /// The page's items, counted from 1; none past the end, nor past what can be paged.
    pub(crate) fn page(
        &self,
        catalogue: &Catalogue,
        number: usize,
        size: usize,
    ) -> Vec<(Row, Item)> {
        if number > MOST_PAGES {
            return Vec::new();
        }
        let within = &self.rows[..self.rows.len().min(MOST_RESULTS)];
        page(within, number, size)
            .iter()
            .map(|row| (*row, catalogue.find(row.id()).expect("a row is of an item")))
            .collect()
    }

    /// Whether no page comes behind this one.
    pub(crate) fn is_over(&self, number: usize, size: usize) -> bool {
        number >= MOST_PAGES || number * size >= self.rows.len().min(MOST_RESULTS)
    }
}

impl Order {
    /// Stable sorts: ties keep the catalogue's order, so that pages never overlap.
    fn sort(self, rows: &mut [Row]) {
        use std::cmp::Reverse;
        match self {
            Self::Relevance => {}
            Self::PriceUp => rows.sort_by_key(Row::sale),
            Self::PriceDown => rows.sort_by_key(Row::dearness),
            Self::VolumeUp => rows.sort_by_key(|row| row.volume),
            Self::VolumeDown => rows.sort_by_key(|row| Reverse(row.volume)),
            Self::DiscountUp => rows.sort_by_key(Row::saved),
            Self::DiscountDown => rows.sort_by_key(|row| Reverse(row.saved())),
            Self::ReviewsDown => rows.sort_by_key(|row| Reverse(row.reviews)),
        }
    }
}

/// Whether any title of the category can have the word in it: in English, where words of a
/// title never run into one another, only if one of the words it is made of has.
fn may_be_named(kind: &Kind, word: &str) -> bool {
    if !word.is_ascii() {
        return true;
    }
    let leaf = kind.leaf;
    let has = |text: &str| text.to_ascii_lowercase().contains(word);
    [leaf.nouns, leaf.materials, leaf.features, leaf.extras, leaf.uses]
        .into_iter()
        .flatten()
        .chain([&leaf.name])
        .any(|name| has(name.en) || name.zh.contains(word))
        || has("with (synthetic)")
}

/// The words of a search text, in lower case.
pub(crate) fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect()
}

/// One page of a list, counted from 1; nothing past its end.
pub(crate) fn page<T>(list: &[T], number: usize, size: usize) -> &[T] {
    let from = number.saturating_sub(1).saturating_mul(size).min(list.len());
    &list[from..(from + size).min(list.len())]
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Search, words};
    use crate::answers::asked::View;
    use crate::answers::trying::with_ask;
    use crate::answers::{Ask, Reply, answer};
    use crate::catalogue::Catalogue;
    use crate::catalogue::index::{Indexes, Shelf};
    use crate::catalogue::money::DEFAULT;
    use crate::catalogue::wording::Language;

    #[test]
    fn leaving_out_categories_beforehand_leaves_out_no_item() {
        let view = View { country: None, currency: DEFAULT, language: Language::English };
        with_ask(|ask, catalogue| {
            for text in
                ["fleece", "with", "synthetic)", "mat pad", "卫衣", "hoodies", "a"]
            {
                let words = words(Some(text));
                let search =
                    Search { words: words.clone(), ..Search::of(&view, Shelf::OnSale) };
                let found = search.run(ask, catalogue, |_| true).rows.len();
                let everything =
                    Search::of(&view, Shelf::OnSale).run(ask, catalogue, |_| true);
                let named = everything.rows.iter();
                let named = named.filter(|row| search.is_named(catalogue, row)).count();
                assert_eq!(found, named, "{text}");
            }
        });
    }

    /// One page of a query for everything within a price band: its ids, and how many there
    /// are in all.
    fn page(
        (catalogue, indexes): (&Catalogue, &Indexes),
        (least, most): (u32, u32),
        page: usize,
    ) -> (Vec<u64>, u64) {
        let numbers = [least, most].map(|cents| cents.to_string());
        let page = page.to_string();
        let params = [
            ("min_sale_price", &*numbers[0]),
            ("max_sale_price", &*numbers[1]),
            ("page_size", "50"),
            ("page_no", &*page),
            ("target_currency", "KRW"),
        ];
        let params: BTreeMap<String, String> =
            params.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let ask = Ask {
            method: "aliexpress.affiliate.product.query",
            params: &params,
            now: "2026-11-23T17:20:27Z".parse().unwrap(),
            base_url: "",
            files: &[],
            indexes,
        };
        let Reply::Payload(answer) = answer(&ask, catalogue) else { panic!("refused") };
        let answer = &answer["resp_result"];
        let products = answer["result"]["products"]["product"].as_array();
        let ids =
            products.into_iter().flatten().map(|p| p["product_id"].as_u64().unwrap());
        (ids.collect(), answer["result"]["total_record_count"].as_u64().unwrap_or(0))
    }

    #[test]
    fn a_query_ends_after_a_hundred_pages_and_bands_of_prices_go_on() {
        let catalogue = Catalogue::synthetic(7, 9_000);
        let indexes = Indexes::default();
        let world = (&catalogue, &indexes);
        let everything = (0, u32::MAX);
        let total = page(world, everything, 1).1;
        assert!(total > 5_000, "{total}");
        assert_eq!(page(world, everything, 100).0.len(), 50);
        assert_eq!(page(world, everything, 101).0.len(), 0);

        let mut seen = BTreeSet::new();
        let mut bands = vec![everything];
        while let Some((least, most)) = bands.pop() {
            let (_, count) = page(world, (least, most), 1);
            if count > 5_000 {
                let middle = least + (most - least) / 2;
                bands.extend([(least, middle), (middle + 1, most)]);
                continue;
            }
            for number in 1..=(count as usize).div_ceil(50) {
                seen.extend(page(world, (least, most), number).0);
            }
        }
        assert_eq!(seen.len() as u64, total);
    }
}
