//! Cells as spreadsheets leave them: what can be put right without guessing is, and what
//! was rounded is told apart from what was not.

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tidied {
    /// A text, without what only a spreadsheet wants.
    Text(String),
    /// A number whose last digits are lost.
    Rounded,
}

/// The largest whole number that a spreadsheet's number can hold exactly, and with it all
/// smaller ones.
const EXACT: u64 = 1 << 53;

/// A cell's text without the marks of spreadsheets: `="100…"`, `'100…`, `1,005,006`,
/// `1005006.0`.
pub(crate) fn tidied(cell: &str) -> Tidied {
    let text = cell.trim().trim_matches('\u{a0}').trim();
    let formula = text.strip_prefix("=\"").and_then(|it| it.strip_suffix('"'));
    let text = formula.unwrap_or(text).trim_start_matches('\'').trim();
    if is_scientific(text) {
        return Tidied::Rounded;
    }
    if let Some(whole) = whole_number(text) {
        return Tidied::Text(whole);
    }
    Tidied::Text(text.to_owned())
}

/// `1.00501E+15`, with a point or a comma.
fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number_is_one = match number.split_once(['.', ',']) {
        None => digits(number),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
    };
    number_is_one && digits(exponent)
}

/// The digits of a number that is written as a decimal or with marks between thousands;
/// none where it is neither, or where it is larger than a spreadsheet can hold exactly.
fn whole_number(text: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let without_zeros = text.split_once('.').and_then(|(whole, fraction)| {
        (!fraction.is_empty() && fraction.bytes().all(|b| b == b'0')).then_some(whole)
    });
    if let Some(whole) = without_zeros.filter(|it| !it.is_empty() && digits(it)) {
        let is_exact = whole.parse::<u64>().is_ok_and(|number| number <= EXACT);
        return is_exact.then(|| whole.to_owned());
    }
    for mark in [',', '.', ' ', '\u{a0}', '\u{202f}', '\''] {
        let mut groups = text.split(mark);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        let is_grouped = rest.len() > 1
            && (1..=3).contains(&first.len())
            && digits(first)
            && rest.iter().all(|group| group.len() == 3 && digits(group));
        if is_grouped {
            return Some(format!("{first}{}", rest.concat()));
        }
    }
    None
}

/// Whether an id has digits that a spreadsheet's number does not keep, and zeros in their
/// place: it shows fifteen and no more.
pub(crate) fn ends_where_spreadsheets_round(text: &str) -> bool {
    const KEPT: usize = 15;
    text.len() > KEPT
        && text.bytes().all(|b| b.is_ascii_digit())
        && text.bytes().skip(KEPT).all(|b| b == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_spreadsheets_go_and_digits_stay() {
        for (cell, expected) in [
            (" 1005006000000001 ", "1005006000000001"),
            ("=\"1005006000000001\"", "1005006000000001"),
            ("'1005006000000001", "1005006000000001"),
            ("1005006000000001.0", "1005006000000001"),
            ("1,005,006,000,000,001", "1005006000000001"),
            ("1.005.006.000.000.001", "1005006000000001"),
            ("1\u{a0}005\u{a0}006\u{a0}000\u{a0}000\u{a0}001", "1005006000000001"),
            ("https://a.aliexpress.com/_e1", "https://a.aliexpress.com/_e1"),
            ("1e", "1e"),
            ("12.50", "12.50"),
            ("1,5", "1,5"),
        ] {
            assert_eq!(tidied(cell), Tidied::Text(expected.to_owned()), "{cell}");
        }
    }

    #[test]
    fn what_lost_its_last_digits_is_never_guessed_at() {
        for cell in ["1.00501E+15", "1,00501E+15", "1.005e15", "1E+15", " 1.00501E+15 "] {
            assert_eq!(tidied(cell), Tidied::Rounded, "{cell}");
        }
        for (text, expected) in [
            ("1005006000000000", true),
            ("1005006000000001", false),
            ("100500600000000", false),
            ("12000044126059460", false),
            ("12000044126059400", true),
        ] {
            assert_eq!(ends_where_spreadsheets_round(text), expected, "{text}");
        }
    }
}
