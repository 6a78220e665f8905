//! The flags of long jobs: where results go, how they are gone on with, what is said
//! meanwhile.

use std::path::PathBuf;

use clap::Args;

use super::format::Format;
use super::progress::ProgressForm;
use crate::usage::UsageError;

/// Where results go, and what is said meanwhile.
#[derive(Debug, Args)]
#[command(next_help_heading = "Long jobs")]
pub(super) struct JobArgs {
    /// Write into this file; its name's ending is the format, if none is given
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Keep a journal in this file: the same command goes on where it was stopped
    #[arg(long, value_name = "FILE", requires = "output")]
    pub(super) resume: Option<PathBuf>,
    /// How to show progress: auto, bar, lines, json or none
    #[arg(long, value_name = "FORM", default_value = "auto", hide_default_value = true)]
    pub(super) progress: ProgressForm,
}

/// A job that can be gone on with: its two files, and the form of its records.
#[derive(Debug, Clone)]
pub(super) struct JobFiles {
    pub(super) journal: PathBuf,
    pub(super) output: PathBuf,
    pub(super) format: Format,
}

impl JobArgs {
    /// The form that the output's name asks for.
    pub(super) fn named_format(&self) -> Option<Format> {
        self.output.as_deref().and_then(Format::of_file)
    }

    /// The job, where one is wanted; `format` is the form that was asked for.
    pub(super) fn job(
        &self,
        format: Option<Format>,
    ) -> Result<Option<JobFiles>, UsageError> {
        let (Some(journal), Some(output)) = (&self.resume, &self.output) else {
            return Ok(None);
        };
        let format = format.or(self.named_format()).unwrap_or(Format::Jsonl);
        if !matches!(format, Format::Jsonl | Format::Csv) {
            return Err(UsageError::JobFormat { format: format.as_str() });
        }
        Ok(Some(JobFiles { journal: journal.clone(), output: output.clone(), format }))
    }
}
