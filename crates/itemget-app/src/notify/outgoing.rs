//! One request on its way out, and what came back.

use itemget_store::Hidden;

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;
use url::Url;

/// A POST of JSON. Its address is a secret: shown is the host alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub(super) url: Hidden,
    pub(super) host: String,
    /// Names and values, none of them secret.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Bytes,
}

/// An address to which nothing can be sent. It is not shown: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address of the channel is not one of the form `https://…`")]
pub struct BadAddress;

impl Outgoing {
    pub(super) fn new(url: &Url, body: &Value) -> Self {
        Self {
            url: Hidden::new(url.as_str()),
            host: url.host_str().unwrap_or_default().to_owned(),
            headers: Vec::new(),
            body: body.to_string().into(),
        }
    }

    /// Whereto. A secret.
    pub fn url(&self) -> &Hidden {
        &self.url
    }

    /// The host whereto, which may be shown.
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("host", &self.host)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Reads an address of a channel.
pub(super) fn address(url: &Hidden) -> Result<Url, BadAddress> {
    let url = Url::parse(url.expose()).map_err(|_ignored| BadAddress)?;
    let is_usable = matches!(url.scheme(), "https" | "http")
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none();
    is_usable.then_some(url).ok_or(BadAddress)
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its HTTP status.
    pub status: u16,
    /// After how long to come back, where it says so.
    pub retry_after: Option<Duration>,
    /// Its body, or the beginning of it.
    pub body: Bytes,
}

impl Reply {
    /// A field of the answer's JSON, if it is JSON and has it.
    pub(super) fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// What `Retry-After` says in seconds. A date there is no use without a clock that both
/// agree on, and is passed over.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?;
    let seconds: f64 = value.trim().parse().ok()?;
    seconds_of(seconds)
}

/// A number of seconds as a time, at most a day: longer is a mistake or a trap.
pub(super) fn seconds_of(seconds: f64) -> Option<Duration> {
    let is_usable = seconds.is_finite() && (0.0..=86_400.0).contains(&seconds);
    is_usable.then(|| Duration::from_secs_f64(seconds))
}
