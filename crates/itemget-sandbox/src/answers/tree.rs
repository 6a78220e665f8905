//! Putting an answer together out of finished parts.
//!
//! `json!({ "rows": rows })` writes `rows` out and reads them in again, so that a part is
//! copied once for every level above it. These two move it.

use serde_json::{Map, Value};

/// A list in the wrapper that is named after its type.
pub(crate) fn wrapped(name: &str, rows: Vec<Value>) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), Value::Array(rows))]))
}

/// `object` with one more field.
pub(crate) fn with(mut object: Value, name: &str, field: Value) -> Value {
    object[name] = field;
    object
}
