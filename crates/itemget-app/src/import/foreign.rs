//! A file of another tracker: all its rows judged, what they say laid out as trails.

use std::fs::File;
use std::path::{Path, PathBuf};

use itemget_exchange::map::{
    LaidTrail, MappedRows, Mapping, Rejection, RowVerdict, SheetError, lay_out,
};
use itemget_history::{Moment, Trail, TrailKey};
use tokio::sync::watch;

use super::ImportError;
use crate::exit::Exit;

/// A file of another tracker, read whole.
#[derive(Debug)]
pub(crate) struct ForeignFile {
    pub(crate) path: PathBuf,
    pub(crate) trails: Vec<(TrailKey, Trail)>,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// How many say what a row before them says.
    pub(crate) duplicates: u64,
    /// The rows that are not taken, and why.
    pub(crate) rejected: Vec<(u64, Rejection)>,
}

/// Reads a file as `mapping` says; nothing in it can be of after `now`. None where there
/// was a wish to end before it was read.
pub(crate) fn read_foreign(
    path: &Path,
    mapping: &Mapping,
    now: Moment,
    quit: &watch::Receiver<Option<Exit>>,
) -> Result<Option<ForeignFile>, ImportError> {
    let unread = |source| ImportError::File { path: path.to_owned(), source };
    let not_so =
        |source: SheetError| ImportError::Sheet { path: path.to_owned(), source };
    let file = File::open(path).map_err(unread)?;
    let rows = MappedRows::open(file, mapping, now).map_err(not_so)?;
    let is_wished = || quit.borrow().is_some();
    let mut judged = Vec::new();
    for row in rows {
        if is_wished() {
            return Ok(None);
        }
        judged.push(row.map_err(not_so)?);
    }
    let (laid, verdicts) = lay_out(mapping, judged);
    let mut foreign = ForeignFile {
        path: path.to_owned(),
        trails: laid.into_iter().map(|LaidTrail { key, trail }| (key, trail)).collect(),
        rows: verdicts.len() as u64,
        duplicates: 0,
        rejected: Vec::new(),
    };
    for (line, verdict) in verdicts {
        match verdict {
            RowVerdict::Taken => {}
            RowVerdict::Duplicate(_) => foreign.duplicates += 1,
            RowVerdict::Rejected(why) => foreign.rejected.push((line, why)),
        }
    }
    Ok((!is_wished()).then_some(foreign))
}
