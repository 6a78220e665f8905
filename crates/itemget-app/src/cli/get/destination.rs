//! Where results go: a stream as they come, or a job that can be gone on with.

use super::super::Context;
use super::super::format::Format;
use super::super::job_args::JobFiles;
use super::sink::Sink;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::Texts;
use crate::job::{Job, Order, Terms, WholeInput};
use crate::lang::Lang;
use crate::lookup::Told;
use crate::records::{ItemRecord, csv_line, header, json_line, rows};

/// Where results are to go.
pub(super) enum Wanted {
    Stream(Sink),
    Job(JobFiles, Terms),
}

/// Where results go.
pub(super) enum Destination {
    Stream(Sink, Exit),
    Job { job: Job, format: Format, record: Vec<u8> },
}

/// Begins a job, or goes on with it.
pub(in crate::cli) fn begin(
    files: &JobFiles,
    terms: Terms,
    input: Option<WholeInput>,
    fields: &Fields,
) -> anyhow::Result<Job> {
    let mut preamble = Vec::new();
    if files.format == Format::Csv {
        csv_line(&mut preamble, &header(fields))?;
    }
    let (journal, output) = (&files.journal, &files.output);
    let order = Order { journal, output, terms, input, preamble: &preamble };
    Ok(Job::open(&order)?)
}

/// Adds the record of what was told, in a form that a job can have.
pub(in crate::cli) fn encode(
    told: &Told,
    format: Format,
    fields: &Fields,
    lang: Lang,
    record: &mut Vec<u8>,
) -> std::io::Result<()> {
    match format {
        Format::Csv => {
            let rows = rows(told, fields, lang);
            rows.iter().try_for_each(|row| csv_line(record, row))
        }
        _ => json_line(record, &ItemRecord::of(told, fields, lang)),
    }
}

impl Destination {
    /// Opens it. A job leaves out the texts that it has finished.
    pub(super) fn open(
        wanted: Wanted,
        input: Option<WholeInput>,
        texts: &mut Texts,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<Self> {
        match wanted {
            Wanted::Stream(sink) => {
                sink.begin(fields, context)?;
                Ok(Self::Stream(sink, Exit::Done))
            }
            Wanted::Job(files, terms) => {
                let job = begin(&files, terms, input, fields)?;
                job.skip_finished(texts)?;
                Ok(Self::Job { job, format: files.format, record: Vec::new() })
            }
        }
    }

    /// How many were there before.
    pub(super) fn done(&self) -> u64 {
        match self {
            Self::Stream(..) => 0,
            Self::Job { job, .. } => job.done(),
        }
    }

    /// Whether the rest can be asked for later: then it is not told of now.
    pub(super) fn can_be_gone_on_with(&self) -> bool {
        matches!(self, Self::Job { .. })
    }

    pub(super) fn write(
        &mut self,
        told: &Told,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        let own = told.exit();
        match self {
            Self::Stream(sink, exit) => {
                *exit = exit.or_worse(own);
                sink.write(told, fields, context)?;
            }
            Self::Job { job, format, record } => {
                record.clear();
                encode(told, *format, fields, context.lang, record)?;
                job.finish(&told.asked, record, own)?;
            }
        }
        Ok(())
    }

    /// Makes what was written arrive.
    pub(super) fn flush(&mut self, context: &mut Context<'_>) -> anyhow::Result<()> {
        match self {
            Self::Stream(..) => context.output.flush()?,
            Self::Job { job, .. } => job.commit()?,
        }
        Ok(())
    }

    /// Ends it, and says how all that was written ended.
    pub(super) fn end(
        mut self,
        complete: bool,
        context: &mut Context<'_>,
    ) -> anyhow::Result<Exit> {
        self.flush(context)?;
        match self {
            Self::Stream(sink, exit) => {
                sink.end(complete, context)?;
                context.output.flush()?;
                Ok(exit)
            }
            Self::Job { job, .. } => Ok(job.exit()),
        }
    }
}
