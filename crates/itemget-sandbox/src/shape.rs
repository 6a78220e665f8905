//! The shapes in which the platform gives one and the same answer.

use serde_json::{Map, Value};

/// One of the shapes that an answer can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// What `/sync` gives: an envelope named after the method, each list in a wrapper named
    /// after its type, numbers and booleans typed.
    Wrapped,
    /// What `simplify=true` gives: no envelope, lists as they are, `"code":"0"` on top.
    Simplified,
    /// The envelope, and lists as they are: what some clients' types expect of `simplify`.
    Hybrid,
    /// What the documentation prints: simplified, and every scalar a text.
    Documentation,
}

/// The wrappers' names. A list of names and not a rule, because a lone list under
/// `traffic_sku_info_list` is no wrapper.
const WRAPPERS: &[&str] = &[
    "ae_item_property",
    "ae_item_sku_info_d_t_o",
    "ae_sku_property_d_t_o",
    "ae_video_d_t_o",
    "category",
    "data",
    "delivery_option_d_t_o",
    "number",
    "product",
    "productSmallImageUrl",
    "promo",
    "promotion_link",
    "selection_search_product",
    "string",
    "traffic_image_product_d_t_o",
    "traffic_product_d_t_o",
];

/// Puts a payload (wrapped lists, typed scalars) into the shape asked for, with the ids of
/// the request and the mark that the data is synthetic.
pub(crate) fn render(
    method: &str,
    payload: Value,
    request_id: &str,
    trace_id: &str,
    shape: Shape,
) -> Value {
    let mut body = match payload {
        Value::Object(fields) => fields,
        other => Map::from_iter([("result".to_owned(), other)]),
    };
    if shape != Shape::Wrapped {
        for value in body.values_mut() {
            unwrap_lists(value);
        }
    }
    if matches!(shape, Shape::Simplified | Shape::Documentation) {
        // In place of an answer's own code, as the documentation of text.search has it.
        body.insert("code".to_owned(), "0".into());
    }
    body.insert("request_id".to_owned(), request_id.into());
    if shape != Shape::Documentation {
        body.insert("_trace_id_".to_owned(), trace_id.into());
    }
    body.insert("_synthetic_".to_owned(), true.into());
    let mut body = Value::Object(body);
    match shape {
        Shape::Wrapped | Shape::Hybrid => {
            Value::Object(Map::from_iter([(envelope(method), body)]))
        }
        Shape::Simplified => body,
        Shape::Documentation => {
            say_as_text(&mut body);
            body
        }
    }
}

/// The key that the answer stands under.
pub(crate) fn envelope(method: &str) -> String {
    // The tutorial's method is `api.item.get`, and its program reads `item_get_response`.
    let method = method.strip_prefix("api.").unwrap_or(method);
    format!("{}_response", method.replace('.', "_"))
}

fn unwrap_lists(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for field in fields.values_mut() {
                unwrap_lists(field);
            }
            if fields.len() == 1
                && let Some((name, list @ Value::Array(_))) = fields.iter_mut().next()
                && WRAPPERS.contains(&name.as_str())
            {
                *value = list.take();
            }
        }
        Value::Array(list) => list.iter_mut().for_each(unwrap_lists),
        _ => {}
    }
}

fn say_as_text(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                // The one text with JSON in it that the documentation shows as an object.
                if name == "sub_product_id"
                    && let Some(inner) = field.as_str()
                    && let Ok(object) = serde_json::from_str(inner)
                {
                    *field = object;
                } else {
                    say_as_text(field);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(say_as_text),
        Value::String(_) => {}
        scalar => *scalar = Value::String(scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Shape, render};

    fn small(shape: Shape) -> Value {
        let payload = json!({
            "result": {
                "skus": { "ae_item_sku_info_d_t_o": [{
                    "sku_id": "12000036000000001",
                    "sku_available_stock": 0,
                    "price_include_tax": true,
                    "of": { "ae_sku_property_d_t_o": [{ "sku_property_id": 14 }] },
                }]},
                "product_id_converter_result": { "sub_product_id": "{\"US\":325}" },
                "plain": { "traffic_sku_info_list": [1] },
                "nothing": null,
            },
            "rsp_code": 200,
        });
        render("aliexpress.ds.product.get", payload, "req", "trace", shape)
    }

    #[test]
    fn wrapped_keeps_envelope_and_wrappers() {
        let expected = json!({ "aliexpress_ds_product_get_response": {
            "result": {
                "skus": { "ae_item_sku_info_d_t_o": [{
                    "sku_id": "12000036000000001",
                    "sku_available_stock": 0,
                    "price_include_tax": true,
                    "of": { "ae_sku_property_d_t_o": [{ "sku_property_id": 14 }] },
                }]},
                "product_id_converter_result": { "sub_product_id": "{\"US\":325}" },
                "plain": { "traffic_sku_info_list": [1] },
                "nothing": null,
            },
            "rsp_code": 200,
            "request_id": "req",
            "_trace_id_": "trace",
            "_synthetic_": true,
        }});
        assert_eq!(small(Shape::Wrapped), expected);
    }

    fn flat_result() -> Value {
        json!({
            "skus": [{
                "sku_id": "12000036000000001",
                "sku_available_stock": 0,
                "price_include_tax": true,
                "of": [{ "sku_property_id": 14 }],
            }],
            "product_id_converter_result": { "sub_product_id": "{\"US\":325}" },
            "plain": { "traffic_sku_info_list": [1] },
            "nothing": null,
        })
    }

    #[test]
    fn simplified_drops_both() {
        let expected = json!({
            "result": flat_result(),
            "code": "0",
            "rsp_code": 200,
            "request_id": "req",
            "_trace_id_": "trace",
            "_synthetic_": true,
        });
        assert_eq!(small(Shape::Simplified), expected);
    }

    #[test]
    fn hybrid_drops_only_the_wrappers() {
        let expected = json!({ "aliexpress_ds_product_get_response": {
            "result": flat_result(),
            "rsp_code": 200,
            "request_id": "req",
            "_trace_id_": "trace",
            "_synthetic_": true,
        }});
        assert_eq!(small(Shape::Hybrid), expected);
    }

    #[test]
    fn documentation_says_everything_as_text_but_the_us_id() {
        let expected = json!({
            "result": {
                "skus": [{
                    "sku_id": "12000036000000001",
                    "sku_available_stock": "0",
                    "price_include_tax": "true",
                    "of": [{ "sku_property_id": "14" }],
                }],
                "product_id_converter_result": { "sub_product_id": { "US": 325 } },
                "plain": { "traffic_sku_info_list": ["1"] },
                "nothing": "null",
            },
            "code": "0",
            "rsp_code": "200",
            "request_id": "req",
            "_synthetic_": "true",
        });
        assert_eq!(small(Shape::Documentation), expected);
    }

    #[test]
    fn a_refusal_inside_an_answer_has_all_shapes_too() {
        let payload = json!({ "rsp_code": 605, "rsp_msg": "ITEM_ID_NOT_FOUND" });
        let body =
            render("aliexpress.ds.product.get", payload, "r", "t", Shape::Simplified);
        assert_eq!(body["rsp_code"], 605);
        assert_eq!(body["code"], "0");
    }

    #[test]
    fn the_tutorials_envelope_has_no_api_in_it() {
        let body =
            render("api.item.get", json!({ "item": {} }), "r", "t", Shape::Wrapped);
        assert!(body["item_get_response"]["item"].is_object(), "{body}");
    }
}
