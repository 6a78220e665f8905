//! What a request asks, without who asks: all that is recorded of it, and the key under
//! which its answer is found again.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, PROXY_AUTHORIZATION};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::names::{self, Fate};
use crate::multipart;

/// The part of a request that decides what is answered. Equal for two requests that
/// differ only in time, signature and whose token they carry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) dialect: String,
    pub(super) method: String,
    pub(super) params: BTreeMap<String, String>,
}

/// A request taken apart.
pub(super) struct Heard {
    pub(super) asked: Asked,
    /// Whether the answer is a token.
    pub(super) wants_token: bool,
    pub(super) secrets: Secrets,
}

/// Texts that must stand nowhere in a recording.
pub(super) struct Secrets(Vec<Zeroizing<String>>);

/// Longer values are written as digests: pictures as base64.
const LONGEST_VALUE: usize = 4096;

impl Heard {
    pub(super) fn of(request: &Request<Bytes>) -> Self {
        let given = parameters(request);
        let (dialect, method) = address(request, &given);
        let secrets = Secrets::of(request, &given);
        let mut params = BTreeMap::new();
        for (name, value) in &given {
            match names::fate(name) {
                Fate::Kept if value.len() <= LONGEST_VALUE => {
                    params.insert(name.clone(), secrets.hidden_in(value));
                }
                Fate::Kept | Fate::Digested => {
                    params.insert(secrets.hidden_in(name), digest(value));
                }
                Fate::Dropped | Fate::Hidden => {}
            }
        }
        let wants_token = ["/auth/", "getToken", "oauth"]
            .iter()
            .any(|sign| method.contains(sign) || request.uri().path().contains(sign));
        let method = secrets.hidden_in(&method);
        Self { asked: Asked { dialect, method, params }, wants_token, secrets }
    }
}

impl Asked {
    /// A few digits that tell this question from others in the names of files.
    pub(super) fn short_key(&self) -> String {
        let text = serde_json::to_vec(self).expect("text can always be written");
        hex::encode(&Sha256::digest(text)[..4])
    }
}

impl Secrets {
    /// Shorter texts are not looked for: in an answer they stand by chance.
    const SHORTEST: usize = 8;

    fn of(request: &Request<Bytes>, given: &[(String, String)]) -> Self {
        let mut found = Vec::new();
        for (name, value) in given {
            if names::fate(name) == Fate::Hidden {
                found.push(value.as_str());
            }
        }
        for name in [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE] {
            for value in request.headers().get_all(name) {
                let Ok(text) = value.to_str() else { continue };
                found.extend(text.split([' ', ';', '=', ',']));
            }
        }
        found.retain(|text| text.len() >= Self::SHORTEST);
        // The longest first: a secret may hold another one.
        found.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let mut all: Vec<Zeroizing<String>> = Vec::new();
        for text in found {
            all.push(text.to_owned().into());
            let encoded = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
            if encoded != text {
                all.push(encoded.into());
            }
        }
        Self(all)
    }

    /// `text` with each secret replaced.
    pub(super) fn hidden_in(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for secret in &self.0 {
            if out.contains(secret.as_str()) {
                out = out.replace(secret.as_str(), super::redact::HIDDEN);
            }
        }
        out
    }
}

impl fmt::Debug for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Heard").field("asked", &self.asked).finish_non_exhaustive()
    }
}

/// All parameters, wherever they travel: the gateways take the union of address and body
/// (protocol 2.1).
fn parameters(request: &Request<Bytes>) -> Vec<(String, String)> {
    let query = request.uri().query().unwrap_or_default();
    let mut all: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let content_type = request.headers().get(CONTENT_TYPE);
    let is = |kind: &str| {
        content_type.is_some_and(|value| value.as_bytes().starts_with(kind.as_bytes()))
    };
    if is("application/json") {
        let body: Result<BTreeMap<String, serde_json::Value>, _> =
            serde_json::from_slice(request.body());
        match body {
            Ok(fields) => all.extend(fields.into_iter().map(|(name, value)| {
                let text = match value {
                    serde_json::Value::String(text) => text,
                    other => other.to_string(),
                };
                (name, text)
            })),
            Err(_) => all.push(("body".to_owned(), digest_of(request.body()))),
        }
    } else if is("application/x-www-form-urlencoded") {
        all.extend(form_urlencoded::parse(request.body()).into_owned());
    } else if let Some(parts) = content_type
        .and_then(|value| value.to_str().ok())
        .and_then(|kind| multipart::parts(kind, request.body()))
    {
        all.extend(parts.iter().map(|part| {
            let value = match (part.is_file, std::str::from_utf8(part.value)) {
                (false, Ok(text)) => text.to_owned(),
                _ => digest_of(part.value),
            };
            (part.name.to_owned(), value)
        }));
    } else if !request.body().is_empty() {
        // A body of no known kind: only that it is the same one.
        all.push(("body".to_owned(), digest_of(request.body())));
    }
    all
}

/// The dialect and the method's name, from where each dialect has them.
fn address(request: &Request<Bytes>, given: &[(String, String)]) -> (String, String) {
    let path = request.uri().path();
    let named = given.iter().find(|(name, _)| name == "method").map(|(_, value)| value);
    let after = |part: &str| path.split_once(part).map(|(_, rest)| rest.to_owned());
    let known = |dialect: &str, method: String| (dialect.to_owned(), plain(&method));
    if let Some(rest) = after("/openapi/param2/2/") {
        return known("item_get", rest);
    }
    if let Some(rest) = after("/openapi/http/1/") {
        // What follows the method's name is the app key (protocol 4).
        let parts: Vec<&str> = rest.split('/').take(2).collect();
        return known("item_get", parts.join("/"));
    }
    if let Some(rest) = after("/rest/") {
        return known("iop", format!("/{rest}"));
    }
    if let Some(method) = named {
        return known("iop", method.clone());
    }
    let host = request.uri().host().unwrap_or_default();
    known("http", format!("{} {host}{path}", request.method()))
}

/// A method's name with nothing in it that is not one.
fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-/ :".contains(c);
    match name.len() <= 200 && name.chars().all(fits) {
        true => name.to_owned(),
        false => digest(name),
    }
}

fn digest(value: &str) -> String {
    digest_of(value.as_bytes())
}

fn digest_of(value: &[u8]) -> String {
    format!("sha256:{}", hex::encode(&Sha256::digest(value)[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(path: &str, body: &str) -> Request<Bytes> {
        Request::post(format!("http://127.0.0.1:9{path}"))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=utf-8")
            .body(Bytes::from(body.to_owned()))
            .unwrap()
    }

    #[test]
    fn time_signature_and_token_make_no_difference() {
        let one = form(
            "/sync",
            "method=a.b&product_id=1005006000000001&timestamp=1&sign=AAAAAAAAAA\
             &access_token=first-token&app_key=1",
        );
        let other = form(
            "/sync?method=a.b&app_key=2&timestamp=2",
            "access_token=second-token&sign=BBBBBBBBBB&product_id=1005006000000001",
        );
        let asked = Heard::of(&one).asked;
        assert_eq!(asked, Heard::of(&other).asked);
        assert_eq!(asked.dialect, "iop");
        assert_eq!(asked.method, "a.b");
        let params: Vec<_> = asked.params.into_iter().collect();
        assert_eq!(params, [("product_id".to_owned(), "1005006000000001".to_owned())]);
    }

    #[test]
    fn a_file_is_told_apart_by_its_digest_and_what_goes_with_it_is_no_secret_less() {
        let asked = |file: &'static [u8], token: &str| {
            let pairs = [("method", "a.b"), ("access_token", token), ("product_id", "1")];
            let bytes = Bytes::from_static(file);
            let file = crate::call::CallFile { name: "image_file_bytes", bytes };
            let body = multipart::written(&pairs, &file);
            let request = Request::post("http://127.0.0.1:9/sync")
                .header(CONTENT_TYPE, body.content_type)
                .body(body.body)
                .unwrap();
            Heard::of(&request).asked
        };
        let one = asked(b"a picture", "planted-token");
        assert_eq!(one.method, "a.b");
        assert_eq!(one, asked(b"a picture", "another-token"));
        assert_ne!(one, asked(b"another picture", "planted-token"));
        assert_eq!(one.params["product_id"], "1");
        assert!(one.params["image_file_bytes"].starts_with("sha256:"), "{one:?}");
        assert!(!format!("{one:?}").contains("planted"), "{one:?}");
    }

    #[test]
    fn each_dialect_names_its_method() {
        let json = Request::post(
            "http://127.0.0.1:9/openapi/param2/2/portals.open/api.item.get",
        )
        .header(CONTENT_TYPE, "application/json")
        .body(Bytes::from_static(
            br#"{"productId":"1","timestamp":5,"access_token":"t","sign":"S","n":7}"#,
        ))
        .unwrap();
        for (request, dialect, method) in [
            (json, "item_get", "portals.open/api.item.get"),
            (
                form("/openapi/http/1/system.oauth2/getToken/123456", ""),
                "item_get",
                "system.oauth2/getToken",
            ),
            (form("/rest/auth/token/refresh", ""), "iop", "/auth/token/refresh"),
            (
                form("/rest", "method=/auth/token/create&code=x"),
                "iop",
                "/auth/token/create",
            ),
            (form("/elsewhere", ""), "http", "POST 127.0.0.1/elsewhere"),
        ] {
            let heard = Heard::of(&request);
            assert_eq!(heard.asked.dialect, dialect);
            assert_eq!(heard.asked.method, method);
            let is_token = method.contains("auth");
            assert_eq!(heard.wants_token, is_token, "{method}");
        }
    }

    #[test]
    fn an_unknown_parameter_tells_questions_apart_without_being_written() {
        let asked = |value: &str| {
            Heard::of(&form("/sync", &format!("method=a.b&mine={value}"))).asked
        };
        let (one, other) = (asked("planted-value"), asked("other-value"));
        assert_ne!(one, other);
        assert!(one.params["mine"].starts_with("sha256:"), "{one:?}");
    }

    #[test]
    fn a_secret_is_hidden_wherever_else_it_stands() {
        let request = form(
            "/sync",
            "method=a.planted-token/b&keywords=my+planted-token&access_token=planted-token",
        );
        let asked = Heard::of(&request).asked;
        assert!(!format!("{asked:?}").contains("planted"), "{asked:?}");
    }
}
