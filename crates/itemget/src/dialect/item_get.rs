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
    let mut system = vec![
        ("app_key", caller.credentials.app_key.as_str()),
        ("timestamp", timestamp.as_str()),
        ("format", "json"),
        ("v", "1.0"),
    ];
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
fn json(pairs: &[(&str, &str)]) -> String {
    let plain: usize =
        pairs.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
    let mut body = String::with_capacity(plain + 2);
    for (name, value) in pairs {
        body.push(if body.is_empty() { '{' } else { ',' });
        push_quoted(&mut body, name);
        body.push(':');
        match *name {
            "timestamp" => body.push_str(value),
            _ => push_quoted(&mut body, value),
        }
    }
    body.push('}');
    body
}

/// The bytes that stand for themselves in a JSON text.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        plain[byte] = byte >= 0x20 && byte != b'"' as usize && byte != b'\\' as usize;
        byte += 1;
    }
    plain
};

/// Nearly every value is plain, and looking first is a fifth of the work of a serializer.
fn push_quoted(body: &mut String, text: &str) {
    if text.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        body.push('"');
        body.push_str(text);
        body.push('"');
    } else {
        let quoted = serde_json::to_string(text);
        body.push_str(&quoted.expect("text can always be written to memory"));
    }
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
        let text = "\"\\/\u{1}\n 手机壳";
        let body = json(&[("a", text), ("timestamp", "1"), (text, "b")]);
        let read: serde_json::Value = serde_json::from_str(&body).unwrap();
        assert_eq!(read, serde_json::json!({"a": text, "timestamp": 1, text: "b"}));
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
