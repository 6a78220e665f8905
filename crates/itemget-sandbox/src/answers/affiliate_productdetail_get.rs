//! `aliexpress.affiliate.productdetail.get`: up to fifty items by id, without variants.

use serde_json::{Value, json};

use super::affiliate_product::product;
use super::affiliate_result::{given, refused};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, PUBLISHERS, Reply};
use crate::catalogue::Catalogue;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.productdetail.get",
    traits: ApiTraits {
        permission: PUBLISHERS,
        needs_token: false,
        required: &["product_ids"],
    },
    answer,
};

const MOST_IDS: usize = 50;

/// `fields` is not looked at: neither does the platform look at it.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let view = ask.view("country", "target_currency", "target_language")?;
    let ids = match read_ids(ask.param("product_ids").unwrap_or_default()) {
        Some(ids) if ids.len() <= MOST_IDS => ids,
        _ => return Ok(refused(402, "ProductIds input parameter error")),
    };
    let products: Vec<Value> = ids
        .into_iter()
        .filter_map(|id| Some((id, catalogue.find_at(id, ask.now)?)))
        .filter(|(_, item)| item.is_promoted(&view))
        .map(|(id, item)| product(ask, &view, &item, id))
        .collect();
    if products.is_empty() {
        return Ok(refused(405, "The result is empty"));
    }
    // Of an id that is missing nothing is said, and there is no `resp_msg`, as recorded.
    let count = json!({ "current_record_count": products.len() });
    Ok(given(None, with(count, "products", wrapped("product", products))))
}

/// The ids in the order asked, each once; nothing if one of them is no number.
fn read_ids(csv: &str) -> Option<Vec<u64>> {
    let mut ids = Vec::new();
    for text in csv.split(',').map(str::trim).filter(|text| !text.is_empty()) {
        let id = text.parse().ok()?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

#[cfg(test)]
mod tests {
    use insta::assert_json_snapshot;
    use serde_json::{Value, json};

    use crate::answers::trying::payload;

    fn get(params: &[(&str, &str)]) -> Value {
        payload("aliexpress.affiliate.productdetail.get", params)
    }

    fn ids(answer: &Value) -> Vec<u64> {
        let products = answer["resp_result"]["result"]["products"]["product"].as_array();
        products.unwrap().iter().map(|p| p["product_id"].as_u64().unwrap()).collect()
    }

    #[test]
    fn a_product_is_answered_with_its_affiliate_fields() {
        let answer = get(&[
            ("product_ids", "1005006000000002"),
            ("target_currency", "EUR"),
            ("country", "FR"),
            ("tracking_id", "default"),
        ]);
        assert_json_snapshot!(answer);
    }

    #[test]
    fn what_cannot_be_promoted_is_silently_absent() {
        // Off sale, not in the programme, unknown, and one asked for twice.
        let asked = "1005006000000003,1005006000000001,1005006000000005,1,\
                     1005006000000001,1005006000000004";
        let answer = get(&[("product_ids", asked)]);
        assert_eq!(ids(&answer), [1_005_006_000_000_001, 1_005_006_000_000_004]);
        assert_eq!(answer["resp_result"]["result"]["current_record_count"], 2);
        let in_france = get(&[("product_ids", asked), ("country", "FR")]);
        assert_eq!(ids(&in_france), [1_005_006_000_000_001]);
    }

    #[test]
    fn all_missing_is_an_empty_result() {
        let empty = json!({ "resp_result": { "resp_code": 405, "resp_msg": "The result is empty" } });
        assert_eq!(get(&[("product_ids", "1,2,3")]), empty);
    }

    #[test]
    fn more_than_fifty_ids_and_no_ids_at_all_are_errors() {
        let ids = |count: u64| -> String {
            let ids = (1..=count).map(|n| (1_005_006_000_000_000 + n).to_string());
            ids.collect::<Vec<_>>().join(",")
        };
        assert_eq!(get(&[("product_ids", &ids(50))])["resp_result"]["resp_code"], 200);
        assert_eq!(get(&[("product_ids", &ids(51))])["resp_result"]["resp_code"], 402);
        assert_eq!(get(&[("product_ids", "a,b")])["resp_result"]["resp_code"], 402);
    }

    #[test]
    fn without_a_tracking_id_there_is_no_tracked_link() {
        let answer = get(&[("product_ids", "1005006000000001")]);
        let product = &answer["resp_result"]["result"]["products"]["product"][0];
        assert_eq!(product.get("promotion_link"), None);
        assert_eq!(product.get("ship_to_days"), None);
    }

    #[test]
    fn an_item_without_reviews_has_an_empty_rate() {
        let answer = get(&[("product_ids", "1005006000000009")]);
        let product = &answer["resp_result"]["result"]["products"]["product"][0];
        assert_eq!(product["evaluate_rate"], "");
        assert_eq!(product["lastest_volume"], 0);
    }
}
