//! `aliexpress.affiliate.product.query` and `hotproduct.query`: pages of products that
//! match.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::affiliate_product::{is_hot, product};
use super::affiliate_productdetail_get::{given, refused};
use super::search::{Order, Search, page, words};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, PUBLISHERS, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::Item;
use crate::catalogue::places::Country;

pub(super) const PRODUCTS: Api = Api {
    method: "aliexpress.affiliate.product.query",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer: |ask, catalogue| query(ask, catalogue, |_| true),
};

pub(super) const HOT_PRODUCTS: Api = Api {
    method: "aliexpress.affiliate.hotproduct.query",
    traits: ApiTraits { permission: "Advanced API", needs_token: false, required: &[] },
    answer: |ask, catalogue| query(ask, catalogue, is_hot),
};

/// However many are found, only the first five thousand can be paged through.
const MOST_RESULTS: usize = 5_000;
const MOST_A_PAGE: usize = 50;

fn query(
    ask: &Ask<'_>,
    catalogue: &Catalogue,
    belongs: fn(&Item) -> bool,
) -> Result<Value, Reply> {
    let view = ask.view("ship_to_country", "target_currency", "target_language")?;
    let Some(order) = order(ask.param("sort")) else {
        return Ok(refused(402, "Sort input parameter error"));
    };
    let size = ask.parsed::<usize>("page_size")?.unwrap_or(20);
    let number = ask.parsed::<usize>("page_no")?.unwrap_or(1);
    if !(1..=MOST_A_PAGE).contains(&size) || number == 0 {
        return Ok(refused(402, "PageSize input parameter error"));
    }
    // Bounds come in hundredths of the currency, whatever decimals it is written with.
    let bound = |name: &str| -> Result<Option<Decimal>, Reply> {
        Ok(ask.parsed::<u32>(name)?.map(|cents| Decimal::new(i64::from(cents), 2)))
    };
    let mut categories = Vec::new();
    for id in ask.param("category_ids").unwrap_or_default().split(',').map(str::trim) {
        match id.parse() {
            Ok(id) => categories.push(id),
            Err(_) if id.is_empty() => {}
            Err(_) => return Ok(refused(402, "CategoryIds input parameter error")),
        }
    }
    let search = Search {
        view: &view,
        words: words(ask.param("keywords")),
        categories,
        least: bound("min_sale_price")?,
        most: bound("max_sale_price")?,
        order,
    };
    let soon = ask.parsed::<u64>("delivery_days")?;
    let hits = search.run(catalogue, ask.now, |item| {
        belongs(item) && item.is_promoted(&view) && arrives(item, view.country, soon)
    });
    let within = &hits[..hits.len().min(MOST_RESULTS)];
    let products: Vec<Value> = page(within, number, size)
        .iter()
        .map(|hit| product(ask, &view, &hit.item, hit.item.id))
        .collect();
    // Also the page after the last one answers so.
    if products.is_empty() {
        return Ok(refused(405, "The result is empty"));
    }
    let counts = json!({
        "current_record_count": products.len(),
        "total_record_count": hits.len(),
        "current_page_no": number,
    });
    Ok(given(None, with(counts, "products", wrapped("product", products))))
}

fn order(sort: Option<&str>) -> Option<Order> {
    Some(match sort {
        None => Order::Relevance,
        Some("SALE_PRICE_ASC") => Order::PriceUp,
        Some("SALE_PRICE_DESC") => Order::PriceDown,
        Some("LAST_VOLUME_ASC") => Order::VolumeUp,
        Some("LAST_VOLUME_DESC") => Order::VolumeDown,
        Some("DISCOUNT_ASC") => Order::DiscountUp,
        Some("DISCOUNT_DESC") => Order::DiscountDown,
        Some(_) => return None,
    })
}

/// Whether it is there within so many days, where that was asked.
fn arrives(item: &Item, country: Option<Country>, within: Option<u64>) -> bool {
    let (Some(country), Some(within)) = (country, within) else { return true };
    item.variants().any(|variant| {
        let from = variant.ships_from();
        country.is_reached_from(from) && country.days(from).0 <= within
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use rust_decimal::Decimal;
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn query(params: &[(&str, &str)]) -> Value {
        payload("aliexpress.affiliate.product.query", params)["resp_result"].clone()
    }

    fn products(answer: &Value) -> &Vec<Value> {
        answer["result"]["products"]["product"].as_array().unwrap()
    }

    fn price(product: &Value) -> Decimal {
        product["target_sale_price"].as_str().unwrap().parse().unwrap()
    }

    #[test]
    fn words_are_looked_for_in_both_languages() {
        let english = query(&[("keywords", "Hoodie fleece"), ("page_size", "50")]);
        for product in products(&english) {
            let title = product["product_title"].as_str().unwrap().to_lowercase();
            assert!(title.contains("fleece"), "{title}");
            // The other word may be the category's.
            assert_eq!(product["second_level_category_name"], "Hoodies", "{title}");
        }
        let chinese = query(&[("keywords", "卫衣"), ("target_language", "ZH")]);
        let title = products(&chinese)[0]["product_title"].as_str().unwrap();
        assert!(title.contains("卫衣"), "{title}");
        assert_eq!(query(&[("keywords", "no such thing")])["resp_code"], 405);
    }

    #[test]
    fn price_bounds_are_in_cents_and_order_is_kept() {
        let answer = query(&[
            ("min_sale_price", "1000"),
            ("max_sale_price", "2050"),
            ("sort", "SALE_PRICE_ASC"),
            ("page_size", "50"),
        ]);
        let prices: Vec<Decimal> = products(&answer).iter().map(price).collect();
        assert_eq!(prices.len(), 50);
        assert!(prices.is_sorted(), "{prices:?}");
        assert!(prices[0] >= Decimal::new(1000, 2), "{prices:?}");
        let down = query(&[("max_sale_price", "2050"), ("sort", "SALE_PRICE_DESC")]);
        assert!(price(&products(&down)[0]) <= Decimal::new(2050, 2));
        let sold = query(&[("sort", "LAST_VOLUME_DESC")]);
        let sold: Vec<u64> = products(&sold)
            .iter()
            .map(|product| product["lastest_volume"].as_u64().unwrap())
            .collect();
        assert!(sold.is_sorted_by(|one, next| one >= next), "{sold:?}");
    }

    #[test]
    fn pages_do_not_overlap_and_end_with_an_empty_result() {
        let ask = |page: &str| {
            query(&[("category_ids", "15,18"), ("page_size", "50"), ("page_no", page)])
        };
        let first = ask("1");
        let total = first["result"]["total_record_count"].as_u64().unwrap();
        let mut seen = BTreeSet::new();
        for page in 1..=total.div_ceil(50) {
            for product in products(&ask(&page.to_string())) {
                assert!(seen.insert(product["product_id"].as_u64()), "{product}");
                let root = product["first_level_category_id"].as_u64();
                assert!([Some(15), Some(18)].contains(&root));
            }
        }
        assert_eq!(seen.len() as u64, total);
        assert_eq!(ask(&(total.div_ceil(50) + 1).to_string())["resp_code"], 405);
        assert_eq!(query(&[("page_size", "51")])["resp_code"], 402);
        assert_eq!(query(&[("sort", "BEST")])["resp_code"], 402);
    }

    #[test]
    fn hot_products_pay_a_higher_commission() {
        let answer = payload("aliexpress.affiliate.hotproduct.query", &[]);
        for product in products(&answer["resp_result"]) {
            assert_ne!(product["hot_product_commission_rate"], "0.0%");
        }
    }
}
