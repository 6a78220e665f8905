//! Writing a part: cells in, a file of CSV, JSON Lines or Parquet out.

mod hashed;
mod jsonl;
mod parquet;

use std::io::{self, Write};

use self::parquet::ParquetPart;
use crate::part::FileFormat;
use crate::rows::RowError;
use crate::table::{Cell, Table};

pub(crate) use self::parquet::{DECIMAL_BYTES, MILLIS, SCALE, schema};
pub use hashed::{Hashed, Written};

/// A part that is being written. What was pushed is in the file when it is finished.
#[derive(Debug)]
pub struct PartWriter<W: Write + Send> {
    form: Form<W>,
    table: Table,
    rows: u64,
}

#[derive(Debug)]
enum Form<W: Write + Send> {
    Csv(Box<csv::Writer<W>>),
    Jsonl(io::BufWriter<W>),
    Parquet(Box<ParquetPart<W>>),
}

/// Why a part could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file failed.
    #[error("could not write a part")]
    Io(#[from] io::Error),
    /// What was written is none of the format's.
    #[error("could not write a part as parquet")]
    Parquet(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A row cannot be written.
    #[error("a row cannot be written")]
    Row(#[from] RowError),
}

impl<W: Write + Send> PartWriter<W> {
    /// Begins a part of `table` in `to`. `synthetic` says whether a sandbox made the
    /// numbers up.
    ///
    /// # Errors
    ///
    /// Where `to` fails.
    pub fn begin(
        to: W,
        table: Table,
        format: FileFormat,
        synthetic: bool,
    ) -> Result<Self, WriteError> {
        let form = match format {
            FileFormat::Csv => {
                let mut writer = csv::Writer::from_writer(to);
                let names = table.columns().iter().map(|column| column.name);
                writer.write_record(names).map_err(io_of)?;
                Form::Csv(Box::new(writer))
            }
            FileFormat::Jsonl => Form::Jsonl(io::BufWriter::new(to)),
            FileFormat::Parquet => {
                Form::Parquet(Box::new(ParquetPart::begin(to, table, synthetic)?))
            }
        };
        Ok(Self { form, table, rows: 0 })
    }

    /// Adds a row: its values in the order of the table's columns.
    ///
    /// # Errors
    ///
    /// Where the file fails.
    pub fn push(&mut self, cells: &[Cell<'_>]) -> Result<(), WriteError> {
        debug_assert_eq!(cells.len(), self.table.columns().len());
        match &mut self.form {
            Form::Csv(writer) => {
                writer.write_record(cells.iter().map(Cell::plain)).map_err(io_of)?;
            }
            Form::Jsonl(to) => jsonl::line(to, self.table, cells)?,
            Form::Parquet(part) => part.push(cells)?,
        }
        self.rows += 1;
        Ok(())
    }

    /// How many rows it has.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends it, and gives back what it was written to.
    ///
    /// # Errors
    ///
    /// Where the file fails.
    pub fn finish(self) -> Result<W, WriteError> {
        Ok(match self.form {
            Form::Csv(writer) => {
                writer.into_inner().map_err(|error| error.into_error())?
            }
            Form::Jsonl(to) => to.into_inner().map_err(|error| error.into_error())?,
            Form::Parquet(part) => part.finish()?,
        })
    }
}

/// The failure of a file below a writer of CSV, which has no others when it writes.
fn io_of(error: csv::Error) -> WriteError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => WriteError::Io(error),
        other => WriteError::Io(io::Error::other(format!("{other:?}"))),
    }
}
