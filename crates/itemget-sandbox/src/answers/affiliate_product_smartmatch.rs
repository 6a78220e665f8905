//! `aliexpress.affiliate.product.smartmatch`: what somebody on this device may like, after a
//! product or some words.

use serde_json::Value;

use super::affiliate_pages::{Listing, QUERY, query};
use super::{Api, ApiTraits, Ask, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::chance::Chance;
use crate::catalogue::index::kinds;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.product.smartmatch",
    traits: ApiTraits {
        permission: "Advanced API",
        needs_token: false,
        required: &["device_id"],
    },
    answer,
};

const MATCHED: Listing = Listing { country: "country", ..QUERY };

/// Products of the same category as the one that is looked at, else of one the device "likes".
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let looked_at = ask.parsed::<u64>("product_id")?.and_then(|id| catalogue.find(id));
    let liked = match (&looked_at, ask.param("keywords")) {
        (Some(item), _) => kinds().position(|kind| kind.leaf.id == item.leaf.id),
        (None, Some(_)) => None,
        (None, None) => {
            let device: Vec<u64> = ask
                .param("device_id")
                .unwrap_or_default()
                .bytes()
                .map(u64::from)
                .collect();
            let count = kinds().count() as u64;
            Some(Chance::of(catalogue.seed(), &device).below(count) as usize)
        }
    };
    query(ask, catalogue, MATCHED, |row| {
        liked.is_none_or(|kind| row.kind() == kind)
            && looked_at.as_ref().is_none_or(|item| row.id() != item.id)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn matched(more: &[(&str, &str)]) -> Vec<Value> {
        let params = [&[("device_id", "adid"), ("page_size", "50")], more].concat();
        let answer = payload("aliexpress.affiliate.product.smartmatch", &params);
        let products = &answer["resp_result"]["result"]["products"]["product"];
        products.as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }

    #[test]
    fn what_matches_a_product_is_of_its_category_and_not_itself() {
        for product in matched(&[("product_id", "1005006000000001")]) {
            assert_eq!(product["second_level_category_name"], "Hoodies");
            assert_ne!(product["product_id"], 1_005_006_000_000_001_u64);
        }
        for product in matched(&[("keywords", "fleece")]) {
            let title = product["product_title"].as_str().unwrap().to_lowercase();
            assert!(title.contains("fleece"), "{title}");
        }
        assert_eq!(matched(&[]), matched(&[]));
    }
}
