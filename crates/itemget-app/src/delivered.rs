//! What an item costs at the door, over all its variants.

use itemget::item::Variant;
use itemget::{Item, Money, PriceRange};

/// Whether taxes are in the prices of all variants, and so in what they cost at the door.
pub(crate) fn with_tax(item: &Item) -> bool {
    let whole = item.price.as_ref().and_then(|price| price.value.tax_included);
    let mut skus = item.variants.iter().flat_map(|group| &group.value.skus).peekable();
    skus.peek().is_some() && skus.all(|sku| sku.tax_included.or(whole) == Some(true))
}

/// What one variant costs at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// So much, by the way that costs least.
    Costs(Money),
    /// Nobody brings it there.
    NotSent,
    /// It was not asked, not told, or cannot be added.
    Unknown,
}

/// What the variants of an item cost at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Doors {
    /// The least and the most of those that are known, each by its cheapest way.
    pub(crate) range: Option<PriceRange>,
    pub(crate) not_sent: usize,
    pub(crate) unknown: usize,
    /// How many variants there are.
    pub(crate) variants: usize,
}

impl Door {
    /// Of a variant of `item`.
    pub(crate) fn of(item: &Item, variant: &Variant) -> Self {
        let Some(sku) = variant.sku_id else { return Self::Unknown };
        if let Some((_, total)) = item.least_delivered(sku) {
            return Self::Costs(total);
        }
        let mut known = item.logistics.iter().flat_map(|it| &it.value.by_sku);
        match known.find(|known| known.sku_id == sku) {
            Some(known) if known.options.is_empty() => Self::NotSent,
            _ => Self::Unknown,
        }
    }
}

impl Doors {
    /// Of all variants.
    pub(crate) fn of(item: &Item) -> Self {
        let skus = item.variants.iter().flat_map(|group| &group.value.skus);
        let doors: Vec<Door> = skus.map(|sku| Door::of(item, sku)).collect();
        let count = |which: Door| doors.iter().filter(|door| **door == which).count();
        let known = doors.iter().filter_map(|door| match door {
            Door::Costs(total) => Some(*total),
            Door::NotSent | Door::Unknown => None,
        });
        Self {
            range: PriceRange::over(known),
            not_sent: count(Door::NotSent),
            unknown: count(Door::Unknown),
            variants: doors.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use itemget::View;
    use itemget::item::{
        DeliveryFee, DeliveryOption, Logistics, Observed, SkuDelivery, Variants,
    };

    use super::*;

    fn observed<T>(value: T) -> Option<Observed<T>> {
        let observed_at = jiff::Timestamp::UNIX_EPOCH;
        Some(Observed { source: "a.method".into(), observed_at, value })
    }

    fn euros(amount: &str) -> Money {
        Money::new(amount.parse().unwrap(), "EUR".parse().unwrap())
    }

    #[test]
    fn a_variant_that_nobody_brings_is_not_one_of_which_nothing_is_known() {
        let way = |fee| DeliveryOption { fee, ..DeliveryOption::default() };
        let paid = |fee| way(Some(DeliveryFee::Paid(euros(fee))));
        let delivery = |id: u64, options| SkuDelivery {
            sku_id: id.to_string().parse().unwrap(),
            quantity: 1,
            source: "a.method".into(),
            observed_at: jiff::Timestamp::UNIX_EPOCH,
            options,
        };
        let variant = |id: u64| Variant {
            sku_id: Some(id.to_string().parse().unwrap()),
            sale_price: Some(euros("8.01")),
            ..Variant::default()
        };
        let mut item =
            Item::unobserved("1005006000000001".parse().unwrap(), View::default());
        item.variants = observed(Variants {
            skus: [(1..=5).map(variant).collect(), vec![Variant::default()]].concat(),
        });
        item.logistics = observed(Logistics {
            by_sku: vec![
                delivery(1, vec![paid("3"), paid("1.99"), way(None)]),
                delivery(2, vec![way(Some(DeliveryFee::Free))]),
                delivery(3, vec![]),
                delivery(4, vec![way(None)]),
            ],
            ..Logistics::default()
        });
        let range = PriceRange::over([euros("8.01"), euros("10.00")]);
        let expected = Doors { range, not_sent: 1, unknown: 3, variants: 6 };
        assert_eq!(Doors::of(&item), expected);
        let nothing = Item::unobserved(item.site_id, View::default());
        let expected = Doors { range: None, not_sent: 0, unknown: 0, variants: 0 };
        assert_eq!(Doors::of(&nothing), expected);
    }
}
