//! What looks came to, in the end.

use std::io;

use itemget_history::Moment;
use jiff::Timestamp;
use serde::Serialize;

use super::words::{line, why};
use crate::cli::Context;
use crate::cli::format::Format;
use crate::follow::Tally;
use crate::records::json_line;

/// Says why looks ended where that was before their time, and what they came to: as a line
/// for people, as this record for programs.
pub(in crate::cli) fn say(
    tally: &Tally,
    until: Timestamp,
    record: &impl Serialize,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> io::Result<()> {
    let lang = context.lang;
    if let Some(ended) = &tally.ended {
        context.output.warn(&why(ended, lang));
    }
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Table | Format::Csv => {
            context.output.line(&line(tally, Moment::from(until), lang))
        }
        Format::Json | Format::Jsonl => json_line(context.output.data(), record),
    }
}
