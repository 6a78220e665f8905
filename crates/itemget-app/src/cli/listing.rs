//! Records written out: for programs in the form they ask for, for people as a table.

use serde::Serialize;

use super::Context;
use super::format::Format;
use super::table::{Side, grid, harmless};
use crate::records::{JsonDocument, csv_line, json_line};

/// Whether something was written, or is left to be shown to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// It was, for a program.
    Yes,
    /// A table is wanted.
    AsTable,
}

/// Writes records in the form that a program asks for. `complete` says that all that was
/// asked for is there.
pub(super) fn for_programs<R: Serialize>(
    records: &[R],
    format: Option<Format>,
    (columns, cells): (&[&str], impl Fn(&R) -> Vec<String>),
    complete: bool,
    context: &mut Context<'_>,
) -> std::io::Result<Written> {
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json => {
            let mut document = JsonDocument::default();
            for record in records {
                document.record(context.output.data(), record)?;
            }
            document.end(context.output.data(), complete)?;
        }
        Format::Jsonl => {
            for record in records {
                json_line(context.output.data(), record)?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), columns)?;
            for record in records {
                csv_line(context.output.data(), &cells(record))?;
            }
        }
        Format::Table => return Ok(Written::AsTable),
    }
    Ok(Written::Yes)
}

/// Shows rows to a person under a heading; nothing where there are none.
pub(super) fn table<const N: usize>(
    heading: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    sides: [Side; N],
    context: &mut Context<'_>,
) -> std::io::Result<()> {
    let mut all = vec![heading.map(str::to_owned).to_vec()];
    let rows = rows.into_iter();
    all.extend(rows.map(|row| row.iter().map(|cell| harmless(cell)).collect()));
    if all.len() == 1 {
        return Ok(());
    }
    let lines = grid(&all, &sides, context.output.width);
    for (at, line) in lines.iter().enumerate() {
        let line = match at {
            0 => context.output.paint.faint(line),
            _ => line.clone(),
        };
        context.output.line(&line)?;
    }
    Ok(())
}
