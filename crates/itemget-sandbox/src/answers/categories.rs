//! The category tree as `affiliate.category.get` and `ds.category.get` list it.

use serde_json::{Value, json};

use super::affiliate_productdetail_get::given;
use super::tree::{with, wrapped};
use super::{Api, ApiTraits, Ask, DROPSHIP, PUBLISHERS, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::kinds::ROOTS;
use crate::catalogue::wording::Language;

pub(super) const AFFILIATE: Api = Api {
    method: "aliexpress.affiliate.category.get",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer: |_, _| Ok(listed(rows(Language::English, None))),
};

pub(super) const DROPSHIPPING: Api = Api {
    method: "aliexpress.ds.category.get",
    traits: ApiTraits { permission: DROPSHIP, needs_token: false, required: &[] },
    answer: answer_dropshipping,
};

fn answer_dropshipping(ask: &Ask<'_>, _: &Catalogue) -> Result<Value, Reply> {
    let below = ask.parsed::<u64>("categoryId")?;
    Ok(listed(rows(Language::of(ask.param("language")), below)))
}

/// All categories, or one and what stands directly below it. Roots have no parent.
fn rows(language: Language, below: Option<u64>) -> Vec<Value> {
    let wanted =
        |id: u64, parent: u64| below.is_none_or(|asked| [id, parent].contains(&asked));
    let mut rows = Vec::new();
    for root in ROOTS {
        if wanted(root.id, 0) {
            let name = language.choose(root.name);
            rows.push(json!({ "category_id": root.id, "category_name": name }));
        }
        for leaf in root.leaves.iter().filter(|leaf| wanted(leaf.id, root.id)) {
            rows.push(json!({
                "category_id": leaf.id,
                "category_name": language.choose(leaf.name),
                "parent_category_id": root.id,
            }));
        }
    }
    rows
}

fn listed(rows: Vec<Value>) -> Value {
    let count = json!({ "total_result_count": rows.len() });
    given(Some("Call succeeds"), with(count, "categories", wrapped("category", rows)))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::trying::payload;
    use crate::catalogue::kinds::ROOTS;

    fn rows(answer: &Value) -> &Vec<Value> {
        answer["resp_result"]["result"]["categories"]["category"].as_array().unwrap()
    }

    #[test]
    fn the_tree_is_listed_whole_and_roots_have_no_parent() {
        let answer = payload("aliexpress.affiliate.category.get", &[]);
        let roots = rows(&answer)
            .iter()
            .filter(|row| row.get("parent_category_id").is_none())
            .count();
        assert_eq!(roots, ROOTS.len());
        assert_eq!(
            answer["resp_result"]["result"]["total_result_count"],
            rows(&answer).len()
        );
    }

    #[test]
    fn a_branch_can_be_asked_for_in_chinese() {
        let params = [("categoryId", "15"), ("language", "zh_CN")];
        let answer = payload("aliexpress.ds.category.get", &params);
        let names: Vec<&str> = rows(&answer)
            .iter()
            .map(|row| row["category_name"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["家居园艺", "浴室地垫", "杯壶", "收纳"]);
    }
}
