//! The two copies of the books: which one holds, and whose turn it is to be written.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;

use super::format::{self, Content};
use super::{failed, private};
use crate::clock::Clock;
use crate::limit::books::Books;
use crate::limit::ledger::LedgerError;

const NAMES: [&str; 2] = ["quota.a.json", "quota.b.json"];

/// How long rates stay closed after books were lost: a call that was on its way then has
/// arrived, and its window is over.
const LOSS_PAUSE: Duration = Duration::from_secs(60);

/// What was read.
pub(super) struct Found {
    pub(super) books: Books,
    /// Its number in the order of writing.
    pub(super) number: u64,
    /// Something was wrong, which the next reader should not find again.
    pub(super) mended: bool,
}

/// Reads the later one of the copies that hold. What does not hold is put out of the way.
pub(super) fn read(folder: &Path, clock: &dyn Clock) -> Result<Found, LedgerError> {
    let mut damaged = Vec::new();
    let mut whole = Vec::new();
    for path in NAMES.map(|name| folder.join(name)) {
        let bytes = bytes(&path)?;
        match format::content(&bytes) {
            Content::Empty => {}
            Content::Newer(found) => return Err(LedgerError::Newer { path, found }),
            Content::Damaged => damaged.push(path),
            Content::Books { number, .. } => whole.push((number, path, bytes)),
        }
    }
    whole.sort_by_key(|(number, ..)| *number);
    let mut latest = None;
    while let Some((number, path, bytes)) = whole.pop() {
        // The older one is not read: it has nothing that is not in the later one.
        if let Content::Books { json, .. } = format::content(&bytes)
            && let Ok(books) = serde_json::from_slice(json)
        {
            latest = Some((number, books));
            break;
        }
        damaged.push(path);
    }
    if damaged.is_empty() {
        let (number, books) = latest.unwrap_or_default();
        return Ok(Found { books, number, mended: false });
    }
    let now = clock.now();
    let aside = set_aside(folder, &damaged, now)?;
    let Some((number, mut books)) = latest else {
        let books = Books::after_loss(now, LOSS_PAUSE, lost(&aside));
        return Ok(Found { books, number: 0, mended: true });
    };
    books.notice(now, torn(&aside));
    Ok(Found { books, number, mended: true })
}

/// Writes the copy whose turn it is: over what was there, never shorter, since a file that
/// is cut is forced to the disk by some file systems.
pub(super) fn write(
    folder: &Path,
    books: &Books,
    number: u64,
) -> Result<(), LedgerError> {
    let path = folder.join(NAMES[usize::from(number.is_multiple_of(2))]);
    let bytes = format::encode(books, number);
    let mut options = private();
    let file = options.write(true).create(true).truncate(false).open(&path);
    file.and_then(|mut file| file.write_all(&bytes)).map_err(failed("write", &path))
}

/// A copy as it is; nothing if it is not there.
fn bytes(path: &Path) -> Result<Vec<u8>, LedgerError> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(failed("read", path)(error)),
        Ok(_) => Ok(bytes),
    }
}

/// Puts damaged copies where whoever wants to can look at them.
fn set_aside(
    folder: &Path,
    damaged: &[PathBuf],
    now: Timestamp,
) -> Result<String, LedgerError> {
    let mut names = Vec::new();
    for path in damaged {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let aside = folder.join(format!("damaged-{}-{name}", now.as_microsecond()));
        fs::rename(path, &aside).map_err(failed("set aside", path))?;
        tracing::warn!(aside = %aside.display(), "the quota ledger was damaged");
        names.push(format!("`{}`", aside.display()));
    }
    Ok(names.join(", "))
}

fn torn(aside: &str) -> String {
    format!(
        "one of two copies of the quota ledger was torn and is set aside as {aside}: the \
         other one was used"
    )
}

fn lost(aside: &str) -> String {
    format!(
        "the quota ledger was damaged and is set aside as {aside}: what was spent before \
         is not known, and nothing is sent for {} s where a rate holds",
        LOSS_PAUSE.as_secs(),
    )
}
