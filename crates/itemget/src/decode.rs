//! [`decode`]: a saved body of any shape, told by its looks which method it is of, as items
//! or as the error it means.

mod known;
mod shape;

use std::borrow::Cow;

use bytes::Bytes;
use jiff::Timestamp;

use crate::api::affiliate::{
    PromotionLink, link_generate, product, product_sku_detail_get,
};
use crate::api::dropship::{freight_query, image_search, product_get, text_search};
use crate::api::{CategoryRow, Promo, category, promo, tutorial};
use crate::envelope::{self, Envelope};
use crate::ids::ItemId;
use crate::item::{DeliveryOption, Item, Unread, Variants};
use crate::locale::View;
use crate::refusal::Refusal;
use crate::reply::Unreadable;
use crate::wire::{Notes, Observer};

use known::Reading;
pub use shape::Shape;

/// What a saved body turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The gateway's name of the method that answered so, where it is known: from the
    /// envelope, or by the looks of what is inside.
    pub api: Option<String>,
    /// How it is written.
    pub shape: Shape,
    /// The platform's number of the exchange.
    pub request_id: Option<String>,
    /// What it says.
    pub contents: Contents,
    /// Rows that are no item. Fields of items that could not be understood are in the
    /// items' own lists.
    pub unread: Vec<Unread>,
}

/// What a saved body says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Contents {
    /// Items; none where the answer is an empty list.
    Items(Vec<Item>),
    /// SKUs of an item that is not named.
    Variants(Variants),
    /// The platform's no.
    Refusal(Box<Refusal>),
    /// A token; what it is stays in the body.
    Token,
    /// Ids of items.
    ItemIds(Vec<ItemId>),
    /// Ways to send a SKU that is not named.
    Delivery(Vec<DeliveryOption>),
    /// Promotion links, each to the address that its source names.
    Links(Vec<PromotionLink>),
    /// Categories, flat.
    Categories(Vec<CategoryRow>),
    /// Promotions or feeds.
    Promos(Vec<Promo>),
    /// An answer of a method that is known ([`Decoded::api`]) and gives no items, or none
    /// that are read here.
    Recognised,
    /// JSON, and nothing that is known here.
    Unknown,
}

/// Reads a saved body as if it had arrived at `observed_at`, asked for with `view`.
///
/// ```
/// use itemget::{Cause, Contents, View, decode};
/// use jiff::Timestamp;
///
/// let body = r#"{"aliexpress_ds_product_get_response":
///     {"rsp_code":605,"rsp_msg":"ITEM_ID_NOT_FOUND","request_id":"2101"}}"#;
/// let decoded = decode(&body.into(), Timestamp::UNIX_EPOCH, View::default())?;
/// assert_eq!(decoded.api.as_deref(), Some("aliexpress.ds.product.get"));
/// let Contents::Refusal(refusal) = decoded.contents else { panic!("not refused") };
/// assert_eq!(refusal.cause, Cause::NotFound);
/// # Ok::<(), itemget::Unreadable>(())
/// ```
///
/// # Errors
///
/// [`Unreadable`] where it is not JSON, with the place and its bytes.
pub fn decode(
    body: &Bytes,
    observed_at: Timestamp,
    view: View,
) -> Result<Decoded, Unreadable> {
    let document = envelope::document(body)?;
    let envelope = Envelope::open(&document);
    let known = known::find(envelope.payload);
    let method = envelope.method();
    let api = method.or_else(|| known.map(|known| known.api.to_owned()));
    let decoded = |contents, unread| Decoded {
        api: api.clone(),
        shape: shape::of(document.root(), envelope.has_key(), known),
        request_id: envelope.request_id(),
        contents,
        unread,
    };
    if let Some(refusal) = envelope.refusal() {
        let request_id = refusal.request_id.clone();
        let contents = Contents::Refusal(Box::new(refusal));
        return Ok(Decoded { request_id, ..decoded(contents, Vec::new()) });
    }
    let Some(known) = known else {
        let contents = match envelope.has_key() {
            true => Contents::Recognised,
            false => Contents::Unknown,
        };
        return Ok(decoded(contents, Vec::new()));
    };
    let observer = Observer {
        source: api.clone().map_or(Cow::Borrowed(known.api), Cow::Owned),
        observed_at,
        view,
        synthetic: envelope.synthetic,
        body,
    };
    let notes = Notes::new(envelope.payload);
    let found = known.at.iter().fold(notes.root(), |field, name| field.at(name));
    let one = |item: Option<Item>| match item {
        Some(item) => Contents::Items(vec![item]),
        None => Contents::Recognised,
    };
    let contents = match (known.reading, found.value()) {
        (Reading::Product, Some(result)) => {
            match product_get::wire::item(result, &observer, None) {
                Some(item) => Contents::Items(vec![item]),
                None => variants(product_get::wire::skus(found)),
            }
        }
        (Reading::Skus, _) => variants(product_get::skus::read(found).variants),
        (Reading::Rows, _) => Contents::Items(product::items(found, &observer)),
        (Reading::SearchRows, _) => {
            Contents::Items(text_search::row::items(found, &observer))
        }
        (Reading::TutorialItem, Some(item)) => one(tutorial::item::read(item, &observer)),
        (Reading::ImageRows, _) => {
            let found = image_search::row::matches(found, &observer);
            Contents::Items(found.into_iter().map(|found| found.item).collect())
        }
        (Reading::SkuDetail, Some(result)) => {
            one(product_sku_detail_get::item(result, &observer, None))
        }
        (Reading::ItemIds, _) => {
            Contents::ItemIds(found.at("products").parsed_list("an item id"))
        }
        (Reading::Links, _) => {
            Contents::Links(link_generate::rows(found.at("promotion_links")))
        }
        (Reading::Categories, _) => {
            Contents::Categories(category::rows(found.at("categories")))
        }
        (Reading::Promos, _) => Contents::Promos(promo::rows(found.at("promos"))),
        (Reading::Freight, _) => {
            Contents::Delivery(freight_query::rows(found.at("delivery_options")))
        }
        (Reading::Token, _) => Contents::Token,
        (Reading::NoItems, _) | (_, None) => Contents::Recognised,
    };
    Ok(decoded(supposed(contents), notes.into_unread()))
}

/// A body does not say which country it was asked for: the view is the caller's guess.
fn supposed(contents: Contents) -> Contents {
    let Contents::Items(mut items) = contents else { return contents };
    for item in &mut items {
        item.view_assumed = true;
    }
    Contents::Items(items)
}

fn variants(skus: Vec<crate::item::Variant>) -> Contents {
    if skus.is_empty() {
        return Contents::Recognised;
    }
    Contents::Variants(Variants { skus })
}
