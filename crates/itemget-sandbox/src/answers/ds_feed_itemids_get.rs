//! `aliexpress.ds.feed.itemids.get`: the ids in a feed, a few hundred a call, with a cursor.

use serde_json::{Value, json};

use super::asked::invalid;
use super::promos::Promo;
use super::search::Search;
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::index::{Row, Shelf};

pub(super) const API: Api = Api {
    method: "aliexpress.ds.feed.itemids.get",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: true,
        required: &["feed_name"],
    },
    answer,
};

const MOST_A_PAGE: usize = 200;

/// `total` is what the documents call "total item id left": those of this call among them.
/// The last call's answer has no `search_id`.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let name = ask.param("feed_name").unwrap_or_default();
    let feed = Promo::find(name).ok_or_else(|| invalid("feed_name"))?;
    let size = ask.parsed::<usize>("page_size")?.unwrap_or(MOST_A_PAGE);
    if !(1..=MOST_A_PAGE).contains(&size) {
        return Err(invalid("page_size"));
    }
    let category = ask.parsed::<u64>("category_id")?;
    let view = ask.view("", "", "")?;
    let search = Search {
        categories: category.into_iter().collect(),
        ..Search::of(&view, Shelf::OnSale)
    };
    let found = search.run(ask, catalogue, |row| feed.has(row));
    let cursor = Cursor { feed: name, category, after: 0 };
    let after = match ask.param("search_id") {
        None => None,
        Some(text) => Some(cursor.read(text).ok_or_else(|| invalid("search_id"))?),
    };
    // Behind an item and not behind so many: what is taken off sale meanwhile shifts nothing.
    let start =
        after.map_or(0, |after| found.rows.partition_point(|row| row.number <= after));
    let left = &found.rows[start..];
    let given = &left[..left.len().min(size)];
    let ids = given.iter().map(|row: &Row| row.id().into()).collect();
    let mut result = json!({ "total": left.len() });
    if let Some(last) = given.last().filter(|_| left.len() > size) {
        result["search_id"] = Cursor { after: last.number, ..cursor }.write().into();
    }
    let result = with(result, "products", wrapped("number", ids));
    let said = json!({ "ret": true, "rsp_code": 200, "rsp_msg": "success" });
    Ok(with(said, "result", result))
}

/// Where a reader of a feed is.
#[derive(Debug, Clone, Copy)]
struct Cursor<'a> {
    feed: &'a str,
    category: Option<u64>,
    /// The number of the last item that was given.
    after: u32,
}

impl Cursor<'_> {
    /// Bound to its feed and category: in another, it would leave items out in silence.
    fn write(&self) -> String {
        let sum = self
            .feed
            .bytes()
            .chain(self.category.unwrap_or_default().to_be_bytes())
            .chain(self.after.to_be_bytes())
            .fold(0x811c_9dc5_u32, |sum, byte| {
                (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
            });
        format!("{:08x}{sum:08x}", self.after ^ 0x5eed_5eed)
    }

    fn read(self, text: &str) -> Option<u32> {
        let after = u32::from_str_radix(text.get(..8)?, 16).ok()? ^ 0x5eed_5eed;
        (Self { after, ..self }.write() == text).then_some(after)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::answers::Reply;
    use crate::answers::trying::{payload, reply};

    const METHOD: &str = "aliexpress.ds.feed.itemids.get";

    fn ids(answer: &Value) -> Vec<u64> {
        let numbers = answer["result"]["products"]["number"].as_array().unwrap();
        numbers.iter().map(|id| id.as_u64().unwrap()).collect()
    }

    #[test]
    fn a_feed_is_read_to_its_end_and_gives_each_id_once() {
        let names = payload("aliexpress.ds.feedname.get", &[]);
        let feeds = &names["resp_result"]["result"]["promos"]["promo"];
        for feed in feeds.as_array().unwrap() {
            let name = feed["promo_name"].as_str().unwrap();
            let mut answer = payload(METHOD, &[("feed_name", name)]);
            assert_eq!(answer["result"]["total"], feed["product_num"], "{name}");
            let mut seen = BTreeSet::from_iter(ids(&answer));
            while let Some(search_id) = answer["result"]["search_id"].as_str() {
                let left = answer["result"]["total"].as_u64().unwrap() - 200;
                let next = [("feed_name", name), ("search_id", search_id)];
                answer = payload(METHOD, &next);
                assert_eq!(answer["result"]["total"], left, "{name}");
                for id in ids(&answer) {
                    assert!(seen.insert(id), "{id} twice in {name}");
                }
            }
            assert_eq!(feed["product_num"], seen.len(), "{name}");
        }
    }

    #[test]
    fn a_cursor_is_good_for_its_own_feed_only() {
        let first =
            payload(METHOD, &[("feed_name", "DS bestseller"), ("page_size", "10")]);
        let cursor = first["result"]["search_id"].as_str().unwrap();
        for params in [
            [("feed_name", "Sandbox New Arrivals"), ("search_id", cursor)],
            [("feed_name", "DS bestseller"), ("search_id", "nonsense")],
            [("feed_name", "no such feed"), ("page_size", "10")],
            [("feed_name", "DS bestseller"), ("page_size", "201")],
        ] {
            let refusal = reply(METHOD, &params);
            assert!(
                matches!(refusal, Reply::Refusal { code: "InvalidParameter", .. }),
                "{params:?}: {refusal:?}"
            );
        }
    }
}
