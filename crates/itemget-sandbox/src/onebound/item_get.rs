//! `item_get` as the vendor answers it: names and spellings are its own.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::Failure;
use crate::answers::Ask;
use crate::answers::asked::View;
use crate::answers::tree::wrapped;
use crate::catalogue::Catalogue;
use crate::catalogue::item::{Item, State};
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;

const NEVER_KNOWN: [&str; 12] = [
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
    "video",
];

pub(super) fn item(
    ask: &Ask<'_>,
    view: &View,
    catalogue: &Catalogue,
) -> Result<Value, Failure> {
    let id =
        ask.param("num_iid").ok_or_else(|| Failure::parameter("num_iid is missing"))?;
    let found = id.parse().ok().and_then(|id| catalogue.find_at(id, ask.now));
    // What is off sale, or not sold there, the vendor does not find.
    let item = found
        .filter(|item| item.state != State::Offline)
        .filter(|item| view.country.is_none_or(|to| item.prohibited(&to).is_none()))
        .ok_or_else(Failure::no_result)?;
    Ok(describe(ask, view, &item, id))
}

fn describe(ask: &Ask<'_>, view: &View, item: &Item, id: &str) -> Value {
    let shop = Shop::of_item(item.seed, item.id);
    let pictures = ask.pictures(item);
    let quotes: Vec<_> = item
        .variants()
        .map(|variant| view.local(item, item.quote(&variant, ask.now)))
        .collect();
    let images: Vec<Value> = pictures.iter().map(|url| json!({ "url": url })).collect();
    let tenths = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
    let skus: Vec<Value> =
        item.variants().map(|variant| sku(ask, view, item, &variant)).collect();
    let mut told = json!({
        "num_iid": id,
        "title": item.title(view.language),
        "price": range(view, quotes.iter().map(|quote| quote.sale)),
        "total_price": 0,
        "suggestive_price": 0,
        "orginal_price": range(view, quotes.iter().map(|quote| quote.list)),
        "nick": shop.name,
        "num": item.total_stock(ask.now).to_string(),
        "min_num": 1,
        "detail_url": ask.item_url(item.id),
        "pic_url": pictures[0],
        "brand": shop.brand,
        "rootCatId": item.root.id.to_string(),
        "cid": item.leaf.id.to_string(),
        "crumbs": [],
        "desc": description(item, view, &pictures),
        "desc_img": pictures,
        "item_imgs": images,
        "item_weight": format!("{}.{:03}", item.grams / 1000, item.grams % 1000),
        "location": item.cheapest(ask.now).0.ships_from(),
        "shipping_to": view.country.as_ref().map_or("", |country| country.code()),
        "props": [
            { "name": "Brand Name", "value": shop.brand },
            { "name": "Material", "value": view.language.choose(item.words.material) },
        ],
        "props_list": property_names(item, view),
        "prop_imgs": { "prop_img": property_pictures(ask, item) },
        "total_sold": item.units_sold(ask.now),
        "sales": item.units_sold_in_30_days(ask.now),
        "shop_id": shop.id.to_string(),
        "seller_id": shop.member_id.to_string(),
        "seller_info": {
            "nick": shop.name,
            "shop_name": shop.name,
            "zhuy": ask.shop_url(&shop),
            "score_p": tenths(shop.tenths[0]),
        },
        "comment_count": item.reviews(ask.now),
    });
    told["skus"] = wrapped("sku", skus);
    // What the vendor has no value for is an empty text.
    for name in NEVER_KNOWN {
        told[name] = "".into();
    }
    told
}

/// `4.35`, or `4.35-4.68` where variants differ.
fn range(view: &View, fen: impl Iterator<Item = u64> + Clone) -> String {
    let amount = |fen: Option<u64>| -> Decimal {
        view.currency.amount(fen.expect("an item has at least one variant"))
    };
    let (least, most) = (amount(fen.clone().min()), amount(fen.max()));
    let [least, most] = [least, most].map(|amount| view.currency.write(amount));
    if least == most { least } else { format!("{least}-{most}") }
}

fn description(item: &Item, view: &View, pictures: &[String]) -> String {
    let sentences: String = item
        .sentences(view.language)
        .iter()
        .map(|sentence| format!("<p>{sentence}</p>"))
        .collect();
    let pictures: String =
        pictures.iter().map(|picture| format!("<img src=\"{picture}\"/>")).collect();
    format!("<div>{sentences}{pictures}</div>")
}

/// Each value of each attribute, by `property:value`.
fn property_names(item: &Item, view: &View) -> Map<String, Value> {
    let values = item
        .axes
        .iter()
        .flat_map(|axis| axis.values.iter().map(move |value| (axis.property, value)));
    values
        .map(|(property, chosen)| {
            let name = view.language.choose(property.name);
            let value =
                chosen.own_name.unwrap_or(view.language.choose(chosen.value.name));
            (
                format!("{}:{}", property.id, chosen.value.id),
                format!("{name}:{value}").into(),
            )
        })
        .collect()
}

fn property_pictures(ask: &Ask<'_>, item: &Item) -> Vec<Value> {
    let mut seen = Vec::new();
    for variant in item.variants() {
        let Some(url) = ask.variant_picture(item, &variant) else { continue };
        let Some((axis, chosen)) =
            variant.choices().find(|(_, value)| value.value.rgb != 0)
        else {
            continue;
        };
        let properties = format!("{}:{}", axis.property.id, chosen.value.id);
        let row = json!({ "properties": properties, "url": url });
        if !seen.contains(&row) {
            seen.push(row);
        }
    }
    seen
}

fn sku(ask: &Ask<'_>, view: &View, item: &Item, variant: &Variant<'_>) -> Value {
    let quote = view.local(item, item.quote(variant, ask.now));
    let mut properties = Vec::new();
    let mut names = Vec::new();
    for (axis, chosen) in variant.choices() {
        let pair = format!("{}:{}", axis.property.id, chosen.value.id);
        let name = view.language.choose(axis.property.name);
        let value = chosen.own_name.unwrap_or(view.language.choose(chosen.value.name));
        names.push(format!("{pair}:{name}:{value}"));
        properties.push(pair);
    }
    json!({
        "price": view.currency.text(quote.sale),
        "total_price": 0,
        "orginal_price": view.currency.text(quote.list),
        "properties": properties.join(";"),
        "properties_name": names.join(";"),
        "quantity": item.stock(variant, ask.now).to_string(),
        "sku_id": variant.sku_id().to_string(),
    })
}
