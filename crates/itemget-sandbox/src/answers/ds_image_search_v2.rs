//! `aliexpress.ds.image.searchV2`: items by a picture within JSON, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::image_match::{Likeness, Match, check, matches};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::money::{Currency, DEFAULT};
use crate::catalogue::places::Country;
use crate::catalogue::shops::Shop;
use crate::catalogue::wording::Language;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.image.searchV2",
    traits: ApiTraits { permission: DROPSHIP, needs_token: false, required: &["param0"] },
    answer,
};

/// The platform names no limit; the sandbox's own.
const MOST_BYTES: usize = 2 << 20;
const MOST_PRODUCTS: usize = 50;

/// What stands in `param0`.
struct Wanted {
    view: View,
    likeness: Likeness,
    picture: Result<Vec<u8>, String>,
    sort: Option<(String, bool)>,
}

/// A picture that cannot be looked for is an answer with `ret` false: so the documents'
/// fields have room for it. No genuine answer has been recorded; that `data` stands in a
/// wrapper of its own name is how public programs read it.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let wanted = Wanted::read(ask)?;
    let picture = match wanted.picture {
        Ok(picture) => picture,
        Err(message) => {
            return Ok(json!({ "result": {
                "ret": false, "code": "ILLEGAL_IMAGE", "messages": message, "empty": true,
            }}));
        }
    };
    let mut found = matches(ask, catalogue, &wanted.view, &picture, wanted.likeness);
    found.truncate(MOST_PRODUCTS);
    match wanted.sort.as_ref().map(|(by, up)| (by.as_str(), *up)) {
        None | Some(("best", _)) => {}
        Some(("price", true)) => found.sort_by_key(|(row, _)| row.sale()),
        Some(("price", false)) => found.sort_by_key(|(row, _)| row.dearness()),
        Some(("orders", true)) => found.sort_by_key(|(row, _)| row.volume),
        Some(("orders", false)) => {
            found.sort_by_key(|(row, _)| std::cmp::Reverse(row.volume));
        }
        Some(_) => return Err(invalid("param0")),
    }
    let products: Vec<Value> = found
        .iter()
        .filter_map(|found| Some((found, catalogue.find(found.0.id())?)))
        .map(|(found, item)| product(ask, &wanted.view, &item, found))
        .collect();
    let empty = products.is_empty();
    Ok(json!({ "result": {
        "ret": true, "code": null, "messages": null, "empty": empty,
        "data": { "data": products },
    }}))
}

impl Wanted {
    fn read(ask: &Ask<'_>) -> Result<Self, Reply> {
        let text = ask.param("param0").unwrap_or_default();
        let fields: Value = serde_json::from_str(text).unwrap_or_default();
        if !fields.is_object() {
            return Err(invalid("param0"));
        }
        let field = |name: &str| fields[name].as_str().filter(|text| !text.is_empty());
        let found = |found: bool| if found { Ok(()) } else { Err(invalid("param0")) };
        let country = field("ship_to").map(Country::find);
        found(country != Some(None))?;
        let currency = field("currency").map(Currency::find);
        found(currency != Some(None))?;
        let likeness = match field("search_type") {
            None | Some("similar") => Likeness::Similar,
            Some("same") => Likeness::Same,
            Some(_) => return Err(invalid("param0")),
        };
        let view = View {
            country: country.flatten(),
            currency: currency.flatten().unwrap_or(DEFAULT),
            language: Language::of(field("lang")),
        };
        let is_up =
            field("sort_order").is_none_or(|order| order.eq_ignore_ascii_case("asc"));
        let sort = field("sort_type").map(|by| (by.to_owned(), is_up));
        Ok(Self { view, likeness, picture: picture(field("image_base64")), sort })
    }
}

fn picture(base64: Option<&str>) -> Result<Vec<u8>, String> {
    let text = base64.ok_or("image_base64 is missing")?;
    // As browsers write it: `data:image/png;base64,…`.
    let text = text.split_once(";base64,").map_or(text, |(_, text)| text);
    let bytes =
        STANDARD.decode(text).map_err(|error| format!("image_base64: {error}"))?;
    check(&bytes, MOST_BYTES).map_err(|fault| fault.to_string())?;
    Ok(bytes)
}

fn product(ask: &Ask<'_>, view: &View, item: &Item, (_, like): &Match) -> Value {
    let (variant, quote) = item.cheapest(ask.now);
    let quote = view.local(item, quote);
    let sku_id = variant.sku_id();
    let stars = |tenths: u64| format!("{}.{}", tenths / 10, tenths % 10);
    let picture = ask.pictures(item).swap_remove(0);
    let picture = picture.split_once(':').map_or(&*picture, |(_, rest)| rest);
    json!({
        "product_id": item.id,
        "product_title": item.title(view.language),
        "product_detail_url": format!(
            "{}?skuId={sku_id}&pdp_ext_f=%7B%22sku_id%22%3A%22{sku_id}%22%7D",
            ask.item_url(item.id)
        ),
        "product_main_image_url": format!("{picture}_350x350.png"),
        "shop_id": Shop::of_item(item.seed, item.id).id,
        "ship_from": variant.ships_from(),
        "first_level_category_id": item.root.id,
        "first_level_category_title": view.language.choose(item.root.name),
        "second_level_category_id": item.leaf.id,
        "second_level_category_title": view.language.choose(item.leaf.name),
        "target_sale_price": view.currency.text(quote.sale),
        "target_sale_price_currency": view.currency.code,
        "target_original_price": view.currency.text(quote.list),
        "target_original_price_currency": view.currency.code,
        // Without the sign here, and stars where others have a share.
        "discount": ((quote.list - quote.sale) * 100 / quote.list).to_string(),
        "evaluate_rate": item.stars_tenths(ask.now).map(stars).unwrap_or_default(),
        "latest_volume": item.units_sold_in_30_days(ask.now).to_string(),
        "similarity_score": format!("{}.{:03}", like / 1000, like % 1000),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::STANDARD;
    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply};
    use base64::Engine as _;

    const METHOD: &str = "aliexpress.ds.image.searchV2";

    fn search(bytes: &[u8], more: Value) -> Value {
        let mut param0 =
            json!({ "image_base64": STANDARD.encode(bytes), "currency": "EUR" });
        for (name, value) in more.as_object().unwrap() {
            param0[name] = value.clone();
        }
        payload(METHOD, &[("param0", &param0.to_string())])["result"].clone()
    }

    #[test]
    fn likeness_falls_and_the_same_is_less_than_what_is_similar() {
        let similar = search(b"GIF89a a;", json!({}));
        let same = search(b"GIF89a a;", json!({ "search_type": "same" }));
        let scores = |answer: &Value| -> Vec<f64> {
            let rows = answer["data"]["data"].as_array().unwrap().iter();
            rows.map(|row| row["similarity_score"].as_str().unwrap().parse().unwrap())
                .collect()
        };
        assert!(scores(&similar).is_sorted_by(|more, less| more >= less));
        assert!(scores(&same).iter().all(|score| *score >= 0.8));
        assert!(scores(&same).len() < scores(&similar).len());
    }

    #[test]
    fn found_items_can_be_ordered() {
        let up =
            search(b"GIF89a a;", json!({ "sort_type": "price", "sort_order": "asc" }));
        let prices: Vec<rust_decimal::Decimal> = up["data"]["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["target_sale_price"].as_str().unwrap().parse().unwrap())
            .collect();
        assert!(prices.is_sorted(), "{prices:?}");
    }

    #[test]
    fn what_cannot_be_looked_for_says_why() {
        let large = vec![0; (2 << 20) + 1];
        for (bytes, why) in [(&b"nothing"[..], "no picture"), (&large, "larger than")] {
            let answer = search(bytes, json!({}));
            assert_eq!(answer["ret"], false);
            assert!(answer["messages"].as_str().unwrap().contains(why), "{answer}");
        }
        for param0 in
            ["", "nonsense", "[]", "{\"ship_to\":\"Mars\"}", "{\"search_type\":\"x\"}"]
        {
            let reply = reply(METHOD, &[("param0", param0)]);
            assert!(matches!(reply, Reply::Refusal { .. }), "{param0}");
        }
        let broken = payload(METHOD, &[("param0", "{\"image_base64\":\"%%%\"}")]);
        assert_eq!(broken["result"]["ret"], false);
    }
}
