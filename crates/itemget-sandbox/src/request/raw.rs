//! A request captured byte for byte, for `itemget sign --request FILE`.

use crate::request;
use crate::verify::received::Received;

/// Why a captured request cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("this is no HTTP request that can be checked: {what}")]
pub struct ReadRequestError {
    what: String,
    source: Option<request::BadParams>,
}

impl ReadRequestError {
    fn new(what: &str) -> Self {
        Self { what: what.to_owned(), source: None }
    }
}

/// Reads a request line, headers and a body, with either line end, as a gateway would.
///
/// # Errors
///
/// When there is no request line, the headers do not end, or the parameters cannot be told.
pub fn read_request(raw: &[u8]) -> Result<Received, ReadRequestError> {
    let (head, body) = split_head(raw)
        .ok_or_else(|| ReadRequestError::new("no blank line ends its headers"))?;
    let head = std::str::from_utf8(head)
        .ok()
        .ok_or_else(|| ReadRequestError::new("its headers are not text"))?;
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split_ascii_whitespace();
    let (Some(_verb), Some(target)) = (words.next(), words.next()) else {
        return Err(ReadRequestError::new(
            "its first line is not `METHOD target HTTP/1.1`",
        ));
    };
    let headers: Vec<(&str, &str)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let header = |wanted: &str| {
        let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| *value)
    };
    let body = match header("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => body.get(..length).unwrap_or(body),
        None => body,
    };
    let (path, query) = split_target(target);
    request::read(path, query, header("content-type"), body).map_err(|source| {
        ReadRequestError { what: source.to_string(), source: Some(source) }
    })
}

/// Path and query of `/sync?a=1` or of `https://host/sync?a=1`.
fn split_target(target: &str) -> (&str, &str) {
    let below_host = match target.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?']).map_or("/", |start| &rest[start..]),
        None => target,
    };
    below_host.split_once('?').unwrap_or((below_host, ""))
}

fn split_head(raw: &[u8]) -> Option<(&[u8], &[u8])> {
    for blank in [&b"\r\n\r\n"[..], b"\n\n"] {
        let found = raw.windows(blank.len()).position(|window| window == blank);
        if let Some(end) = found {
            return Some((&raw[..end], &raw[end + blank.len()..]));
        }
    }
    // A GET that was saved without its blank line is still whole.
    raw.starts_with(b"GET ").then_some((raw, &[]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_is_read_with_either_line_end() {
        for raw in [
            "POST /sync?a=1 HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nb=2\n",
            "POST https://api-sg.aliexpress.com/sync?a=1 HTTP/1.1\ncontent-type: application/x-www-form-urlencoded\n\nb=2",
            "GET /sync?a=1&b=2 HTTP/1.1\r\nHost: x",
        ] {
            let received = read_request(raw.as_bytes()).unwrap();
            assert_eq!(received.path(), "/sync", "{raw}");
            assert_eq!(received.param("b").unwrap().trim(), "2", "{raw}");
        }
    }

    proptest::proptest! {
        /// Whatever came over the wire is read or refused.
        #[test]
        fn nothing_that_is_sent_makes_it_panic(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400),
            kind in "application/json|multipart/form-data; boundary=x|text/plain|",
            path in "/sync|/rest|/openapi/param2/2/portals.open/api.item.get",
        ) {
            let head = format!("POST {path}?a=%F HTTP/1.1\r\nContent-Type: {kind}\r\n\r\n--x\r\n");
            let framed = [head.as_bytes(), &bytes].concat();
            for raw in [&bytes, &framed] {
                if let Ok(received) = read_request(raw) {
                    let diagnosis = crate::verify::diagnose::diagnose(&received, "s");
                    proptest::prop_assert!(!diagnosis.matches);
                }
            }
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (raw, said) in [
            ("", "no blank line"),
            ("\r\n\r\n", "first line"),
            ("POST /sync?a=1&a=2 HTTP/1.1\r\n\r\n", "`a` came twice"),
        ] {
            let error = read_request(raw.as_bytes()).unwrap_err().to_string();
            assert!(error.contains(said), "{raw:?}: {error}");
        }
    }
}
