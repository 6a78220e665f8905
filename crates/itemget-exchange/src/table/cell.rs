//! One value of a row, of whichever format.

use std::borrow::Cow;

use itemget::Bound;
use itemget_history::{Moment, Quantity};
use jiff::Timestamp;

use super::Type;

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// There is none.
    None,
    /// An id or a count.
    Whole(i64),
    /// A text.
    Text(Cow<'a, str>),
    /// A moment.
    Moment(Moment),
    /// A decimal number; whether it is a lower bound stands in another column.
    Decimal(Quantity),
    /// True or false.
    Flag(bool),
}

/// A text that is no value of its column.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{shown}` is not {expected}")]
pub struct BadCell {
    shown: String,
    expected: &'static str,
}

impl BadCell {
    pub(crate) fn new(text: &str, expected: &'static str) -> Self {
        Self { shown: text.chars().take(40).collect(), expected }
    }

    /// The text, or its beginning.
    pub fn shown(&self) -> &str {
        &self.shown
    }
}

impl<'a> Cell<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// What is in a cell of CSV; nothing where there is no value.
    pub fn plain(&self) -> String {
        match self {
            Self::None => String::new(),
            Self::Whole(number) => number.to_string(),
            Self::Text(text) => text.clone().into_owned(),
            Self::Moment(moment) => moment.to_string(),
            Self::Decimal(quantity) => quantity.decimal().to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }

    /// Reads what [`Cell::plain`] writes in a column of this type. An empty text is none.
    ///
    /// # Errors
    ///
    /// Where the text is no value of the type.
    pub fn parse(text: &str, of: Type) -> Result<Cell<'static>, BadCell> {
        if text.is_empty() {
            return Ok(Cell::None);
        }
        let wrong = |expected| BadCell::new(text, expected);
        Ok(match of {
            Type::Id | Type::Count => {
                Cell::Whole(text.parse().ok().ok_or_else(|| wrong("a whole number"))?)
            }
            Type::Text => Cell::Text(text.to_owned().into()),
            Type::Moment => {
                let at: Option<Timestamp> = text.parse().ok();
                let at = at.filter(|it| it.subsec_nanosecond() == 0);
                let expected = "a moment in whole seconds such as `2026-11-28T08:00:00Z`";
                Cell::Moment(at.ok_or_else(|| wrong(expected))?.into())
            }
            Type::Decimal => {
                let number: Option<Quantity> = text.parse().ok();
                let number = number.filter(|it| it.bound() == Bound::Exact);
                Cell::Decimal(number.ok_or_else(|| wrong("a decimal number"))?)
            }
            Type::Flag => Cell::Flag(match text {
                "true" => true,
                "false" => false,
                _ => return Err(wrong("`true` or `false`")),
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_it_was_written() {
        for (text, of) in [
            ("9223372036854775807", Type::Id),
            ("-3", Type::Count),
            ("a, \"b\"", Type::Text),
            ("2026-11-28T08:00:00Z", Type::Moment),
            ("0.000000000000000001", Type::Decimal),
            ("true", Type::Flag),
            ("", Type::Text),
        ] {
            assert_eq!(Cell::parse(text, of).unwrap().plain(), text);
        }
    }

    #[test]
    fn what_is_no_value_is_told_with_what_was_expected() {
        for (text, of, expected) in [
            ("1.0", Type::Id, "`1.0` is not a whole number"),
            (
                "9223372036854775808",
                Type::Id,
                "`9223372036854775808` is not a whole number",
            ),
            ("5000+", Type::Decimal, "`5000+` is not a decimal number"),
            ("1,5", Type::Decimal, "`1,5` is not a decimal number"),
            ("yes", Type::Flag, "`yes` is not `true` or `false`"),
            (
                "2026-11-28T08:00:00.5Z",
                Type::Moment,
                "`2026-11-28T08:00:00.5Z` is not a moment in whole seconds such as \
                 `2026-11-28T08:00:00Z`",
            ),
        ] {
            assert_eq!(Cell::parse(text, of).unwrap_err().to_string(), expected);
        }
    }
}
