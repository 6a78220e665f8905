//! The category tree as rows: what the two category APIs have in common.

use serde_json::{Value, json};

use super::affiliate_result::given;
use super::tree::{with, wrapped};
use crate::catalogue::kinds::ROOTS;
use crate::catalogue::wording::Language;

/// All categories, or one and what stands directly below it. Roots have no parent.
pub(super) fn categories(language: Language, below: Option<u64>) -> Value {
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
    listed(rows)
}

fn listed(rows: Vec<Value>) -> Value {
    let count = json!({ "total_result_count": rows.len() });
    given(Some("Call succeeds"), with(count, "categories", wrapped("category", rows)))
}
