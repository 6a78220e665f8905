//! Where verdicts go, one by one: each form of output, the same questions.

use super::super::Context;
use super::super::format::Format;
use super::{card, list};
use crate::fields::Fields;
use crate::lookup::{Told, Verdict};
use crate::messages;
use crate::records::{
    ItemRecord, JsonDocument, csv_line, header, json_line, message, rows,
};

/// A form of output under way.
#[derive(Debug)]
pub(in crate::cli) enum Sink {
    /// An item a page.
    Cards {
        written: usize,
    },
    /// An item a line.
    List,
    Json(JsonDocument),
    Jsonl,
    Csv,
    /// The platform's answers.
    Raw,
}

/// So many items are laid out one by one; more are a list.
const FEW: usize = 3;

impl Sink {
    /// The form for `format`, where `length` texts were asked for.
    pub(in crate::cli) fn new(format: Format, length: Option<usize>) -> Self {
        match format {
            Format::Table if length.is_some_and(|length| length <= FEW) => {
                Self::Cards { written: 0 }
            }
            Format::Table => Self::List,
            Format::Json => Self::Json(JsonDocument::default()),
            Format::Jsonl => Self::Jsonl,
            Format::Csv => Self::Csv,
        }
    }

    pub(in crate::cli) fn begin(
        &self,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        match self {
            Self::Csv => csv_line(context.output.data(), &header(fields)),
            Self::List => {
                let head = list::head(fields, context);
                context.output.line(&head)
            }
            _ => Ok(()),
        }
    }

    pub(in crate::cli) fn write(
        &mut self,
        told: &Told,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        let lang = context.lang;
        match self {
            Self::Json(document) => {
                let record = ItemRecord::of(told, fields, lang);
                document.record(context.output.data(), &record)
            }
            Self::Jsonl => {
                let record = ItemRecord::of(told, fields, lang);
                json_line(context.output.data(), &record)?;
                context.output.flush()
            }
            Self::Csv => rows(told, fields, lang)
                .iter()
                .try_for_each(|row| csv_line(context.output.data(), row)),
            Self::Cards { written } => {
                *written += 1;
                if *written > 1 {
                    context.output.line("")?;
                }
                let lines = card::lines(told, fields, context);
                lines.iter().try_for_each(|line| context.output.line(line))
            }
            Self::List => {
                let line = list::line(told, fields, context);
                context.output.line(&line)?;
                match context.output.data_is_for_a_person {
                    true => context.output.flush(),
                    false => Ok(()),
                }
            }
            Self::Raw => write_raw(told, context),
        }
    }

    pub(in crate::cli) fn end(
        self,
        complete: bool,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        match self {
            Self::Json(document) => document.end(context.output.data(), complete),
            _ => Ok(()),
        }
    }
}

/// The bodies as they came, each with a line end; what has none is said to people.
fn write_raw(told: &Told, context: &mut Context<'_>) -> std::io::Result<()> {
    if let Verdict::Asked(_, outcome) = &told.verdict {
        let unreadable =
            outcome.miss().and_then(|miss| match miss.error.as_ref()?.kind() {
                itemget::ErrorKind::Unreadable(unreadable) => Some(&unreadable.body),
                _ => None,
            });
        let of_item =
            outcome.item().into_iter().flat_map(|item| &item.raw).map(|raw| &raw.body);
        for body in of_item.chain(unreadable) {
            context.output.data().write_all(body)?;
            context.output.line("")?;
        }
        if let Some(message) = message(outcome, context.lang) {
            context.output.warn(&format!("{}: {message}", told.asked));
        }
    }
    if let Some(why) = told.verdict.no_item() {
        context.output.warn(&messages::in_full(why, context.lang));
    }
    Ok(())
}
