//! `aliexpress.ds.category.get`: the category tree or a branch of it, in a language.

use serde_json::Value;

use super::categories::categories;
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::wording::Language;

pub(super) const API: Api = Api {
    method: "aliexpress.ds.category.get",
    traits: ApiTraits { permission: DROPSHIP, needs_token: false, required: &[] },
    answer,
};

fn answer(ask: &Ask<'_>, _: &Catalogue) -> Result<Value, Reply> {
    let below = ask.parsed::<u64>("categoryId")?;
    Ok(categories(Language::of(ask.param("language")), below))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::answers::trying::payload;

    fn rows(answer: &Value) -> &Vec<Value> {
        answer["resp_result"]["result"]["categories"]["category"].as_array().unwrap()
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
