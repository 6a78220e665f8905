//! A field that may be there, and the ways to read it.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::document::{Document, Kind, Value};
use super::list::{self, List, Rows};
use super::notes::Notes;
use super::row::Row;
use super::scalar;
use super::unescape::unescape;
use crate::count::Count;
use crate::locale::Currency;
use crate::money::{Money, Percent};

/// A field that may be there.
///
/// Each way of reading it gives `None` where it is absent, `null`, `""` or the text
/// `"null"` (as the documentation writes it); and where it cannot be understood, which is
/// noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'r, 'd> {
    notes: &'r Notes<'d>,
    value: Option<Value<'d>>,
}

impl<'r, 'd> Field<'r, 'd> {
    pub(super) fn new(notes: &'r Notes<'d>, value: Option<Value<'d>>) -> Self {
        Self { notes, value }
    }

    /// Another field, under the same notes.
    pub(super) fn with(self, value: Option<Value<'d>>) -> Self {
        Self { value, ..self }
    }

    /// The field of that name inside.
    #[inline]
    pub(crate) fn at(self, name: &str) -> Self {
        self.with(self.value.and_then(|value| value.get(name)))
    }

    /// The field itself if it is there, `null` or not, and the other one otherwise.
    #[inline(always)]
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.value.is_some() { self } else { other() }
    }

    /// The fields inside, for one who asks for many of them.
    pub(crate) fn row(self) -> Row<'r, 'd> {
        Row::new(self)
    }

    /// The first of the fields that is there, `null` or not: a second name is for replies
    /// that do not know the first, and not a second opinion.
    pub(crate) fn at_first(self, names: &[&str]) -> Self {
        self.with(names.iter().find_map(|name| self.value?.get(name)))
    }

    /// Notes that it is not what it should be, where only its neighbours can tell.
    pub(crate) fn unread(self, expected: &str) {
        if let Some(value) = self.value {
            self.notes.unread(value, expected);
        }
    }

    /// Whether it is there, whatever it is.
    pub(crate) fn is_there(self) -> bool {
        self.value.is_some()
    }

    /// The value, where it is there.
    pub(crate) fn value(self) -> Option<Value<'d>> {
        self.value
    }

    /// The field, if it is an object; an absent one otherwise.
    pub(crate) fn object(self) -> Self {
        let value = match self.value {
            Some(value) if value.is_object() => Some(value),
            Some(value) => {
                if !is_absent(value) {
                    self.notes.unread(value, "an object");
                }
                None
            }
            None => None,
        };
        Self { value, ..self }
    }

    /// The objects of a list, each with one at least of the fields `known`: an object
    /// without any of them is something else, and no element with all fields absent.
    pub(crate) fn objects(self, known: &[&str]) -> List<'r, 'd> {
        let fits = |value: Value<'_>| known.iter().any(|name| value.get(name).is_some());
        let expected = || format!("an object with `{}`", known.join("` or `"));
        list::read(self.notes, self.value, expected, fits)
    }

    /// The same, each read by `read` as a row. `known` is a closure so that its names are
    /// known when this is compiled, as [`Row`] wants them.
    #[inline]
    pub(crate) fn rows<T, const N: usize>(
        self,
        known: impl Fn() -> [&'static str; N],
        mut read: impl FnMut(&Row<'r, 'd>) -> T,
    ) -> Rows<T> {
        let mut rows = Vec::new();
        let expected = || format!("an object with `{}`", known().join("` or `"));
        let has_gaps = list::each(self.notes, self.value, expected, |element| {
            let row = self.with(Some(element)).row();
            let fits = known().iter().any(|name| row.at(name).is_there());
            if fits {
                rows.push(read(&row));
            }
            fits
        });
        Rows { rows, has_gaps }
    }

    /// The texts of a list.
    pub(crate) fn texts(self) -> Vec<String> {
        let mut texts = Vec::new();
        let expected = || "a text".to_owned();
        list::each(self.notes, self.value, expected, |element| {
            let is_text =
                matches!(element.kind(), Kind::Text | Kind::EscapedText | Kind::Number);
            if is_text {
                texts.extend(self.with(Some(element)).text());
            }
            is_text
        });
        texts
    }

    /// Reads what a text, a number or a word says, without blanks around it, with `read`;
    /// where that gives `None`, `expected` is noted.
    #[inline]
    fn trimmed<T>(
        self,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        // Looked at before the call: many a field is asked for that is not there.
        self.value.and_then(|value| self.trimmed_value(value, expected, read))
    }

    fn trimmed_value<T>(
        self,
        value: Value<'d>,
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let said = match value.kind() {
            Kind::Null => return None,
            Kind::List | Kind::Object => Said::Else,
            Kind::True | Kind::False => said(value.json(), read),
            // It has no blanks and is always something.
            Kind::Number => read(value.source()).map_or(Said::Else, Said::This),
            Kind::Text => said(value.source(), read),
            Kind::EscapedText => said(&unescape(value.source()), read),
        };
        match said {
            Said::Nothing => None,
            Said::This(this) => Some(this),
            Said::Else => {
                self.notes.unread(value, expected);
                None
            }
        }
    }

    /// A text; a number's digits as well, a yes or no not.
    #[inline]
    pub(crate) fn text(self) -> Option<String> {
        self.value.and_then(|value| self.text_of(value))
    }

    fn text_of(self, value: Value<'d>) -> Option<String> {
        match value.kind() {
            Kind::Null => None,
            Kind::Number | Kind::Text => {
                let text = value.source();
                (!is_empty(text)).then(|| text.to_owned())
            }
            Kind::EscapedText => {
                Some(unescape(value.source())).filter(|text| !is_empty(text))
            }
            Kind::True | Kind::False | Kind::List | Kind::Object => {
                self.notes.unread(value, "a text");
                None
            }
        }
    }

    /// A text that may be empty.
    pub(crate) fn text_or_empty(self) -> Option<String> {
        let empty = self.value.is_some_and(|value| value.json() == r#""""#);
        if empty { Some(String::new()) } else { self.text() }
    }

    /// An address; the platform leaves the scheme out now and then.
    #[inline]
    pub(crate) fn url(self) -> Option<String> {
        let url = self.text()?;
        Some(if url.starts_with("//") { format!("https:{url}") } else { url })
    }

    /// A whole number.
    #[inline]
    pub(crate) fn whole(self) -> Option<u64> {
        self.trimmed("a whole number", scalar::whole)
    }

    /// A whole number of days, or the like.
    pub(crate) fn small_whole(self) -> Option<u32> {
        self.trimmed("a whole number", |text| {
            scalar::whole(text).and_then(|number| u32::try_from(number).ok())
        })
    }

    /// A number that names something; zero and the small negative ones (`-1`, `-2`) are
    /// how the platform says "none".
    #[inline]
    pub(crate) fn number_of(self) -> Option<u64> {
        let read = |text: &str| match scalar::exact_whole(text) {
            Some(number) => Some(Some(number).filter(|_| number > 0)),
            None => scalar::exact_whole(text.strip_prefix('-')?).map(|_| None),
        };
        self.trimmed("a number of digits alone", read).flatten()
    }

    /// Numbers that name something, joined by commas.
    pub(crate) fn number_list(self) -> Vec<u64> {
        let read = |text: &str| {
            text.split(',').map(|number| scalar::exact_whole(number.trim())).collect()
        };
        self.trimmed("numbers joined by commas", read).unwrap_or_default()
    }

    /// An item's or a SKU's id, a currency, a country.
    #[inline]
    pub(crate) fn parsed<T: FromStr>(self, expected: &str) -> Option<T> {
        self.trimmed(expected, scalar::parsed)
    }

    /// The ids of a list; an element that is none is noted and left out.
    pub(crate) fn parsed_list<T: FromStr>(self, expected: &str) -> Vec<T> {
        let is_scalar = |value: Value<'_>| {
            matches!(value.kind(), Kind::Text | Kind::EscapedText | Kind::Number)
        };
        let named = || expected.to_owned();
        let list = list::read(self.notes, self.value, named, is_scalar);
        list.elements.into_iter().filter_map(|one| one.parsed(expected)).collect()
    }

    /// JSON that hides in a text, or stands there as it is.
    pub(crate) fn embedded<T>(
        self,
        expected: &str,
        read: impl FnOnce(Value<'_>) -> Option<T>,
    ) -> Option<T> {
        if let Some(value) = self.value.filter(|value| value.is_container()) {
            let read = read(value);
            if read.is_none() {
                self.unread(expected);
            }
            return read;
        }
        self.trimmed(expected, |text| read(Document::parse(text).ok()?.root()))
    }

    /// A count: `292`, `5000+`, `5,000+`.
    #[inline]
    pub(crate) fn count(self) -> Option<Count> {
        self.trimmed("a count such as `292` or `5000+`", |text| {
            text.parse().ok().or_else(|| scalar::whole(text).map(Count::exact))
        })
    }

    /// A decimal without a sign.
    #[inline]
    pub(crate) fn decimal(self) -> Option<Decimal> {
        self.trimmed("a decimal such as `8.01`", scalar::amount)
    }

    /// Stars of 1 to 5.
    #[inline]
    pub(crate) fn stars(self) -> Option<Decimal> {
        self.trimmed("stars of 1 to 5", scalar::stars).flatten()
    }

    /// A percentage with its sign.
    pub(crate) fn signed_percent(self) -> Option<Percent> {
        self.trimmed("a percentage such as `92.1%`", scalar::signed_percent)
    }

    /// A percentage that may lack its sign.
    pub(crate) fn percent(self) -> Option<Percent> {
        self.trimmed("a percentage such as `89.2`", scalar::percent)
    }

    /// Yes or no.
    #[inline]
    pub(crate) fn flag(self) -> Option<bool> {
        match self.value?.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            _ => self.flag_in_words(),
        }
    }

    fn flag_in_words(self) -> Option<bool> {
        self.trimmed("`true` or `false`", scalar::flag)
    }

    /// A currency's code.
    #[inline]
    pub(crate) fn currency(self) -> Option<Currency> {
        self.parsed("a currency code such as `EUR`")
    }

    /// An amount of `currency`. Without a currency it is no money, and that is noted.
    #[inline]
    pub(crate) fn money(self, currency: Option<Currency>) -> Option<Money> {
        let amount = self.decimal()?;
        match (currency, self.value) {
            (Some(currency), _) => Some(Money::new(amount, currency)),
            (None, Some(value)) => {
                self.notes.unread(value, "a currency beside the amount");
                None
            }
            (None, None) => None,
        }
    }
}

/// What a text says to one who reads it.
enum Said<T> {
    /// Nothing, as the platform writes it.
    Nothing,
    This(T),
    /// Something, but not what could stand there.
    Else,
}

#[inline]
fn said<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Said<T> {
    let text = bare(text);
    if is_nothing(text) {
        return Said::Nothing;
    }
    read(text).map_or(Said::Else, Said::This)
}

fn is_empty(text: &str) -> bool {
    match text.as_bytes() {
        // Neither `null` nor blank: hardly any text is more than looked at.
        [first, ..] if first.is_ascii_graphic() && *first != b'n' => false,
        _ => is_nothing(bare(text)),
    }
}

/// How the platform, and its documentation, write that there is nothing.
fn is_nothing(bare: &str) -> bool {
    matches!(bare, "" | "null")
}

/// The text without blanks around it. There are hardly ever any: a look at both ends
/// spares the search for them.
fn bare(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [only] if only.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

fn is_absent(value: Value<'_>) -> bool {
    value.kind() == Kind::Null || value.text().is_some_and(|text| is_empty(&text))
}
