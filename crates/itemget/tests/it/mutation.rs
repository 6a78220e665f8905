//! What becomes of an item when one value of its body is replaced by another: no panic, and
//! no number that the body does not state.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use itemget::{Contents, ItemId, View, decode};
use serde_json::{Value, json};

use crate::fixtures::reply;

/// A number and a text that occur in no body, so that they are known again.
const NUMBER: u64 = 8_765_432_109;
const TEXT: &str = "a planted text";

/// Replaces each value of a body, one at a time, by one of each other type; gives back all
/// that is wrong with what is then read, and how many bodies were read.
pub(crate) fn check(body: &Bytes) -> (Vec<String>, usize) {
    let mut value: Value = serde_json::from_slice(body).unwrap();
    let text = std::str::from_utf8(body).unwrap();
    let truth: Vec<Truth> = items(body).into_iter().map(Truth::new).collect();
    let (mut wrong, mut read) = (Vec::new(), 0);
    for path in paths(&value) {
        for new in [
            json!(null),
            json!(NUMBER),
            json!(TEXT),
            json!([NUMBER]),
            json!({ "p": NUMBER }),
        ] {
            let old = std::mem::replace(at(&mut value, &path), new.clone());
            let found = items(&serde_json::to_vec(&value).unwrap().into());
            *at(&mut value, &path) = old;
            read += 1;
            for mut item in found {
                drop_planted_sku(&mut item);
                for fault in faults(text, &truth, &item, new.is_number()) {
                    wrong.push(format!("{path:?} = {new}: {fault}"));
                }
            }
        }
    }
    (wrong, read)
}

/// What is said of how a planted SKU is brought has no truth to be compared with: where
/// there was no readable id, there was no SKU to bring.
fn drop_planted_sku(item: &mut Value) {
    let by_sku = item.pointer_mut("/logistics/by_sku").and_then(Value::as_array_mut);
    if let Some(by_sku) = by_sku {
        let planted = NUMBER.to_string();
        by_sku.retain(|sku| sku["sku_id"] != *planted);
    }
}

/// An item of the unharmed body.
struct Truth {
    item: Value,
    numbers: BTreeMap<String, BTreeSet<String>>,
}

impl Truth {
    fn new(item: Value) -> Self {
        Self { numbers: numbers(&item, &item), item }
    }
}

/// The items of a body as a program sees them; SKUs of no item as one without ids.
fn items(body: &Bytes) -> Vec<Value> {
    let at = reply("").observed_at;
    match decode(body, at, View::default()).unwrap().contents {
        Contents::Items(items) => {
            items.iter().map(|item| serde_json::to_value(item).unwrap()).collect()
        }
        Contents::Variants(variants) => vec![json!({ "variants": variants })],
        _ => Vec::new(),
    }
}

/// A step into a JSON value.
#[derive(Clone)]
enum Step {
    Name(String),
    Place(usize),
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Place(place) => write!(f, "{place}"),
        }
    }
}

/// The ways to the values inside. Of a long list its first two elements and the last: the
/// others have the same fields.
fn paths(value: &Value) -> Vec<Vec<Step>> {
    fn walk(value: &Value, path: &mut Vec<Step>, found: &mut Vec<Vec<Step>>) {
        if !path.is_empty() {
            found.push(path.clone());
        }
        let mut inner: Vec<(Step, &Value)> = match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(name, field)| (Step::Name(name.clone()), field))
                .collect(),
            Value::Array(list) => {
                list.iter().enumerate().map(|(at, one)| (Step::Place(at), one)).collect()
            }
            _ => Vec::new(),
        };
        if value.is_array() && inner.len() > 3 {
            inner.drain(2..inner.len() - 1);
        }
        for (step, field) in inner {
            path.push(step);
            walk(field, path, found);
            path.pop();
        }
    }
    let mut found = Vec::new();
    walk(value, &mut Vec::new(), &mut found);
    found
}

fn at<'v>(value: &'v mut Value, path: &[Step]) -> &'v mut Value {
    path.iter().fold(value, |value, step| match step {
        Step::Name(name) => &mut value[name],
        Step::Place(place) => &mut value[place],
    })
}

/// The numbers an item states that are neither true nor planted.
fn faults(
    original: &str,
    truth: &[Truth],
    item: &Value,
    number_planted: bool,
) -> Vec<String> {
    // SKUs whose item lost its id are still compared with the item's.
    let same = |truth: &&Truth| item["id"].is_null() || truth.item["id"] == item["id"];
    let Some(Truth { item: truth, numbers: true_numbers }) = truth.iter().find(same)
    else {
        // Only a planted id names another item, or another id of the body: that of the
        // documentation's sample is not the one its other block names.
        let id = item["id"].as_str().unwrap();
        let stated = id == NUMBER.to_string() || original.contains(id);
        return Vec::from_iter((!stated).then(|| format!("the item {id}")));
    };
    let mut faults = Vec::new();
    if item == truth {
        return faults;
    }
    for (name, stated) in numbers(item, truth) {
        let known = true_numbers.get(&name);
        for number in stated {
            let is_true = known.is_some_and(|known| known.contains(&number));
            let is_planted = number.contains(&NUMBER.to_string());
            let excused = match name.as_str() {
                "site_id" => same_product(&number, truth),
                "stock.total.value" => honest_total(truth, item),
                // The least price is another one when the cheapest SKU's is replaced.
                _ => {
                    number_planted && name.starts_with("price.") && name.contains(".min.")
                }
            };
            if !is_true && !is_planted && !excused {
                faults.push(format!("{name} is {number}, and in truth {known:?}"));
            }
        }
    }
    faults
}

/// The other site's form of the id.
fn same_product(id: &str, truth: &Value) -> bool {
    let global = |text: &str| text.parse::<ItemId>().unwrap().global();
    global(truth["site_id"].as_str().unwrap()) == global(id)
}

/// A total that says less than the true one must say that it is a lower bound.
fn honest_total(truth: &Value, item: &Value) -> bool {
    let total = |item: &Value| item["stock"]["total"]["value"].as_u64().unwrap();
    let lower_bound = item["stock"]["total"]["bound"] == "at_least";
    total(item) >= NUMBER || (total(item) <= total(truth) && lower_bound)
}

/// The numbers that an item states, by what they are numbers of. A SKU goes by its place
/// in `truth`, where one with its id or its key is; of other lists the order is nothing.
fn numbers(item: &Value, truth: &Value) -> BTreeMap<String, BTreeSet<String>> {
    fn walk(
        name: &str,
        value: &Value,
        truth: &Value,
        found: &mut BTreeMap<String, BTreeSet<String>>,
    ) {
        match value {
            Value::Object(fields) => {
                for (field, value) in fields {
                    walk(&format!("{name}.{field}"), value, truth, found);
                }
            }
            Value::Array(list) => {
                for (at, one) in list.iter().enumerate() {
                    let place = sku_place(one, at, list.len(), truth).unwrap_or_default();
                    walk(&format!("{name}[{place}]"), one, truth, found);
                }
            }
            Value::Number(number) => {
                found.entry(name.to_owned()).or_default().insert(number.to_string());
            }
            Value::String(text) if text.parse::<f64>().is_ok() => {
                found.entry(name.to_owned()).or_default().insert(text.clone());
            }
            _ => {}
        }
    }
    let mut found = BTreeMap::new();
    for (group, value) in item.as_object().unwrap() {
        if group != "unread" {
            walk(group, value, truth, &mut found);
        }
    }
    found
}

/// Which of the true SKUs one is: by its place among as many; should one be lost, by its id
/// or its key.
fn sku_place(sku: &Value, at: usize, of: usize, truth: &Value) -> Option<String> {
    sku.get("sku_attr")?;
    let skus = truth["variants"]["skus"].as_array()?;
    if skus.len() == of {
        return Some(at.to_string());
    }
    let same =
        |name: &str, other: &Value| !sku[name].is_null() && sku[name] == other[name];
    let found = skus.iter().position(|it| same("sku_id", it) || same("sku_attr", it));
    Some(found.map_or_else(|| "unknown".to_owned(), |place| place.to_string()))
}
