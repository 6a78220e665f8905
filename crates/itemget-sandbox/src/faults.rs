//! What the script's faults do: refuse, answer instead, or spoil the answer.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::answer::{Answer, Fate};
use crate::quota::LimitedBy;
use crate::refusal::Refusal;
use crate::script::fault::FaultKind;

/// Refuses where the script says that too much was asked.
pub(crate) fn limit(fault: Option<&FaultKind>) -> Result<(), Refusal> {
    match fault {
        Some(FaultKind::Limited { ban_seconds }) => {
            Err(Refusal::limit(LimitedBy::AppApi, u64::from(*ban_seconds)))
        }
        Some(FaultKind::AppLimited { ban_seconds }) => {
            Err(Refusal::limit(LimitedBy::App, u64::from(*ban_seconds)))
        }
        _ => Ok(()),
    }
}

/// Refuses where the script says that an API fails.
pub(crate) fn back_end(fault: Option<&FaultKind>) -> Result<(), Refusal> {
    match fault {
        Some(FaultKind::Isp) => Err(Refusal::back_end()),
        Some(FaultKind::Refused { code }) => {
            Err(Refusal::other(code.clone(), "The script says so", None))
        }
        _ => Ok(()),
    }
}

/// The answer that comes instead of the platform's, which then never saw the request.
pub(crate) fn instead(kind: &FaultKind, date: Timestamp) -> Option<Answer> {
    match kind {
        FaultKind::ResetBefore => {
            Some(Answer::new(200, "text/plain", "", date).with_fate(Fate::Reset))
        }
        FaultKind::Html => Some(Answer::new(
            200,
            "text/html;charset=UTF-8",
            "<!DOCTYPE html>\n<html><head><title>Sorry</title></head>\
             <body><h1>The page is taking a rest</h1></body></html>\n",
            date,
        )),
        FaultKind::Http(status) => {
            let mut answer =
                Answer::new(*status, "text/plain", format!("HTTP {status}\n"), date);
            answer.retry_after = (*status == 429).then_some(1);
            Some(answer)
        }
        _ => None,
    }
}

/// The platform's answer after a fault has met it on its way out.
pub(crate) fn spoiled(answer: Answer, fault: Option<&FaultKind>) -> Answer {
    match fault {
        Some(FaultKind::Slow(by)) => answer.with_fate(Fate::Late(*by)),
        Some(FaultKind::ResetAfter) => answer.with_fate(Fate::Reset),
        Some(FaultKind::Truncated) => answer.with_fate(Fate::Truncated),
        Some(FaultKind::WrongTypes) => match serde_json::from_slice(&answer.body) {
            Ok(body) => {
                Answer { body: with_wrong_types(body).to_string().into(), ..answer }
            }
            Err(_) => answer,
        },
        _ => answer,
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
