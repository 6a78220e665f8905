//! What `ds.product.get` says in words: the description twice, and the properties.

use serde_json::{Value, json};

use crate::answers::tree::with;
use crate::catalogue::item::{Item, Purpose};
use crate::catalogue::shops::Shop;
use crate::catalogue::wording::Language;

/// The description as HTML.
pub(super) fn detail(item: &Item, language: Language, pictures: &[String]) -> String {
    let mut html = String::from("<div class=\"detailmodule_html\">");
    for sentence in item.sentences(language) {
        html.push_str("<p>");
        html.push_str(&sentence);
        html.push_str("</p>");
    }
    for picture in pictures {
        html.push_str("<p><img src=\"");
        html.push_str(picture);
        html.push_str("\" alt=\"\"/></p>");
    }
    html.push_str("</div>");
    html
}

/// The description for phones: JSON in a text, as the platform sends it.
pub(super) fn mobile_detail(
    item: &Item,
    language: Language,
    pictures: &[String],
) -> String {
    let text = json!({
        "type": "text",
        "data": { "content": item.sentences(language).join("\n"), "style": {} },
    });
    let images = pictures.iter().map(|picture| {
        let style = json!({ "width": 480, "height": 480 });
        json!({ "type": "image", "data": { "url": picture, "style": style, "targetUrl": "" } })
    });
    let modules = std::iter::once(text).chain(images).collect();
    with(json!({ "version": "2.0.0" }), "moduleList", modules).to_string()
}

/// What is said of the item in pairs: brand, material, features.
pub(super) fn properties(item: &Item, shop: &Shop, language: Language) -> Vec<Value> {
    let words = &item.words;
    let value = |id: u64| 23_000_000_000 + item.leaf.id % 100_000 * 100 + id;
    let mut properties = vec![
        json!({ "attr_name_id": 2, "attr_value_id": value(1),
            "attr_name": choose(language, "Brand Name", "品牌"), "attr_value": shop.brand }),
        json!({ "attr_name_id": 219, "attr_value_id": value(2),
            "attr_name": choose(language, "Origin", "产地"),
            "attr_value": choose(language, "Sandbox", "沙箱") }),
        json!({ "attr_name_id": 20_205, "attr_value_id": value(3),
            "attr_name": choose(language, "Main Material", "主要材质"),
            "attr_value": language.choose(words.material) }),
        json!({ "attr_name_id": 351, "attr_value_id": value(4),
            "attr_name": choose(language, "Type", "类型"),
            "attr_value": language.choose(words.noun) }),
    ];
    for feature in [Some(words.feature), words.second_feature].into_iter().flatten() {
        properties.push(json!({ "attr_name_id": 100_002_145, "attr_value_id": value(5),
            "attr_name": choose(language, "Features", "特点"),
            "attr_value": language.choose(feature) }));
    }
    // A free text has no value id, and a platform label a name id below zero.
    let model = item.chance(Purpose::Detail, [0, 0]).below(9000) + 1000;
    properties.push(json!({ "attr_name_id": 3,
        "attr_name": choose(language, "Model Number", "型号"),
        "attr_value": format!("{}-{model}", &shop.brand[..2].to_uppercase()) }));
    if item.chance(Purpose::Detail, [1, 0]).permille(400) {
        properties.push(
            json!({ "attr_name_id": -1, "attr_name": "Choice", "attr_value": "yes" }),
        );
    }
    properties
}

fn choose(language: Language, en: &'static str, zh: &'static str) -> &'static str {
    match language {
        Language::English => en,
        Language::Chinese => zh,
    }
}
