//! What a SKU costs at the buyer's door: its price and the fee, where both are known and of
//! one currency.

use serde::{Deserialize, Serialize};

use super::{DeliveryFee, DeliveryOption, Item, SkuDelivery, Variant};
use crate::ids::SkuId;
use crate::locale::Currency;
use crate::money::Money;

/// What a SKU costs at the door by one of the ways to send it.
///
/// Taxes and duties that are not in the SKU's price are not in the sum either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveredPrice {
    /// Which SKU.
    pub sku_id: SkuId,
    /// How many pieces.
    pub quantity: u32,
    /// The platform's code of the way to send it.
    pub code: Option<String>,
    /// The pieces and the fee together.
    #[serde(flatten)]
    pub delivered: Delivered,
}

/// A sum that may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Delivered {
    /// What one pays in all.
    Total(Money),
    /// Not known, and why.
    Unknown(WhyUnknown),
}

/// Why a sum is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyUnknown {
    /// The SKU's price was not told.
    NoPrice,
    /// So many pieces may have another price, and it is not told from how many on.
    BulkPrice,
    /// The fee was not told.
    NoFee,
    /// Price and fee are in two currencies: adding them would be a wrong number.
    TwoCurrencies {
        /// The price's.
        price: Currency,
        /// The fee's.
        fee: Currency,
    },
    /// The sum is beyond all numbers.
    TooLarge,
}

impl Delivered {
    /// `quantity` pieces of `variant`, sent for `fee`.
    pub fn of(variant: &Variant, quantity: u32, fee: Option<DeliveryFee>) -> Self {
        let price = match price_of_each(variant, quantity) {
            Ok(price) => price,
            Err(why) => return Self::Unknown(why),
        };
        let fee = match fee {
            None => return Self::Unknown(WhyUnknown::NoFee),
            Some(DeliveryFee::Free) => None,
            Some(DeliveryFee::Paid(fee)) if fee.currency != price.currency => {
                let (price, fee) = (price.currency, fee.currency);
                return Self::Unknown(WhyUnknown::TwoCurrencies { price, fee });
            }
            Some(DeliveryFee::Paid(fee)) => Some(fee.amount),
        };
        let pieces = price.amount.checked_mul(quantity.into());
        let total = pieces.and_then(|sum| sum.checked_add(fee.unwrap_or_default()));
        match total {
            Some(total) => Self::Total(Money::new(total, price.currency)),
            None => Self::Unknown(WhyUnknown::TooLarge),
        }
    }
}

/// What each piece costs when so many are bought at once.
fn price_of_each(variant: &Variant, quantity: u32) -> Result<Money, WhyUnknown> {
    let sale = variant.sale_price.ok_or(WhyUnknown::NoPrice)?;
    let bulk = variant.bulk_price.filter(|bulk| quantity > 1 && bulk.price != sale);
    match bulk.map(|bulk| (bulk.price, bulk.min_quantity)) {
        None => Ok(sale),
        Some((_, None)) => Err(WhyUnknown::BulkPrice),
        Some((price, Some(from))) if u64::from(quantity) >= from => Ok(price),
        Some(_) => Ok(sale),
    }
}

impl Item {
    /// What each SKU costs at the door by each of the ways in
    /// [`Logistics::by_sku`](super::Logistics::by_sku).
    pub fn delivered_prices(&self) -> Vec<DeliveredPrice> {
        let skus = self.variants.as_ref().map(|group| &group.value.skus[..]);
        let ways = self.logistics.as_ref().map(|group| &group.value.by_sku[..]);
        let prices = |way: &SkuDelivery| {
            let SkuDelivery { sku_id, quantity, ref options, .. } = *way;
            let known = skus.unwrap_or_default().iter();
            let sku = { known }.find(|sku| sku.sku_id == Some(sku_id));
            let price = |option: &DeliveryOption| DeliveredPrice {
                sku_id,
                quantity,
                code: option.code.clone(),
                delivered: match sku {
                    Some(sku) => Delivered::of(sku, quantity, option.fee),
                    None => Delivered::Unknown(WhyUnknown::NoPrice),
                },
            };
            options.iter().map(price).collect::<Vec<_>>()
        };
        ways.unwrap_or_default().iter().flat_map(prices).collect()
    }

    /// The way by which `sku` costs least at the door, and what it costs: of two that cost
    /// the same the platform's first. Only ways with a [`Total`](Delivered::Total) count;
    /// one whose fee is not known may be cheaper still.
    pub fn least_delivered(&self, sku: SkuId) -> Option<(&DeliveryOption, Money)> {
        let skus = &self.variants.as_ref()?.value.skus;
        let variant = skus.iter().find(|variant| variant.sku_id == Some(sku))?;
        let ways = &self.logistics.as_ref()?.value.by_sku;
        let way = ways.iter().find(|way| way.sku_id == sku)?;
        let totals = way.options.iter().filter_map(|option| {
            match Delivered::of(variant, way.quantity, option.fee) {
                // All in the currency of the variant's price.
                Delivered::Total(total) => Some((option, total)),
                Delivered::Unknown(_) => None,
            }
        });
        totals.min_by_key(|(_, total)| total.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::BulkPrice;

    fn money(text: &str) -> Money {
        let (amount, currency) = text.split_once(' ').unwrap();
        Money::new(amount.parse().unwrap(), currency.parse().unwrap())
    }

    #[test]
    fn only_what_is_known_and_of_one_currency_is_added() {
        let paid = |fee: &str| Some(DeliveryFee::Paid(money(fee)));
        let unknown = Delivered::Unknown;
        let two = WhyUnknown::TwoCurrencies {
            price: "EUR".parse().unwrap(),
            fee: "USD".parse().unwrap(),
        };
        let total = |text: &str| Delivered::Total(money(text));
        let most = "79228162514264337593543950335 EUR";
        for (sale, bulk, quantity, fee, expected) in [
            ("8.01 EUR", None, 1, paid("1.99 EUR"), total("10.00 EUR")),
            ("8.01 EUR", None, 3, paid("1.99 EUR"), total("26.02 EUR")),
            ("8.01 EUR", None, 1, Some(DeliveryFee::Free), total("8.01 EUR")),
            ("8.01 EUR", None, 1, None, unknown(WhyUnknown::NoFee)),
            ("8.01 EUR", None, 1, paid("1.99 USD"), unknown(two)),
            ("", None, 1, paid("1.99 EUR"), unknown(WhyUnknown::NoPrice)),
            ("8.01 EUR", Some(("8.01 EUR", None)), 9, paid("1 EUR"), total("73.09 EUR")),
            ("8.01 EUR", Some(("7.00 EUR", None)), 1, paid("1 EUR"), total("9.01 EUR")),
            (
                "8.01 EUR",
                Some(("7.00 EUR", None)),
                2,
                paid("1 EUR"),
                unknown(WhyUnknown::BulkPrice),
            ),
            (
                "8.01 EUR",
                Some(("7.00 EUR", Some(3))),
                2,
                paid("1 EUR"),
                total("17.02 EUR"),
            ),
            (
                "8.01 EUR",
                Some(("7.00 EUR", Some(3))),
                3,
                paid("1 EUR"),
                total("22.00 EUR"),
            ),
            (most, None, 2, paid("1 EUR"), unknown(WhyUnknown::TooLarge)),
        ] {
            let variant = Variant {
                sale_price: (!sale.is_empty()).then(|| money(sale)),
                bulk_price: bulk.map(|(price, min_quantity)| BulkPrice {
                    price: money(price),
                    min_quantity,
                }),
                ..Variant::default()
            };
            let found = Delivered::of(&variant, quantity, fee);
            assert_eq!(found, expected, "{quantity} × {sale}, {bulk:?}, {fee:?}");
        }
    }
}
