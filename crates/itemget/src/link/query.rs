//! Product ids, SKU ids and further links in a query.

use url::Url;

use crate::ids::{ItemId, SkuId};

/// The names under which a query holds a product id, the surest first: `x_object_id` is
/// the global id also on the US site.
const ITEM: &[&str] = &[
    "x_object_id",
    "object_id",
    "productid",
    "product_id",
    "productids",
    "itemid",
    "item_id",
];

/// The names under which a query holds the link that it leads to.
const TARGET: &[&str] = &["dl_target_url", "redirecturl", "target_url"];

/// The product that the query names, and its SKU: `productIds=N:SKU` names both.
pub(super) fn item(url: &Url) -> Option<(ItemId, Option<SkuId>)> {
    ITEM.iter().find_map(|name| {
        let value = value(url, name)?;
        // Several ids: the first is the one that the page opens with.
        let first = value.split(',').next()?;
        let (id, named_sku) = match first.split_once(':') {
            Some((id, named_sku)) => (id, named_sku.parse().ok()),
            None => (first, None),
        };
        Some((id.trim().parse().ok()?, named_sku.or_else(|| sku(url))))
    })
}

/// The SKU that the query names by itself.
pub(super) fn sku(url: &Url) -> Option<SkuId> {
    ["skuid", "sku_id"].iter().find_map(|name| value(url, name)?.parse().ok())
}

/// The link that the query leads to.
pub(super) fn target(url: &Url) -> Option<String> {
    TARGET.iter().find_map(|name| value(url, name))
}

fn value(url: &Url, name: &str) -> Option<String> {
    let same = |key: &str| key.eq_ignore_ascii_case(name);
    url.query_pairs().find(|(key, _)| same(key)).map(|(_, value)| value.into_owned())
}
