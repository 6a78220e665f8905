//! `aliexpress.affiliate.product.sku.detail.get`: up to twenty SKUs of an item, each with
//! its price, tax included, and how it is brought; without stock.

use std::borrow::Cow;

use crate::api::asked;
use crate::call::{Auth, Call};
use crate::envelope::{self, Envelope};
use crate::ids::{ItemId, SkuId};
use crate::item::{
    Basics, DeliveryFee, DeliveryOption, Item, Logistics, Shop, SkuDelivery, Trade,
    Variant, VariantAttribute, Variants,
};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Field, Notes, Observer, Value};

/// Asks for up to [`LIMIT`](Self::LIMIT) SKUs of an item. Any number of them:
/// [`Client::sku_details`](crate::Client::sku_details).
///
/// The answer is an item with the variants that were told, and how each is brought in
/// [`Logistics::by_sku`]. It has no price group: those SKUs need not be all there are, and
/// the cheapest of some is not the cheapest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSkuDetailGet {
    /// Whose SKUs.
    pub item: ItemId,
    /// Which of them; where it is empty, the platform's choice of twenty.
    pub skus: Vec<SkuId>,
    /// Where, in which currency and language.
    pub view: View,
}

impl ProductSkuDetailGet {
    /// How many SKUs one call takes, and gives (the method's page).
    pub const LIMIT: usize = 20;

    /// These SKUs of `item` as seen with `view`.
    pub fn new(item: ItemId, skus: impl Into<Vec<SkuId>>, view: View) -> Self {
        Self { item, skus: skus.into(), view }
    }
}

impl Call for ProductSkuDetailGet {
    type Output = Item;
    const METHOD: &'static str = "aliexpress.affiliate.product.sku.detail.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let skus: Vec<String> = self.skus.iter().map(SkuId::to_string).collect();
        Params::new()
            .with("product_id", self.item.to_string())
            .with("sku_ids", skus.join(","))
            .with("need_deliver_info", "Yes")
            .with("ship_to_country", self.view.ship_to.as_str())
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
    }

    fn read(&self, reply: &Reply) -> Result<Item, ReplyError> {
        let document = envelope::document(&reply.body)?;
        let envelope = Envelope::open_success(&document, &reply.body)?;
        let result = envelope.payload.get("result").and_then(|it| it.get("result"));
        let Some(result) = result.filter(|result| result.is_object()) else {
            let expected = "a `result` with a `result` in it";
            return Err(envelope.unexpected(&reply.body, expected).into());
        };
        let observer = Observer {
            source: Cow::Borrowed(Self::METHOD),
            observed_at: reply.observed_at,
            view: self.view,
            synthetic: envelope.synthetic,
            body: &reply.body,
        };
        let item = item(result, &observer, Some(self.item))
            .expect("the id asked for stands in for one that is not told");
        asked::only(self.item, &item, &reply.body)?;
        Ok(item)
    }
}

/// Reads the inner `result`. There is no item only where no id is told and none is given.
pub(crate) fn item(
    result: Value<'_>,
    observer: &Observer<'_>,
    asked: Option<ItemId>,
) -> Option<Item> {
    let notes = Notes::new(result);
    let info = notes.root().at("ae_item_info").object();
    let site_id = info.at("product_id").parsed("an item id").or(asked)?;
    let list = notes.root().at("ae_item_sku_info").object();
    let rows =
        list.at("traffic_sku_info_list").objects(&["sku_id", "sale_price_with_tax"]);
    let basics = observer.group(basics(info));
    let trade = observer.group(Trade {
        stars: info.at("product_score").stars(),
        reviews: info.at("review_number").count(),
        ..Trade::default()
    });
    let variants = observer.group(Variants {
        skus: rows.elements.iter().map(|row| variant(*row)).collect(),
    });
    let told = |row: &Field<'_, '_>| delivery(*row, observer);
    let logistics = observer.group(Logistics {
        by_sku: rows.elements.iter().filter_map(told).collect(),
        ..Logistics::default()
    });
    let item = observer.item(site_id, None, notes);
    Some(Item { basics, trade, variants, logistics, ..item })
}

fn basics(info: Field<'_, '_>) -> Basics {
    let main_image = info.at("image_link").url();
    let more = info.at("additional_image_links").texts();
    let name = info.at("store_name").text();
    Basics {
        title: info.at("title").text(),
        images: main_image.clone().into_iter().chain(more).collect(),
        main_image,
        shop: name.map(|name| Shop { name: Some(name), ..Shop::default() }),
        page_url: info.at("original_link").url(),
        ..Basics::default()
    }
}

fn variant(row: Field<'_, '_>) -> Variant {
    let currency = row.at("currency").currency();
    Variant {
        sku_id: row.at("sku_id").parsed("a SKU id"),
        attributes: attributes(row),
        list_price: row.at("price_with_tax").money(currency),
        sale_price: row.at("sale_price_with_tax").money(currency),
        // It is in their names.
        tax_included: Some(true),
        ean: row.at("ean_code").text(),
        image: row.at("sku_image_link").url(),
        ..Variant::default()
    }
}

/// `sku_properties` is JSON in a text, `[{"Colour":"White","Size":"M"}]`, with names as
/// people read them. Where it is missing, colour and size have fields of their own.
fn attributes(row: Field<'_, '_>) -> Vec<VariantAttribute> {
    let told = row.at("sku_properties").embedded("choices as JSON in a text", |value| {
        let objects = value.elements().chain(Some(value).filter(|it| it.is_object()));
        let members = objects.flat_map(Value::members);
        members.map(|(name, value)| attribute(name.text()?, value.text()?)).collect()
    });
    told.unwrap_or_else(|| {
        let own = |name: &'static str| attribute(name, row.at(name).text()?);
        ["color", "size"].into_iter().filter_map(own).collect()
    })
}

fn attribute(
    name: impl Into<String>,
    value: impl Into<String>,
) -> Option<VariantAttribute> {
    let (name, value) = (name.into(), value.into());
    Some(VariantAttribute { name, value, ..VariantAttribute::default() })
}

/// What a row says of the way the SKU is brought; nothing where it was not asked for.
fn delivery(row: Field<'_, '_>, observer: &Observer<'_>) -> Option<SkuDelivery> {
    let fee = row.at("shipping_fees").money(row.at("currency").currency());
    let option = DeliveryOption {
        fee: fee.map(DeliveryFee::of),
        days_min: row.at("min_delivery_days").small_whole(),
        days_max: row.at("max_delivery_days").small_whole(),
        ship_from: row.at("ship_from_country").text(),
        ..DeliveryOption::default()
    };
    let sku_id = row.at("sku_id").value()?.text()?.parse().ok()?;
    (option != DeliveryOption::default()).then(|| SkuDelivery {
        sku_id,
        quantity: 1,
        source: observer.source.clone(),
        observed_at: observer.observed_at,
        options: vec![option],
    })
}
