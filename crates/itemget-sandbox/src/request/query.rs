//! `a=1&b=x+y`: the query of a link and the body of a form.

use percent_encoding::percent_decode;

/// A text that is not UTF-8 once it is decoded.
#[derive(Debug, thiserror::Error)]
#[error("`{shown}` is not UTF-8")]
pub(crate) struct NotUtf8 {
    shown: String,
    source: std::str::Utf8Error,
}

/// The pairs in order, decoded; a stray `%` stands for itself, as everywhere on the web.
pub(crate) fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, NotUtf8> {
    let pairs = text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = decoded(halves.next().unwrap_or_default())?;
            Ok((name, decoded(halves.next().unwrap_or_default())?))
        })
        .collect()
}

fn decoded(text: &[u8]) -> Result<String, NotUtf8> {
    let spaced: Vec<u8> =
        text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    match percent_decode(&spaced).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(source) => {
            // Cut short, since it may be the start of a secret or of a picture.
            let shown = String::from_utf8_lossy(&text[..text.len().min(12)]).into_owned();
            Err(NotUtf8 { shown, source })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded() {
        for (text, name, value) in [
            ("a=1", "a", "1"),
            ("a", "a", ""),
            ("a=", "a", ""),
            ("=1", "", "1"),
            ("a=b=c", "a", "b=c"),
            ("a=x+y%2B%20z", "a", "x y+ z"),
            ("caf%C3%A9=100%", "café", "100%"),
        ] {
            let read = pairs(text.as_bytes()).unwrap();
            assert_eq!(read, [(name.to_owned(), value.to_owned())], "{text}");
        }
        assert!(pairs(b"&&").unwrap().is_empty());
        assert!(pairs(b"a=%C3").is_err());
    }
}
