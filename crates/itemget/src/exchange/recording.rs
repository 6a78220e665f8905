//! One exchange as a file: a few fields of JSON, made to be read and compared.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::asked::{Asked, Heard};
use super::json_text;
use super::redact::{self, Shown};
use crate::transport::{TransportError, TransportErrorKind};

/// The number of this format. There is no time in it: two recordings of the same answers
/// are the same files.
const FORMAT: u32 = 1;

/// A file of a recording.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    format: u32,
    pub(super) asked: Asked,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answered: Option<Answered>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<Failed>,
    /// The fields that hold a placeholder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    redacted: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    /// Where a short link leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    body: Body,
}

/// The body in the first of these forms that gives it back byte for byte.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    /// JSON that came without spaces; laid out here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    json: Option<Box<RawValue>>,
    /// Any other text, by lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<Vec<String>>,
    /// Bytes that are no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hex: Option<Vec<String>>,
}

/// An exchange without an answer.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Failed {
    NotConnected,
    Interrupted,
    TimedOut { milliseconds: u64 },
    TooLarge { limit: usize },
    Malformed,
    BadRequest,
    // A replay that is recorded.
    NotRecorded,
}

/// Why a file is no recording.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("it is not the JSON of a recording")]
    Json(#[from] serde_json::Error),
    #[error("its format is `{0}`, and only `{FORMAT}` is known")]
    Format(u32),
    #[error("it holds neither one answer nor one failure")]
    Outcome,
    #[error("its body is in no form or in several")]
    Body,
    #[error("its body is not hexadecimal")]
    Hex(#[from] hex::FromHexError),
    #[error("it is no answer that HTTP allows")]
    Http(#[from] http::Error),
}

/// What a recording gives back.
pub(super) type Outcome = Result<Response<Bytes>, TransportErrorKind>;

impl Recording {
    /// An exchange, of which only the listed parts are looked at.
    pub(super) fn of(
        heard: &Heard,
        result: &Result<Response<Bytes>, TransportError>,
    ) -> Self {
        let (mut answered, mut failed, mut redacted) = (None, None, Vec::new());
        match result {
            Ok(response) => {
                let header = |name: HeaderName| {
                    let text = response.headers().get(name)?.to_str().ok()?;
                    Some(heard.secrets.hidden_in(text))
                };
                let (shown, replaced) = redact::redacted(response.body(), heard);
                redacted = replaced;
                answered = Some(Answered {
                    status: response.status().as_u16(),
                    content_type: header(CONTENT_TYPE),
                    retry_after: header(RETRY_AFTER),
                    location: header(LOCATION),
                    body: Body::of(shown),
                });
            }
            Err(error) => failed = Some(Failed::of(error.kind)),
        }
        Self { format: FORMAT, asked: heard.asked.clone(), answered, failed, redacted }
    }

    /// The file's text.
    pub(super) fn to_text(&self) -> String {
        let packed = serde_json::to_string(self).expect("text can always be written");
        json_text::laid_out(&packed)
    }

    /// What the file's text says: what was asked, and what came of it.
    pub(super) fn read(text: &[u8]) -> Result<(Asked, Outcome), ReadError> {
        let recording: Self = serde_json::from_slice(text)?;
        if recording.format != FORMAT {
            return Err(ReadError::Format(recording.format));
        }
        let outcome = match (recording.answered, recording.failed) {
            (Some(answered), None) => Ok(answered.response()?),
            (None, Some(failed)) => Err(failed.kind()),
            _ => return Err(ReadError::Outcome),
        };
        Ok((recording.asked, outcome))
    }
}

impl Answered {
    fn response(self) -> Result<Response<Bytes>, ReadError> {
        let mut response = Response::new(self.body.bytes()?);
        *response.status_mut() =
            StatusCode::from_u16(self.status).map_err(http::Error::from)?;
        for (name, value) in [
            (CONTENT_TYPE, self.content_type),
            (RETRY_AFTER, self.retry_after),
            (LOCATION, self.location),
        ] {
            if let Some(value) = value {
                let value = HeaderValue::try_from(value).map_err(http::Error::from)?;
                response.headers_mut().insert(name, value);
            }
        }
        Ok(response)
    }
}

impl Body {
    fn of(shown: Shown) -> Self {
        let text = match shown {
            Shown::Text(text) => text,
            Shown::Bytes(bytes) => {
                let lines = bytes.chunks(40).map(hex::encode).collect();
                return Self { hex: Some(lines), ..Self::default() };
            }
        };
        // A lone `null` would be read back as a body that is not there.
        let is_packed = text != "null"
            && json_text::is_json(&text)
            && json_text::packed(&text) == text;
        if is_packed {
            let json = RawValue::from_string(text).expect("it was just seen to be JSON");
            Self { json: Some(json), ..Self::default() }
        } else {
            let lines = text.split_inclusive('\n').map(str::to_owned).collect();
            Self { text: Some(lines), ..Self::default() }
        }
    }

    fn bytes(self) -> Result<Bytes, ReadError> {
        match (self.json, self.text, self.hex) {
            (Some(json), None, None) => Ok(json_text::packed(json.get()).into()),
            (None, Some(lines), None) => Ok(lines.concat().into()),
            (None, None, Some(lines)) => Ok(hex::decode(lines.concat())?.into()),
            _ => Err(ReadError::Body),
        }
    }
}

impl Failed {
    fn of(kind: TransportErrorKind) -> Self {
        match kind {
            TransportErrorKind::NotConnected => Self::NotConnected,
            TransportErrorKind::Interrupted => Self::Interrupted,
            TransportErrorKind::TimedOut(after) => Self::TimedOut {
                milliseconds: u64::try_from(after.as_millis()).unwrap_or(u64::MAX),
            },
            TransportErrorKind::TooLarge(limit) => Self::TooLarge { limit },
            TransportErrorKind::Malformed => Self::Malformed,
            TransportErrorKind::BadRequest => Self::BadRequest,
            TransportErrorKind::NotRecorded => Self::NotRecorded,
        }
    }

    fn kind(self) -> TransportErrorKind {
        match self {
            Self::NotConnected => TransportErrorKind::NotConnected,
            Self::Interrupted => TransportErrorKind::Interrupted,
            Self::TimedOut { milliseconds } => {
                TransportErrorKind::TimedOut(Duration::from_millis(milliseconds))
            }
            Self::TooLarge { limit } => TransportErrorKind::TooLarge(limit),
            Self::Malformed => TransportErrorKind::Malformed,
            Self::BadRequest => TransportErrorKind::BadRequest,
            Self::NotRecorded => TransportErrorKind::NotRecorded,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    fn asked() -> Heard {
        let uri = "http://127.0.0.1:9/sync?method=a.b&product_id=1";
        Heard::of(&Request::get(uri).body(Bytes::new()).unwrap())
    }

    #[test]
    fn every_body_comes_back_byte_for_byte() {
        let bodies: [&[u8]; 10] = [
            br#"{"b":12.50,"a":12000044126059467,"b":1e5,"u":"\u4e2d\/"}"#,
            br#"{ "spaced": 1 }"#,
            b"{\n  \"lines\": [\n    1\n  ]\n}\n",
            b"null",
            b"[]",
            b"\"text\"",
            b"<html>\r\n<p>not JSON</p>",
            b"",
            b"\xef\xbb\xbf{}",
            b"\xff\xfe\x00binary",
        ];
        for body in bodies {
            let response = Response::builder()
                .status(503)
                .header(CONTENT_TYPE, "text/html;charset=UTF-8")
                .header(RETRY_AFTER, "7")
                .header("set-cookie", "planted")
                .body(Bytes::from_static(body))
                .unwrap();
            let text = Recording::of(&asked(), &Ok(response)).to_text();
            assert!(!text.contains("planted"), "{text}");
            let (key, outcome) = Recording::read(text.as_bytes()).unwrap();
            assert_eq!(key, asked().asked);
            let response = outcome.unwrap();
            assert_eq!(response.body(), body, "{text}");
            assert_eq!(response.status(), 503);
            assert_eq!(response.headers()[RETRY_AFTER], "7");
            assert_eq!(response.headers()[CONTENT_TYPE], "text/html;charset=UTF-8");
        }
    }

    #[test]
    fn failures_come_back_as_what_they_were() {
        for kind in [
            TransportErrorKind::NotConnected,
            TransportErrorKind::Interrupted,
            TransportErrorKind::TimedOut(Duration::from_millis(1500)),
            TransportErrorKind::TooLarge(16),
            TransportErrorKind::Malformed,
            TransportErrorKind::BadRequest,
        ] {
            let text = Recording::of(&asked(), &Err(kind.into())).to_text();
            let (_, outcome) = Recording::read(text.as_bytes()).unwrap();
            assert_eq!(outcome.unwrap_err(), kind, "{text}");
        }
    }

    #[test]
    fn a_file_reads_like_this() {
        let body = r#"{"result":{"sku_id":12000044126059467,"price":"12.50"}}"#;
        let text =
            Recording::of(&asked(), &Ok(Response::new(Bytes::from(body)))).to_text();
        insta::assert_snapshot!(text, @r#"
        {
          "format": 1,
          "asked": {
            "dialect": "iop",
            "method": "a.b",
            "params": {
              "product_id": "1"
            }
          },
          "answered": {
            "status": 200,
            "body": {
              "json": {
                "result": {
                  "sku_id": 12000044126059467,
                  "price": "12.50"
                }
              }
            }
          }
        }
        "#);
    }

    #[test]
    fn what_is_no_recording_says_why() {
        let file = |rest: &str| {
            format!(
                r#"{{"asked":{{"dialect":"iop","method":"a","params":{{}}}},{rest}}}"#
            )
        };
        for (text, expected) in [
            ("{".to_owned(), "it is not the JSON of a recording"),
            (file(r#""format":1,"more":1"#), "it is not the JSON of a recording"),
            (
                file(r#""format":2,"failed":"malformed""#),
                "its format is `2`, and only `1` is known",
            ),
            (file(r#""format":1"#), "it holds neither one answer nor one failure"),
            (
                file(r#""format":1,"answered":{"status":200,"body":{}}"#),
                "its body is in no form or in several",
            ),
            (
                file(r#""format":1,"answered":{"status":200,"body":{"hex":["zz"]}}"#),
                "its body is not hexadecimal",
            ),
            (
                file(r#""format":1,"answered":{"status":7,"body":{"text":[]}}"#),
                "it is no answer that HTTP allows",
            ),
        ] {
            let error = Recording::read(text.as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), expected, "{text}");
        }
    }
}
