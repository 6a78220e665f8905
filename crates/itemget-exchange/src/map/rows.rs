//! The rows of a file as a mapping reads them.

use std::io::Read;

use itemget_history::Moment;

use super::judge::{Judged, Rejection, judge};
use super::mapping::{Columns, Mapping, Time};
use super::quotes::{Ending, Quotes};

/// The rows of a file, each judged. After an error there are no more.
#[derive(Debug)]
pub struct MappedRows<'a, R> {
    mapping: &'a Mapping,
    now: Moment,
    reader: csv::Reader<Quotes<R>>,
    places: Places,
    ended: bool,
}

/// Why a file is no table that the mapping is of.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// It is no CSV in UTF-8.
    #[error("line {line} is no CSV in UTF-8")]
    Csv {
        /// Which line.
        line: u64,
        /// Why.
        source: csv::Error,
    },
    /// A row has more or fewer columns than the heading: the file may be cut off.
    #[error("line {line} has {found} columns, and the heading has {expected}")]
    Length {
        /// Which line.
        line: u64,
        /// How many it has.
        found: u64,
        /// How many the heading has.
        expected: u64,
    },
    /// The file ends within quotes, or within a list: it is cut off.
    #[error("the file ends in the middle of line {line}")]
    CutOff {
        /// Which line.
        line: u64,
    },
    /// A column is missing that every row needs.
    #[error(
        "no column is called {}, which the mapping wants; the columns are {}",
        listed(wanted),
        listed(columns)
    )]
    NoColumn {
        /// What it may be called.
        wanted: Vec<String>,
        /// What there is.
        columns: Vec<String>,
    },
    /// None of the columns with values is there.
    #[error(
        "none of the mapping's values has a column here; the columns are {}",
        listed(columns)
    )]
    NoValues {
        /// What there is.
        columns: Vec<String>,
    },
}

fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Where the columns are that the mapping names; none where the file has no such column.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) id: usize,
    pub(super) sku: Option<usize>,
    pub(super) ship_to: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) time: Option<usize>,
    /// Of each value, and of the column that says whether a row has it.
    pub(super) values: Vec<(Option<usize>, Option<usize>)>,
}

impl<'a, R: Read> MappedRows<'a, R> {
    /// Begins to read a file, of which nothing can have been seen after `now`.
    ///
    /// # Errors
    ///
    /// Where it is no table, or without the columns that the mapping needs.
    pub fn open(from: R, mapping: &'a Mapping, now: Moment) -> Result<Self, SheetError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(mapping.delimiter)
            .flexible(false)
            .from_reader(Quotes::new(from, mapping.delimiter));
        let headers = reader.headers().map_err(sheet_error)?;
        let columns: Vec<String> = headers
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        let places = places(mapping, &columns)?;
        Ok(Self { mapping, now, reader, places, ended: false })
    }
}

impl<R: Read> Iterator for MappedRows<'_, R> {
    type Item = Result<Judged, SheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut record = csv::StringRecord::new();
        match self.reader.read_record(&mut record) {
            Ok(true) => {
                let line = record.position().map_or(0, csv::Position::line);
                let cell = |at: usize| record.get(at).unwrap_or_default().trim();
                let told = judge(self.mapping, &self.places, self.now, &cell);
                let is_cut_off = match self.reader.get_ref().ending() {
                    Ending::NotYet | Ending::Whole => false,
                    Ending::Open => matches!(told, Err(Rejection::Brackets)),
                    Ending::Quoted => true,
                };
                if is_cut_off {
                    self.ended = true;
                    return Some(Err(SheetError::CutOff { line }));
                }
                Some(Ok(Judged { line, told }))
            }
            Ok(false) => None,
            Err(error) => {
                self.ended = true;
                Some(Err(sheet_error(error)))
            }
        }
    }
}

fn sheet_error(error: csv::Error) -> SheetError {
    let line = error.position().map_or(1, csv::Position::line);
    match *error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            SheetError::Length { line, found: len, expected: expected_len }
        }
        _ => SheetError::Csv { line, source: error },
    }
}

fn places(mapping: &Mapping, columns: &[String]) -> Result<Places, SheetError> {
    let find = |wanted: &Columns| {
        wanted.names().iter().find_map(|name| columns.iter().position(|it| it == name))
    };
    let need = |wanted: &Columns| {
        find(wanted).ok_or_else(|| SheetError::NoColumn {
            wanted: wanted.names().to_vec(),
            columns: columns.to_vec(),
        })
    };
    let values: Vec<_> = mapping
        .values
        .iter()
        .map(|value| {
            let when = value.when.as_ref().and_then(|(column, _)| find(column));
            (find(&value.column), when)
        })
        .collect();
    if values.iter().all(|(column, _)| column.is_none()) {
        return Err(SheetError::NoValues { columns: columns.to_vec() });
    }
    Ok(Places {
        id: need(&mapping.id)?,
        sku: mapping.sku.as_ref().map(need).transpose()?,
        ship_to: mapping.ship_to.column.as_ref().and_then(find),
        currency: mapping.currency.column.as_ref().and_then(find),
        time: match &mapping.time {
            Time::Column(column, _) => Some(need(column)?),
            Time::InPairs(_) => None,
        },
        values,
    })
}
