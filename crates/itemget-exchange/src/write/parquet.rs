//! A part as Apache Parquet: columns gathered row by row, written a row group at a time.

use std::fmt;
use std::io::Write;
use std::sync::Arc;

use parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel,
};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, FixedLenByteArray, FixedLenByteArrayType,
    Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type as Schema;

use super::WriteError;
use crate::table::{Cell, Column, Table, Type, described};
use itemget_history::Quantity;

/// How many rows a row group has: what is in memory of a part.
pub(super) const ROW_GROUP: usize = 50_000;

/// The digits of a decimal, and how many of them are behind the point: as many as any
/// quantity has.
pub(crate) const PRECISION: i32 = 38;
pub(crate) const SCALE: u8 = Quantity::MAX_SCALE;
/// The bytes of such a number.
pub(crate) const DECIMAL_BYTES: usize = 16;

/// The key under which the table is described in a file's metadata.
pub(crate) const SCHEMA_KEY: &str = "itemget.schema";

pub(super) struct ParquetPart<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Gathered>,
    rows: usize,
}

impl<W: Write + Send> fmt::Debug for ParquetPart<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParquetPart").field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// The values of a column so far.
struct Gathered {
    values: Values,
    /// Of a column that may be without: whether each row has one.
    levels: Option<Vec<i16>>,
}

enum Values {
    Whole(Vec<i64>),
    Text(Vec<ByteArray>),
    Decimal(Vec<FixedLenByteArray>),
    Flag(Vec<bool>),
}

impl From<ParquetError> for WriteError {
    fn from(error: ParquetError) -> Self {
        match error {
            // The file's own failure, not the format's.
            ParquetError::External(source) => match source.downcast() {
                Ok(io) => Self::Io(*io),
                Err(other) => Self::Parquet(other),
            },
            other => Self::Parquet(other.into()),
        }
    }
}

impl<W: Write + Send> ParquetPart<W> {
    pub(super) fn begin(
        to: W,
        table: Table,
        synthetic: bool,
    ) -> Result<Self, WriteError> {
        let described = described(table, synthetic).to_string();
        let described = KeyValue::new(SCHEMA_KEY.to_owned(), described);
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("itemget ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![described]))
            .build();
        let file = SerializedFileWriter::new(
            to,
            Arc::new(schema(table)?),
            Arc::new(properties),
        )?;
        let columns = table.columns().iter().map(Gathered::new).collect();
        Ok(Self { file, columns, rows: 0 })
    }

    pub(super) fn push(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
        match self.rows {
            ROW_GROUP => self.write_group(),
            _ => Ok(()),
        }
    }

    fn write_group(&mut self) -> Result<(), WriteError> {
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let mut to = group.next_column()?.expect("the schema has as many columns");
            let levels = column.levels.as_deref();
            match &column.values {
                Values::Whole(values) => {
                    to.typed::<Int64Type>().write_batch(values, levels, None)?;
                }
                Values::Text(values) => {
                    to.typed::<ByteArrayType>().write_batch(values, levels, None)?;
                }
                Values::Decimal(values) => {
                    to.typed::<FixedLenByteArrayType>()
                        .write_batch(values, levels, None)?;
                }
                Values::Flag(values) => {
                    to.typed::<BoolType>().write_batch(values, levels, None)?;
                }
            }
            to.close()?;
            column.clear();
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<W, WriteError> {
        if self.rows > 0 {
            self.write_group()?;
        }
        Ok(self.file.into_inner()?)
    }
}

impl Gathered {
    fn new(column: &Column) -> Self {
        let values = match column.of {
            Type::Id | Type::Count | Type::Moment => Values::Whole(Vec::new()),
            Type::Text => Values::Text(Vec::new()),
            Type::Decimal => Values::Decimal(Vec::new()),
            Type::Flag => Values::Flag(Vec::new()),
        };
        Self { values, levels: column.optional.then(Vec::new) }
    }

    fn push(&mut self, cell: &Cell<'_>) {
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(*cell != Cell::None));
        }
        match (&mut self.values, cell) {
            (Values::Whole(values), Cell::Whole(number)) => values.push(*number),
            (Values::Whole(values), Cell::Moment(at)) => {
                values.push(at.seconds() * MILLIS);
            }
            (Values::Text(values), Cell::Text(text)) => {
                values.push(text.as_bytes().to_vec().into());
            }
            (Values::Decimal(values), Cell::Decimal(quantity)) => {
                values.push(decimal(*quantity).to_vec().into());
            }
            (Values::Flag(values), Cell::Flag(flag)) => values.push(*flag),
            (_, cell) => debug_assert_eq!(cell, &Cell::None, "a cell of another type"),
        }
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Whole(values) => values.clear(),
            Values::Text(values) => values.clear(),
            Values::Decimal(values) => values.clear(),
            Values::Flag(values) => values.clear(),
        }
        if let Some(levels) = &mut self.levels {
            levels.clear();
        }
    }
}

/// Milliseconds in a second: Parquet knows nothing coarser.
pub(crate) const MILLIS: i64 = 1000;

/// The number times 10^18 in two's complement, its first byte the highest.
fn decimal(quantity: Quantity) -> [u8; DECIMAL_BYTES] {
    let more = u32::from(SCALE - quantity.scale());
    // 64 bits and 18 decimals more are less than 128 bits.
    (i128::from(quantity.mantissa()) * 10_i128.pow(more)).to_be_bytes()
}

/// The schema of a table.
pub(crate) fn schema(table: Table) -> Result<Schema, ParquetError> {
    let fields = table.columns().iter().map(|column| field(column).map(Arc::new));
    let fields = fields.collect::<Result<_, _>>()?;
    Schema::group_type_builder(table.name()).with_fields(fields).build()
}

fn field(column: &Column) -> Result<Schema, ParquetError> {
    let repetition = match column.optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    let builder = |physical| {
        Schema::primitive_type_builder(column.name, physical).with_repetition(repetition)
    };
    match column.of {
        Type::Id | Type::Count => builder(Physical::INT64)
            .with_logical_type(Some(LogicalType::integer(64, true)))
            .build(),
        Type::Moment => builder(Physical::INT64)
            .with_logical_type(Some(LogicalType::timestamp(true, TimeUnit::MILLIS)))
            .build(),
        Type::Text => builder(Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .build(),
        Type::Decimal => builder(Physical::FIXED_LEN_BYTE_ARRAY)
            .with_length(DECIMAL_BYTES as i32)
            .with_logical_type(Some(LogicalType::decimal(i32::from(SCALE), PRECISION)))
            .with_precision(PRECISION)
            .with_scale(i32::from(SCALE))
            .build(),
        Type::Flag => builder(Physical::BOOLEAN).build(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_is_the_number_itself_whatever_it_is() {
        for (text, expected) in [
            ("8.5", 8_500_000_000_000_000_000_i128),
            ("-0.000000000000000001", -1),
            ("9223372036854775807", 9_223_372_036_854_775_807 * 10_i128.pow(18)),
        ] {
            let quantity: Quantity = text.parse().unwrap();
            assert_eq!(i128::from_be_bytes(decimal(quantity)), expected, "{text}");
        }
    }
}
