//! Words of a body in a message: as many as help. A name can be as long as the body, and hold
//! what a terminal takes for an order.

/// How many letters of a name are shown.
const NAME: usize = 60;

/// How many letters of a path are shown.
const PATH: usize = 240;

/// A name of a body, cut where it is long.
pub(crate) fn name(text: &str) -> String {
    let mut letters = text.chars();
    let mut shown = String::new();
    for letter in letters.by_ref().take(NAME) {
        match letter.is_control() {
            true => shown.extend(letter.escape_unicode()),
            false => shown.push(letter),
        }
    }
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A path through a body, of which the end says most.
pub(crate) fn path(path: String) -> String {
    match path.char_indices().rev().nth(PATH) {
        Some((at, letter)) => format!("…{}", &path[at + letter.len_utf8()..]),
        None => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_is_shown_as_it_is() {
        assert_eq!(name("価格"), "価格");
        assert_eq!(name(&"é".repeat(NAME)), "é".repeat(NAME));
        assert_eq!(path("a[3].b".to_owned()), "a[3].b");
    }

    #[test]
    fn what_is_long_is_cut_and_says_so() {
        assert_eq!(name(&"é".repeat(NAME + 1)), "é".repeat(NAME) + "…");
        let long = format!("first.{}", "é".repeat(PATH));
        assert_eq!(path(long), format!("…{}", "é".repeat(PATH)));
    }

    #[test]
    fn a_terminal_is_given_no_orders() {
        assert_eq!(name("a\u{1b}[31m"), "a\\u{1b}[31m");
    }
}
