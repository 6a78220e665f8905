//! The looks by which a payload is known: which fields stand where.

use crate::api::dropship::product_get::wire;
use crate::wire::{Kind, Value};

/// How the payload of a method is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// A product with its blocks.
    Product,
    /// SKUs alone.
    Skus,
    /// Rows of the affiliate methods.
    Rows,
    /// Rows of a text search.
    SearchRows,
    /// Rows of a picture search of the second kind.
    ImageRows,
    /// SKUs of an item from the affiliate side.
    SkuDetail,
    /// The tutorials' item.
    TutorialItem,
    /// Ids of items.
    ItemIds,
    /// Promotion links.
    Links,
    /// Categories.
    Categories,
    /// Promotions or feeds.
    Promos,
    /// Ways to send a SKU.
    Freight,
    /// A token.
    Token,
    /// Nothing of it is an item, or it is of a platform that is not read here.
    NoItems,
}

/// A payload that is known by its looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The gateway's name of the method; where several look alike, of the most usual.
    pub(super) api: &'static str,
    /// Where what tells it apart stands.
    pub(super) at: &'static [&'static str],
    /// The fields that must be there: of the object, or of a list's first element.
    has: &'static [&'static str],
    /// How it is read.
    pub(super) reading: Reading,
}

const fn known(
    api: &'static str,
    at: &'static [&'static str],
    has: &'static [&'static str],
    reading: Reading,
) -> Known {
    Known { api, at, has, reading }
}

const DROPSHIP_ITEM: &str = "aliexpress.ds.product.get";
const QUERY: &str = "aliexpress.affiliate.product.query";
const DETAIL: &str = "aliexpress.affiliate.productdetail.get";
const RESULT: &[&str] = &["resp_result", "result"];
const PRODUCTS: &[&str] = &["resp_result", "result", "products"];

/// The first that fits counts, so the more particular come first.
const ALL: &[Known] = &[
    known("/auth/token/create", &[], &["access_token"], Reading::Token),
    known(DROPSHIP_ITEM, &[], &["ae_item_sku_info_d_t_o"], Reading::Skus),
    known(QUERY, PRODUCTS, &["product_id"], Reading::Rows),
    known(DETAIL, PRODUCTS, &[], Reading::Rows),
    known(
        "aliexpress.ds.feed.itemids.get",
        &["result"],
        &["search_id"],
        Reading::ItemIds,
    ),
    known(
        "aliexpress.ds.recommend.feed.get",
        &["result", "products"],
        &["product_id"],
        Reading::Rows,
    ),
    known(
        "aliexpress.ds.text.search",
        &["data", "products"],
        &["itemId"],
        Reading::SearchRows,
    ),
    known(
        "aliexpress.ds.image.search",
        &["data", "products"],
        &["product_id"],
        Reading::Rows,
    ),
    known(
        "aliexpress.ds.image.searchV2",
        &["result", "data"],
        &["product_id", "similarity_score"],
        Reading::ImageRows,
    ),
    known("api.item.get", &["item"], &["productId"], Reading::TutorialItem),
    known(DETAIL, &[], &["product_id", "product_title"], Reading::Rows),
    known(
        "aliexpress.ds.text.search",
        &[],
        &["itemId", "itemMainPic"],
        Reading::SearchRows,
    ),
    known(
        "aliexpress.affiliate.product.sku.detail.get",
        &["result", "result"],
        &["ae_item_sku_info"],
        Reading::SkuDetail,
    ),
    known(
        "aliexpress.affiliate.link.generate",
        RESULT,
        &["promotion_links"],
        Reading::Links,
    ),
    known(
        "aliexpress.affiliate.category.get",
        RESULT,
        &["categories"],
        Reading::Categories,
    ),
    known("aliexpress.ds.feedname.get", RESULT, &["promos"], Reading::Promos),
    known(
        "aliexpress.ds.freight.query",
        &["result"],
        &["delivery_options"],
        Reading::Freight,
    ),
    known(
        "aliexpress.logistics.buyer.freight.calculate",
        &["result"],
        &["aeop_freight_calculate_result_for_buyer_d_t_o_list"],
        Reading::NoItems,
    ),
    known(
        "aliexpress.ds.product.specialinfo.get",
        &["result", "data"],
        &["item_qualification_list"],
        Reading::NoItems,
    ),
    // Other platforms and data vendors, by name, so that a person knows what it is.
    known("onebound item_get", &["item"], &["num_iid"], Reading::NoItems),
    known("onebound item_search", &["items", "item"], &["num_iid"], Reading::NoItems),
    known("ebay getItem", &[], &["itemId", "sellerItemRevision"], Reading::NoItems),
    known("ebay search", &[], &["itemSummaries"], Reading::NoItems),
    known("lazada /product/item/get", &["data"], &["item_id", "skus"], Reading::NoItems),
    known("lazada /products/get", &["data", "products"], &["item_id"], Reading::NoItems),
    known(
        "1688 queryProductDetail",
        &["result", "result"],
        &["offerId"],
        Reading::NoItems,
    ),
    known("1688 productInfo", &["productInfo"], &["productID"], Reading::NoItems),
    known("1688 search", &["data", "data"], &["offerId"], Reading::NoItems),
    known("rapidapi item_detail", &["result", "item"], &["itemId"], Reading::NoItems),
    known("rapidapi item_search", &["result"], &["resultList"], Reading::NoItems),
];

/// What a payload is, by its looks.
pub(super) fn find(payload: Value<'_>) -> Option<Known> {
    if payload.get("result").is_some_and(wire::is_product) {
        return Some(known(DROPSHIP_ITEM, &["result"], &[], Reading::Product));
    }
    if wire::is_product(payload) {
        return Some(known(DROPSHIP_ITEM, &[], &[], Reading::Product));
    }
    let found = ALL.iter().find(|known| fits(known, payload)).copied()?;
    // A query and the details of given ids have the same rows; a query counts its pages.
    let pages = || payload.get("resp_result")?.get("result")?.get("total_record_count");
    match found.api {
        QUERY if pages().is_none() => Some(Known { api: DETAIL, ..found }),
        _ => Some(found),
    }
}

fn fits(known: &Known, payload: Value<'_>) -> bool {
    let mut here = Some(payload);
    for name in known.at {
        here = here.and_then(|here| here.get(name));
    }
    here.is_some_and(|here| {
        let has =
            |value: Value<'_>| known.has.iter().all(|name| value.get(name).is_some());
        has(here) || first_element(here).is_some_and(has)
    })
}

/// The first element of a list, bare or in the wrapper named after its type.
fn first_element(value: Value<'_>) -> Option<Value<'_>> {
    match value.kind() {
        Kind::List => value.elements().next(),
        Kind::Object => first_element(value.members().next()?.1),
        _ => None,
    }
}
