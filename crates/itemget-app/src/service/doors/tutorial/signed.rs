//! The parameters of a request in the tutorials' dialect, and whether they are signed with
//! a key's secret.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use itemget::AppSecret;
use itemget::sign::{SignMethod, sign};
use serde_json::value::RawValue;

use super::refusal::Refusal;
use crate::api_tokens::is_same;

/// The parameters, by their names.
#[derive(Debug)]
pub(super) struct Params(BTreeMap<String, Text>);

/// A value as text: what a program signs is what its language writes.
#[derive(Debug, PartialEq, Eq)]
struct Text {
    /// As it stands in the body.
    sent: String,
    /// As the tutorials' `str()` writes it, where that is something else.
    by_python: Option<&'static str>,
}

/// How the tutorials' `str()` writes what is nothing: it is signed, and says nothing.
const NONE: Option<&str> = Some("None");

/// Why there are no parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("the body is no JSON object")]
    NoObject,
    #[error("a parameter is an object or a list, and must be a text or a number")]
    Nested,
}

impl Unreadable {
    /// The same in Chinese.
    pub(super) fn zh(self) -> &'static str {
        match self {
            Self::NoObject => "请求体不是 JSON 对象",
            Self::Nested => "参数只能是文本或数字，不能是对象或列表",
        }
    }
}

impl Params {
    /// Those of a body: a JSON object, or a form.
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Unreadable> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        if kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
        {
            let pairs = url::form_urlencoded::parse(body).into_owned();
            let text = |sent| Text { sent, by_python: None };
            return Ok(Self(pairs.map(|(name, sent)| (name, text(sent))).collect()));
        }
        let object: BTreeMap<String, &RawValue> =
            serde_json::from_slice(body).or(Err(Unreadable::NoObject))?;
        let texts = object.into_iter().map(|(name, raw)| Ok((name, text(raw.get())?)));
        texts.collect::<Result<_, _>>().map(Self)
    }

    /// A parameter that is there and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name).filter(|text| text.by_python != NONE)?;
        Some(text.sent.as_str()).filter(|text| !text.is_empty())
    }

    /// The same, and it must be there.
    pub(super) fn required(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::Missing(name))
    }

    /// Whether `signature` is that of these parameters; takes as long wherever it differs.
    pub(super) fn is_signed(&self, signature: &str, secret: &AppSecret) -> bool {
        let of = |by_python: bool| {
            let pairs = self.0.iter().map(|(name, text)| {
                let value = text.by_python.filter(|_| by_python);
                (name.as_str(), value.unwrap_or(&text.sent))
            });
            sign(SignMethod::TutorialMd5, "api.item.get", pairs, secret)
        };
        let ours = [of(true), of(false)];
        let same = ours.map(|ours| is_same(ours.as_bytes(), signature.as_bytes()));
        same[0] | same[1]
    }
}

fn text(raw: &str) -> Result<Text, Unreadable> {
    let (sent, by_python) = match raw {
        "true" => (raw.to_owned(), Some("True")),
        "false" => (raw.to_owned(), Some("False")),
        "null" => (raw.to_owned(), NONE),
        _ if raw.starts_with('"') => {
            (serde_json::from_str(raw).or(Err(Unreadable::NoObject))?, None)
        }
        _ if raw.starts_with(['{', '[']) => return Err(Unreadable::Nested),
        number => (number.to_owned(), None),
    };
    Ok(Text { sent, by_python })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded;charset=utf-8";

    fn read(kind: &str, body: &str) -> Result<Params, Unreadable> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, kind.parse().unwrap());
        Params::read(&headers, &Bytes::from(body.to_owned()))
    }

    #[test]
    fn the_tutorials_vector_is_signed() {
        let secret = AppSecret::new("helloworld");
        let vector = "C6705637E28318E39A652EE2903F2834";
        let json = r#"{"app_key":"12345678","access_token":"test","v":"1.0",
            "timestamp":1517820392000,"format":"json","productId":"1005001234567890",
            "fields":"productId,title,price","sign":"it is left out"}"#;
        let form = "app_key=12345678&access_token=test&v=1.0&timestamp=1517820392000\
            &format=json&productId=1005001234567890&fields=productId%2Ctitle%2Cprice";
        for (kind, body) in [("application/json", json), (FORM, form)] {
            let params = read(kind, body).unwrap();
            assert!(params.is_signed(vector, &secret), "{kind}");
            assert!(!params.is_signed(&vector.to_lowercase(), &secret));
            assert!(!params.is_signed("", &secret));
            assert!(!params.is_signed(vector, &AppSecret::new("helloworlds")));
        }
        let other = json.replace("67890\"", "67891\"");
        assert!(!read("application/json", &other).unwrap().is_signed(vector, &secret));
    }

    #[test]
    fn a_value_is_signed_as_the_programs_language_writes_it() {
        let secret = AppSecret::new("helloworld");
        let body = r#"{"a":true,"b":null,"c":1005006000000001,"d":9.90,"e":"手机壳\n"}"#;
        let params = read("application/json", body).unwrap();
        for (a, b) in [("True", "None"), ("true", "null")] {
            let pairs = [
                ("a", a),
                ("b", b),
                ("c", "1005006000000001"),
                ("d", "9.90"),
                ("e", "手机壳\n"),
            ];
            let signature = sign(SignMethod::TutorialMd5, "", pairs, &secret);
            assert!(params.is_signed(&signature, &secret), "{a}");
            assert_eq!((params.get("a"), params.get("b")), (Some("true"), None));
        }
    }

    #[test]
    fn what_is_no_flat_object_is_refused() {
        for (body, expected) in [
            ("", Unreadable::NoObject),
            ("[]", Unreadable::NoObject),
            ("{\"a\":1", Unreadable::NoObject),
            ("{\"a\":{}}", Unreadable::Nested),
            ("{\"a\":[1]}", Unreadable::Nested),
        ] {
            assert_eq!(read("application/json", body).unwrap_err(), expected, "{body}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000));
        assert!(read("application/json", &deep).is_err());
    }
}
