//! Why a body is not JSON, in words that help: empty, HTML, cut off, or where it breaks.

use std::borrow::Cow;

use bytes::Bytes;

use crate::reply::Unreadable;
use crate::wire::{Document, Kind, SyntaxError, Value, brief};

/// Reads a body as JSON, or says why it is none.
pub(super) fn document(body: &Bytes) -> Result<Document<'_>, Unreadable> {
    let unreadable =
        |place: &str, found: &str| Unreadable::new(body, place, "a JSON object", found);
    let text = match simdutf8::compat::from_utf8(body) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let byte = body[at];
            let found = format!("there is the byte 0x{byte:02x}, which is no UTF-8");
            return Err(unreadable(&format!("byte {at}"), &found));
        }
    };
    // Some proxies put a byte order mark in front.
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    match text.trim_start().chars().next() {
        None => Err(unreadable("the start", "the body is empty")),
        Some('<') => Err(unreadable("the start", "it is an HTML or XML page")),
        Some(_) => Document::parse(text).map_err(|error| broken(body, text, &error)),
    }
}

/// A body that starts like JSON and breaks.
fn broken(body: &Bytes, text: &str, error: &SyntaxError) -> Unreadable {
    let before = &text.as_bytes()[..error.at];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    let place = match error.path.as_str() {
        "" => format!("line {line} column {column}"),
        path => format!("line {line} column {column} (in `{path}`)"),
    };
    let found = match text.as_bytes().get(error.at) {
        None => format!("the body ends there, after {} bytes", body.len()),
        Some(byte) if byte.is_ascii_graphic() => {
            format!("there is `{}`", char::from(*byte))
        }
        Some(byte) => format!("there is the byte 0x{byte:02x}"),
    };
    Unreadable::new(body, place, error.expected, found)
}

/// What a value is, for a message.
pub(super) fn few_words(value: Value<'_>) -> String {
    const NAMED: usize = 6;
    let what = match value.kind() {
        Kind::Null => "there is `null`",
        Kind::True | Kind::False => "there is a yes or no",
        Kind::Number => "there is a number",
        Kind::Text | Kind::EscapedText => "there is a text",
        Kind::List => "there is a list",
        Kind::Object => {
            let keys = value.members().filter_map(|(key, _)| key.text());
            let shown = |key: Cow<'_, str>| format!("`{}`", brief::name(&key));
            let keys: Vec<_> = keys.take(NAMED).map(shown).collect();
            return match keys.is_empty() {
                true => "there is an empty object".to_owned(),
                false => format!("there is only {}", keys.join(", ")),
            };
        }
    };
    what.to_owned()
}
