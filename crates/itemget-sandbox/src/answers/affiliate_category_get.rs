//! `aliexpress.affiliate.category.get`: the whole category tree, in English.

use super::categories::categories;
use super::{Api, ApiTraits, PUBLISHERS};
use crate::catalogue::wording::Language;

pub(super) const API: Api = Api {
    method: "aliexpress.affiliate.category.get",
    traits: ApiTraits { permission: PUBLISHERS, needs_token: false, required: &[] },
    answer: |_, _| Ok(categories(Language::English, None)),
};

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
}
