//! The rows of a Parquet file, a row group at a time.

use std::fs::File;
use std::vec::IntoIter;

use itemget::Bound;
use itemget_history::{Moment, Quantity};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, RowGroupReader};
use parquet::file::serialized_reader::SerializedFileReader;

use super::ReadErrorKind;
use crate::table::{BadCell, Cell, Column, Table, Type};
use crate::write::{DECIMAL_BYTES, MILLIS, SCALE, schema};

pub(super) struct ParquetRows {
    file: SerializedFileReader<File>,
    table: Table,
    group: usize,
    rows: IntoIter<Vec<Cell<'static>>>,
    row: u64,
}

fn failed(error: ParquetError) -> ReadErrorKind {
    ReadErrorKind::Parquet(error.into())
}

impl ParquetRows {
    pub(super) fn open(file: File, table: Table) -> Result<Self, ReadErrorKind> {
        let file = SerializedFileReader::new(file).map_err(failed)?;
        let found = file.metadata().file_metadata().schema();
        let expected = schema(table).map_err(failed)?;
        let fields = found.get_fields().iter().zip(expected.get_fields());
        let same = found.get_fields().len() == expected.get_fields().len();
        let other = fields.clone().find(|(found, expected)| found != expected);
        let what = match (other, same) {
            (Some((found, _)), _) => format!("`{}` is another", found.name()),
            (None, false) => "their number is another".to_owned(),
            (None, true) => {
                let rows = Vec::new().into_iter();
                return Ok(Self { file, table, group: 0, rows, row: 0 });
            }
        };
        Err(ReadErrorKind::Columns { table: table.name(), what })
    }

    pub(super) fn next(
        &mut self,
    ) -> Option<(u64, Result<Vec<Cell<'static>>, ReadErrorKind>)> {
        loop {
            self.row += 1;
            if let Some(cells) = self.rows.next() {
                return Some((self.row, Ok(cells)));
            }
            self.row -= 1;
            if self.group == self.file.num_row_groups() {
                return None;
            }
            match self.read_group() {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => return Some((self.row + 1, Err(error))),
            }
            self.group += 1;
        }
    }

    fn read_group(&self) -> Result<Vec<Vec<Cell<'static>>>, ReadErrorKind> {
        let group = self.file.get_row_group(self.group).map_err(failed)?;
        let count = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let columns = self.table.columns();
        let mut rows: Vec<Vec<Cell<'static>>> = Vec::new();
        rows.resize_with(count, || Vec::with_capacity(columns.len()));
        for (at, column) in columns.iter().enumerate() {
            let cells = read_column(&*group, at, column, count)?;
            for (row, cell) in rows.iter_mut().zip(cells) {
                row.push(cell);
            }
        }
        Ok(rows)
    }
}

fn read_column(
    group: &dyn RowGroupReader,
    at: usize,
    column: &Column,
    count: usize,
) -> Result<Vec<Cell<'static>>, ReadErrorKind> {
    let bad = |text: &str, expected| ReadErrorKind::Cell {
        column: column.name,
        source: BadCell::new(text, expected),
    };
    let reader = group.get_column_reader(at).map_err(failed)?;
    match (reader, column.of) {
        (ColumnReader::Int64ColumnReader(reader), Type::Moment) => {
            cells(reader, column, count, |millis: i64| {
                if millis.rem_euclid(MILLIS) != 0 {
                    return Err(bad(&millis.to_string(), "a moment in whole seconds"));
                }
                Ok(Cell::Moment(Moment::from_seconds(millis.div_euclid(MILLIS))))
            })
        }
        (ColumnReader::Int64ColumnReader(reader), Type::Id | Type::Count) => {
            cells(reader, column, count, |number| Ok(Cell::Whole(number)))
        }
        (ColumnReader::BoolColumnReader(reader), Type::Flag) => {
            cells(reader, column, count, |flag| Ok(Cell::Flag(flag)))
        }
        (ColumnReader::ByteArrayColumnReader(reader), Type::Text) => {
            cells(reader, column, count, |bytes: parquet::data_type::ByteArray| {
                let text = bytes.as_utf8().map_err(failed)?;
                Ok(Cell::Text(text.to_owned().into()))
            })
        }
        (ColumnReader::FixedLenByteArrayColumnReader(reader), Type::Decimal) => cells(
            reader,
            column,
            count,
            |bytes: parquet::data_type::FixedLenByteArray| {
                let quantity = decimal(bytes.data());
                let quantity = quantity.ok_or_else(|| {
                    bad("…", "a decimal number with as many digits as a history can hold")
                });
                Ok(Cell::Decimal(quantity?))
            },
        ),
        _ => Err(bad("…", "of its column's type")),
    }
}

/// Reads the next `count` values of a column.
fn cells<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    column: &Column,
    count: usize,
    cell: impl Fn(T::T) -> Result<Cell<'static>, ReadErrorKind>,
) -> Result<Vec<Cell<'static>>, ReadErrorKind> {
    let mut values = Vec::with_capacity(count);
    let mut levels = Vec::new();
    let (mut rows, mut more) = (0, true);
    while rows < count && more {
        let levels = column.optional.then_some(&mut levels);
        let (read, _, _) = reader
            .read_records(count - rows, levels, None, &mut values)
            .map_err(failed)?;
        rows += read;
        more = read > 0;
    }
    if rows < count {
        return Err(failed(ParquetError::EOF("a column ends too early".to_owned())));
    }
    let mut values = values.into_iter().map(cell);
    let mut next = || values.next().unwrap_or(Ok(Cell::None));
    match column.optional {
        false => (0..count).map(|_| next()).collect(),
        true => levels
            .into_iter()
            .map(|level| if level == 0 { Ok(Cell::None) } else { next() })
            .collect(),
    }
}

/// The number that these bytes are, with as few decimals as it needs.
fn decimal(bytes: &[u8]) -> Option<Quantity> {
    let bytes: [u8; DECIMAL_BYTES] = bytes.try_into().ok()?;
    let mut number = i128::from_be_bytes(bytes);
    let mut scale = SCALE;
    while scale > 0 && number % 10 == 0 {
        number /= 10;
        scale -= 1;
    }
    Quantity::from_parts(i64::try_from(number).ok()?, scale, Bound::Exact)
}
