//! Envelopes: how an answer or a refusal is dressed for the door it leaves through.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::quota::LimitedBy;
use crate::refusal::Refusal;

/// Through which of the platform's doors a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `/sync`: business APIs; errors under `error_response`.
    Sync,
    /// `/rest` and the bare `/auth/…`: system APIs; errors at the root.
    Rest,
    /// `/router/rest`: the legacy TOP gateway; numeric codes.
    Top,
    /// The tutorial's endpoint.
    ItemGet,
}

/// The ids that stand in every answer. They look like the platform's, and are the same
/// for the same time and count.
#[derive(Debug, Clone)]
pub(crate) struct AnswerIds {
    pub(crate) request: String,
    pub(crate) trace: String,
}

impl AnswerIds {
    pub(crate) fn new(now: Timestamp, count: u64) -> Self {
        let millis = now.as_millisecond();
        Self {
            request: format!("21015a0d{millis}{:04}", count % 10_000),
            trace: format!("2140d362{millis}{:04x}e0fcf", count % 0x1_0000),
        }
    }
}

/// The body of a refusal.
pub(crate) fn refused(refusal: &Refusal, door: Door, ids: &AnswerIds) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    let text_name = if door == Door::Rest { "message" } else { "msg" };
    put(text_name, refusal.message.as_str().into());
    put("code", refusal.code.as_ref().into());
    if let Some((code, message)) = refusal.sub.as_deref() {
        put("sub_code", code.as_ref().into());
        put("sub_msg", message.as_str().into());
    }
    if door == Door::Top {
        let (code, message) = top_code(refusal);
        put("code", code.into());
        put("msg", message.into());
        if let Some(ban) = &refusal.ban {
            put("sub_code", top_limit(ban.by).into());
            put(
                "sub_msg",
                format!("This ban will last for {} more seconds", ban.seconds).into(),
            );
        } else if refusal.sub.is_none() {
            put("sub_code", refusal.code.as_ref().into());
            put("sub_msg", refusal.message.as_str().into());
        }
    } else {
        put("type", refusal.kind.into());
        put("_trace_id_", ids.trace.as_str().into());
    }
    put("request_id", ids.request.as_str().into());
    if let Some(detail) = &refusal.detail {
        put("detail", detail.as_str().into());
    }
    match door {
        Door::Rest => Value::Object(fields),
        Door::Sync | Door::Top | Door::ItemGet => json!({ "error_response": fields }),
    }
}

/// Whose limit it is, as the legacy gateway says it (protocol 3).
fn top_limit(by: LimitedBy) -> &'static str {
    match by {
        LimitedBy::App => "accesscontrol.limited-by-app-access-count",
        LimitedBy::Api => "accesscontrol.limited-by-api-access-count",
        LimitedBy::AppApi => "accesscontrol.limited-by-app-api-access-count",
    }
}

/// The legacy gateway's number and text for a code of the current one (protocol 3).
fn top_code(refusal: &Refusal) -> (u64, &'static str) {
    match &*refusal.code {
        "MissingParameter" => match refusal.parameter.as_deref() {
            Some("method") => (21, "Missing Method"),
            Some("sign") => (24, "Missing Signature"),
            Some("app_key") => (28, "Missing App Key"),
            _ => (40, "Missing Required Arguments"),
        },
        "ApiCallLimit" | "AppCallLimit" => (7, "App Call Limited"),
        "ServiceUnavailable" | "ServiceTimeout" | "SystemError" => {
            (10, "Service Currently Unavailable")
        }
        "InsufficientPermission" => (11, "Insufficient ISV Permissions"),
        "InvalidApiPath" => (22, "Invalid Method"),
        "IncompleteSignature" => (25, "Invalid Signature"),
        "IllegalAccessToken" => (27, "Invalid Session"),
        "InvalidAppKey" => (29, "Invalid App Key"),
        "IllegalTimestamp" => (31, "Invalid Timestamp"),
        "InvalidParameter" => (41, "Invalid Arguments"),
        _ => (15, "Remote Service Error"),
    }
}

/// The body of a system API's answer: flat at `/rest`, under the odd key that `/sync`
/// was seen to give it (protocol 2.3).
pub(crate) fn system(
    api: &str,
    mut fields: Map<String, Value>,
    door: Door,
    ids: &AnswerIds,
) -> Value {
    fields.insert("code".to_owned(), "0".into());
    fields.insert("request_id".to_owned(), ids.request.as_str().into());
    fields.insert("_trace_id_".to_owned(), ids.trace.as_str().into());
    match door {
        Door::Rest => Value::Object(fields),
        Door::Sync | Door::Top | Door::ItemGet => {
            json!({ format!("{api}_response"): fields })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_door_has_its_own_envelope() {
        let ids = AnswerIds::new(Timestamp::from_second(1_776_759_911).unwrap(), 7);
        let refusal = Refusal::signature("sorted by locale");
        for (door, pointer, code) in [
            (Door::Sync, "/error_response/code", json!("IncompleteSignature")),
            (Door::Sync, "/error_response/type", json!("ISV")),
            (Door::ItemGet, "/error_response/code", json!("IncompleteSignature")),
            (Door::Rest, "/code", json!("IncompleteSignature")),
            (Door::Rest, "/detail", json!("sorted by locale")),
            (Door::Rest, "/request_id", json!("21015a0d17767599110000007")),
            (Door::Top, "/error_response/code", json!(25)),
            (Door::Top, "/error_response/sub_code", json!("IncompleteSignature")),
        ] {
            let body = refused(&refusal, door, &ids);
            assert_eq!(body.pointer(pointer), Some(&code), "{door:?} {body}");
        }
        let nameless = refused(&Refusal::missing("app_key"), Door::Top, &ids);
        assert_eq!(nameless["error_response"]["code"], 28);
        let rest = refused(&refusal, Door::Rest, &ids);
        assert!(rest.get("message").is_some() && rest.get("msg").is_none(), "{rest}");
    }
}
