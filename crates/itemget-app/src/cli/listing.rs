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

/// Records that are written for a program as they come: none of them is kept.
pub(super) struct Writing<C> {
    form: Form,
    cells: C,
}

/// The form that a program asks for.
enum Form {
    Json(JsonDocument),
    Jsonl,
    Csv,
}

impl<C> Writing<C> {
    /// Begins in the form that is asked for; none where a table is wanted.
    pub(super) fn begin(
        format: Option<Format>,
        (columns, cells): (&[&str], C),
        context: &mut Context<'_>,
    ) -> std::io::Result<Option<Self>> {
        let form = match Format::or_for(format, context.output.data_is_for_a_person) {
            Format::Json => Form::Json(JsonDocument::default()),
            Format::Jsonl => Form::Jsonl,
            Format::Csv => {
                csv_line(context.output.data(), columns)?;
                Form::Csv
            }
            Format::Table => return Ok(None),
        };
        Ok(Some(Self { form, cells }))
    }

    /// Writes some records.
    pub(super) fn write<R: Serialize>(
        &mut self,
        records: &[R],
        context: &mut Context<'_>,
    ) -> std::io::Result<()>
    where
        C: Fn(&R) -> Vec<String>,
    {
        let to = context.output.data();
        for record in records {
            match &mut self.form {
                Form::Json(document) => document.record(to, record)?,
                Form::Jsonl => json_line(to, record)?,
                Form::Csv => csv_line(to, &(self.cells)(record))?,
            }
        }
        Ok(())
    }

    /// Ends. `complete` says that all that was asked for is there.
    pub(super) fn end(
        self,
        complete: bool,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        match self.form {
            Form::Json(document) => document.end(context.output.data(), complete),
            Form::Jsonl | Form::Csv => Ok(()),
        }
    }
}

/// Writes records in the form that a program asks for. `complete` says that all that was
/// asked for is there.
pub(super) fn for_programs<R: Serialize>(
    records: &[R],
    format: Option<Format>,
    csv: (&[&str], impl Fn(&R) -> Vec<String>),
    complete: bool,
    context: &mut Context<'_>,
) -> std::io::Result<Written> {
    let Some(mut writing) = Writing::begin(format, csv, context)? else {
        return Ok(Written::AsTable);
    };
    writing.write(records, context)?;
    writing.end(complete, context)?;
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
    let csv = (&shown.columns[..], |it: &R| cells(it).to_vec());
    if for_programs(records, format, csv, true, context)? == Written::AsTable {
        let heading = context.lang.pick(shown.heading.0, shown.heading.1);
        table(heading, records.iter().map(&cells), shown.sides, context)?;
    }
    Ok(exit(records.is_empty(), context))
}

/// How the program ends that has shown what there is; says where there was nothing.
pub(super) fn exit(is_empty: bool, context: &Context<'_>) -> Exit {
    if is_empty {
        context.output.note(context.lang.pick("there are none", "没有"));
        return Exit::NotFound;
    }
    Exit::Done
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
