//! An HTTP answer as the sandbox decides on it, before a socket carries it, or fails to.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::Value;

/// How an answer leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Whole,
    /// Whole, but this much later.
    Late(Duration),
    /// Half the body, though its whole length was announced.
    Truncated,
    /// Not at all: the connection is reset.
    Reset,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    /// The sandbox's time, for the `Date` header: a client may correct its clock by it.
    pub(crate) date: Timestamp,
    pub(crate) retry_after: Option<u32>,
    /// Whether the body is compressed.
    pub(crate) is_gzip: bool,
    pub(crate) fate: Fate,
}

impl Answer {
    pub(crate) fn new(
        status: u16,
        content_type: &'static str,
        body: impl Into<Bytes>,
        date: Timestamp,
    ) -> Self {
        Self {
            status,
            content_type,
            body: body.into(),
            date,
            retry_after: None,
            is_gzip: false,
            fate: Fate::Whole,
        }
    }

    pub(crate) fn json(status: u16, body: &Value, date: Timestamp) -> Self {
        Self::new(status, "application/json;charset=UTF-8", body.to_string(), date)
    }

    pub(crate) fn with_fate(self, fate: Fate) -> Self {
        Self { fate, ..self }
    }
}
