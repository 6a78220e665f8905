//! The texts of known fields against the readers themselves: a reader that learns a field,
//! or forgets one, makes these fail until its text says so.

use std::fs;
use std::path::{Path, PathBuf};

use itemget::{Contents, View, decode};
use jiff::Timestamp;
use serde_json::Value;

use super::known::Known;
use super::look::Look;

/// A body of ours with every field that we know of, how it is decoded, and where in it an
/// item's part stands.
const BODIES: [(&str, &str, &str); 5] = [
    ("aliexpress.ds.product.get", "ds_product_get/wrapped.json", ""),
    (
        "aliexpress.affiliate.productdetail.get",
        "affiliate_productdetail_get/wrapped.json",
        "/aliexpress_affiliate_productdetail_get_response/resp_result/result/products/product/0",
    ),
    (
        "aliexpress.ds.text.search",
        "ds_text_search/wrapped.json",
        "/aliexpress_ds_text_search_response/data/products/selection_search_product/0",
    ),
    ("aliexpress.ds.freight.query", "ds_freight_query/wrapped.json", ""),
    ("api.item.get", "item_get/wrapped.json", ""),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/responses")
}

fn json(file: &Path) -> Value {
    let bytes = fs::read(file).unwrap_or_else(|it| panic!("{}: {it}", file.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|it| panic!("{}: {it}", file.display()))
}

/// The same with the largest element of each list alone: what is taken from it is nowhere.
fn with_short_lists(value: Value) -> Value {
    match value {
        Value::Array(list) => {
            let longest = list.into_iter().max_by_key(|it| it.to_string().len());
            longest.into_iter().map(with_short_lists).collect()
        }
        Value::Object(members) => {
            members.into_iter().map(|(name, it)| (name, with_short_lists(it))).collect()
        }
        scalar => scalar,
    }
}

/// What readers make of a body, but for the bytes that they keep.
fn read(body: &Value) -> Result<String, String> {
    let decoded =
        decode(&body.to_string().into(), Timestamp::UNIX_EPOCH, View::default());
    let decoded = decoded.map_err(|error| error.to_string())?;
    Ok(match decoded.contents {
        Contents::Items(mut items) => {
            items.iter_mut().for_each(|item| item.raw.clear());
            format!("{items:?} {:?}", decoded.unread)
        }
        other => format!("{other:?} {:?}", decoded.unread),
    })
}

/// The places of all fields of a body, as JSON pointers with their general paths.
fn fields(value: &Value, pointer: &str, path: &str, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let pointer = format!("{pointer}/{name}");
                let path = format!("{path}/{name}");
                into.push((pointer.clone(), path.clone()));
                fields(value, &pointer, &path, into);
            }
        }
        Value::Array(list) => {
            for (number, value) in list.iter().enumerate() {
                fields(
                    value,
                    &format!("{pointer}/{number}"),
                    &format!("{path}/[]"),
                    into,
                );
            }
        }
        _ => {}
    }
}

/// The body with something else in a field: what is read is then noted as unread.
fn spoiled(body: &Value, pointer: &str) -> Value {
    let mut body = body.clone();
    *body.pointer_mut(pointer).unwrap() = serde_json::json!({ "a": { "b": 1 }, "c": 2 });
    body
}

/// The body without a field.
fn without(body: &Value, pointer: &str) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
    body
}

fn look(api: &str, body: &Value, part: &str) -> Look {
    let part = body.pointer(part).unwrap_or_else(|| panic!("{api}: {part}"));
    Look::at(part.to_string().as_bytes(), &Known::of_api(api).unwrap()).unwrap()
}

#[test]
fn the_fields_that_are_missed_are_those_that_are_read() {
    // A reader has a second place for it, which the body has as well.
    let has_another_name = [
        "item.price",
        "item.originalPrice",
        "result.ae_item_sku_info_dtos[].sku_attr",
        "target_original_price_currency",
        "target_app_sale_price_currency",
        "result.product_id_converter_result",
        "result.product_id_converter_result.main_product_id",
    ];
    let asked_for = ["promotion_link"];
    let envelope =
        ["rsp_code", "rsp_msg", "_synthetic_", "result.success", "result.code"];
    for (api, file, part) in BODIES {
        let body = with_short_lists(json(&fixtures().join(file)));
        let known = Known::of_api(api).unwrap();
        let whole = look(api, &body, part);
        let as_it_is = read(&body).unwrap();
        let mut all = Vec::new();
        fields(body.pointer(part).unwrap(), part, "", &mut all);
        let mut tried = 0;
        for (pointer, _) in all {
            let less = without(&body, &pointer);
            let is_read = [&less, &spoiled(&body, &pointer)]
                .into_iter()
                .any(|body| read(body).as_ref() != Ok(&as_it_is));
            let seen = look(api, &less, part);
            let gone = whole.is_there & !seen.is_there;
            let missed: Vec<&str> = (0..known.read.len())
                .filter(|bit| gone & (1 << bit) != 0)
                .map(|bit| known.read[bit].path.as_str())
                .collect();
            let Some(first) = missed.first() else {
                let name = pointer.rsplit('/').next().unwrap();
                let is_known_elsewhere = known
                    .read
                    .iter()
                    .any(|field| field.path.rsplit('.').next() == Some(name));
                let is_wrapper = body.pointer(&pointer).is_some_and(Value::is_array);
                let is_fine = !is_read
                    || is_known_elsewhere
                    || is_wrapper
                    || asked_for.contains(&name)
                    || envelope.iter().any(|it| it.ends_with(name))
                    || name.ends_with("_response");
                assert!(is_fine, "{api}: {pointer} is read, and its text says not");
                continue;
            };
            tried += 1;
            let is_fine = is_read || has_another_name.contains(first);
            assert!(is_fine, "{api}: {pointer} is not read, and its text says it is");
        }
        assert!(tried >= known.read.len() / 2, "{api}: {tried} of {}", known.read.len());
    }
}

#[test]
fn our_bodies_have_no_field_that_is_not_known_in_any_shape() {
    for (api, file, part) in BODIES {
        let body = json(&fixtures().join(file));
        let look = look(api, &body, part);
        assert!(look.unknown.is_empty(), "{api}: {:?}", look.unknown);
    }
    let api = "aliexpress.ds.product.get";
    let folder = fixtures().join("ds_product_get");
    let looks = ["wrapped", "simplified", "hybrid", "documentation"].map(|shape| {
        let look = look(api, &json(&folder.join(format!("{shape}.json"))), "");
        assert!(look.unknown.is_empty(), "{shape}: {:?}", look.unknown);
        look.is_there
    });
    assert_eq!(looks[0], looks[1]);
    assert_eq!(looks[0], looks[2]);
}

/// The genuine bodies of a folder, but for those that somebody made up or cut.
fn genuine(folder: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/payloads")
        .join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|it| panic!("{folder:?}: {it}"));
    let files = entries.map(|entry| entry.unwrap().path());
    let named = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    files
        .map(|file| (named(&file), json(&file)))
        .filter(|(name, _)| {
            !["DOCS__", "SYNTHETIC__", "REMADE__", "REDUCED__"]
                .iter()
                .any(|mark| name.starts_with(mark))
        })
        .collect()
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn genuine_bodies_have_no_field_that_is_not_known() {
    let mut seen = 0;
    let rows = |body: &Value| match body.as_object().unwrap().values().next() {
        Some(inside) => inside
            .pointer("/resp_result/result/products/product")
            .or(inside.pointer("/data/products/selection_search_product"))
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default(),
        None => Vec::new(),
    };
    for (api, folder) in [
        ("aliexpress.affiliate.productdetail.get", "affiliate_productdetail"),
        ("aliexpress.affiliate.hotproduct.query", "affiliate_hotproduct_query"),
        ("aliexpress.affiliate.product.query", "affiliate_product_query"),
        ("aliexpress.ds.text.search", "ds_text_search"),
    ] {
        for (name, body) in genuine(folder) {
            for row in rows(&body) {
                let look = look(api, &row, "");
                assert!(look.unknown.is_empty(), "{name}: {:?}", look.unknown);
                seen += 1;
            }
        }
    }
    for (api, folder) in [
        ("aliexpress.ds.product.get", "ds_product_get"),
        ("aliexpress.ds.freight.query", "ds_freight"),
    ] {
        for (name, body) in genuine(folder) {
            let is_of_this = body.get("result").is_some()
                || body
                    .as_object()
                    .unwrap()
                    .keys()
                    .any(|key| *key == format!("{}_response", api.replace('.', "_")));
            // A `result` by itself was cut out of its answer.
            let body = match is_of_this {
                true => body,
                false if body.get("ae_item_base_info_dto").is_some() => {
                    serde_json::json!({ "result": body })
                }
                false => continue,
            };
            let look = look(api, &body, "");
            assert!(look.unknown.is_empty(), "{name}: {:?}", look.unknown);
            seen += 1;
        }
    }
    assert!(seen >= 15, "only {seen}");
}
