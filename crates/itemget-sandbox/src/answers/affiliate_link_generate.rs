//! `aliexpress.affiliate.link.generate`: tracked links for up to fifty addresses.

use serde_json::{Value, json};

use super::affiliate_result::{given, refused};
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, PUBLISHERS, Reply};
use crate::catalogue::Catalogue;
use crate::short_links::is_ours;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.link.generate",
    traits: ApiTraits {
        permission: PUBLISHERS,
        needs_token: false,
        required: &["promotion_link_type", "source_values", "tracking_id"],
    },
    answer,
};

const MOST_LINKS: usize = 50;

fn answer(ask: &Ask<'_>, _: &Catalogue) -> Result<Value, Reply> {
    let tracking_id = ask.param("tracking_id").unwrap_or_default();
    if !tracking_id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    {
        return Ok(refused(402, "TrackingId input parameter error"));
    }
    if !matches!(ask.param("promotion_link_type"), Some("0" | "1" | "2")) {
        return Ok(refused(402, "PromotionLinkType input parameter error"));
    }
    let sources: Vec<&str> = ask
        .param("source_values")
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|source| !source.is_empty())
        .collect();
    if sources.is_empty() || sources.len() > MOST_LINKS {
        return Ok(refused(402, "SourceValues input parameter error"));
    }
    let mut links: Vec<(String, Value)> = sources
        .into_iter()
        .map(|source| {
            let link = ask.promotion_link(source, tracking_id);
            // A refused address has an entry all the same, without a link.
            let row = if is_ours(source, ask.base_url) {
                json!({ "source_value": source, "promotion_link": link })
            } else {
                json!({ "source_value": source })
            };
            (link, row)
        })
        .collect();
    // The platform answers in an order of its own.
    links.sort_by(|one, other| one.0.cmp(&other.0));
    let rows: Vec<Value> = links.into_iter().map(|(_, row)| row).collect();
    let counts = json!({ "total_result_count": rows.len(), "tracking_id": tracking_id });
    let result = with(counts, "promotion_links", wrapped("promotion_link", rows));
    Ok(given(Some("Call succeeds"), result))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn generate(sources: &str, tracking_id: &str) -> Value {
        let params = [
            ("promotion_link_type", "0"),
            ("source_values", sources),
            ("tracking_id", tracking_id),
        ];
        payload("aliexpress.affiliate.link.generate", &params)["resp_result"].clone()
    }

    #[test]
    fn links_come_in_another_order_and_refused_addresses_without_one() {
        let sources: Vec<String> = (1..=8)
            .map(|n| format!("https://www.aliexpress.com/item/100500600000000{n}.html"))
            .chain(["https://www.aliexpress.com.evil.example/item/1.html".to_owned()])
            .chain(["http://sandbox.test/item/1005006000000001.html".to_owned()])
            .collect();
        let result = &generate(&sources.join(","), "default")["result"];
        assert_eq!(result["total_result_count"], 10);
        let rows = result["promotion_links"]["promotion_link"].as_array().unwrap();
        let answered: Vec<&str> =
            rows.iter().map(|row| row["source_value"].as_str().unwrap()).collect();
        assert_ne!(answered, sources, "the order was kept");
        for row in rows {
            let refused = row["source_value"].as_str().unwrap().contains("evil");
            assert_eq!(row.get("promotion_link").is_none(), refused, "{row}");
        }
    }

    #[test]
    fn parameters_are_looked_at() {
        assert_eq!(generate("https://www.aliexpress.com/", "not one!")["resp_code"], 402);
        assert_eq!(
            generate(&["https://a.aliexpress.com/_x"; 51].join(","), "t")["resp_code"],
            402
        );
        assert_eq!(
            generate(&["https://a.aliexpress.com/_x"; 50].join(","), "t")["resp_code"],
            200
        );
    }
}
