//! The dialect of the public tutorials: a JSON POST with an MD5 signature, and `getToken`
//! as a form that carries the app secret itself.
//!
//! The platform has no such endpoint; services and sandboxes for programs written from
//! those tutorials do.

use bytes::Bytes;
use http::Request;
use http::header::HeaderValue;
use jiff::Timestamp;

use super::{Caller, FORM, Outgoing, form, joined, post};
use crate::call::Auth;
use crate::endpoint::ItemGetEndpoint;
use crate::sign::{SignMethod, sign};

pub(super) fn request(
    call: &Outgoing<'_>,
    caller: Caller<'_>,
    now: Timestamp,
    endpoint: &ItemGetEndpoint,
) -> Result<Request<Bytes>, http::Error> {
    match call.auth {
        Auth::AppSecret => token_request(call, caller, endpoint),
        Auth::None | Auth::Token => signed_request(call, caller, now, endpoint),
    }
}

fn signed_request(
    call: &Outgoing<'_>,
    caller: Caller<'_>,
    now: Timestamp,
    endpoint: &ItemGetEndpoint,
) -> Result<Request<Bytes>, http::Error> {
    let uri = endpoint.signed(call.method)?;
    let timestamp = now.as_millisecond().to_string();
    let mut system = Vec::with_capacity(5);
    system.extend([
        ("app_key", caller.credentials.app_key.as_str()),
        ("timestamp", timestamp.as_str()),
        ("format", "json"),
        ("v", "1.0"),
    ]);
    if let (Auth::Token, Some(token)) = (call.auth, caller.token) {
        system.push(("access_token", token.expose()));
    }
    let mut pairs = joined(call, &system);
    let signature = sign(
        SignMethod::TutorialMd5,
        call.method,
        pairs.iter().copied(),
        &caller.credentials.app_secret,
    );
    pairs.push(("sign", &signature));
    let kind = HeaderValue::from_static("application/json");
    Ok(post(uri, kind, json(&pairs)))
}

/// The tutorials' `getToken`: no signature, the secret in the body.
fn token_request(
    call: &Outgoing<'_>,
    caller: Caller<'_>,
    endpoint: &ItemGetEndpoint,
) -> Result<Request<Bytes>, http::Error> {
    let uri = endpoint.unsigned(call.method)?;
    let system = [
        ("client_id", caller.credentials.app_key.as_str()),
        ("client_secret", caller.credentials.app_secret.expose()),
    ];
    Ok(post(uri, FORM, form(&joined(call, &system))))
}

/// The time is a number in the body and its digits in the signature, as in the tutorials.
///
/// Nearly every request is plain: it is written as if it were and then looked at once, many
/// bytes at a time, which is less than to look at each text.
fn json(pairs: &[(&str, &str)]) -> String {
    let plain: usize =
        pairs.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
    let mut body = String::with_capacity(plain + 2);
    let mut quotes = 0;
    for (name, value) in pairs {
        body.push_str(if body.is_empty() { "{\"" } else { ",\"" });
        body.push_str(name);
        if is_number(name) {
            body.push_str("\":");
            body.push_str(value);
            quotes += 2;
        } else {
            body.push_str("\":\"");
            body.push_str(value);
            body.push('"');
            quotes += 4;
        }
    }
    body.push('}');
    if is_plain(&body, quotes) { body } else { escaped(pairs) }
}

fn is_number(name: &str) -> bool {
    name == "timestamp"
}

/// Whether nothing in it is escaped: its quotes are those that were put there, so many.
fn is_plain(body: &str, quotes: usize) -> bool {
    // Within a piece a count fits into a byte, and all of it is looked at whatever is found.
    let pieces = body.as_bytes().chunks(u8::MAX.into()).map(|piece| {
        piece.iter().fold((0_u8, false), |(quotes, special), &byte| {
            (quotes + u8::from(byte == b'"'), special | (byte < b' ') | (byte == b'\\'))
        })
    });
    let found = pieces.fold((0, false), |(quotes, special), piece| {
        (quotes + usize::from(piece.0), special | piece.1)
    });
    found == (quotes, false)
}

/// The same with what must be escaped.
fn escaped(pairs: &[(&str, &str)]) -> String {
    let quoted =
        |text| serde_json::to_string(text).expect("text can always be written to memory");
    let members: Vec<String> = pairs
        .iter()
        .map(|(name, value)| match is_number(name) {
            true => format!("{}:{value}", quoted(name)),
            false => format!("{}:{}", quoted(name), quoted(value)),
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::Dialect;
    use crate::endpoint::Endpoints;
    use crate::params::Params;
    use crate::secret::{AccessToken, Credentials};

    fn sent(method: &str, auth: Auth, params: Params) -> Request<Bytes> {
        let credentials = Credentials::new("12345678", "helloworld");
        let token = AccessToken::new("test");
        let call =
            Outgoing { method, dialect: Dialect::ItemGet, auth, params, file: None };
        let caller = Caller {
            credentials: &credentials,
            token: Some(&token),
            sign_method: SignMethod::Sha256,
        };
        let now = Timestamp::from_millisecond(1_517_820_392_000).unwrap();
        request(&call, caller, now, &Endpoints::default().item_get).unwrap()
    }

    #[test]
    fn a_call_is_the_tutorials_json_with_the_tutorials_signature() {
        let params = Params::new()
            .with("productId", "1005001234567890")
            .with("fields", "productId,title,price");
        for method in ["api.item.get", "portals.open/api.item.get"] {
            let request = sent(method, Auth::Token, params.clone());
            assert_eq!(
                request.uri(),
                "https://gw.api.alibaba.com/openapi/param2/2/portals.open/api.item.get"
            );
            let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
            let expected = serde_json::json!({
                "access_token": "test",
                "app_key": "12345678",
                "fields": "productId,title,price",
                "format": "json",
                "productId": "1005001234567890",
                "timestamp": 1_517_820_392_000_u64,
                "v": "1.0",
                // Protocol 1.1, the tutorials' vector.
                "sign": "C6705637E28318E39A652EE2903F2834",
            });
            assert_eq!(body, expected);
        }
    }

    #[test]
    fn any_text_survives_the_body() {
        let long = "x".repeat(1_000) + "\"";
        let texts =
            ["\"\\/\u{1}\n 手机壳", "\"", "\\", "\u{1f}", "'", "手机壳", "", &long];
        for text in texts {
            let body = json(&[("a", text), ("timestamp", "1"), (text, "b")]);
            let read: serde_json::Value = serde_json::from_str(&body).unwrap();
            assert_eq!(read, serde_json::json!({"a": text, "timestamp": 1, text: "b"}));
        }
    }

    #[test]
    fn a_token_is_asked_for_with_the_secret_in_the_body_and_no_signature() {
        let params = Params::new().with("grant_type", "refresh_token");
        let request = sent("system.oauth2/getToken", Auth::AppSecret, params);
        assert_eq!(
            request.uri(),
            "https://gw.api.alibaba.com/openapi/http/1/system.oauth2/getToken"
        );
        let pairs: Vec<_> = form_urlencoded::parse(request.body()).into_owned().collect();
        let expected = [
            ("grant_type", "refresh_token"),
            ("client_id", "12345678"),
            ("client_secret", "helloworld"),
        ];
        assert_eq!(pairs, expected.map(|(n, v)| (n.to_owned(), v.to_owned())));
    }
}
