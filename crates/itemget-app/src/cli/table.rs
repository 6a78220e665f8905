//! Text in columns: widths as terminals see them, and nothing that a terminal would obey.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// How many columns a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text without what a terminal would obey: a seller's title can hold anything, a
/// sequence that moves the cursor or writes to the clipboard as well.
pub(super) fn harmless(text: &str) -> String {
    let keep = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        // Marks that turn the direction of writing hide what follows them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(keep).collect()
}

/// The text in at most `columns`, with `…` where something is cut off.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut short = String::new();
    for c in text.chars() {
        taken += c.width().unwrap_or(0);
        if taken + 1 > columns {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_letters_take_two_columns() {
        for (text, columns, expected) in [
            ("手机壳", 6, "手机壳"),
            ("手机壳", 5, "手机…"),
            ("手机壳", 4, "手…"),
            ("a phone case", 8, "a phone…"),
            ("", 3, ""),
        ] {
            let short = shortened(text, columns);
            assert_eq!(short, expected);
            assert!(width(&short) <= columns);
        }
    }

    #[test]
    fn a_title_cannot_command_the_terminal() {
        let title = "Dress\u{1b}]52;c;ZXZpbA==\u{7}\n\u{9b}2J\u{202e}cod";
        let shown = harmless(title);
        assert_eq!(shown, "Dress\u{fffd}]52;c;ZXZpbA==\u{fffd} \u{fffd}2J\u{fffd}cod");
    }
}
