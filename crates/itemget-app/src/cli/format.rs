//! The forms that output can have.

use std::path::Path;
use std::str::FromStr;

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    Table,
    /// One document.
    Json,
    /// A document a line.
    Jsonl,
    /// A table for spreadsheets.
    Csv,
}

impl Format {
    /// The form that a file's name asks for.
    pub(super) fn of_file(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            "txt" => Some(Self::Table),
            _ => None,
        }
    }

    /// The name of the form.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
        }
    }

    /// The form that was asked for, or the one that fits the reader.
    pub(super) fn or_for(asked: Option<Self>, reader_is_a_person: bool) -> Self {
        asked.unwrap_or(if reader_is_a_person { Self::Table } else { Self::Json })
    }
}

/// A text that should name a format and does not.
#[derive(Debug, thiserror::Error)]
#[error("table, json, jsonl, csv")]
pub(super) struct ParseFormatError;

impl FromStr for Format {
    type Err = ParseFormatError;

    fn from_str(text: &str) -> Result<Self, ParseFormatError> {
        match text {
            "table" => Ok(Self::Table),
            "json" => Ok(Self::Json),
            "jsonl" => Ok(Self::Jsonl),
            "csv" => Ok(Self::Csv),
            _ => Err(ParseFormatError),
        }
    }
}
