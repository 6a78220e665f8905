//! The `resp_result` that every affiliate API answers in, success or not.

use serde_json::{Value, json};

use super::tree::with;

/// How the affiliate APIs give a result; some say so in words as well.
pub(super) fn given(message: Option<&str>, result: Value) -> Value {
    let mut given = with(json!({ "resp_code": 200 }), "result", result);
    if let Some(message) = message {
        given["resp_msg"] = message.into();
    }
    with(json!({}), "resp_result", given)
}

/// How the affiliate APIs refuse, inside an answer that looks like a success.
pub(super) fn refused(code: u64, message: &str) -> Value {
    json!({ "resp_result": { "resp_code": code, "resp_msg": message } })
}
