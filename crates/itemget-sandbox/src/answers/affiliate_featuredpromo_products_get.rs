//! `aliexpress.affiliate.featuredpromo.products.get`: pages of a promotion's products.

use serde_json::Value;

use super::affiliate_pages::{Listing, QUERY, query};
use super::affiliate_result::refused;
use super::promos::Promo;
use super::{Api, ApiTraits, Ask, PUBLISHERS, Reply};
use crate::catalogue::Catalogue;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.featuredpromo.products.get",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer,
};

const FEATURED: Listing = Listing {
    country: "country",
    categories: "category_id",
    says_when_over: true,
    ..QUERY
};

/// Without a name, the products of all promotions; with one that is nobody's, none.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let Some(name) = ask.param("promotion_name") else {
        return query(ask, catalogue, FEATURED, |_| true);
    };
    let Some(promo) = Promo::find(name) else {
        return Ok(refused(405, "The result is empty"));
    };
    query(ask, catalogue, FEATURED, |row| promo.has(row))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::answers::trying::payload;

    #[test]
    fn a_promotion_holds_as_many_products_as_its_list_says() {
        let list = payload("aliexpress.affiliate.featuredpromo.get", &[]);
        let promos = &list["resp_result"]["result"]["promos"]["promo"];
        for promo in promos.as_array().unwrap() {
            let mut seen = BTreeSet::new();
            let mut is_finished = promo["product_num"] == 0;
            for page in 1.. {
                let answer = payload(
                    "aliexpress.affiliate.featuredpromo.products.get",
                    &[
                        ("promotion_name", promo["promo_name"].as_str().unwrap()),
                        ("page_no", &page.to_string()),
                        ("page_size", "50"),
                    ],
                );
                let answer = &answer["resp_result"];
                if is_finished {
                    assert_eq!(answer["resp_code"], 405, "{promo} goes on: {answer}");
                    break;
                }
                let result = &answer["result"];
                assert_eq!(result["total_record_count"], promo["product_num"]);
                for product in result["products"]["product"].as_array().unwrap() {
                    assert!(seen.insert(product["product_id"].as_u64()), "{product}");
                }
                is_finished = result["is_finished"] == true;
            }
            assert_eq!(promo["product_num"], seen.len(), "{promo}");
        }
    }

    #[test]
    fn a_promotion_that_is_nobodys_is_empty() {
        let answer = payload(
            "aliexpress.affiliate.featuredpromo.products.get",
            &[("promotion_name", "no such")],
        );
        assert_eq!(answer["resp_result"]["resp_code"], 405);
    }
}
