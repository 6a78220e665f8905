//! `aliexpress.ds.product.specialinfo.get`: an item's certificates, where it has some.

use serde_json::{Value, json};

use super::asked::invalid;
use super::{Api, ApiTraits, Ask, DROPSHIP, Reply};
use crate::catalogue::Catalogue;
use crate::catalogue::item::{Item, Purpose};

pub(super) const API: Api = Api {
    method: "aliexpress.ds.product.specialinfo.get",
    traits: ApiTraits {
        permission: DROPSHIP,
        needs_token: true,
        required: &["product_id"],
    },
    answer,
};

/// No genuine answer has been recorded: this is the documents' own.
fn answer(ask: &Ask<'_>, catalogue: &Catalogue) -> Result<Value, Reply> {
    let id = ask.parsed::<u64>("product_id")?.ok_or_else(|| invalid("product_id"))?;
    let Some(item) = catalogue.find_at(id, ask.now) else {
        return Ok(json!({ "result": {
            "ret": false, "code": "605", "err_message": "ITEM_ID_NOT_FOUND",
        }}));
    };
    Ok(json!({ "result": {
        "ret": true,
        "code": null,
        "err_message": "",
        "data": { "product_id": id, "item_qualification_list": certificates(ask, &item) },
    }}))
}

fn certificates(ask: &Ask<'_>, item: &Item) -> Vec<Value> {
    let mut chance = item.chance(Purpose::Detail, [2, 0]);
    ["EU_CE", "EU_WEEE", "UK_CA"]
        .into_iter()
        .filter(|_| chance.permille(300))
        .map(|kind| {
            json!({
                "value_type": kind,
                "name": null,
                "key": format!("item_{kind}_certificate"),
                // A certificate of nothing, by nobody: the item's own picture.
                "value": ask.pictures(item)[0],
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::answers::trying::payload;

    #[test]
    fn some_items_have_certificates_and_an_unknown_one_has_an_error() {
        let get = |id: u64| {
            let id = id.to_string();
            payload("aliexpress.ds.product.specialinfo.get", &[("product_id", &id)])
        };
        let counts: Vec<usize> = (1..40)
            .map(|number| {
                let answer = get(1_005_006_000_000_000 + number);
                let list = &answer["result"]["data"]["item_qualification_list"];
                list.as_array().unwrap().len()
            })
            .collect();
        assert!(counts.contains(&0) && counts.contains(&2), "{counts:?}");
        assert_eq!(get(1)["result"]["ret"], false);
    }
}
