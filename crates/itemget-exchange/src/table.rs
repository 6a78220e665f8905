//! The tables that history is written as: each column with its type, its unit and what it
//! means. One description serves all formats and the documents.

mod cell;
mod described;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use cell::{BadCell, Cell};
pub use described::{SCHEMA_VERSION, described};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// From when on each series was as it was.
    Changes,
    /// When anybody was looking.
    Spans,
    /// One series laid open: from when until when it was what.
    Steps,
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// An id: a whole number beyond 2^53, a text in JSON.
    Id,
    /// A whole number.
    Count,
    /// A text.
    Text,
    /// A moment in UTC, to the second.
    Moment,
    /// A decimal number, exact.
    Decimal,
    /// True or false.
    Flag,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name, the same in all formats.
    pub name: &'static str,
    /// What its values are.
    #[serde(rename = "type")]
    pub of: Type,
    /// Whether a row may be without.
    pub optional: bool,
    /// What its numbers count, where it is not told by another column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

/// A column that every row has.
const fn always(name: &'static str, of: Type, meaning: &'static str) -> Column {
    Column { name, of, optional: false, unit: None, meaning }
}

/// A column that a row may be without.
const fn maybe(name: &'static str, of: Type, meaning: &'static str) -> Column {
    Column { optional: true, ..always(name, of, meaning) }
}

const ITEM: Column =
    always("item_id", Type::Id, "the product; the id of all sites but the US one");
const SHIP_TO: Column =
    always("ship_to", Type::Text, "the country that it was looked at from (ISO 3166)");
const CURRENCY: Column =
    always("currency", Type::Text, "the currency that its prices were asked for in");
const SOURCE: Column =
    always("source", Type::Text, "who said it: the name of an API, or of a tracker");
const SKU: Column = maybe("sku_id", Type::Id, "the variant; none is the item as a whole");
const KIND: Column =
    always("kind", Type::Text, "what of it: sale_price, list_price, stock, …");
const STATE: Column = always(
    "state",
    Type::Text,
    "value; absent: there is known to be none; not_observed: nothing is known",
);
const AMOUNT: Column =
    maybe("amount", Type::Decimal, "the value, in `unit`; none where state is not value");
const UNIT: Column = always(
    "unit",
    Type::Text,
    "what amount counts: a currency, else count, stars, percent or flag",
);
const BOUND: Column =
    maybe("bound", Type::Text, "exact, or at_least: this much or more; of a value");
const REASON: Column =
    maybe("reason", Type::Text, "why it is absent or was not observed");

const CHANGES: &[Column] = &[
    ITEM,
    SHIP_TO,
    CURRENCY,
    SOURCE,
    SKU,
    KIND,
    always("seen_at", Type::Moment, "the reading that saw it first"),
    STATE,
    AMOUNT,
    UNIT,
    BOUND,
    REASON,
    always(
        "carried",
        Type::Flag,
        "no change: what the series was when the export begins, which is later than history",
    ),
];

const SPANS: &[Column] = &[
    ITEM,
    SHIP_TO,
    CURRENCY,
    SOURCE,
    always("first", Type::Moment, "the first reading of a stretch without a gap"),
    always("last", Type::Moment, "the last reading of it"),
    always("readings", Type::Count, "how many readings there were, failed ones too"),
    Column {
        unit: Some("seconds"),
        ..always(
            "holds_for_seconds",
            Type::Count,
            "for how long after the item's last reading it may still be believed",
        )
    },
];

const STEPS: &[Column] = &[
    ITEM,
    SHIP_TO,
    CURRENCY,
    SOURCE,
    SKU,
    KIND,
    always("from", Type::Moment, "seen from then"),
    always("until", Type::Moment, "until then, which is where the next one begins"),
    STATE,
    AMOUNT,
    UNIT,
    BOUND,
    REASON,
];

impl Table {
    /// The tables of an export.
    pub const EXPORTED: [Self; 2] = [Self::Changes, Self::Spans];

    /// Its name: that of its folder too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Spans => "spans",
            Self::Steps => "steps",
        }
    }

    /// Its columns, in their order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Changes => CHANGES,
            Self::Spans => SPANS,
            Self::Steps => STEPS,
        }
    }

    /// What a row of it is.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Changes => {
                "from when on a series was as it was; until its next change, while anybody \
                 was looking (spans)"
            }
            Self::Spans => {
                "a stretch in which an item was looked at often enough to believe each \
                 reading until the next"
            }
            Self::Steps => {
                "from when until when a series was what, with the gaps in between"
            }
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that should name a table and does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such table")]
pub struct ParseTableError;

impl FromStr for Table {
    type Err = ParseTableError;
    fn from_str(text: &str) -> Result<Self, ParseTableError> {
        Self::EXPORTED.into_iter().find(|it| it.name() == text).ok_or(ParseTableError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_has_a_name_twice() {
        for table in [Table::Changes, Table::Spans, Table::Steps] {
            let mut names: Vec<_> = table.columns().iter().map(|it| it.name).collect();
            names.sort_unstable();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{table}");
        }
        assert_eq!("spans".parse(), Ok(Table::Spans));
        assert!("steps".parse::<Table>().is_err());
    }
}
