//! Looking for items by words, categories and price: what the query APIs share.

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::asked::View;
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::prices::Quote;
use crate::catalogue::wording::Language;

/// What is looked for.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub(super) view: &'a View,
    /// All of these words are in the title, or in the category's name.
    pub(super) words: Vec<String>,
    /// Any of these categories, of either level; all if empty.
    pub(super) categories: Vec<u64>,
    /// Bounds of the sale price, in the view's currency, both included.
    pub(super) least: Option<Decimal>,
    pub(super) most: Option<Decimal>,
    pub(super) order: Order,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
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

/// An item that was found, with its price where it was looked for.
#[derive(Debug)]
pub(super) struct Hit {
    pub(super) item: Item,
    pub(super) quote: Quote,
}

impl Search<'_> {
    /// All items that fit and that `belongs` lets through, in order.
    pub(super) fn run(
        &self,
        catalogue: &Catalogue,
        now: Timestamp,
        belongs: impl Fn(&Item) -> bool,
    ) -> Vec<Hit> {
        let mut hits: Vec<Hit> = catalogue
            .all()
            .filter(|item| {
                self.is_in_category(item) && belongs(item) && self.is_named(item)
            })
            .map(|item| {
                let quote = self.view.local(&item, item.cheapest(now).1);
                Hit { item, quote }
            })
            .filter(|hit| self.is_in_price_band(hit.quote))
            .collect();
        let item_of = |hit: &Hit| hit.item.units_sold_in_30_days(now);
        let saved = |hit: &Hit| (hit.quote.list - hit.quote.sale) * 1000 / hit.quote.list;
        // Stable sorts: ties keep the catalogue's order, so that pages never overlap.
        match self.order {
            Order::Relevance => {}
            Order::PriceUp => hits.sort_by_key(|hit| hit.quote.sale),
            Order::PriceDown => {
                hits.sort_by_key(|hit| std::cmp::Reverse(hit.quote.sale));
            }
            Order::VolumeUp => hits.sort_by_cached_key(item_of),
            Order::VolumeDown => {
                hits.sort_by_cached_key(|hit| std::cmp::Reverse(item_of(hit)));
            }
            Order::DiscountUp => hits.sort_by_key(saved),
            Order::DiscountDown => hits.sort_by_key(|hit| std::cmp::Reverse(saved(hit))),
            Order::ReviewsDown => {
                hits.sort_by_cached_key(|hit| std::cmp::Reverse(hit.item.reviews(now)));
            }
        }
        hits
    }

    fn is_in_category(&self, item: &Item) -> bool {
        self.categories.is_empty()
            || self.categories.iter().any(|id| [item.root.id, item.leaf.id].contains(id))
    }

    fn is_named(&self, item: &Item) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let english = item.title(Language::English).to_lowercase();
        let chinese = item.title(Language::Chinese);
        let category = item.leaf.name.en.to_lowercase();
        self.words.iter().all(|word| {
            [&english, &chinese, &category].into_iter().any(|text| text.contains(word))
        })
    }

    fn is_in_price_band(&self, quote: Quote) -> bool {
        if self.least.is_none() && self.most.is_none() {
            return true;
        }
        let sale = self.view.currency.amount(quote.sale);
        self.least.is_none_or(|least| sale >= least)
            && self.most.is_none_or(|most| sale <= most)
    }
}

/// The words of a search text, in lower case.
pub(super) fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect()
}

/// One page of a list, counted from 1; nothing past its end.
pub(super) fn page<T>(list: &[T], number: usize, size: usize) -> &[T] {
    let from = number.saturating_sub(1).saturating_mul(size).min(list.len());
    &list[from..(from + size).min(list.len())]
}
