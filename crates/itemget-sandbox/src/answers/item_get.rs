//! `api.item.get`: the public tutorial's call, answered as its program reads it.
//!
//! No such API exists at the platform, so there is nothing to be true to but the tutorial:
//! the names its program prints, and for what it only describes (variants, freight) names
//! in the same manner.

use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::tree::with;
use super::{Api, ApiTraits, Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::{Item, State};
use crate::catalogue::shops::Shop;
use crate::catalogue::variants::Variant;

pub(super) const API: Api = Api {
    method: "api.item.get",
    traits: ApiTraits {
        permission: "item_get",
        needs_token: true,
        required: &["productId"],
    },
    answer,
};

/// The tutorial sends neither country nor currency nor language. They are taken where
/// they are sent, and the currency is always said.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let asked = ask.param("productId").ok_or_else(|| invalid("productId"))?;
    let view = ask.view("country", "currency", "language")?;
    let item =
        asked.parse().ok().and_then(|id| catalogue.find_at(id, ask.now)).ok_or_else(
            || Reply::Refusal {
                code: "ItemNotFound",
                message: format!("No item has the id \"{asked}\""),
                sub: None,
            },
        )?;
    let mut described = describe(ask, &view, &item, asked);
    if let Some(fields) = ask.param("fields") {
        let wanted: Vec<&str> = fields.split(',').map(str::trim).collect();
        described
            .as_object_mut()
            .expect("an item is described by an object")
            .retain(|name, _| name == "currency" || wanted.contains(&name.as_str()));
    }
    Ok(with(json!({}), "item", described))
}

fn describe(ask: &Ask<'_>, view: &View, item: &Item, asked: &str) -> Value {
    let shop = Shop::of_item(item.seed, item.id);
    let (cheapest, quote) = item.cheapest(ask.now);
    let quote = view.local(item, quote);
    let pictures = ask.pictures(item);
    let skus: Vec<Value> =
        item.variants().map(|variant| sku(ask, view, item, &variant)).collect();
    let facts = json!({
        "productId": asked,
        "title": item.title(view.language),
        "description": item.sentences(view.language).join("\n"),
        "status": if item.state == State::Offline { "offSale" } else { "onSale" },
        "currency": view.currency.code,
        "price": view.currency.text(quote.sale),
        "originalPrice": view.currency.text(quote.list),
        "discount": format!("{}%", (quote.list - quote.sale) * 100 / quote.list),
        "stock": item.total_stock(ask.now),
        "saleCount": item.units_sold_in_30_days(ask.now),
        "rating": item.stars_tenths(ask.now).map(|stars| format!("{}.{}", stars / 10, stars % 10)),
        "reviewCount": item.reviews(ask.now),
        "categoryId": item.leaf.id,
        "categoryName": view.language.choose(item.leaf.name),
        "storeId": shop.id,
        "storeName": shop.name,
        "storeUrl": ask.shop_url(&shop),
        "imageUrl": pictures[0],
        "images": pictures,
        "productUrl": ask.item_url(item.id),
        "shipFrom": cheapest.ships_from(),
        "handlingDays": item.handling_days,
        "packageWeight": format!("{}.{:03}", item.grams / 1000, item.grams % 1000),
    });
    with(facts, "skus", Value::Array(skus))
}

fn sku(ask: &Ask<'_>, view: &View, item: &Item, variant: &Variant<'_>) -> Value {
    let quote = view.local(item, item.quote(variant, ask.now));
    let attributes: Vec<Value> = variant
        .choices()
        .map(|(axis, chosen)| {
            json!({
                "name": view.language.choose(axis.property.name),
                "value": chosen.own_name.unwrap_or(view.language.choose(chosen.value.name)),
            })
        })
        .collect();
    json!({
        // Text: as a number it would be another one in half of all programs.
        "skuId": variant.sku_id().to_string(),
        "attributes": attributes,
        "price": view.currency.text(quote.sale),
        "originalPrice": view.currency.text(quote.list),
        "stock": item.stock(variant, ask.now),
        "imageUrl": ask.variant_picture(item, variant),
        "shipFrom": variant.ships_from(),
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::Value;

    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply};

    const METHOD: &str = "api.item.get";

    fn keys(answer: &Value) -> Vec<&str> {
        answer["item"].as_object().unwrap().keys().map(String::as_str).collect()
    }

    #[test]
    fn the_tutorials_example_prints_all_its_lines() {
        let fields =
            "productId,title,price,originalPrice,stock,imageUrl,saleCount,storeName";
        let answer = payload(METHOD, &[("productId", "1234567890"), ("fields", fields)]);
        assert_json_snapshot!(answer);
    }

    #[test]
    fn only_the_wanted_fields_come_and_always_the_currency() {
        let answer = payload(
            METHOD,
            &[("productId", "1005006000000001"), ("fields", "price, nonsense")],
        );
        assert_eq!(keys(&answer), ["currency", "price"]);
    }

    #[test]
    fn without_a_list_of_fields_everything_comes() {
        let answer = payload(METHOD, &[("productId", "1005006000000001")]);
        assert_eq!(answer["item"]["skus"].as_array().unwrap().len(), 40);
        assert_eq!(keys(&answer).len(), 24);
        let stocks = answer["item"]["skus"].as_array().unwrap().iter();
        let total: u64 = stocks.map(|sku| sku["stock"].as_u64().unwrap()).sum();
        assert_eq!(answer["item"]["stock"], total);
    }

    #[test]
    fn an_unknown_id_is_refused_by_name() {
        for id in ["1", "no number"] {
            let Reply::Refusal { code, message, .. } =
                reply(METHOD, &[("productId", id)])
            else {
                panic!("an item for `{id}`");
            };
            assert_eq!(code, "ItemNotFound");
            assert!(message.contains(id), "{message}");
        }
    }
}
