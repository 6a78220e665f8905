//! From bytes to the payload of an answer, or to the platform's no.
//!
//! The same reply comes in three shapes: in an envelope named after the method
//! (`aliexpress_ds_product_get_response`), without one (`simplify=true`), and as the
//! documentation prints it (without one, every scalar a text). And an HTTP 200 is no
//! success: there are five places where a no can stand (`envelope/refused.rs`).

mod refused;
mod unreadable;

use std::borrow::Cow;

use bytes::Bytes;

use crate::refusal::Refusal;
use crate::reply::{ReplyError, Unreadable};
use crate::wire::{Document, Value, brief};

/// The key under which the gateway says no.
const ERROR: &str = "error_response";

/// A reply that is JSON, opened: whose it is and where its payload is.
#[derive(Debug)]
pub(crate) struct Envelope<'d> {
    /// The key of the envelope, where there is one.
    key: Option<Cow<'d, str>>,
    /// What is in the envelope, or the root where there is none.
    pub(crate) payload: Value<'d>,
    /// Whether a sandbox made it up.
    pub(crate) synthetic: bool,
    root: Value<'d>,
}

/// Reads a body as JSON, or says why it is none.
pub(crate) fn document(body: &Bytes) -> Result<Document<'_>, Unreadable> {
    unreadable::document(body)
}

impl<'d> Envelope<'d> {
    /// Opens a reply. That it can be opened does not yet make it a success.
    pub(crate) fn open(document: &'d Document<'d>) -> Self {
        let root = document.root();
        let found = root.members().find_map(|(key, value)| {
            let key = key.text()?;
            let is_envelope = key.ends_with("_response") && key != ERROR;
            (is_envelope && value.is_object()).then_some((key, value))
        });
        let (key, payload) = match found {
            Some((key, value)) => (Some(key), value),
            None => (None, root),
        };
        let marked = |value: Value<'_>| {
            let mark = value.get("_synthetic_");
            mark.is_some_and(|mark| matches!(mark.json(), "true" | r#""true""#))
        };
        Self { key, payload, synthetic: marked(payload) || marked(root), root }
    }

    /// Opens a reply that must be a success.
    pub(crate) fn open_success(
        document: &'d Document<'d>,
        body: &Bytes,
    ) -> Result<Self, ReplyError> {
        if !document.root().is_object() {
            let found = unreadable::few_words(document.root());
            return Err(Unreadable::new(body, "the root", "an object", found).into());
        }
        let envelope = Self::open(document);
        match envelope.refusal() {
            Some(refusal) => Err(refusal.into()),
            None => Ok(envelope),
        }
    }

    /// The gateway's name of the method that the envelope names.
    pub(crate) fn method(&self) -> Option<String> {
        let name = self.key.as_deref()?.strip_suffix("_response")?;
        Some(name.replace('_', "."))
    }

    /// Whether there is an envelope, be it that of a no.
    pub(crate) fn has_key(&self) -> bool {
        self.key.is_some() || self.root.get(ERROR).is_some()
    }

    /// The platform's number of the exchange.
    pub(crate) fn request_id(&self) -> Option<String> {
        refused::word(self.payload, &["request_id"])
            .or_else(|| refused::word(self.root, &["request_id"]))
    }

    /// The platform's no, if that is what it says.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        refused::refusal(self.root, self.payload)
    }

    /// The payload was not what the method answers with.
    pub(crate) fn unexpected(&self, body: &Bytes, expected: &str) -> Unreadable {
        let place = match &self.key {
            Some(key) => format!("`{}`", brief::name(key)),
            None => "the root".to_owned(),
        };
        let found = unreadable::few_words(self.payload);
        Unreadable::new(body, place, expected, found)
    }
}
