//! Records written out: for programs in the form they ask for, for people as a table.

use serde::Serialize;

use super::Context;
use super::format::Format;
use super::table::{Side, grid, harmless};
use crate::exit::Exit;
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

/// How records are shown: the columns of CSV, and the heading and sides of a table.
pub(super) struct Shown<const N: usize> {
    pub(super) columns: [&'static str; N],
    pub(super) heading: ([&'static str; N], [&'static str; N]),
    pub(super) sides: [Side; N],
}

/// Shows records in the form that was asked for, and says where there are none.
pub(super) fn show<R: Serialize, const N: usize>(
    records: &[R],
    format: Option<Format>,
    shown: &Shown<N>,
    cells: impl Fn(&R) -> [String; N],
    context: &mut Context<'_>,
) -> std::io::Result<Exit> {
    show_some(records, format, shown, cells, true, context)
}

/// The same of what may not be all: `complete` says whether it is.
pub(super) fn show_some<R: Serialize, const N: usize>(
    records: &[R],
    format: Option<Format>,
    shown: &Shown<N>,
    cells: impl Fn(&R) -> [String; N],
    complete: bool,
    context: &mut Context<'_>,
) -> std::io::Result<Exit> {
    let csv = (&shown.columns[..], |it: &R| cells(it).to_vec());
    if for_programs(records, format, csv, complete, context)? == Written::AsTable {
        let heading = context.lang.pick(shown.heading.0, shown.heading.1);
        table(heading, records.iter().map(&cells), shown.sides, context)?;
    }
    if records.is_empty() {
        context.output.note(context.lang.pick("there are none", "没有"));
        return Ok(Exit::NotFound);
    }
    Ok(Exit::Done)
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
