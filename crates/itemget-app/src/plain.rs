//! Text that shows what it is and does nothing else.

/// The text without what a terminal would obey: a seller's title can hold anything, a
/// sequence that moves the cursor or writes to the clipboard as well.
pub(crate) fn harmless(text: &str) -> String {
    let keep = |c: char| match c {
        '\n' | '\r' | '\t' => ' ',
        // Marks that turn the direction of writing hide what follows them.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    text.chars().map(keep).collect()
}

/// A number with commas between its thousands.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
