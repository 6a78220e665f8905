//! Text in columns: widths as terminals see them, and nothing that a terminal would obey.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

pub(super) use crate::plain::{harmless, thousands};

/// How many columns a text takes; what paints it takes none.
pub(super) fn width(text: &str) -> usize {
    let mut parts = text.split("\u{1b}[");
    let plain = parts.next().map_or(0, |part| part.width());
    let painted = parts.map(|part| part.split_once('m').map_or(0, |(_, it)| it.width()));
    plain + painted.sum::<usize>()
}

/// A text in lines of at most `columns`, broken between words, or between letters where
/// there are no words.
pub(super) fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        let mut rest = word;
        loop {
            let last = lines.last_mut().expect("there is a line from the start");
            if width(last) + width(rest.trim_end()) <= columns {
                last.push_str(rest);
                break;
            }
            if last.is_empty() {
                let end = rest
                    .char_indices()
                    .map(|(at, c)| at + c.len_utf8())
                    .take_while(|end| width(&rest[..*end]) <= columns)
                    .last()
                    .unwrap_or(rest.len());
                last.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            lines.push(String::new());
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
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

/// Fills a cell up to `columns`.
pub(super) fn padded(text: &str, columns: usize, side: Side) -> String {
    let gap = " ".repeat(columns.saturating_sub(width(text)));
    match side {
        Side::Left => format!("{text}{gap}"),
        Side::Right => format!("{gap}{text}"),
    }
}

/// Where a cell's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

/// A count with commas; a lower bound keeps its plus.
pub(super) fn count(count: itemget::Count) -> String {
    let plus = match count.bound {
        itemget::Bound::Exact => "",
        itemget::Bound::AtLeast => "+",
    };
    format!("{}{plus}", thousands(count.value))
}

/// How wide each column is, so that all of them with `gap` between fit into `page`. The
/// widest ones give way, down to `least` at most.
pub(super) fn fit(widths: &[usize], gap: usize, page: usize, least: usize) -> Vec<usize> {
    let mut widths = widths.to_vec();
    let gaps = gap * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > page {
        let Some(widest) = widths.iter_mut().max() else { break };
        if *widest <= least {
            break;
        }
        *widest -= 1;
    }
    widths
}

/// Rows under each other: words to the left, cut short where the page is too narrow;
/// numbers to the right, whole.
pub(super) fn grid(rows: &[Vec<String>], sides: &[Side], page: usize) -> Vec<String> {
    const GAP: usize = 2;
    let cell_width = |row: &Vec<String>, n: usize| row.get(n).map_or(0, |it| width(it));
    let widths: Vec<usize> = (0..sides.len())
        .map(|n| rows.iter().map(|row| cell_width(row, n)).max().unwrap_or(0))
        .collect();
    let of_side = |side: Side| {
        let both = widths.iter().zip(sides);
        both.filter(move |(_, own)| **own == side).map(|(width, _)| *width)
    };
    let numbers: usize = of_side(Side::Right).map(|width| width + GAP).sum();
    let words: Vec<usize> = of_side(Side::Left).collect();
    let mut words = fit(&words, GAP, page.saturating_sub(numbers), 8).into_iter();
    let fitted: Vec<usize> = widths
        .iter()
        .zip(sides)
        .map(|(width, side)| match side {
            Side::Left => words.next().unwrap_or(*width),
            Side::Right => *width,
        })
        .collect();
    let line = |row: &Vec<String>| {
        let cells =
            row.iter().zip(&fitted).zip(sides).map(|((cell, width), side)| {
                padded(&shortened(cell, *width), *width, *side)
            });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
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
    fn columns_stand_under_each_other_in_both_scripts() {
        assert_eq!(padded("手机", 6, Side::Left), "手机  ");
        assert_eq!(padded("12", 6, Side::Right), "    12");
        assert_eq!(fit(&[30, 10, 5], 2, 40, 4), [21, 10, 5]);
        assert_eq!(fit(&[30, 30], 2, 10, 8), [8, 8], "there is a least width");
    }

    #[test]
    fn large_numbers_have_commas_and_keep_their_plus() {
        for (number, expected) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")]
        {
            assert_eq!(thousands(number), expected);
        }
        assert_eq!(count(itemget::Count::at_least(5000)), "5,000+");
    }

    #[test]
    fn a_long_title_is_broken_between_words_or_letters() {
        for (text, columns, expected) in [
            ("one two three", 8, vec!["one two", "three"]),
            ("one two three", 40, vec!["one two three"]),
            ("手机壳保护套", 8, vec!["手机壳保", "护套"]),
            ("\u{1b}[1mone\u{1b}[0m two", 7, vec!["\u{1b}[1mone\u{1b}[0m two"]),
            ("", 8, vec![""]),
        ] {
            assert_eq!(wrapped(text, columns), expected, "{text}");
        }
    }

    #[test]
    fn a_title_cannot_command_the_terminal() {
        let title = "Dress\u{1b}]52;c;ZXZpbA==\u{7}\n\u{9b}2J\u{202e}cod";
        let shown = harmless(title);
        assert_eq!(shown, "Dress\u{fffd}]52;c;ZXZpbA==\u{fffd} \u{fffd}2J\u{fffd}cod");
    }
}
