//! `item_get` in the vendor's words. What the platform does not tell is an empty text or a
//! nought, as in the vendor's own answers; amounts come with their currency in `itemget`.

use itemget::item::{Basics, Variant};
use itemget::{Item, Money, PriceRange, Source, View};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::look;
use super::failure::Failure;
use super::{Found, Params};
use crate::fields::Fields;
use crate::service::App;

/// What the vendor has and the platform's API never tells: empty, as the vendor has it.
const NEVER_TOLD: [&str; 11] = [
    "brandId",
    "created_time",
    "delist_time",
    "desc_short",
    "ems_fee",
    "express_fee",
    "has_discount",
    "is_promotion",
    "item_size",
    "modified_time",
    "post_fee",
];

pub(super) async fn find(
    app: &App,
    params: &Params,
    view: View,
) -> Result<Found, Failure> {
    let asked = params.required("num_iid")?;
    let way = (Source::Auto, params.max_age());
    let told = look(&app.client, asked, view, &Fields::ALL, way).await;
    // What is off sale the vendor does not find; the platform may still tell of it.
    let item = told.found().ok_or_else(|| match told.verdict.item() {
        Some(_) => Failure::Nothing,
        None => Failure::of(&told, app),
    })?;
    Ok(Found {
        field: "item",
        value: describe(item, asked),
        seen: item.price.as_ref().map(|price| price.observed_at),
        remarks: remarks(item),
    })
}

/// What the vendor has no field for, and no amount should be without.
pub(super) fn remarks(item: &Item) -> Value {
    let price = item.price.as_ref();
    json!({
        "currency": currency(item),
        "ship_to": item.view.ship_to,
        "language": item.view.language,
        "source": price.map(|price| &*price.source),
        "observed_at": price.map(|price| price.observed_at).map(|at: Timestamp| at.to_string()),
    })
}

fn currency(item: &Item) -> Option<String> {
    let price = &item.price.as_ref()?.value;
    let range = price.sale.or(price.list)?;
    Some(range.min.currency.to_string())
}

fn describe(item: &Item, asked: &str) -> Value {
    let is_id = asked.bytes().all(|byte| byte.is_ascii_digit());
    let id = if is_id { asked.to_owned() } else { item.site_id.to_string() };
    let nothing = Basics::default();
    let basics = item.basics.as_ref().map_or(&nothing, |basics| &basics.value);
    let price = item.price.as_ref().map(|price| &price.value);
    let trade = item.trade.as_ref().map(|trade| &trade.value);
    let stock = item.stock.as_ref().and_then(|stock| stock.value.total);
    let logistics = item.logistics.as_ref().map(|logistics| &logistics.value);
    let weight = logistics.and_then(|it| it.package.as_ref()).and_then(|it| it.weight_kg);
    let shop = basics.shop.clone().unwrap_or_default();
    let shop_name = shop.name.unwrap_or_default();
    let brand = basics.attributes.iter().find(|it| it.name == "Brand Name");
    let leaf = basics.categories.last().and_then(|category| category.id);
    // Only where both levels are told is the first one the root.
    let root = match &basics.categories[..] {
        [root, _, ..] => root.id,
        _ => None,
    };
    let skus = item.variants.iter().flat_map(|variants| &variants.value.skus);
    let page = basics.page_url.clone().unwrap_or_else(|| {
        format!("https://www.aliexpress.com/item/{}.html", item.item.id)
    });
    let mut told = json!({
        "num_iid": id,
        "title": basics.title.as_deref().unwrap_or_default(),
        "price": price.and_then(|price| price.sale).map(range).unwrap_or_default(),
        "total_price": 0,
        "suggestive_price": 0,
        "orginal_price": price.and_then(|price| price.list).map(range).unwrap_or_default(),
        "nick": shop_name,
        "num": text(stock),
        "min_num": 0,
        "detail_url": page,
        "pic_url": basics.main_image.as_deref().unwrap_or_default(),
        "brand": brand.map(|brand| brand.value.as_str()).unwrap_or_default(),
        "rootCatId": text(root),
        "cid": text(leaf),
        "crumbs": crumbs(basics),
        "desc": basics.description_html.as_deref().unwrap_or_default(),
        "desc_img": [],
        "item_imgs": basics.images.iter().map(|url| json!({ "url": url })).collect::<Vec<_>>(),
        "video": basics.videos.first().map(|video| video.url.as_str()).unwrap_or_default(),
        "item_weight": text(weight),
        "location": logistics.map(|it| it.ship_from.join(",")).unwrap_or_default(),
        "shipping_to": item.view.ship_to,
        "props": basics.attributes.iter()
            .map(|it| json!({ "name": it.name, "value": it.value })).collect::<Vec<_>>(),
        "props_list": property_names(skus.clone()),
        "prop_imgs": { "prop_img": property_pictures(skus.clone()) },
        "total_sold": text(trade.and_then(|trade| trade.sold_total)),
        "sales": text(trade.and_then(|trade| trade.sold_30_days)),
        "comment_count": text(trade.and_then(|trade| trade.reviews)),
        "shop_id": text(shop.id),
        "seller_id": "",
        "seller_info": {
            "nick": shop_name,
            "shop_name": shop_name,
            "zhuy": shop.url.unwrap_or_default(),
            "score_p": text(shop.ratings.as_described),
        },
    });
    told["skus"] = json!({ "sku": skus.map(sku).collect::<Vec<_>>() });
    for name in NEVER_TOLD {
        told[name] = "".into();
    }
    told
}

/// `4.35`, or `4.35-4.68` where variants differ.
pub(super) fn range(range: PriceRange) -> String {
    let (least, most) = (range.min.amount, range.max.amount);
    match least == most {
        true => least.to_string(),
        false => format!("{least}-{most}"),
    }
}

/// A value as text, as the vendor writes nearly all; nothing is known where it is empty.
pub(super) fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The categories by their numbers; an empty list where their names are not told.
fn crumbs(basics: &Basics) -> Value {
    let named = basics.categories.iter().filter_map(|category| {
        Some((category.id?.to_string(), Value::from(category.name.as_deref()?)))
    });
    let named: Map<String, Value> = named.collect();
    if named.is_empty() { json!([]) } else { Value::Object(named) }
}

/// A property and its value by their numbers: `14:193`.
fn pair(attribute: &itemget::item::VariantAttribute) -> Option<String> {
    Some(format!("{}:{}", attribute.name_id?, attribute.value_id?))
}

/// Each value of each property: `{"14:193": "Color:Black"}`.
fn property_names<'a>(skus: impl Iterator<Item = &'a Variant>) -> Map<String, Value> {
    let attributes = skus.flat_map(|sku| &sku.attributes);
    let named = attributes
        .filter_map(|it| Some((pair(it)?, format!("{}:{}", it.name, it.shown_value()))));
    named.map(|(pair, name)| (pair, name.into())).collect()
}

/// The platform's number of the property that pictures belong to: colour.
const COLOUR: u64 = 14;

fn property_pictures<'a>(skus: impl Iterator<Item = &'a Variant>) -> Vec<Value> {
    let mut seen = Vec::new();
    for sku in skus {
        let colour = sku.attributes.iter().find(|it| it.name_id == Some(COLOUR));
        if let (Some(url), Some(properties)) = (&sku.image, colour.and_then(pair)) {
            let row = json!({ "properties": properties, "url": url });
            if !seen.contains(&row) {
                seen.push(row);
            }
        }
    }
    seen
}

fn sku(sku: &Variant) -> Value {
    let amount = |money: Option<Money>| text(money.map(|money| money.amount));
    let pairs: Option<Vec<String>> = sku.attributes.iter().map(pair).collect();
    let pairs = pairs.unwrap_or_default();
    let names = pairs.iter().zip(&sku.attributes);
    let names =
        names.map(|(pair, it)| format!("{pair}:{}:{}", it.name, it.shown_value()));
    json!({
        "price": amount(sku.sale_price),
        "total_price": 0,
        "orginal_price": amount(sku.list_price),
        "properties": pairs.join(";"),
        "properties_name": names.collect::<Vec<_>>().join(";"),
        "quantity": text(sku.stock),
        "sku_id": text(sku.sku_id),
    })
}
