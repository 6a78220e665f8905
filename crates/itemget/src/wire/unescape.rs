//! The text that an escaped JSON string stands for.

/// Undoes the escapes of a string that the parser has found well-formed.
///
/// Half a surrogate pair, which a server makes when it cuts a title in the middle of an
/// emoji, becomes U+FFFD: it costs one character and not the item.
pub(super) fn unescape(escaped: &str) -> String {
    let mut text = String::with_capacity(escaped.len());
    let mut rest = escaped;
    // By bytes: JSON inside a text has a backslash every few characters, and a search made
    // for long runs costs more than it finds.
    while let Some(at) = rest.bytes().position(|byte| byte == b'\\') {
        let (plain, escape) = (&rest[..at], &rest[at + 1..]);
        text.push_str(plain);
        let mut letters = escape.chars();
        match letters.next() {
            Some('u') => {
                let (letter, length) = unicode(escape);
                text.push(letter);
                rest = &escape[length..];
                continue;
            }
            Some('b') => text.push('\u{8}'),
            Some('f') => text.push('\u{c}'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some('t') => text.push('\t'),
            Some(letter) => text.push(letter),
            None => {}
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    text
}

/// The character of `uXXXX` or `uXXXX\uXXXX`, and how many bytes that takes.
fn unicode(escape: &str) -> (char, usize) {
    let code = |at: usize| {
        escape.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok())
    };
    let first = code(1).unwrap_or(0xFFFD);
    if let Some(letter) = char::from_u32(first) {
        return (letter, 5);
    }
    let second = escape.get(5..7).filter(|mark| *mark == "\\u").and_then(|_| code(7));
    match (first, second) {
        (0xD800..=0xDBFF, Some(second @ 0xDC00..=0xDFFF)) => {
            let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 11)
        }
        _ => (char::REPLACEMENT_CHARACTER, 5),
    }
}

#[cfg(test)]
mod tests {
    use super::unescape;

    #[test]
    fn every_escape_becomes_its_character() {
        for (escaped, expected) in [
            ("plain", "plain"),
            (r#"a\"b\\c\/d"#, "a\"b\\c/d"),
            (r"\b\f\n\r\t", "\u{8}\u{c}\n\r\t"),
            (r"\u003cdiv\u003E", "<div>"),
            (r"\u60c5\u4fa3", "情侣"),
            (r"\ud83d\ude00!", "😀!"),
            (r"cut \ud83d", "cut \u{FFFD}"),
            (r"cut \ud83d\u0041", "cut \u{FFFD}A"),
            (r"\ude00", "\u{FFFD}"),
        ] {
            assert_eq!(unescape(escaped), expected, "{escaped}");
        }
    }
}
