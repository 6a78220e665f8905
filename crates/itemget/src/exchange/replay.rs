//! [`Replayer`]: a transport that answers from a recording, and never from the network.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::Request;

use super::asked::{Asked, Heard};
use super::recording::{Outcome, ReadError, Recording};
use crate::transport::{SendFuture, Transport, TransportError, TransportErrorKind};

/// A transport that answers from a folder that [`Recorder`](super::Recorder) wrote.
///
/// An answer is found by dialect, method and business parameters; time, signature and
/// token make no difference. What was recorded several times is answered in the same
/// order, and then the last answer again and again. What was not recorded fails, and
/// says what the nearest recording was asked.
pub struct Replayer {
    folder: PathBuf,
    recorded: BTreeMap<Asked, Series>,
}

/// All that was recorded of one question, in order.
struct Series {
    /// The first file's name, for messages.
    file: String,
    outcomes: Vec<Outcome>,
    answered: AtomicUsize,
}

/// Why a folder cannot be replayed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The folder or a file in it cannot be read.
    #[error("could not read `{}`", .path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There are files that are no recordings, or are no longer whole.
    #[error("{} of the recordings in `{}` are damaged: {}", .files.len(), .folder.display(), shortened(.files))]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// Each damaged file and what is wrong with it.
        files: Vec<(String, String)>,
    },
    /// There is no recording in the folder.
    #[error("there are no recordings in `{}`", .folder.display())]
    Empty {
        /// The folder.
        folder: PathBuf,
    },
}

/// A call that is not in the recording.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{method}` was not recorded as it is asked; {nearest}")]
pub struct NotRecorded {
    /// The method that was called.
    pub method: String,
    /// The nearest recording and what differs, in words.
    pub nearest: String,
}

impl Replayer {
    /// Reads all recordings in `folder`.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read or is empty, and where any file in it is damaged:
    /// leaving it out would answer other than was recorded.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, ReplayError> {
        let folder = folder.into();
        let mut damaged = Vec::new();
        let mut recorded: BTreeMap<Asked, Series> = BTreeMap::new();
        for file in files(&folder)? {
            let path = folder.join(&file);
            let text = fs::read(&path)
                .map_err(|source| ReplayError::Unreadable { path, source })?;
            match Recording::read(&text) {
                Ok((asked, outcome)) => {
                    let series = recorded.entry(asked).or_insert_with(|| Series {
                        file,
                        outcomes: Vec::new(),
                        answered: AtomicUsize::new(0),
                    });
                    series.outcomes.push(outcome);
                }
                Err(error) => damaged.push((file, in_full(&error))),
            }
        }
        if !damaged.is_empty() {
            return Err(ReplayError::Damaged { folder, files: damaged });
        }
        if recorded.is_empty() {
            return Err(ReplayError::Empty { folder });
        }
        Ok(Self { folder, recorded })
    }

    /// How many exchanges were recorded.
    pub fn len(&self) -> usize {
        self.recorded.values().map(|series| series.outcomes.len()).sum()
    }

    /// Whether nothing was recorded; never so of a replayer that could be opened.
    pub fn is_empty(&self) -> bool {
        self.recorded.is_empty()
    }

    fn answer(
        &self,
        request: &Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let asked = Heard::of(request).asked;
        let Some(series) = self.recorded.get(&asked) else {
            let not_recorded = self.not_recorded(asked);
            return Err(TransportError::new(
                TransportErrorKind::NotRecorded,
                not_recorded,
            ));
        };
        let turn = series.answered.fetch_add(1, Ordering::Relaxed);
        let last = series.outcomes.len() - 1;
        match &series.outcomes[turn.min(last)] {
            Ok(response) => Ok(response.clone()),
            Err(kind) => Err(TransportError::from(*kind)),
        }
    }

    fn not_recorded(&self, asked: Asked) -> NotRecorded {
        let same_method = self
            .recorded
            .iter()
            .filter(|(known, _)| {
                known.method == asked.method && known.dialect == asked.dialect
            })
            .map(|(known, series)| (differences(&asked, known), series))
            .min_by_key(|(differences, _)| differences.len());
        let nearest = match same_method {
            Some((differences, series)) => {
                format!("the nearest, `{}`, has {}", series.file, differences.join(", "))
            }
            None => {
                let mut methods: Vec<&str> =
                    self.recorded.keys().map(|known| known.method.as_str()).collect();
                methods.dedup();
                format!("only `{}` was", methods.join("`, `"))
            }
        };
        NotRecorded { method: asked.method, nearest }
    }
}

impl Transport for Replayer {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(std::future::ready(self.answer(&request)))
    }
}

impl fmt::Debug for Replayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replayer")
            .field("folder", &self.folder)
            .field("exchanges", &self.len())
            .finish()
    }
}

/// The names of the recordings in `folder`, in the order of their numbers.
fn files(folder: &Path) -> Result<Vec<String>, ReplayError> {
    let unreadable = |source| ReplayError::Unreadable { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let name = entry.map_err(unreadable)?.file_name();
        // A name that is no text is not one that a recorder gave.
        let Some(name) = name.to_str() else { continue };
        if name.ends_with(".json") && !name.starts_with('.') {
            files.push(name.to_owned());
        }
    }
    // Numbers of more than six digits come after all shorter ones.
    let number = |name: &str| {
        name.split('-').next().and_then(|part| part.parse::<u64>().ok()).unwrap_or(0)
    };
    files.sort_by(|a, b| (number(a), a).cmp(&(number(b), b)));
    Ok(files)
}

/// Each parameter in which `known` is not what is asked, in words.
fn differences(asked: &Asked, known: &Asked) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> =
        asked.params.keys().chain(known.params.keys()).collect();
    let short = |text: &String| text.chars().take(40).collect::<String>();
    let mut found = Vec::new();
    for name in names {
        match (asked.params.get(name), known.params.get(name)) {
            (Some(asked), Some(known)) if asked != known => found.push(format!(
                "`{name}` = `{}` where `{}` is asked",
                short(known),
                short(asked)
            )),
            (Some(asked), None) => {
                found.push(format!("no `{name}` where `{}` is asked", short(asked)));
            }
            (None, Some(known)) => {
                found.push(format!("`{name}` = `{}` where none is asked", short(known)));
            }
            _ => {}
        }
    }
    found
}

fn shortened(files: &[(String, String)]) -> String {
    let shown = files.iter().take(5).map(|(file, why)| format!("`{file}` ({why})"));
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if files.len() > 5 {
        text.push_str(", …");
    }
    text
}

/// Several files can be damaged and each for another reason, so that a chain of sources
/// cannot carry them.
fn in_full(error: &ReadError) -> String {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
