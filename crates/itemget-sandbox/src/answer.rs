//! An HTTP answer as the sandbox decides on it, before a socket carries it, or fails to.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

const HTML: &str = "text/html;charset=UTF-8";

/// What cannot stand in a header: a line end would begin another one.
const UNSENDABLE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// How an answer leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Whole,
    /// Whole, but this much later.
    Late(Duration),
    /// Half the body, though its whole length was announced.
    Truncated,
    /// Half the body, and then nothing for two minutes.
    Stuck,
    /// Nothing for two minutes, then a reset.
    Silent,
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
    /// Where a redirect leads; ASCII without blanks.
    pub(crate) location: Option<String>,
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
            location: None,
            is_gzip: false,
            fate: Fate::Whole,
        }
    }

    pub(crate) fn json(status: u16, body: &Value, date: Timestamp) -> Self {
        // Not by `to_string`, which takes three times as long over it.
        let body = serde_json::to_vec(body).expect("a JSON value is JSON");
        Self::new(status, "application/json;charset=UTF-8", body, date)
    }

    pub(crate) fn html(status: u16, page: String, date: Timestamp) -> Self {
        Self::new(status, HTML, page, date)
    }

    /// Sends the client on to `location`.
    pub(crate) fn redirect(location: &str, date: Timestamp) -> Self {
        let location = utf8_percent_encode(location, UNSENDABLE).to_string();
        Self {
            location: Some(location),
            ..Self::new(
                302,
                "text/plain;charset=UTF-8",
                "This page is elsewhere.\n",
                date,
            )
        }
    }

    pub(crate) fn is_page(&self) -> bool {
        self.content_type == HTML
    }

    pub(crate) fn with_fate(self, fate: Fate) -> Self {
        Self { fate, ..self }
    }
}
