//! Series laid open, as a table for `itemget history`: from when until when each was what.

use std::io::Write;

use itemget_history::{Series, Step, TrailKey};

use crate::part::FileFormat;
use crate::rows::{series_cells, state_cells};
use crate::table::{Cell, Table};
use crate::write::{PartWriter, WriteError};

/// Writes the steps of several series as Parquet; `synthetic` says whether a sandbox made
/// the numbers up.
///
/// # Errors
///
/// Where `to` fails, or an id is larger than a file can hold.
pub fn write_steps<'a, W: Write + Send>(
    to: W,
    synthetic: bool,
    all: impl IntoIterator<Item = (&'a TrailKey, Series, &'a [Step])>,
) -> Result<W, WriteError> {
    let mut part = PartWriter::begin(to, Table::Steps, FileFormat::Parquet, synthetic)?;
    for (key, series, steps) in all {
        let of = series_cells(key, series)?;
        for step in steps {
            let mut cells = of.clone();
            cells.extend([Cell::Moment(step.from), Cell::Moment(step.until)]);
            cells.extend(state_cells(step.state, series.kind, key.currency));
            part.push(&cells)?;
        }
    }
    part.finish()
}
