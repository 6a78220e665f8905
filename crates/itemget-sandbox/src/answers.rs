//! What the platform's business side answers: the seam between the gateway, which has
//! checked the request by then, and the catalogue.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::catalogue::Catalogue;
use crate::catalogue::index::Indexes;
use crate::shape::{Shape, render};

mod affiliate_category_get;
mod affiliate_featuredpromo_get;
mod affiliate_featuredpromo_products_get;
mod affiliate_hotproduct_download;
mod affiliate_hotproduct_query;
mod affiliate_link_generate;
mod affiliate_pages;
mod affiliate_product;
mod affiliate_product_query;
mod affiliate_product_shipping_get;
mod affiliate_product_sku_detail_get;
mod affiliate_product_smartmatch;
mod affiliate_productdetail_get;
mod affiliate_result;
pub(crate) mod asked;
mod categories;
mod ds_category_get;
mod ds_feed_itemids_get;
mod ds_feedname_get;
mod ds_freight_query;
mod ds_image_search;
mod ds_image_search_v2;
mod ds_product_get;
mod ds_product_specialinfo_get;
mod ds_product_wholesale_get;
mod ds_recommend_feed_get;
mod ds_text_search;
mod image_match;
mod item_get;
#[cfg(test)]
mod key_paths;
mod links;
#[cfg(test)]
mod promises;
mod promos;
pub(crate) mod search;
pub(crate) mod tree;
#[cfg(test)]
mod trying;

/// A verified request, as a business API sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    /// The API's name: `aliexpress.ds.product.get`.
    pub(crate) method: &'a str,
    /// All parameters that came, system ones among them, decoded.
    pub(crate) params: &'a BTreeMap<String, String>,
    /// The sandbox's time.
    pub(crate) now: Timestamp,
    /// Where the sandbox is reached, without a slash at the end: links and pictures
    /// in an answer start with it.
    pub(crate) base_url: &'a str,
    /// The files that came with it, by their parameters' names.
    pub(crate) files: &'a [(String, Vec<u8>)],
    /// What searches look through.
    pub(crate) indexes: &'a Indexes,
}

/// What the gateway must know of an API before it lets a request through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ApiTraits {
    /// The API group an app needs: `AliExpress-dropship`, `Standard API for Publishers`.
    pub(crate) permission: &'static str,
    /// Whether a user's access token is asked for.
    pub(crate) needs_token: bool,
    /// Parameters without which the answer is `MissingParameter`, in the order they are
    /// looked at.
    pub(crate) required: &'static [&'static str],
}

/// An answer of the business side.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Reply {
    /// What stands inside `<method>_response`, lists in their wrappers, numbers typed:
    /// the gateway adds `request_id` and `_trace_id_` and turns it into the shape asked for.
    Payload(Value),
    /// A refusal of the gateway's own kind: `code`, `msg`, and `sub_code`, `sub_msg` if any.
    Refusal { code: &'static str, message: String, sub: Option<(&'static str, String)> },
}

/// An API: its name, what the gateway must know of it, and who answers.
struct Api {
    method: &'static str,
    traits: ApiTraits,
    answer: fn(&Ask<'_>, &Catalogue) -> Result<Value, Reply>,
}

/// Every API the sandbox answers. A method that is not here does not exist.
const APIS: &[Api] = &[
    ds_product_get::API,
    ds_product_wholesale_get::API,
    ds_product_specialinfo_get::API,
    ds_freight_query::API,
    ds_text_search::API,
    ds_image_search::API,
    ds_image_search_v2::API,
    ds_category_get::API,
    ds_feedname_get::API,
    ds_feed_itemids_get::API,
    ds_recommend_feed_get::API,
    affiliate_productdetail_get::API,
    affiliate_product_sku_detail_get::API,
    affiliate_product_query::API,
    affiliate_hotproduct_query::API,
    affiliate_hotproduct_download::API,
    affiliate_product_smartmatch::API,
    affiliate_product_shipping_get::API,
    affiliate_featuredpromo_get::API,
    affiliate_featuredpromo_products_get::API,
    affiliate_link_generate::API,
    affiliate_category_get::API,
    item_get::API,
];

const DROPSHIP: &str = "AliExpress-dropship";
const PUBLISHERS: &str = "Standard API for Publishers";

/// What the gateway must know of `method`; nothing for a method that does not exist.
pub(crate) fn api_traits(method: &str) -> Option<ApiTraits> {
    APIS.iter().find(|api| api.method == method).map(|api| api.traits)
}

/// Answers a request whose signature, permission, token and required parameters the gateway
/// has checked.
pub(crate) fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Reply {
    let Some(api) = APIS.iter().find(|api| api.method == ask.method) else {
        return Reply::Refusal {
            code: "InvalidApiPath",
            message: "The specified API is invalid".to_owned(),
            sub: None,
        };
    };
    match (api.answer)(ask, catalogue) {
        Ok(payload) => Reply::Payload(payload),
        Err(refusal) => refusal,
    }
}

/// What an API answers that has found nothing, each in its own way.
pub(crate) fn nothing(method: &str) -> Reply {
    let family = |prefix: &str| method.starts_with(prefix);
    let payload = match method {
        "api.item.get" => {
            let message = "No item has that id".to_owned();
            return Reply::Refusal { code: "ItemNotFound", message, sub: None };
        }
        "aliexpress.affiliate.product.sku.detail.get" => json!({ "result": {
            "success": false, "code": 405, "msg": "The result is empty",
        }}),
        "aliexpress.ds.product.specialinfo.get" => json!({ "result": {
            "ret": false, "code": "605", "err_message": "ITEM_ID_NOT_FOUND",
        }}),
        "aliexpress.ds.freight.query" => json!({ "result": {
            "success": false, "code": 501, "msg": "DELIVERY_INFO_EMPTY",
        }}),
        "aliexpress.ds.text.search" => json!({ "code": "00", "data": {
            "pageIndex": 1, "pageSize": 20, "totalCount": 0, "products": {},
        }}),
        "aliexpress.ds.image.search" => {
            json!({ "data": { "total_record_count": 0, "products": {} } })
        }
        "aliexpress.ds.image.searchV2" => json!({ "result": {
            "ret": true, "code": null, "messages": null, "empty": true, "data": {},
        }}),
        "aliexpress.ds.feed.itemids.get" => json!({
            "ret": true, "rsp_code": 200, "rsp_msg": "success",
            "result": { "total": 0, "products": {} },
        }),
        "aliexpress.ds.recommend.feed.get" => json!({ "rsp_code": 200, "result": {
            "current_record_count": 0, "total_record_count": 0, "is_finished": true,
            "products": {},
        }}),
        _ if family("aliexpress.ds.product.") => {
            json!({ "rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND" })
        }
        _ => affiliate_result::refused(405, "The result is empty"),
    };
    Reply::Payload(payload)
}

impl Catalogue {
    /// The body of an answer without a server around it: for benchmarks, and for tests of
    /// readers. Nothing where the gateway would refuse the request.
    pub fn body(
        &self,
        method: &str,
        params: &BTreeMap<String, String>,
        now: Timestamp,
        shape: Shape,
    ) -> Option<Value> {
        let traits = api_traits(method)?;
        if !traits.required.iter().all(|name| params.contains_key(*name)) {
            return None;
        }
        let indexes = Indexes::default();
        let base_url = "http://127.0.0.1:4010";
        let ask = Ask { method, params, now, base_url, files: &[], indexes: &indexes };
        match answer(&ask, self) {
            Reply::Payload(payload) => {
                let request_id = format!("2101synthetic{}", now.as_millisecond());
                Some(render(method, payload, &request_id, "2140synthetic0", shape))
            }
            Reply::Refusal { .. } => None,
        }
    }
}
