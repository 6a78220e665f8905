//! `aliexpress.ds.image.search`: items by a picture that is sent as a file.

use serde_json::{Value, json};

use super::asked::{View, invalid};
use super::image_match::{Likeness, check, matches};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::shops::Shop;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.image.search",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: false,
        required: &["image_file_bytes"],
    },
    answer,
};

/// By its page, the platform takes files up to this size.
const MOST_BYTES: usize = 100 << 10;
const MOST_PRODUCTS: usize = 150;

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    // The parameter is spelt so, and live calls need it so.
    let view = ask.view("shpt_to", "target_currency", "target_language")?;
    let count = ask.parsed::<usize>("product_cnt")?.unwrap_or(20);
    if !(1..=MOST_PRODUCTS).contains(&count) {
        return Err(invalid("product_cnt"));
    }
    let file = ask.files.iter().find(|(name, _)| name == "image_file_bytes");
    let (_, picture) = file.ok_or_else(|| invalid("image_file_bytes"))?;
    check(picture, MOST_BYTES).map_err(|fault| Reply::Refusal {
        code: "InvalidParameter",
        message: format!(
            "The specified parameter \"image_file_bytes\" is invalid: {fault}"
        ),
        sub: None,
    })?;
    let mut found = matches(ask, catalogue, &view, picture, Likeness::Similar);
    found.truncate(count);
    match ask.param("sort") {
        None => {}
        Some("SALE_PRICE_ASC") => found.sort_by_key(|(row, _)| row.sale()),
        Some("SALE_PRICE_DESC") => found.sort_by_key(|(row, _)| row.dearness()),
        Some("LAST_VOLUME_ASC") => found.sort_by_key(|(row, _)| row.volume),
        Some("LAST_VOLUME_DESC") => {
            found.sort_by_key(|(row, _)| std::cmp::Reverse(row.volume));
        }
        Some(_) => return Err(invalid("sort")),
    }
    let products: Vec<Value> = found
        .iter()
        .filter_map(|(row, _)| catalogue.find(row.id()))
        .map(|item| product(ask, &view, &item))
        .collect();
    let data = json!({ "total_record_count": products.len() });
    let data = with(data, "products", wrapped("traffic_image_product_d_t_o", products));
    Ok(with(json!({}), "data", data))
}

fn product(ask: &Ask<'_>, view: &View, item: &Item) -> Value {
    let quote = view.local(item, item.cheapest(ask.now).1);
    let id = item.id_for(view.country.as_ref());
    let rate = |permille: u64| format!("{}.{}%", permille / 10, permille % 10);
    json!({
        "product_id": id.to_string(),
        "product_title": item.title(view.language),
        "product_main_image_url": ask.pictures(item)[0],
        "product_detail_url": ask.item_url(id),
        "shop_url": ask.shop_url(&Shop::of_item(item.seed, item.id)),
        "target_sale_price": view.currency.text(quote.sale),
        "target_original_price": view.currency.text(quote.list),
        "target_sale_price_currency": view.currency.code,
        "discount": format!("{}%", (quote.list - quote.sale) * 100 / quote.list),
        "evaluate_rate": item.positive_permille(ask.now).map(rate).unwrap_or_default(),
        // A text here, as recorded; elsewhere it is a number.
        "lastest_volume": item.units_sold_in_30_days(ask.now).to_string(),
        "first_level_category_name": view.language.choose(item.root.name),
        "second_level_category_name": view.language.choose(item.leaf.name),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply_with_file};
    use crate::pictures::picture;

    const METHOD: &str = "aliexpress.ds.image.search";

    /// The main picture of an item, as an answer gives its address.
    fn main_picture(id: &str) -> Vec<u8> {
        let params = [("product_id", id), ("ship_to_country", "US")];
        let answer = payload("aliexpress.ds.product.get", &params);
        let urls = answer["result"]["ae_multimedia_info_dto"]["image_urls"].as_str();
        let path = urls.unwrap().split(';').next().unwrap();
        picture(&path["http://sandbox.test".len()..]).unwrap().bytes
    }

    fn search(bytes: &[u8], params: &[(&str, &str)]) -> Vec<Value> {
        match reply_with_file(METHOD, params, ("image_file_bytes", bytes)) {
            Reply::Payload(answer) => {
                let products = &answer["data"]["products"]["traffic_image_product_d_t_o"];
                products.as_array().unwrap().clone()
            }
            refusal @ Reply::Refusal { .. } => panic!("{refusal:?}"),
        }
    }

    #[test]
    fn a_picture_of_the_catalogue_finds_its_item() {
        for id in ["1005006000000001", "1005006000000020"] {
            let found = search(&main_picture(id), &[("product_cnt", "30")]);
            assert_eq!(found[0]["product_id"], id);
            assert!(found.len() > 10 && found.len() <= 30, "{}", found.len());
        }
        let other = search(b"GIF89a another;", &[]);
        assert_eq!(other, search(b"GIF89a another;", &[]));
        assert_ne!(other, search(b"GIF89a a third;", &[]));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [&b"nothing"[..], &[0xFF; 110 << 10]] {
            let reply = reply_with_file(METHOD, &[], ("image_file_bytes", bytes));
            let Reply::Refusal { code, message, .. } = reply else {
                panic!("found by {} bytes", bytes.len());
            };
            assert_eq!(code, "InvalidParameter");
            assert!(message.contains("picture"), "{message}");
        }
    }
}
