//! What robots have in common: a code inside HTTP 200, and signatures over the time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::failure::{Failure, FailureKind, by_status};
use super::outgoing::Reply;

/// HMAC-SHA256 in base64.
pub(super) fn signature(key: &[u8], text: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .expect("a key of any length makes an HMAC-SHA256");
    mac.update(text);
    STANDARD.encode(mac.finalize().into_bytes())
}

/// What an answer means that has its own code in a field, 0 for success, and words in
/// another.
pub(super) fn verdict(
    reply: &Reply,
    code: &str,
    words: &str,
    kind: impl Fn(i64) -> FailureKind,
) -> Result<(), Failure> {
    let json = reply.json();
    let field = |name| json.as_ref().and_then(|json| json.get(name));
    let number = field(code).and_then(|it| it.as_i64());
    let said = field(words).and_then(|it| it.as_str()).unwrap_or_default();
    match (by_status(reply.status, reply.retry_after), number) {
        (Ok(()), Some(0)) => Ok(()),
        (_, Some(number)) if number != 0 => {
            Err(Failure::said(kind(number), format!("{number} {said}")))
        }
        (Err(kind), _) => Err(Failure::said(kind, said)),
        // Success without the robot's own word for it is somebody else's page.
        (Ok(()), _) => {
            Err(Failure::new(FailureKind::NotUnderstood { status: reply.status }))
        }
    }
}

/// A text of at most so many bytes; what is cut off is marked.
pub(super) fn at_most_bytes(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let mark = "…";
    let mut end = most.saturating_sub(mark.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{mark}", &text[..end])
}

/// A text of at most so many UTF-16 units, as Telegram and Discord count.
pub(super) fn at_most_units(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    let cut: String = text.chars().take_while(fits).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_letters() {
        assert_eq!(at_most_bytes("价格下降", 12), "价格下降");
        assert_eq!(at_most_bytes("价格下降了", 12), "价格下…");
        assert_eq!(at_most_bytes("价格下降了", 11), "价格…");
        assert_eq!(at_most_units("a😀b", 4), "a😀b");
        assert_eq!(at_most_units("a😀bc", 4), "a😀…");
        assert_eq!(at_most_units("a😀bc", 3), "a…");
    }
}
