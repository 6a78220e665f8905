//! Where the parts of an export lie: `changes/platform=aliexpress/date=2026-11-28/part-00000.csv`.

use std::fmt;
use std::str::FromStr;

use itemget::Platform;
use itemget_history::Moment;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::table::Table;

/// The format of a part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    /// Text with commas, a heading in line 1.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Apache Parquet.
    Parquet,
}

impl FileFormat {
    /// Its name, which is also how files of it end.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// A text that should name a format and does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("csv, jsonl, parquet")]
pub struct ParseFileFormatError;

impl FromStr for FileFormat {
    type Err = ParseFileFormatError;
    fn from_str(text: &str) -> Result<Self, ParseFileFormatError> {
        match text {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::Jsonl),
            "parquet" => Ok(Self::Parquet),
            _ => Err(ParseFileFormatError),
        }
    }
}

/// A day of a platform, of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Partition {
    /// Where the products are sold.
    pub platform: Platform,
    /// The day in UTC.
    pub date: Date,
    /// Of which table.
    pub table: Table,
}

impl Partition {
    /// The one that rows of this moment belong to.
    pub fn of(table: Table, platform: Platform, at: Moment) -> Self {
        let date = TimeZone::UTC.to_datetime(Timestamp::from(at)).date();
        Self { platform, date, table }
    }

    fn folder(&self) -> String {
        let Self { table, platform, date } = self;
        format!("{table}/platform={}/date={date}", platform_word(*platform))
    }
}

/// A part of a partition: a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartPath {
    /// Of which partition.
    pub partition: Partition,
    /// Its number, from 0.
    pub number: u32,
    /// Its format.
    pub format: FileFormat,
}

impl fmt::Display for PartPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (folder, format) = (self.partition.folder(), self.format.as_str());
        write!(f, "{folder}/part-{:05}.{format}", self.number)
    }
}

/// A path that is not that of a part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{shown}` is no part of an export")]
pub struct ParsePartError {
    shown: String,
}

impl FromStr for PartPath {
    type Err = ParsePartError;

    /// Reads what `Display` writes, and nothing that leads out of the folder.
    fn from_str(text: &str) -> Result<Self, ParsePartError> {
        let read = || {
            let mut folders = text.split('/');
            let table = folders.next()?.parse().ok()?;
            let platform = platform_of(folders.next()?.strip_prefix("platform=")?)?;
            let date = folders.next()?.strip_prefix("date=")?.parse().ok()?;
            let (stem, ending) = folders.next()?.split_once('.')?;
            let number = stem.strip_prefix("part-")?.parse().ok()?;
            let format = ending.parse().ok()?;
            let partition = Partition { platform, date, table };
            Some(Self { partition, number, format })
        };
        let part = read().filter(|part| part.to_string() == text);
        part.ok_or_else(|| ParsePartError { shown: text.chars().take(120).collect() })
    }
}

/// A platform's name in paths, which is its name in records.
fn platform_word(platform: Platform) -> String {
    let word = serde_json::to_value(platform).ok();
    let word = word.and_then(|it| it.as_str().map(str::to_owned));
    word.expect("a platform is a word in JSON")
}

fn platform_of(word: &str) -> Option<Platform> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

impl Serialize for PartPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartPath {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_where_its_day_and_platform_say() {
        let at: Timestamp = "2026-11-28T23:59:59Z".parse().unwrap();
        let partition =
            Partition::of(Table::Changes, Platform::AliExpress, Moment::from(at));
        let part = PartPath { partition, number: 3, format: FileFormat::Parquet };
        let path = "changes/platform=aliexpress/date=2026-11-28/part-00003.parquet";
        assert_eq!(part.to_string(), path);
        assert_eq!(path.parse(), Ok(part));
    }

    #[test]
    fn what_leads_elsewhere_is_no_part() {
        for text in [
            "",
            "/etc/passwd",
            "../changes/platform=aliexpress/date=2026-11-28/part-00000.csv",
            "changes/platform=aliexpress/date=2026-11-28/../part-00000.csv",
            "changes/platform=ebay/date=2026-11-28/part-00000.csv",
            "changes/platform=aliexpress/date=2026-11-28/part-0.csv",
            "changes/platform=aliexpress/date=2026-11-28/part-00000.csv/x",
            "steps/platform=aliexpress/date=2026-11-28/part-00000.csv",
        ] {
            assert!(text.parse::<PartPath>().is_err(), "{text}");
        }
    }
}
