//! `aliexpress.affiliate.product.query`: pages of products by words, category and price.

use super::affiliate_pages::{QUERY, query};
use super::{Api, ApiTraits, PUBLISHERS};

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.product.query",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer: |ask, catalogue| query(ask, catalogue, QUERY, |_| true),
};

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
        assert_eq!(query(&[("delivery_days", "None")])["resp_code"], 200);
    }
}
