//! The lines of a journal: what stands where in the output, and whether it still does.
//!
//! A line is written before the record it tells of. After a kill, a line without its record
//! is cut off, and a record is never there without its line: what was written is known.

use std::fmt;
use std::io::{self, BufRead, Read};

use sha2::{Digest as _, Sha256};

use crate::exit::Exit;

/// A digest of a record, or of all inputs so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Digest([u8; 8]);

impl Digest {
    /// Of some bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self::first_bytes(&Sha256::digest(bytes))
    }

    /// Of a list of texts, one longer than the list that `self` is of.
    #[must_use]
    pub(crate) fn and(self, text: &str) -> Self {
        Self::first_bytes(
            &Sha256::new().chain_update(self.0).chain_update(text).finalize(),
        )
    }

    fn first_bytes(digest: &[u8]) -> Self {
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(first)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}

impl std::str::FromStr for Digest {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(text, 16).map(|number| Self(number.to_be_bytes()))
    }
}

/// One finished input, or page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Where its record ends in the output, in bytes.
    pub(crate) end: u64,
    /// How the program would end for it alone.
    pub(crate) exit: Exit,
    /// Of all inputs up to it.
    pub(crate) inputs: Digest,
    /// Of its record.
    pub(crate) record: Digest,
    /// What has to be known to go on behind it, on one line; empty where its number says
    /// it.
    pub(crate) note: String,
}

/// The longest line that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

impl Entry {
    /// Its line, with the line end.
    pub(crate) fn line(&self) -> String {
        let Self { end, exit, inputs, record, note } = self;
        let space = if note.is_empty() { "" } else { " " };
        format!("{end} {} {inputs} {record}{space}{note}\n", exit.code())
    }

    fn parse(line: &str) -> Option<Self> {
        let mut parts = line.strip_suffix('\n')?.splitn(5, ' ');
        Some(Self {
            end: parts.next()?.parse().ok()?,
            exit: exit(parts.next()?)?,
            inputs: digest(parts.next()?)?,
            record: digest(parts.next()?)?,
            note: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

/// All sixteen digits: a digest that is cut short must not pass for one.
fn digest(text: &str) -> Option<Digest> {
    (text.len() == 16).then(|| text.parse().ok()).flatten()
}

fn exit(text: &str) -> Option<Exit> {
    let code: u8 = text.parse().ok()?;
    Exit::ALL.into_iter().find(|exit| exit.code() == code)
}

/// How far a job is, as its journal and its output agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// How many inputs are finished.
    pub(crate) done: u64,
    /// Where the last record ends in the output.
    pub(crate) end: u64,
    /// Where the last line ends in the journal.
    pub(crate) journal_end: u64,
    /// Of all finished inputs.
    pub(crate) inputs: Digest,
    /// The worst end of all.
    pub(crate) exit: Exit,
}

/// Why a journal and an output do not go together.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StandingError {
    #[error("could not be read")]
    Io(#[from] io::Error),
    #[error("changed before byte {at}")]
    Changed { at: u64 },
}

/// So many lines may have no record: as many as are written at once.
pub(crate) const BATCH: usize = 500;

/// Reads on from `start`, which is behind the heads of both; `note` is told each note that
/// counts. What the last moment before a
/// kill or a power cut has torn is left out; anything else that does not fit is an error.
pub(crate) fn read(
    start: Standing,
    mut journal: impl BufRead,
    mut output: impl Read,
    mut note: impl FnMut(String),
) -> Result<Standing, StandingError> {
    let mut standing = start;
    let mut line = String::new();
    let mut record = Vec::new();
    loop {
        line.clear();
        // A torn line can end within a letter; ours have none, so that it is no entry.
        if journal.by_ref().take(LONGEST).read_line(&mut line).is_err() {
            break;
        }
        let Some(entry) = Entry::parse(&line) else { break };
        let Some(length) = entry.end.checked_sub(standing.end) else { break };
        record.clear();
        output.by_ref().take(length).read_to_end(&mut record)?;
        if record.len() as u64 != length || Digest::of(&record) != entry.record {
            break;
        }
        standing = Standing {
            done: standing.done + 1,
            end: entry.end,
            journal_end: standing.journal_end + line.len() as u64,
            inputs: entry.inputs,
            exit: standing.exit.or_worse(entry.exit),
        };
        if !entry.note.is_empty() {
            note(entry.note);
        }
    }
    // What is left of the journal is torn off, if it is no more than was on its way.
    let mut left = usize::from(!line.is_empty());
    let mut rest = Vec::new();
    while left <= BATCH {
        rest.clear();
        if journal.by_ref().take(LONGEST).read_until(b'\n', &mut rest)? == 0 {
            return Ok(standing);
        }
        left += 1;
    }
    Err(StandingError::Changed { at: standing.end })
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Standing = Standing {
        done: 0,
        end: 0,
        journal_end: 0,
        inputs: Digest([0; 8]),
        exit: Exit::Done,
    };

    fn job(records: &[&str]) -> (Vec<u8>, Vec<u8>) {
        let (mut journal, mut output) = (Vec::new(), Vec::new());
        let mut inputs = Digest::default();
        for record in records {
            output.extend_from_slice(record.as_bytes());
            inputs = inputs.and(record);
            let entry = Entry {
                end: output.len() as u64,
                exit: if record.contains("not") { Exit::NotFound } else { Exit::Done },
                inputs,
                record: Digest::of(record.as_bytes()),
                note: if record.contains("not") { "a note" } else { "" }.to_owned(),
            };
            journal.extend_from_slice(entry.line().as_bytes());
        }
        (journal, output)
    }

    #[test]
    fn whatever_is_torn_off_only_whole_records_count() {
        let records = ["one\n", "not two\n", "three\nand more\n"];
        let (journal, output) = job(&records);
        let ends: Vec<usize> = (0..=3).map(|n| records[..n].concat().len()).collect();
        let lines: Vec<usize> = (0..=3).map(|n| job(&records[..n]).0.len()).collect();
        for journal_cut in 0..=journal.len() {
            for output_cut in 0..=output.len() {
                let mut notes = Vec::new();
                let note = |note| notes.push(note);
                let (journal, output) = (&journal[..journal_cut], &output[..output_cut]);
                let standing = read(START, journal, output, note).unwrap();
                let expected = (0..=3)
                    .rev()
                    .find(|n| ends[*n] <= output_cut && lines[*n] <= journal_cut)
                    .unwrap();
                assert_eq!(standing.done, expected as u64, "{journal_cut} {output_cut}");
                assert_eq!(standing.end, ends[expected] as u64);
                assert_eq!(standing.journal_end, lines[expected] as u64);
                let exit = if expected < 2 { Exit::Done } else { Exit::NotFound };
                assert_eq!(standing.exit, exit);
                assert_eq!(notes.len(), usize::from(expected >= 2));
            }
        }
    }

    #[test]
    fn an_output_that_somebody_changed_is_not_gone_on_with() {
        let records: Vec<String> = (0..1000).map(|n| format!("record {n}\n")).collect();
        let records: Vec<&str> = records.iter().map(String::as_str).collect();
        let (journal, mut output) = job(&records);
        output[5] = b'X';
        let error = read(START, &journal[..], &output[..], drop).unwrap_err();
        assert!(matches!(error, StandingError::Changed { at: 0 }), "{error:?}");
        let error = read(START, &journal[..], &output[..0], drop).unwrap_err();
        assert!(matches!(error, StandingError::Changed { at: 0 }), "{error:?}");
        // Damage in the last batch is what a power cut leaves.
        let (journal, mut output) = job(&records);
        let length = output.len();
        output[length - 20..].fill(0);
        assert_eq!(read(START, &journal[..], &output[..], drop).unwrap().done, 998);
    }

    #[test]
    fn a_line_says_what_it_was_made_from() {
        for exit in Exit::ALL {
            let inputs = Digest::default().and("1").and("2");
            for note in ["", "{\"a\": 1}"] {
                let record = Digest::of(b"");
                let note = note.to_owned();
                let entry = Entry { end: u64::MAX, exit, inputs, record, note };
                assert_eq!(Entry::parse(&entry.line()), Some(entry));
            }
        }
        for line in ["", "\n", "1 0 0 0\n", "x 0 0000000000000000 0000000000000000\n"] {
            assert_eq!(Entry::parse(line), None, "{line:?}");
        }
        assert_ne!(Digest::default().and("1").and("2"), Digest::default().and("12"));
    }
}
