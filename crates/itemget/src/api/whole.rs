//! What the SKUs of an item say of the whole of it.

use crate::count::{Bound, Count};
use crate::item::{Price, Stock, Variant};
use crate::money::{Money, PriceRange};

/// The prices over all SKUs. Where a SKU could not be read (`has_gaps`), or lacks the price,
/// there is no range: that one may be the cheapest.
pub(crate) fn price(skus: &[Variant], has_gaps: bool) -> Price {
    fn range(
        skus: &[Variant],
        price: impl Fn(&Variant) -> Option<&Money>,
    ) -> Option<PriceRange> {
        PriceRange::over_all(skus.iter().map(price))
    }
    let known = if has_gaps { &[] } else { skus };
    let all = |included: bool| {
        !has_gaps
            && !skus.is_empty()
            && skus.iter().all(|sku| sku.tax_included == Some(included))
    };
    Price {
        list: range(known, |sku| sku.list_price.as_ref()),
        sale: range(known, |sku| sku.sale_price.as_ref()),
        bulk: range(known, |sku| sku.bulk_price.as_ref().map(|bulk| &bulk.price)),
        tax_included: [true, false].into_iter().find(|included| all(*included)),
        ..Price::default()
    }
}

/// The sum over all SKUs: a lower bound where some SKU's stock is not told.
pub(crate) fn stock(skus: &[Variant], has_gaps: bool) -> Stock {
    Stock { total: total(skus, has_gaps), presale: None }
}

fn total(skus: &[Variant], has_gaps: bool) -> Option<Count> {
    let mut bound = if has_gaps { Bound::AtLeast } else { Bound::Exact };
    let mut value: Option<u64> = None;
    for sku in skus {
        match sku.stock {
            Some(stock) => {
                value = Some(value.unwrap_or(0).checked_add(stock.value)?);
                if stock.bound == Bound::AtLeast {
                    bound = Bound::AtLeast;
                }
            }
            None => bound = Bound::AtLeast,
        }
    }
    value.map(|value| Count { value, bound })
}

/// The values that the property `name_id` has among the SKUs, each once.
pub(crate) fn values_of(skus: &[Variant], name_id: u64) -> Vec<String> {
    let mut values = Vec::new();
    for attribute in skus.iter().flat_map(|sku| &sku.attributes) {
        if attribute.name_id == Some(name_id) && !values.contains(&attribute.value) {
            values.push(attribute.value.clone());
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sku(sale: Option<&str>, stock: Option<Count>) -> Variant {
        let money =
            |amount: &str| Money::new(amount.parse().unwrap(), "EUR".parse().unwrap());
        Variant { sale_price: sale.map(money), stock, ..Variant::default() }
    }

    #[test]
    fn a_total_is_a_lower_bound_as_soon_as_one_stock_is_not_told() {
        let (two, some, none) = (Some(Count::exact(2)), Some(Count::at_least(9)), None);
        for (stocks, has_gaps, expected) in [
            (vec![two, two], false, Some(Count::exact(4))),
            (vec![two, none], false, Some(Count::at_least(2))),
            (vec![two, some], false, Some(Count::at_least(11))),
            (vec![two, two], true, Some(Count::at_least(4))),
            (vec![none, none], false, None),
            (vec![Some(Count::exact(u64::MAX)), two], false, None),
            (vec![], false, None),
        ] {
            let skus: Vec<Variant> =
                stocks.iter().map(|stock| sku(None, *stock)).collect();
            assert_eq!(stock(&skus, has_gaps).total, expected, "{stocks:?} {has_gaps}");
        }
    }

    #[test]
    fn there_is_no_least_price_while_one_price_is_unknown() {
        let known = [sku(Some("8.01"), None), sku(Some("7.50"), None)];
        assert_eq!(price(&known, false).sale.unwrap().to_string(), "7.50–8.01 EUR");
        assert_eq!(price(&known, true).sale, None);
        assert_eq!(price(&[sku(Some("8.01"), None), sku(None, None)], false).sale, None);
    }
}
