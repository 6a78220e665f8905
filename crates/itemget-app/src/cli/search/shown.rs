//! Where found items go, page by page: a stream, or a job that can be gone on with.

use std::path::PathBuf;

use itemget::Item;

use super::super::Context;
use super::super::format::Format;
use super::super::get::destination::{begin, encode};
use super::super::get::sink::Sink;
use super::super::job_args::JobFiles;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::job::{Job, JobError, Terms};
use crate::search::{PageNote, told};

/// Where found items go.
pub(super) enum Shown {
    Stream(Sink),
    Job { job: Job, format: Format, journal: PathBuf, record: Vec<u8> },
}

impl Shown {
    pub(super) fn stream(
        format: Format,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> std::io::Result<Self> {
        let sink = Sink::new(format, None);
        sink.begin(fields, context)?;
        Ok(Self::Stream(sink))
    }

    /// Begins a job, or goes on with it.
    pub(super) fn begin(
        files: &JobFiles,
        terms: Terms,
        fields: &Fields,
    ) -> anyhow::Result<Self> {
        let job = begin(files, terms, None, fields)?;
        let journal = files.journal.clone();
        Ok(Self::Job { job, format: files.format, journal, record: Vec::new() })
    }

    /// What was noted behind each page that is written already.
    pub(super) fn take_notes(&mut self) -> Result<Vec<PageNote>, JobError> {
        let Self::Job { job, journal, .. } = self else { return Ok(Vec::new()) };
        let notes = job.take_notes();
        let read = |note: &String| {
            let note = serde_json::from_str(note).ok();
            note.ok_or_else(|| JobError::Note { path: journal.clone() })
        };
        notes.iter().map(read).collect()
    }

    /// Whether the rest can be found later.
    pub(super) fn is_job(&self) -> bool {
        matches!(self, Self::Job { .. })
    }

    /// Writes a page, and `note` with it: both or neither.
    pub(super) fn page(
        &mut self,
        items: Vec<Item>,
        note: &PageNote,
        fields: &Fields,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Stream(sink) => {
                for item in items {
                    sink.write(&told(item), fields, context)?;
                }
                context.output.flush()?;
            }
            Self::Job { job, format, record, .. } => {
                record.clear();
                for item in items {
                    encode(&told(item), *format, fields, context.lang, record)?;
                }
                job.finish_page(note.line(), record, Exit::Done)?;
            }
        }
        Ok(())
    }

    /// Ends it; with a note where all is found.
    pub(super) fn end(
        self,
        note: Option<PageNote>,
        context: &mut Context<'_>,
    ) -> anyhow::Result<()> {
        match self {
            Self::Stream(sink) => {
                sink.end(note.is_some(), context)?;
                context.output.flush()?;
            }
            Self::Job { mut job, .. } => {
                if let Some(note) = note {
                    job.finish_page(note.line(), b"", Exit::Done)?;
                }
                job.commit()?;
            }
        }
        Ok(())
    }
}
