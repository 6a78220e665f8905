//! `aliexpress.affiliate.hotproduct.download`: the hot products of a category, for a site.

use serde_json::Value;

use super::affiliate_pages::{Listing, QUERY, query};
use super::affiliate_result::refused;
use super::{Api, ApiTraits, Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Shelf;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.hotproduct.download",
    traits: ApiTraits {
        permission: "Advanced API",
        needs_token: false,
        required: &["category_id"],
    },
    answer,
};

const HOT: Listing =
    Listing { shelf: Shelf::Hot, country: "country", categories: "category_id", ..QUERY };

const SITES: [&str; 4] = ["global", "it_site", "es_site", "ru_site"];

fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    if ask.param("locale_site").is_some_and(|site| !SITES.contains(&site)) {
        return Ok(refused(402, "LocaleSite input parameter error"));
    }
    query(ask, catalogue, HOT, |_| true)
}

#[cfg(test)]
mod tests {
    use crate::answers::trying::payload;

    #[test]
    fn hot_products_of_one_category_are_downloaded() {
        let ask = |site: &str| {
            let params = [("category_id", "15"), ("locale_site", site)];
            payload("aliexpress.affiliate.hotproduct.download", &params)["resp_result"]
                .clone()
        };
        let answer = ask("global");
        for product in answer["result"]["products"]["product"].as_array().unwrap() {
            assert_eq!(product["first_level_category_id"], 15);
            assert_ne!(product["hot_product_commission_rate"], "0.0%");
        }
        assert_eq!(ask("moon_site")["resp_code"], 402);
    }
}
