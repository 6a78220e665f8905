//! Texts of strangers on a picture: made harmless, and cut to the room there is.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A text for XML, in an element or an attribute. Characters that XML cannot hold, and
/// those that turn the reading direction of what follows, are left out.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars().filter(|it| is_harmless(*it)) {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn is_harmless(character: char) -> bool {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_none = matches!(character, '\u{fffe}' | '\u{ffff}');
    let controls = character.is_control() && !matches!(character, '\t' | '\n' | '\r');
    !turns && !is_none && !controls
}

/// A text of one line, without what could move a cursor or turn the reading direction.
pub(crate) fn one_line(text: &str) -> String {
    let harmless = text.chars().filter(|it| is_harmless(*it) && !it.is_control());
    harmless.collect()
}

/// How many columns a text takes where a letter takes one.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// A text of at most so many columns; what is cut off leaves an ellipsis.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if columns(text) <= most {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = 0;
    for character in text.chars() {
        width += character.width().unwrap_or(0);
        if width >= most {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_element() {
        let hostile = "</title><script>alert('1')</script>&\u{0}\u{202e}\"";
        assert_eq!(
            escape(hostile),
            "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;"
        );
        assert_eq!(one_line("a\u{1b}[2J\nb\u{202e}"), "a[2Jb");
    }

    #[test]
    fn a_long_text_is_cut_by_its_columns() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("too long", 5), "too …");
        assert_eq!(cut("商品标题", 5), "商品…");
        assert_eq!(columns("商品…"), 5);
    }
}
