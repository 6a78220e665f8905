//! Which of what was seen a question is about: views, sources, kinds, variants. Pure.

use itemget::{Country, Currency, SkuId};
use itemget_history::{Kind, Series, Trail, TrailKey};

use crate::source::SourceName;

/// Which trails and series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Seen from there.
    pub(crate) ship_to: Option<Country>,
    /// In that currency.
    pub(crate) currency: Option<Currency>,
    /// Said by that API: its own name, or ours for it.
    pub(crate) source: Option<String>,
    /// Of these kinds.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) variants: Variants,
}

/// Which variants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Variants {
    /// The item as a whole, where it is told of; its variants where it is not.
    #[default]
    Whole,
    /// The item as a whole and each variant.
    All,
    /// These.
    These(Vec<SkuId>),
}

impl Selection {
    /// Whether it is about this trail.
    pub(crate) fn keeps(&self, key: &TrailKey) -> bool {
        self.ship_to.is_none_or(|it| it == key.ship_to)
            && self.currency.is_none_or(|it| it == key.currency)
            && self.source.as_deref().is_none_or(|it| is_source(it, &key.source))
    }

    /// Whether a trail tells all its kinds of the item as a whole.
    pub(crate) fn is_told_whole(&self, trail: &Trail) -> bool {
        let is_told = |kind: &Kind| !trail.changes(Series::of_item(*kind)).is_empty();
        self.kinds.iter().all(is_told)
    }

    /// The series of a trail that it is about, by kind and then by variant.
    pub(crate) fn series(&self, trail: &Trail) -> Vec<Series> {
        let told: Vec<Series> = trail.series().map(|(series, _)| series).collect();
        let of_kind = |kind: &Kind| {
            let kind = *kind;
            let series = told.iter().copied().filter(move |series| series.kind == kind);
            let whole: Vec<Series> =
                series.clone().filter(|series| series.sku.is_none()).collect();
            match &self.variants {
                Variants::Whole if !whole.is_empty() => whole,
                Variants::Whole | Variants::All if is_away(kind, &told) => {
                    vec![Series::of_item(kind)]
                }
                Variants::Whole | Variants::All => series.collect(),
                Variants::These(skus) => {
                    let named =
                        |it: &Series| it.sku.is_some_and(|sku| skus.contains(&sku));
                    series.filter(named).collect()
                }
            }
        };
        self.kinds.iter().flat_map(of_kind).collect()
    }
}

/// Whether no price was ever told of an item that was looked at: why not is in its price,
/// which no series has.
pub(crate) fn is_away(kind: Kind, told: &[Series]) -> bool {
    let is_looked_at = told.contains(&Series::of_item(Kind::Availability));
    kind == Kind::SalePrice && is_looked_at && told.iter().all(|it| it.kind != kind)
}

/// Whether an API goes by this name: its own, or ours for it.
fn is_source(name: &str, api: &str) -> bool {
    match name.parse() {
        Ok(SourceName::Auto) => true,
        Ok(SourceName::Dropship) => api.contains(".ds."),
        Ok(SourceName::Affiliate) => api.contains(".affiliate."),
        Ok(SourceName::ItemGet) => api.contains("item.get"),
        Err(_) => name == api,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use itemget_history::{Entry, Moment, Quantity, Reading, State};

    use super::*;

    fn sku(id: u64) -> SkuId {
        SkuId::from_u64(id).unwrap()
    }

    fn trail(series: &[Series]) -> Trail {
        let entry = |series: &Series| Entry {
            series: *series,
            state: State::Value(Quantity::whole(1)),
        };
        let mut trail = Trail::default();
        let entries = series.iter().map(entry).collect();
        trail.lay(&Reading::of_item(Moment::from_seconds(0), Duration::ZERO, entries));
        trail
    }

    #[test]
    fn an_item_is_told_as_a_whole_and_by_its_variants_where_it_is_not() {
        let price = Kind::SalePrice;
        let both = [Series::of_item(price), Series::of_sku(sku(1), price)];
        let parts = [Series::of_sku(sku(1), price), Series::of_sku(sku(2), price)];
        for (told, variants, expected) in [
            (&both, Variants::Whole, &both[..1]),
            (&both, Variants::All, &both[..]),
            (&parts, Variants::Whole, &parts[..]),
            (&parts, Variants::These(vec![sku(2)]), &parts[1..]),
            (&parts, Variants::These(vec![sku(3)]), &[]),
        ] {
            let selection =
                Selection { kinds: vec![price], variants, ..Selection::default() };
            assert_eq!(selection.series(&trail(told)), expected);
        }
        let away = [Series::of_item(Kind::Availability)];
        let selection = Selection { kinds: vec![price], ..Selection::default() };
        assert_eq!(selection.series(&trail(&away)), [Series::of_item(price)]);
        let stock = Selection { kinds: vec![Kind::Stock], ..Selection::default() };
        assert_eq!(stock.series(&trail(&both)), []);
    }

    #[test]
    fn a_source_goes_by_its_own_name_and_by_ours() {
        let dropship = "aliexpress.ds.product.get";
        for (name, expected) in [
            ("auto", true),
            ("dropship", true),
            ("affiliate", false),
            ("item-get", false),
            (dropship, true),
            ("aliexpress.ds", false),
        ] {
            assert_eq!(is_source(name, dropship), expected, "{name}");
        }
    }
}
