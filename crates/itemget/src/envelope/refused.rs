//! The places where a no can stand in a reply that is JSON.

use std::borrow::Cow;

use crate::refusal::{Layer, Refusal};
use crate::wire::{Kind, Mark, Value};

use super::ERROR;

/// The platform's no, if that is what a reply says.
pub(super) fn refusal(root: Value<'_>, payload: Value<'_>) -> Option<Refusal> {
    // Gone through once: most answers have none of the fields in which a no could stand.
    if !root.has_any(&PLACES) && !payload.has_any(&PLACES) {
        return None;
    }
    gateway(root)
        .or_else(|| gateway(payload))
        .or_else(|| oauth(root))
        .or_else(|| business(payload))
        .or_else(|| rest(payload))
        .map(|refusal| Refusal {
            request_id: word(payload, &["request_id"])
                .or_else(|| word(root, &["request_id"]))
                .or(refusal.request_id),
            ..refusal
        })
}

/// The fields of a root or a payload in which, or by which, a no is said.
const PLACES: [Mark; 6] = [
    Mark::of(ERROR),
    Mark::of("error"),
    Mark::of("result"),
    Mark::of("resp_result"),
    Mark::of("rsp_code"),
    Mark::of("code"),
];

/// `{"error_response":{…}}`: the gateway's own no on `/sync`, and the legacy gateway's.
fn gateway(value: Value<'_>) -> Option<Refusal> {
    let error = value.get(ERROR).filter(|error| error.is_object())?;
    let code = word(error, &["code"]).unwrap_or_else(|| ERROR.to_owned());
    Some(said(Layer::Gateway, code, error))
}

/// A no at the root, as `/rest` has it: the same fields, and `message` for `msg`.
fn rest(payload: Value<'_>) -> Option<Refusal> {
    let code = word(payload, &["code"]).filter(|code| !is_success(code))?;
    Some(said(Layer::Gateway, code, payload))
}

/// `{"error":"invalid_grant","error_description":…}`, as OAuth endpoints answer.
fn oauth(root: Value<'_>) -> Option<Refusal> {
    let error = word(root, &["error"])?;
    let message = word(root, &["error_description"]).unwrap_or_default();
    Some(Refusal::new(Layer::OAuth, error, None, message))
}

/// A no in the payload: each family of methods has its own place for it.
fn business(payload: Value<'_>) -> Option<Refusal> {
    let result = payload.get("result").filter(|result| result.is_object());
    let resp_result = payload.get("resp_result").filter(|result| result.is_object());
    let refused = |part: Value<'_>, code: &[&str], message: &[&str]| {
        let code = word(part, code)?;
        (!is_success(&code)).then(|| Refusal {
            request_id: word(part, &["request_id"]),
            ..Refusal::new(
                Layer::Business,
                code,
                word(part, &["sub_code"]),
                word(part, message).unwrap_or_default(),
            )
        })
    };
    refused(payload, &["rsp_code"], &["rsp_msg"])
        .or_else(|| refused(resp_result?, &["resp_code"], &["resp_msg"]))
        .or_else(|| {
            // At the root a code with a `message` or a `type` is the gateway's.
            let rest = ["message", "type"].iter().any(|name| payload.get(name).is_some());
            let inner = (!rest).then_some(payload)?;
            refused(inner, &["code"], &["msg"])
        })
        .or_else(|| refused(result?, &["code"], REASONS))
        .or_else(|| unsuccessful(result?))
}

/// Where a result that is none says why.
const REASONS: &[&str] =
    &["msg", "error_desc", "error_message", "err_message", "messages"];

/// `"success":false`, with or without a code; `ret` in picture searches and certificates.
fn unsuccessful(result: Value<'_>) -> Option<Refusal> {
    let told = word(result, &["success", "is_success", "ret"])?;
    let code = word(result, &["code", "error_code"]).filter(|code| !is_success(code));
    told.eq_ignore_ascii_case("false").then(|| {
        let message = word(result, REASONS);
        Refusal::new(
            Layer::Business,
            code.unwrap_or_else(|| "success=false".to_owned()),
            None,
            message.unwrap_or_default(),
        )
    })
}

/// A refusal with the fields that the gateway itself fills.
fn said(layer: Layer, code: String, part: Value<'_>) -> Refusal {
    let message = word(part, &["msg", "message"]);
    let sub_message = word(part, &["sub_msg"]);
    // The legacy gateway says the general in one and the particular in the other: the
    // length of a ban is in the second.
    let message = match (message, sub_message) {
        (Some(message), Some(sub)) if message != sub => format!("{message}: {sub}"),
        (Some(message), _) | (None, Some(message)) => message,
        (None, None) => String::new(),
    };
    Refusal {
        blamed: word(part, &["type"]),
        request_id: word(part, &["request_id"]),
        ..Refusal::new(layer, code, word(part, &["sub_code"]), message)
    }
}

/// The first of the fields that holds a scalar, as text; not `""` and not `"null"`.
pub(super) fn word(part: Value<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let value = part.get(name)?;
        let text = match value.kind() {
            Kind::True | Kind::False => Cow::Borrowed(value.json()),
            _ => value.text()?,
        };
        let text = text.trim();
        (!matches!(text, "" | "null")).then(|| text.to_owned())
    })
}

/// The codes that mean success, in all the types they come in: `0`, `"00"`, `200`,
/// `"200.0"`. OneBound's is `"0000"`.
fn is_success(code: &str) -> bool {
    let whole = code.split_once('.').map_or(code, |(whole, zeros)| {
        if zeros.bytes().all(|byte| byte == b'0') { whole } else { code }
    });
    whole == "200" || (!whole.is_empty() && whole.bytes().all(|byte| byte == b'0'))
}

#[cfg(test)]
mod tests {
    use super::is_success;

    #[test]
    fn success_comes_in_many_types() {
        for code in ["0", "00", "0000", "200", "200.0"] {
            assert!(is_success(code), "{code}");
        }
        for code in ["605", "405", "200.5", "2000", "15", "IllegalAccessToken", "", "."] {
            assert!(!is_success(code), "{code}");
        }
    }
}
