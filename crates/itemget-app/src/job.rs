//! A long job that can be gone on with: results in one file, in another one how far it is.
//!
//! Killed at any moment, it goes on behind the last whole record, and asks for nothing that
//! is already written. Both files are locked while it runs.

mod error;
mod journal;
mod terms;

use std::fs::{File, TryLockError};
use std::io::{
    self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _,
};
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::inputs::Texts;
use journal::{Entry, Standing, StandingError};
use terms::Head;

pub(crate) use error::JobError;
pub(crate) use journal::{BATCH, Digest};
pub(crate) use terms::{Terms, WholeInput};

/// A job under way.
#[derive(Debug)]
pub(crate) struct Job {
    journal: Kept,
    output: Kept,
    standing: Standing,
    /// The notes of what is finished, until somebody takes them.
    notes: Vec<String>,
    /// How many records the disk may not have yet.
    unsynced: usize,
}

/// A file that is locked until it is closed.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    file: File,
}

/// What a job is to be.
#[derive(Debug, Clone)]
pub(crate) struct Order<'a> {
    pub(crate) journal: &'a Path,
    pub(crate) output: &'a Path,
    pub(crate) terms: Terms,
    /// The input as a whole, where it could be read beforehand.
    pub(crate) input: Option<WholeInput>,
    /// What stands in the output before the first record.
    pub(crate) preamble: &'a [u8],
}

impl Job {
    /// Begins the job, or goes on with it where there is a journal of it.
    pub(crate) fn open(order: &Order<'_>) -> Result<Self, JobError> {
        let head = Head::new(&order.terms, order.input, order.preamble);
        let journal = Kept::open(order.journal)?;
        let mut reader = BufReader::new(&journal.file);
        let mut line = Vec::new();
        let first_line = reader.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut line);
        first_line.map_err(journal.failed())?;
        let begun = begun(&line).map_err(|NotAHead| JobError::NotAJournal {
            path: order.journal.to_owned(),
        })?;
        let Some(begun) = begun else {
            let output = Kept::open(order.output)?;
            return Self::begin(order, &head, journal, output);
        };
        begun.check(&head)?;
        let output = Kept::open(order.output)?;
        let start = standing(&begun, line.len() as u64);
        let mut records = BufReader::with_capacity(1 << 20, &output.file);
        records.seek(SeekFrom::Start(begun.preamble)).map_err(output.failed())?;
        let mut notes = Vec::new();
        let standing = journal::read(start, reader, records, |note| notes.push(note));
        let path = || order.output.to_owned();
        let standing = standing.map_err(|error| match error {
            StandingError::Io(source) => JobError::File { path: path(), source },
            StandingError::Changed { at } => JobError::OutputChanged { path: path(), at },
        })?;
        if output.length()? < begun.preamble {
            // Killed before the first record.
            return Self::begin(order, &head, journal, output);
        }
        let mut job = Self { notes, ..Self::new(journal, output, standing) };
        job.journal.cut(standing.journal_end)?;
        job.output.cut(standing.end)?;
        Ok(job)
    }

    fn begin(
        order: &Order<'_>,
        head: &Head,
        mut journal: Kept,
        mut output: Kept,
    ) -> Result<Self, JobError> {
        // As much can be from a job that was killed at once.
        if output.length()? > head.preamble {
            return Err(JobError::OutputExists { path: order.output.to_owned() });
        }
        let mut line = serde_json::to_vec(head).expect("a head is plain data");
        line.push(b'\n');
        journal.cut(0)?;
        journal.write(&line)?;
        journal.sync()?;
        output.cut(0)?;
        output.write(order.preamble)?;
        output.sync()?;
        Ok(Self::new(journal, output, standing(head, line.len() as u64)))
    }

    fn new(journal: Kept, output: Kept, standing: Standing) -> Self {
        Self { journal, output, standing, notes: Vec::new(), unsynced: 0 }
    }

    /// How many inputs are finished.
    pub(crate) fn done(&self) -> u64 {
        self.standing.done
    }

    /// How the program ends for all that is finished.
    pub(crate) fn exit(&self) -> Exit {
        self.standing.exit
    }

    /// The notes of all that was finished before.
    pub(crate) fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    /// Leaves out the inputs that are finished, after a look whether they are the same.
    pub(crate) fn skip_finished(&self, texts: &mut Texts) -> Result<(), JobError> {
        let mut inputs = Digest::default();
        for n in 0..self.standing.done {
            match texts.next() {
                Some(text) => inputs = inputs.and(&text?),
                None => {
                    let (before, now) = (Some(self.standing.done), Some(n));
                    return Err(JobError::OtherInput { before, now });
                }
            }
        }
        match inputs == self.standing.inputs {
            true => Ok(()),
            false => Err(JobError::OtherInput { before: None, now: None }),
        }
    }

    /// Writes the record of the next input. First its line: a record without a line would
    /// be asked for again.
    pub(crate) fn finish(
        &mut self,
        text: &str,
        record: &[u8],
        exit: Exit,
    ) -> Result<(), JobError> {
        self.finish_with(text, String::new(), record, exit)
    }

    /// Writes a record, with what has to be known to go on behind it.
    pub(crate) fn finish_page(
        &mut self,
        note: String,
        record: &[u8],
        exit: Exit,
    ) -> Result<(), JobError> {
        self.finish_with("", note, record, exit)
    }

    fn finish_with(
        &mut self,
        text: &str,
        note: String,
        record: &[u8],
        exit: Exit,
    ) -> Result<(), JobError> {
        let standing = &mut self.standing;
        standing.done += 1;
        standing.end += record.len() as u64;
        standing.inputs = standing.inputs.and(text);
        standing.exit = standing.exit.or_worse(exit);
        let entry = Entry {
            end: standing.end,
            exit,
            inputs: standing.inputs,
            record: Digest::of(record),
            note,
        };
        self.journal.write(entry.line().as_bytes())?;
        self.output.write(record)?;
        self.unsynced += 1;
        match self.unsynced < BATCH {
            true => Ok(()),
            false => self.commit(),
        }
    }

    /// Comes back when the disk has all that was written. A kill loses nothing without it,
    /// a power cut would.
    pub(crate) fn commit(&mut self) -> Result<(), JobError> {
        if self.unsynced > 0 {
            self.journal.sync()?;
            self.output.sync()?;
            self.unsynced = 0;
        }
        Ok(())
    }
}

/// The longest first line of a journal, in bytes.
const LONGEST_HEAD: u64 = 64 * 1024;

/// A first line that is of something else.
struct NotAHead;

/// What a journal's first line says; nothing where it was not written yet, or not wholly.
fn begun(line: &[u8]) -> Result<Option<Head>, NotAHead> {
    const START: &[u8] = b"{\"itemget_job\":";
    match line.last() {
        Some(b'\n') => serde_json::from_slice(line).ok().map(Some).ok_or(NotAHead),
        _ if line.starts_with(START) || START.starts_with(line) => Ok(None),
        _ => Err(NotAHead),
    }
}

fn standing(head: &Head, journal_end: u64) -> Standing {
    Standing {
        done: 0,
        end: head.preamble,
        journal_end,
        inputs: Digest::default(),
        exit: Exit::Done,
    }
}

impl Kept {
    fn open(path: &Path) -> Result<Self, JobError> {
        let failed = |source| JobError::File { path: path.to_owned(), source };
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(JobError::NotAFile { path: path.to_owned() });
        }
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), file }),
            Err(TryLockError::WouldBlock) => {
                Err(JobError::Locked { path: path.to_owned() })
            }
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    fn length(&self) -> Result<u64, JobError> {
        Ok(self.file.metadata().map_err(self.failed())?.len())
    }

    /// Cuts off what is behind `end`, and goes there.
    fn cut(&mut self, end: u64) -> Result<(), JobError> {
        let cut = self.file.set_len(end);
        cut.and_then(|()| self.file.seek(SeekFrom::Start(end)).map(drop))
            .map_err(self.failed())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), JobError> {
        self.file.write_all(bytes).map_err(self.failed())
    }

    fn sync(&self) -> Result<(), JobError> {
        self.file.sync_data().map_err(self.failed())
    }

    fn failed(&self) -> impl FnOnce(io::Error) -> JobError + use<> {
        let path = self.path.clone();
        move |source| JobError::File { path, source }
    }
}
