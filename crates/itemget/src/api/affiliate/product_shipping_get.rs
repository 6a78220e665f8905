//! `aliexpress.affiliate.product.shipping.get`: what it costs to have one SKU brought, and in
//! how many days; for publishers, without a user's consent.
//!
//! No reply of it has been seen, and what is known are the names on the method's page. So it
//! is read leniently: by each name that its neighbours have for the same thing, as one way or
//! as a list of ways. What has no currency is no fee: the number stays in the raw body.

use crate::api::dropship::DeliveryOptions;
use crate::api::reading;
use crate::call::{Auth, Call};
use crate::ids::{ItemId, SkuId};
use crate::item::{DeliveryFee, DeliveryOption};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// Asks how one piece of a SKU is brought. Several SKUs, and into an item's logistics:
/// [`Client::freight`](crate::Client::freight) with
/// [`FreightApi::Affiliate`](crate::FreightApi::Affiliate).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductShippingGet {
    /// The id, in the form of the site that the SKU id is from.
    pub item: ItemId,
    /// The numeric SKU id.
    pub sku: SkuId,
    /// Where to, in which currency and language.
    pub view: View,
}

impl ProductShippingGet {
    /// One piece of `sku`, to the view's country.
    pub fn new(item: ItemId, sku: SkuId, view: View) -> Self {
        Self { item, sku, view }
    }
}

impl Call for ProductShippingGet {
    type Output = DeliveryOptions;
    const METHOD: &'static str = "aliexpress.affiliate.product.shipping.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        Params::new()
            .with("product_id", self.item.to_string())
            .with("sku_id", self.sku.to_string())
            .with("ship_to_country", self.view.ship_to.as_str())
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
    }

    fn read(&self, reply: &Reply) -> Result<DeliveryOptions, ReplyError> {
        let (options, unread) =
            reading::read(reply, &["resp_result", "result"], |result, _| ways(result))?;
        Ok(DeliveryOptions { options, unread })
    }
}

/// The names of a fee.
const FEE: [&str; 2] = ["shipping_fee", "shipping_fees"];

/// Fields that a way has.
const KNOWN: [&str; 6] = [
    FEE[0],
    FEE[1],
    "delivery_days",
    "min_delivery_days",
    "max_delivery_days",
    "ship_from_country",
];

/// One way that is the result itself, or those of a list in it.
fn ways(result: Field<'_, '_>) -> Vec<DeliveryOption> {
    if KNOWN.iter().any(|name| result.at(name).is_there()) {
        return vec![way(result)];
    }
    let list = result.at_first(&["delivery_options", "shipping_options", "options"]);
    list.objects(&KNOWN).elements.iter().map(|row| way(*row)).collect()
}

fn way(row: Field<'_, '_>) -> DeliveryOption {
    let (days_min, days_max) = days(row);
    DeliveryOption {
        code: row.at("code").text(),
        company: row.at_first(&["company", "service_name"]).text(),
        fee: fee(row),
        days_min,
        days_max,
        tracking: row.at("tracking").flag(),
        ship_from: row.at_first(&["ship_from_country", "ship_from"]).text(),
        ..DeliveryOption::default()
    }
}

fn fee(row: Field<'_, '_>) -> Option<DeliveryFee> {
    let told = row.at_first(&FEE);
    let currency =
        row.at_first(&["shipping_fee_currency", "target_currency", "currency"]);
    match (told.decimal(), currency.currency()) {
        // Of nothing no currency has to be known.
        (Some(amount), _) if amount.is_zero() => Some(DeliveryFee::Free),
        (Some(_), None) => {
            told.unread("a fee beside its currency");
            None
        }
        (_, currency) => told.money(currency).map(DeliveryFee::of),
    }
}

/// Two fields, or one text such as `10-16`.
fn days(row: Field<'_, '_>) -> (Option<u32>, Option<u32>) {
    let (least, most) = (row.at("min_delivery_days"), row.at("max_delivery_days"));
    if least.is_there() || most.is_there() {
        return (least.small_whole(), most.small_whole());
    }
    let range = row.at("delivery_days").parsed::<Days>("days, or two numbers of them");
    range.map_or((None, None), |Days(least, most)| (Some(least), Some(most)))
}

struct Days(u32, u32);

impl std::str::FromStr for Days {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (least, most) = text.split_once(['-', '–', '~']).unwrap_or((text, text));
        Ok(Self(least.trim().parse()?, most.trim().parse()?))
    }
}
