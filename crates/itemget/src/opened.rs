//! What an HTTP answer is before a call reads it: its status, and the platform's number
//! of the exchange.

use std::time::Duration;

use bytes::Bytes;
use http::header::RETRY_AFTER;
use http::{Response, StatusCode};
use jiff::Timestamp;

use crate::envelope::{self, Envelope};
use crate::error::ErrorKind;
use crate::refusal::{Cause, Refusal};
use crate::reply::Reply;

/// The body of an answer with status 200; of any other, what it says.
pub(crate) fn open(
    response: Response<Bytes>,
    now: Timestamp,
) -> Result<Reply, ErrorKind> {
    let status = response.status();
    if status == StatusCode::OK {
        return Ok(Reply { body: response.into_body(), observed_at: now });
    }
    match refusal(response.body()) {
        // A refusal in words we know says more than its status. One in other words does
        // where the status only says that it is the caller's fault.
        Some(refusal) if refusal.cause != Cause::Unknown || blames_caller(status) => {
            Err(ErrorKind::Refused(Box::new(refusal)))
        }
        _ => Err(ErrorKind::Status {
            status: status.as_u16(),
            retry_after: retry_after(&response, now),
        }),
    }
}

/// A status after which the same request would be refused again.
fn blames_caller(status: StatusCode) -> bool {
    let passes = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    status.is_client_error() && !passes.contains(&status)
}

/// The platform's no in a body of any kind.
fn refusal(body: &Bytes) -> Option<Refusal> {
    let document = envelope::document(body).ok()?;
    Envelope::open(&document).refusal()
}

/// Reads both forms of `retry-after`: seconds, and a date (RFC 9110, 10.2.3).
fn retry_after(response: &Response<Bytes>, now: Timestamp) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(
        Duration::try_from(date.timestamp().duration_since(now))
            .unwrap_or(Duration::ZERO),
    )
}

/// How far from its end, or its start, a body is looked through.
const NEAR: usize = 1024;

/// The platform's number of the exchange, found without reading the body as JSON: it stands
/// near the end of every answer, and a body can be large.
pub(crate) fn request_id(body: &[u8]) -> Option<&str> {
    let end = &body[body.len().saturating_sub(NEAR)..];
    let start = &body[..body.len().min(NEAR)];
    [end, start].into_iter().find_map(|part| {
        let name = br#""request_id""#;
        // Its last byte first: most windows end with another.
        let is_name = |window: &[u8]| window.ends_with(b"\"") && window == name;
        let found = part.windows(name.len()).rposition(is_name)?;
        let rest = part[found + name.len()..].trim_ascii_start();
        let value = rest.strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
        let length = value.iter().position(|byte| !byte.is_ascii_alphanumeric())?;
        let id = std::str::from_utf8(&value[..length]).ok()?;
        (length > 0 && value[length] == b'"').then_some(id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn answer(status: u16, retry_after: &str, body: &'static str) -> Response<Bytes> {
        let mut answer = Response::builder().status(status);
        if !retry_after.is_empty() {
            answer = answer.header(RETRY_AFTER, retry_after);
        }
        answer.body(Bytes::from_static(body.as_bytes())).unwrap()
    }

    #[test]
    fn a_status_other_than_200_is_no_answer() {
        for (status, retry_after, expected) in [
            (503, "", None),
            (503, "7", Some(Duration::from_secs(7))),
            (429, "Thu, 01 Jan 1970 00:00:09 GMT", Some(Duration::from_secs(9))),
            (429, "Wed, 31 Dec 1969 00:00:00 GMT", Some(Duration::ZERO)),
            (302, "soon", None),
        ] {
            let opened = open(answer(status, retry_after, "<html>"), NOW);
            match opened.unwrap_err() {
                ErrorKind::Status { status: found, retry_after: wait } => {
                    assert_eq!((found, wait), (status, expected), "{retry_after}");
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_known_refusal_says_more_than_its_status() {
        let body = r#"{"error_response":{"code":"IllegalAccessToken","msg":"expired"}}"#;
        let opened = open(answer(401, "", body), NOW);
        assert!(matches!(opened, Err(ErrorKind::Refused(_))), "{opened:?}");
        let unknown = r#"{"error_response":{"code":"overloaded","msg":"new"}}"#;
        for status in [408, 429, 503] {
            let opened = open(answer(status, "", unknown), NOW);
            assert!(matches!(opened, Err(ErrorKind::Status { .. })), "{opened:?}");
        }
    }

    #[test]
    fn an_unknown_refusal_keeps_the_platforms_words() {
        let body = r#"{"error":"invalid_moon","error_description":"it is waning"}"#;
        let Err(ErrorKind::Refused(refusal)) = open(answer(400, "", body), NOW) else {
            panic!("the words are lost")
        };
        assert_eq!((&*refusal.code, &*refusal.message), ("invalid_moon", "it is waning"));
        assert_eq!(refusal.cause, Cause::Unknown);
    }

    #[test]
    fn the_request_id_is_found_wherever_the_platform_puts_it() {
        let long = "x".repeat(5000);
        for (body, expected) in [
            (r#"{"a":{"b":1,"request_id":"21abc"}}"#.to_owned(), Some("21abc")),
            (r#"{"request_id" : "21abc","code":"0"}"#.to_owned(), Some("21abc")),
            (format!(r#"{{"long":"{long}","request_id":"end"}}"#), Some("end")),
            (format!(r#"{{"request_id":"start","long":"{long}"}}"#), Some("start")),
            (r#"{"request_id":"cut"#.to_owned(), None),
            (r#"{"request_id":""}"#.to_owned(), None),
            (r#"{"request_id":"not\u0020one"}"#.to_owned(), None),
            (r#"{"code":"0"}"#.to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(request_id(body.as_bytes()), expected, "{body:.60}");
        }
    }
}
