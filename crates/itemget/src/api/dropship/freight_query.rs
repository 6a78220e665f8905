//! `aliexpress.ds.freight.query`: the ways to send one SKU somewhere, with fee and days.

use serde::Serialize;

use crate::api::reading;
use crate::call::{Auth, Call};
use crate::ids::{ItemId, SkuId};
use crate::item::{DeliveryFee, DeliveryOption, Unread};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::Field;

/// Asks for the ways to send a SKU. Several SKUs, and into an item's logistics:
/// [`Client::freight`](crate::Client::freight).
///
/// Two refusals of it are answers of a kind, both with the cause
/// [`NotDeliverable`](crate::Cause::NotDeliverable): code **501**
/// (`DELIVERY_INFO_EMPTY`) says that the SKU id is none of the item's, as a `sku_attr` or
/// the `id` beside it never is; code **505** (`DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS`)
/// says that nobody brings it there. Both seen live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreightQuery {
    /// The id, in the form of the site that the SKU id is from.
    pub item: ItemId,
    /// The numeric `sku_id` of `aliexpress.ds.product.get`.
    pub sku: SkuId,
    /// How many pieces are sent together.
    pub quantity: u32,
    /// Where to, in which currency and language.
    pub view: View,
    /// The province's code, where the fee depends on it.
    pub province: Option<String>,
    /// The city's code, where the fee depends on it.
    pub city: Option<String>,
}

impl FreightQuery {
    /// One piece of `sku`, anywhere in the view's country.
    pub fn new(item: ItemId, sku: SkuId, view: View) -> Self {
        Self { item, sku, quantity: 1, view, province: None, city: None }
    }
}

/// The ways to send it.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryOptions {
    /// In the platform's order.
    pub options: Vec<DeliveryOption>,
    /// Fields that could not be understood.
    pub unread: Vec<Unread>,
}

/// `queryDeliveryReq`, in the names of the method's page. All of it is text: so the
/// platform's own demonstration sends it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Wanted<'a> {
    quantity: String,
    ship_to_country: &'a str,
    product_id: String,
    selected_sku_id: String,
    language: &'a str,
    locale: &'a str,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    province_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city_code: Option<&'a str>,
}

impl Call for FreightQuery {
    type Output = DeliveryOptions;
    const METHOD: &'static str = "aliexpress.ds.freight.query";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let language = self.view.language.dropship_code();
        let wanted = Wanted {
            quantity: self.quantity.to_string(),
            ship_to_country: self.view.ship_to.as_str(),
            product_id: self.item.to_string(),
            selected_sku_id: self.sku.to_string(),
            language: &language,
            locale: &language,
            currency: self.view.currency.as_str(),
            province_code: self.province.as_deref(),
            city_code: self.city.as_deref(),
        };
        let wanted = serde_json::to_string(&wanted).expect("texts are JSON");
        Params::new().with("queryDeliveryReq", wanted)
    }

    fn read(&self, reply: &Reply) -> Result<DeliveryOptions, ReplyError> {
        let (options, unread) = reading::read(reply, &["result"], |result, _| {
            rows(result.at("delivery_options"))
        })?;
        Ok(DeliveryOptions { options, unread })
    }
}

/// Reads the ways of a list.
pub(crate) fn rows(list: Field<'_, '_>) -> Vec<DeliveryOption> {
    let rows = list.objects(&["code", "company", "shipping_fee_cent", "free_shipping"]);
    rows.elements.iter().map(|row| option(*row)).collect()
}

fn option(row: Field<'_, '_>) -> DeliveryOption {
    DeliveryOption {
        code: row.at("code").text(),
        company: row.at("company").text(),
        fee: fee(row),
        // `free_shipping_threshold` is written for people ("10,00€"): nothing to count on.
        free_from: None,
        days_min: row.at("min_delivery_days").small_whole(),
        days_max: row.at("max_delivery_days").small_whole(),
        guaranteed_days: row.at("guaranteed_delivery_days").small_whole(),
        tracking: row.at("tracking").flag(),
        ship_from: row.at("ship_from_country").text(),
        stock: row.at("available_stock").count(),
    }
}

/// `shipping_fee_cent` holds major units, against its name: `"1.99"` beside `"1,99€"`
/// (seen live). A row that calls itself free and costs something is not believed either
/// way.
fn fee(row: Field<'_, '_>) -> Option<DeliveryFee> {
    let free = row.at("free_shipping").flag();
    let told = row.at("shipping_fee_cent");
    let fee = told.money(row.at("shipping_fee_currency").currency());
    match (free, fee.map(DeliveryFee::of)) {
        (Some(true), None | Some(DeliveryFee::Free)) => Some(DeliveryFee::Free),
        (Some(true), Some(DeliveryFee::Paid(_))) => {
            told.unread("no fee beside `free_shipping`");
            None
        }
        (_, fee) => fee,
    }
}
