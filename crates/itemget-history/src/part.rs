//! Which part of a trail somebody wants: most of an item is its variants, and who asks of
//! one of them, or of many items, seldom asks for all of that.

use itemget::SkuId;

use crate::reading::{Entry, Reading, Seen};
use crate::series::{Kind, Series};
use crate::trail::WHOLE;

/// Part of a trail. Whether the item could be had at all stands over every other series and
/// is in every part, and so is when it was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    /// Of the item as a whole these kinds.
    pub of_item: &'a [Kind],
    /// Of a variant these kinds.
    pub of_variants: &'a [Kind],
    /// Of these variants; of all of them where none are named.
    pub variants: Option<&'a [SkuId]>,
}

impl<'a> Part<'a> {
    /// All of it.
    pub const ALL: Part<'static> =
        Part { of_item: Kind::ALL, of_variants: Kind::ALL, variants: None };

    /// What is said of the item as a whole, and of its variants these kinds alone.
    pub fn of_kinds(of_variants: &'a [Kind]) -> Self {
        Self { of_variants, ..Part::ALL }
    }

    /// What is said of the item as a whole, and of its variants these alone.
    pub fn of_skus(variants: &'a [SkuId]) -> Self {
        Self { variants: Some(variants), ..Part::ALL }
    }

    /// Whether a series is in it.
    pub fn holds(self, series: Series) -> bool {
        self.holds_kind(series.sku.is_some(), series.kind)
            && series.sku.is_none_or(|sku| self.names(sku))
    }

    /// Whether any series of that kind can be in it, of the item as a whole or of variants.
    pub(crate) fn holds_kind(self, is_of_skus: bool, kind: Kind) -> bool {
        match is_of_skus {
            true => self.of_variants.contains(&kind),
            false => kind == WHOLE.kind || self.of_item.contains(&kind),
        }
    }

    fn names(self, sku: SkuId) -> bool {
        self.variants.is_none_or(|skus| skus.contains(&sku))
    }
}

impl Reading {
    /// As much of it as tells what it says of the series of a part. It may say more.
    #[must_use]
    pub fn for_part(&self, part: Part<'_>) -> Self {
        let seen = match &self.seen {
            Seen::Item(entries) => Seen::Item(telling(entries, part)),
            Seen::Part(entries) => Seen::Part(telling(entries, part)),
            other => other.clone(),
        };
        Self { seen, ..*self }
    }
}

/// That one says nothing of a kind does not mean that the variant is gone, so that all of a
/// variant that is named is kept; and where none of them is told of, any other one tells
/// that variants were listed and those were not among them.
fn telling(entries: &[Entry], part: Part<'_>) -> Vec<Entry> {
    let is_whole = |entry: &&Entry| entry.series.sku.is_none();
    if part.of_variants.is_empty() {
        return entries.iter().filter(is_whole).copied().collect();
    }
    let is_named = |entry: &&Entry| entry.series.sku.is_some_and(|sku| part.names(sku));
    let is_of_other = |entry: &&Entry| !is_whole(entry) && !is_named(entry);
    let other = match entries.iter().any(|entry| is_named(&entry)) {
        true => None,
        false => entries.iter().find(is_of_other),
    };
    let told = entries.iter().filter(|entry| !is_of_other(entry));
    told.chain(other).copied().collect()
}
