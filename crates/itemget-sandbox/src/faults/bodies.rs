//! Bodies as faults leave them: pure, from one body to another.

use bytes::Bytes;
use serde_json::{Map, Value, json};

use crate::script::fault::FaultKind;

/// The names that lists of rows stand under: those a partial answer has fewer of.
const ROWS: [&str; 7] = [
    "number",
    "product",
    "promotion_link",
    "selection_search_product",
    "traffic_image_product_d_t_o",
    "traffic_product_d_t_o",
    "traffic_sku_info_list",
];

/// What a fault does to a body that was good, if it is that kind of fault.
pub(super) fn change(fault: &FaultKind) -> Option<Box<dyn Fn(Value) -> Value + '_>> {
    Some(match fault {
        FaultKind::WrongTypes => Box::new(with_wrong_types),
        FaultKind::Partial => Box::new(|body| halved(body, None)),
        FaultKind::NoImages => Box::new(|body| without(body, &is_picture)),
        FaultKind::NumericIds => Box::new(with_numeric_ids),
        FaultKind::Without { field } => {
            Box::new(move |body| without(body, &|name| name == field))
        }
        FaultKind::NewFields => Box::new(with_new_fields),
        _ => return None,
    })
}

/// As long as it was, and no JSON any more: cut in the middle and filled up.
pub(super) fn broken(body: &Bytes) -> Bytes {
    let mut broken = body[..body.len() / 2].to_vec();
    broken.resize(body.len(), b' ');
    broken.into()
}

fn is_picture(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["image", "_pic", "pic_", "mainpic", "_img", "imgs"]
        .iter()
        .any(|part| name.contains(part))
}

fn without(body: Value, is_left_out: &dyn Fn(&str) -> bool) -> Value {
    match body {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(name, _)| !is_left_out(name))
            .map(|(name, value)| (name, without(value, is_left_out)))
            .collect(),
        Value::Array(list) => {
            list.into_iter().map(|entry| without(entry, is_left_out)).collect()
        }
        scalar => scalar,
    }
}

/// Half of the rows, rounded up, and a count of the page that agrees with that.
fn halved(body: Value, under: Option<&str>) -> Value {
    match body {
        Value::Object(fields) => {
            let mut fields: Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| {
                    let value = halved(value, Some(&name));
                    (name, value)
                })
                .collect();
            let rows = fields.values().find_map(|value| rows_in(value)).map(Vec::len);
            if let (Some(rows), Some(count)) =
                (rows, fields.get_mut("current_record_count"))
            {
                *count = rows.into();
            }
            Value::Object(fields)
        }
        Value::Array(mut list) if under.is_some_and(|name| ROWS.contains(&name)) => {
            list.truncate(list.len().div_ceil(2));
            Value::Array(list)
        }
        other => other,
    }
}

fn rows_in(value: &Value) -> Option<&Vec<Value>> {
    let fields = value.as_object()?;
    fields.iter().find_map(|(name, list)| {
        list.as_array().filter(|_| ROWS.contains(&name.as_str()))
    })
}

fn with_numeric_ids(body: Value) -> Value {
    match body {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let id = value.as_str().filter(|_| name == "sku_id" || name == "skuId");
                match id.and_then(|text| text.parse::<u64>().ok()) {
                    Some(id) => (name, id.into()),
                    None => (name, with_numeric_ids(value)),
                }
            })
            .collect(),
        Value::Array(list) => list.into_iter().map(with_numeric_ids).collect(),
        scalar => scalar,
    }
}

fn with_new_fields(body: Value) -> Value {
    match body {
        Value::Object(fields) => {
            let mut fields: Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| (name, with_new_fields(value)))
                .collect();
            // Not where one field alone is what makes it an envelope or a wrapper.
            if fields.len() > 1 {
                fields.insert("sandbox_new_field".to_owned(), json!({ "of": [2027] }));
            }
            Value::Object(fields)
        }
        Value::Array(list) => list.into_iter().map(with_new_fields).collect(),
        scalar => scalar,
    }
}

/// The answer with each value's type changed; envelope and names stay, so that a reader
/// gets as far as the values.
fn with_wrong_types(body: Value) -> Value {
    match body {
        Value::Object(fields) if fields.len() == 1 => fields
            .into_iter()
            .map(|(name, value)| (name, with_wrong_types(value)))
            .collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| {
                let is_id = name == "request_id" || name == "_trace_id_";
                let value = if is_id { value } else { wrong(value) };
                (name, value)
            })
            .collect(),
        other => wrong(other),
    }
}

fn wrong(value: Value) -> Value {
    match value {
        Value::Null => json!(0),
        Value::Bool(truth) => json!([truth]),
        Value::Number(number) => json!({ "value": number }),
        Value::String(text) => json!([text]),
        Value::Array(items) => {
            let by_place = items.into_iter().enumerate();
            Value::Object(
                by_place.map(|(place, item)| (place.to_string(), wrong(item))).collect(),
            )
        }
        Value::Object(fields) => {
            let changed: Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, wrong(value))).collect();
            Value::Object(changed)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(fault: &str, body: Value) -> Value {
        let fault = fault.parse::<crate::script::fault::Fault>().unwrap();
        change(&fault.kind).unwrap()(body)
    }

    fn answer() -> Value {
        json!({ "a_response": { "resp_result": { "result": {
            "current_record_count": 3,
            "products": { "product": [
                { "sku_id": "12000036000000001", "product_main_image_url": "u", "x": 1 },
                { "sku_id": "2", "product_small_image_urls": { "string": ["u"] }, "x": 2 },
                { "sku_id": "none", "x": 3 },
            ]},
        }, "resp_code": 200 }, "request_id": "r" }})
    }

    fn products(body: &Value) -> &Value {
        &body["a_response"]["resp_result"]["result"]["products"]["product"]
    }

    #[test]
    fn half_the_rows_come_and_the_count_agrees() {
        let body = changed("partial", answer());
        assert_eq!(products(&body).as_array().unwrap().len(), 2);
        assert_eq!(
            body["a_response"]["resp_result"]["result"]["current_record_count"],
            2
        );
    }

    #[test]
    fn pictures_ids_and_fields_change_as_told() {
        let body = changed("no-images", answer());
        assert_eq!(products(&body)[0], json!({ "sku_id": "12000036000000001", "x": 1 }));
        assert_eq!(products(&body)[1], json!({ "sku_id": "2", "x": 2 }));
        let body = changed("numeric-ids", answer());
        assert_eq!(products(&body)[0]["sku_id"], 12_000_036_000_000_001_u64);
        assert_eq!(products(&body)[2]["sku_id"], "none");
        let body = changed("without field=sku_id", answer());
        assert_eq!(products(&body)[2], json!({ "x": 3 }));
        let body = changed("new-fields", answer());
        assert!(products(&body)[0]["sandbox_new_field"].is_object());
        assert!(body.get("sandbox_new_field").is_none(), "the envelope stays one");
    }

    #[test]
    fn a_broken_body_has_its_length() {
        let body = Bytes::from(answer().to_string());
        let broken = broken(&body);
        assert_eq!(broken.len(), body.len());
        assert!(serde_json::from_slice::<Value>(&broken).is_err());
    }

    #[test]
    fn every_value_changes_its_type_and_every_name_stays() {
        let body = json!({ "a_response": {
            "id": 1, "on": true, "text": "x", "list": [{ "n": 2 }], "none": null,
            "request_id": "r",
        }});
        let expected = json!({ "a_response": {
            "id": { "value": 1 }, "on": [true], "text": ["x"],
            "list": { "0": { "n": { "value": 2 } } }, "none": 0, "request_id": "r",
        }});
        assert_eq!(with_wrong_types(body), expected);
    }
}
