//! A mapping: which column of a file is what.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::{Country, Currency};
use itemget_history::{Absence, Kind};
use serde::Deserialize;

use super::number::{Decimals, NumberForm};
use super::time::TimeForm;

/// Which column of a file is what.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The name that the history's source gets, which keeps it apart from what itemget saw.
    pub source: String,
    /// Whether a row is a look or a change.
    pub rows: RowsAre,
    /// How long a row is believed where none follows.
    pub holds_for: Duration,
    /// What stands between the columns.
    pub delimiter: u8,
    pub(super) id: Columns,
    pub(super) sku: Option<Columns>,
    pub(super) ship_to: Told<Country>,
    pub(super) currency: Told<Currency>,
    pub(super) time: Time,
    pub(super) values: Vec<Value>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowsAre {
    /// Somebody looked at that moment, and saw this.
    Readings,
    /// From that moment on it was so, until the next row says otherwise.
    Changes,
}

/// The names that a column may have: the first that the file has is taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Columns {
    One(String),
    AnyOf(Vec<String>),
}

impl Columns {
    pub(super) fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::AnyOf(names) => names,
        }
    }
}

/// Something that a column says, or that is the same for all rows.
#[derive(Debug, Clone)]
pub(super) struct Told<T> {
    pub(super) column: Option<Columns>,
    /// Words of the column for it.
    pub(super) words: BTreeMap<String, T>,
    /// What holds where no column says it.
    pub(super) fixed: Option<T>,
}

/// Where the time stands.
#[derive(Debug, Clone)]
pub(super) enum Time {
    /// In a column of its own.
    Column(Columns, TimeForm),
    /// In the cell of the values: time, value, time, value.
    InPairs(TimeForm),
}

/// A value that a row has.
#[derive(Debug, Clone)]
pub(super) struct Value {
    pub(super) column: Columns,
    /// Which values it is of: all rows', or those in which a column has one of these words.
    pub(super) when: Option<(Columns, Vec<String>)>,
    pub(super) kind: Kind,
    pub(super) number: NumberForm,
    /// Texts that mean that there is known to be none, and why.
    pub(super) absent: Vec<String>,
    pub(super) absent_as: Absence,
    /// Texts that mean that nothing is known.
    pub(super) unknown: Vec<String>,
}

/// Why a mapping cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// It is not what a mapping looks like.
    #[error("the mapping cannot be read")]
    Toml(#[from] Box<toml::de::Error>),
    /// Something in it is none of what it should be.
    #[error("`{text}` is not {expected}, for `{key}` of the mapping")]
    Word {
        /// Which key.
        key: &'static str,
        /// What stands there.
        text: String,
        /// What should.
        expected: &'static str,
    },
    /// It names no value.
    #[error("the mapping names no `[[value]]`: nothing would be read")]
    NoValue,
    /// Without a column for the time only pairs have one.
    #[error("the mapping says both or neither of `time.column` and `time.in_pairs`")]
    Time,
}

/// A mapping as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    source: String,
    rows: RowsAre,
    #[serde(default)]
    holds_for: Option<String>,
    #[serde(default)]
    delimiter: Option<char>,
    id: WrittenColumn,
    #[serde(default)]
    sku: Option<WrittenColumn>,
    #[serde(default)]
    ship_to: WrittenTold,
    #[serde(default)]
    currency: WrittenTold,
    time: WrittenTime,
    #[serde(default)]
    value: Vec<WrittenValue>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    column: Columns,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTold {
    column: Option<Columns>,
    #[serde(default)]
    words: BTreeMap<String, String>,
    fixed: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenTime {
    column: Option<Columns>,
    #[serde(default)]
    in_pairs: bool,
    format: String,
    #[serde(default)]
    zone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenValue {
    column: Columns,
    #[serde(default)]
    when: Option<WrittenWhen>,
    kind: String,
    #[serde(default)]
    scale: Option<Decimals>,
    #[serde(default)]
    decimal: Option<char>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    absent_as: Option<String>,
    #[serde(default)]
    unknown: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWhen {
    column: Columns,
    is: Vec<String>,
}

fn wrong(key: &'static str, text: &str, expected: &'static str) -> MappingError {
    MappingError::Word { key, text: text.chars().take(40).collect(), expected }
}

impl Mapping {
    /// Reads a mapping.
    ///
    /// # Errors
    ///
    /// Where it is no TOML, names something that is not known, or leaves something out
    /// without which no row could be read.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let written: Written = toml::from_str(text).map_err(Box::new)?;
        let holds_for = match &written.holds_for {
            None => Duration::from_secs(1),
            Some(text) => time_span(text).ok_or_else(|| {
                wrong("holds_for", text, "a time such as `36h` or `2d`")
            })?,
        };
        let delimiter = written.delimiter.unwrap_or(',');
        let delimiter = u8::try_from(delimiter).ok().ok_or_else(|| {
            wrong("delimiter", &delimiter.to_string(), "one plain character")
        })?;
        if written.value.is_empty() {
            return Err(MappingError::NoValue);
        }
        if written.source.is_empty() || written.source.contains(char::is_control) {
            return Err(wrong("source", &written.source, "a name"));
        }
        Ok(Self {
            source: written.source,
            rows: written.rows,
            holds_for,
            delimiter,
            id: written.id.column,
            sku: written.sku.map(|it| it.column),
            ship_to: told(written.ship_to, "ship_to", "a country such as `FR`")?,
            currency: told(written.currency, "currency", "a currency such as `EUR`")?,
            time: time(written.time)?,
            values: written.value.into_iter().map(value).collect::<Result<_, _>>()?,
        })
    }

    /// The same where a country or currency was said for all rows: it holds where no column
    /// says otherwise.
    #[must_use]
    pub fn with_view(
        mut self,
        ship_to: Option<Country>,
        currency: Option<Currency>,
    ) -> Self {
        self.ship_to.fixed = ship_to.or(self.ship_to.fixed);
        self.currency.fixed = currency.or(self.currency.fixed);
        self
    }
}

fn told<T: std::str::FromStr>(
    written: WrittenTold,
    key: &'static str,
    expected: &'static str,
) -> Result<Told<T>, MappingError> {
    let read =
        |text: &String| text.parse::<T>().ok().ok_or_else(|| wrong(key, text, expected));
    let words = written.words.iter().map(|(word, text)| Ok((word.clone(), read(text)?)));
    Ok(Told {
        column: written.column,
        words: words.collect::<Result<_, MappingError>>()?,
        fixed: written.fixed.as_ref().map(read).transpose()?,
    })
}

fn time(written: WrittenTime) -> Result<Time, MappingError> {
    let form = TimeForm::parse(&written.format, written.zone.as_deref())?;
    match (written.column, written.in_pairs) {
        (Some(column), false) => Ok(Time::Column(column, form)),
        (None, true) => Ok(Time::InPairs(form)),
        _ => Err(MappingError::Time),
    }
}

fn value(written: WrittenValue) -> Result<Value, MappingError> {
    let kind: Option<Kind> = written.kind.parse().ok();
    let kind = kind.filter(|kind| *kind != Kind::Availability).ok_or_else(|| {
        wrong("value.kind", &written.kind, "something that is followed")
    })?;
    let absent_as = match &written.absent_as {
        None => Absence::SoldOut,
        Some(text) => {
            let found = Absence::ALL.iter().find(|it| it.word() == text);
            let expected = "a reason such as `sold_out` or `off_sale`";
            *found.ok_or_else(|| wrong("value.absent_as", text, expected))?
        }
    };
    let decimal = written.decimal.unwrap_or('.');
    if !matches!(decimal, '.' | ',') {
        return Err(wrong("value.decimal", &decimal.to_string(), "`.` or `,`"));
    }
    Ok(Value {
        column: written.column,
        when: written.when.map(|when| (when.column, when.is)),
        kind,
        number: NumberForm { decimal, scale: written.scale.unwrap_or_default() },
        absent: written.absent,
        absent_as,
        unknown: written.unknown,
    })
}

/// `90m`, `36h`, `2d`.
fn time_span(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    let count: u64 = text.strip_suffix(unit)?.parse().ok()?;
    count.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "source = 'x'\nrows = 'readings'\nid.column = 'url'\n\
         time = {column = 'at', format = 'rfc3339'}\n\
         [[value]]\ncolumn = 'price'\nkind = 'sale_price'\n";

    #[test]
    fn a_mapping_says_what_it_must_and_no_more() {
        let least = Mapping::parse(LEAST).unwrap();
        assert_eq!((least.delimiter, least.holds_for.as_secs()), (b',', 1));
        let eur = least.with_view(None, "EUR".parse().ok());
        assert!(eur.currency.fixed.is_some() && eur.ship_to.fixed.is_none());
    }

    #[test]
    fn what_is_wrong_in_a_mapping_is_named() {
        for (from, to, expected) in [
            ("'sale_price'", "'price'", "`price` is not something that is followed"),
            ("'sale_price'", "'availability'", "`availability` is not something"),
            ("kind =", "kindly =", "the mapping cannot be read"),
            ("'rfc3339'", "'yesterday'", "`yesterday` is not"),
            ("column = 'at', ", "", "both or neither"),
            ("rows =", "holds_for = '2x'\nrows =", "`2x` is not a time"),
            (
                "id.column",
                "currency.fixed = 'euro'\nid.column",
                "`euro` is not a currency",
            ),
            ("[[value]]\ncolumn = 'price'\nkind = 'sale_price'\n", "", "no `[[value]]`"),
        ] {
            let text = LEAST.replace(from, to);
            let error = Mapping::parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}\n{error}");
        }
    }
}
