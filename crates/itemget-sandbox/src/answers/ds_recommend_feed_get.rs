//! `aliexpress.ds.recommend.feed.get`: pages of a feed's products.

use serde_json::{Value, json};

use super::affiliate_product::product;
use super::asked::invalid;
use super::promos::Promo;
use super::search::{MOST_A_PAGE, Order, Search};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Shelf;
use crate::catalogue::shops::Shop;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.recommend.feed.get",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: false,
        required: &["feed_name"],
    },
    answer,
};

/// What an affiliate product has and one of a feed has not, as recorded.
const ONLY_AFFILIATE: [&str; 14] = [
    "app_sale_price",
    "app_sale_price_currency",
    "commission_rate",
    "hot_product_commission_rate",
    "product_small_image_urls",
    "promo_code_info",
    "promotion_link",
    "ship_to_days",
    "shop_name",
    "sku_id",
    "target_app_sale_price",
    "target_app_sale_price_currency",
    "tax_rate",
    "platform_product_type",
];

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let view = ask.view("country", "target_currency", "target_language")?;
    let feed = Promo::find(ask.param("feed_name").unwrap_or_default())
        .ok_or_else(|| invalid("feed_name"))?;
    let size = ask.parsed::<usize>("page_size")?.unwrap_or(20);
    let number = ask.parsed::<usize>("page_no")?.unwrap_or(1);
    if !(1..=MOST_A_PAGE).contains(&size) {
        return Err(invalid("page_size"));
    }
    if number == 0 {
        return Err(invalid("page_no"));
    }
    let search = Search {
        categories: ask.parsed::<u64>("category_id")?.into_iter().collect(),
        order: order(ask.param("sort")).ok_or_else(|| invalid("sort"))?,
        ..Search::of(&view, Shelf::OnSale)
    };
    let found = search.run(ask, catalogue, |row| feed.has(row));
    let ask = &Ask { now: found.made, ..*ask };
    let products: Vec<Value> = found
        .page(catalogue, number, size)
        .iter()
        .map(|(_, item)| {
            let mut product =
                product(ask, &view, item, item.id_for(view.country.as_ref()));
            let pictures = product["product_small_image_urls"]["string"].take();
            let fields = product.as_object_mut().expect("a product is an object");
            fields.retain(|name, _| !ONLY_AFFILIATE.contains(&name.as_str()));
            product["seller_id"] = Shop::of_item(item.seed, item.id).member_id.into();
            with(
                product,
                "product_small_image_urls",
                json!({ "productSmallImageUrl": pictures }),
            )
        })
        .collect();
    let result = json!({
        "current_record_count": products.len(),
        "total_record_count": found.rows.len(),
        "is_finished": found.is_over(number, size),
    });
    let result = with(result, "products", wrapped("traffic_product_d_t_o", products));
    Ok(with(json!({ "rsp_code": 200 }), "result", result))
}

fn order(sort: Option<&str>) -> Option<Order> {
    Some(match sort {
        None => Order::Relevance,
        Some("priceAsc") => Order::PriceUp,
        Some("priceDesc") => Order::PriceDown,
        Some("volumeAsc") => Order::VolumeUp,
        Some("volumeDesc") => Order::VolumeDown,
        Some("discountAsc") => Order::DiscountUp,
        Some("discountDesc") => Order::DiscountDown,
        // The shops' ratings, by which nothing is ordered here: as they come, then.
        Some("DSRratingAsc" | "DSRratingDesc") => Order::Relevance,
        Some(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::answers::trying::payload;

    #[test]
    fn a_feed_comes_in_pages_in_the_asked_order() {
        let page = |number: &str| {
            let params = [
                ("feed_name", "沙箱精选"),
                ("sort", "priceAsc"),
                ("page_size", "50"),
                ("page_no", number),
            ];
            payload("aliexpress.ds.recommend.feed.get", &params)["result"].clone()
        };
        let mut prices = Vec::new();
        for number in 1.. {
            let result = page(&number.to_string());
            for product in result["products"]["traffic_product_d_t_o"].as_array().unwrap()
            {
                let price = product["target_sale_price"].as_str().unwrap();
                prices.push(price.parse::<rust_decimal::Decimal>().unwrap());
            }
            if result["is_finished"] == true {
                assert_eq!(result["total_record_count"], prices.len());
                break;
            }
        }
        assert!(prices.is_sorted() && prices.len() > 50, "{prices:?}");
    }
}
