//! Reading a part: a file of any of the formats in, its rows out, each with its place.

mod parquet;

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};

use itemget::Platform;
use serde_json::Value;

use self::parquet::ParquetRows;
use crate::part::FileFormat;
use crate::rows::{Row, RowError};
use crate::table::{BadCell, Cell, Column, Table, Type};

/// The rows of a part, in their order. After an error there are no more.
pub struct PartReader {
    form: Form,
    table: Table,
    platform: Platform,
    ended: bool,
}

impl std::fmt::Debug for PartReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PartReader").field("table", &self.table).finish_non_exhaustive()
    }
}

enum Form {
    Csv { reader: Box<csv::Reader<File>>, columns: Vec<usize> },
    Jsonl { lines: BufReader<File>, line: u64 },
    Parquet(Box<ParquetRows>),
}

/// A row and the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// The line of the file, or the row where it has no lines; from 1.
    pub line: u64,
    /// What it says.
    pub row: Row,
}

/// What is wrong with a part, and where.
#[derive(Debug, thiserror::Error)]
#[error("in line {line}")]
pub struct ReadError {
    /// The line of the file, or the row where it has no lines; from 1.
    pub line: u64,
    /// What is wrong there.
    pub source: ReadErrorKind,
}

/// What is wrong with a part.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// It is no CSV.
    #[error("the line is no CSV")]
    Csv(#[from] csv::Error),
    /// It is no JSON.
    #[error("the line is no JSON object")]
    Json(#[from] serde_json::Error),
    /// It is no Parquet, or it ends too early.
    #[error("the file is not whole, or no parquet")]
    Parquet(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The last line does not end.
    #[error("the last line is cut off")]
    CutOff,
    /// Columns are missing, or there are others.
    #[error("the columns are not those of `{table}`: {what}")]
    Columns {
        /// The table that it should be.
        table: &'static str,
        /// What there is too much or too little.
        what: String,
    },
    /// A value is none of its column.
    #[error("in `{column}`")]
    Cell {
        /// In which column.
        column: &'static str,
        /// Why.
        source: BadCell,
    },
    /// The row says nothing that can be meant.
    #[error(transparent)]
    Row(#[from] RowError),
}

impl PartReader {
    /// Begins to read a part of `table` of this platform.
    ///
    /// # Errors
    ///
    /// Where it is no file of this format, or has other columns.
    pub fn open(
        file: File,
        table: Table,
        format: FileFormat,
        platform: Platform,
    ) -> Result<Self, ReadError> {
        let first = |source| ReadError { line: 1, source };
        let form = match format {
            FileFormat::Csv => {
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(true).from_reader(file);
                let names = reader.headers().map_err(|error| first(error.into()))?;
                let columns = places(table, &names.iter().collect::<Vec<_>>());
                Form::Csv { reader: Box::new(reader), columns: columns.map_err(first)? }
            }
            FileFormat::Jsonl => Form::Jsonl { lines: BufReader::new(file), line: 0 },
            FileFormat::Parquet => {
                Form::Parquet(Box::new(ParquetRows::open(file, table).map_err(first)?))
            }
        };
        Ok(Self { form, table, platform, ended: false })
    }

    /// The values of the next row, with its line.
    fn cells(&mut self) -> Option<(u64, Result<Vec<Cell<'static>>, ReadErrorKind>)> {
        let columns = self.table.columns();
        match &mut self.form {
            Form::Csv { reader, columns: places } => {
                let mut record = csv::StringRecord::new();
                let found = reader.read_record(&mut record);
                let place =
                    |it: &csv::StringRecord| it.position().map_or(0, csv::Position::line);
                match found {
                    Ok(false) => None,
                    Ok(true) => {
                        let cells =
                            columns.iter().zip(places.iter()).map(|(column, at)| {
                                parsed(column, record.get(*at).unwrap_or_default())
                            });
                        Some((place(&record), cells.collect()))
                    }
                    Err(error) => {
                        let line = error.position().map_or(0, csv::Position::line);
                        Some((line, Err(error.into())))
                    }
                }
            }
            Form::Jsonl { lines, line } => {
                let mut text = String::new();
                *line += 1;
                match lines.read_line(&mut text) {
                    Ok(0) => None,
                    Ok(_) if !text.ends_with('\n') => {
                        Some((*line, Err(ReadErrorKind::CutOff)))
                    }
                    Ok(_) => Some((*line, of_json(&text, self.table))),
                    Err(error) => Some((*line, Err(error.into()))),
                }
            }
            Form::Parquet(rows) => rows.next(),
        }
    }
}

impl Iterator for PartReader {
    type Item = Result<ReadRow, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let (line, cells) = self.cells()?;
        let row =
            cells.and_then(|cells| Ok(Row::read(self.table, self.platform, cells)?));
        self.ended = row.is_err();
        Some(match row {
            Ok(row) => Ok(ReadRow { line, row }),
            Err(source) => Err(ReadError { line, source }),
        })
    }
}

/// Where each column of the table is among these names: all of them, and no others.
fn places(table: Table, names: &[&str]) -> Result<Vec<usize>, ReadErrorKind> {
    let columns = table.columns();
    let wrong = |what| ReadErrorKind::Columns { table: table.name(), what };
    let stranger = names.iter().find(|name| columns.iter().all(|it| it.name != **name));
    if let Some(name) = stranger {
        let name: String = name.chars().take(40).collect();
        return Err(wrong(format!("there is no `{name}` in it")));
    }
    let place = |column: &Column| {
        let place = names.iter().position(|name| *name == column.name);
        place.ok_or_else(|| wrong(format!("`{}` is missing", column.name)))
    };
    columns.iter().map(place).collect()
}

fn parsed(column: &Column, text: &str) -> Result<Cell<'static>, ReadErrorKind> {
    let cell = Cell::parse(text, column.of);
    cell.map_err(|source| ReadErrorKind::Cell { column: column.name, source })
}

fn of_json(text: &str, table: Table) -> Result<Vec<Cell<'static>>, ReadErrorKind> {
    let object: serde_json::Map<String, Value> = serde_json::from_str(text)?;
    let names: Vec<&str> = object.keys().map(String::as_str).collect();
    places(table, &names)?;
    let cell = |column: &Column| {
        let wrong = |text: &str| ReadErrorKind::Cell {
            column: column.name,
            source: BadCell::new(text, "a value as it is exported"),
        };
        match (&object[column.name], column.of) {
            (Value::Null, _) => Ok(Cell::None),
            (Value::Bool(flag), Type::Flag) => Ok(Cell::Flag(*flag)),
            (Value::Number(number), Type::Count) => parsed(column, &number.to_string()),
            (Value::String(text), Type::Count | Type::Flag) => Err(wrong(text)),
            (Value::String(text), _) if !text.is_empty() => parsed(column, text),
            (other, _) => Err(wrong(&other.to_string())),
        }
    };
    table.columns().iter().map(cell).collect()
}
