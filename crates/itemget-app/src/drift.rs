//! What the platform sends otherwise than it used to: fields that cannot be read, fields
//! that nobody knows, fields that no longer come. Counted during a run, remembered between
//! runs, so that a change of the platform's does not go unseen.

mod fields;
mod known;
mod learned;
mod look;
#[cfg(test)]
mod readers;
mod unread;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::lookup::Told;
use fields::FieldNotes;
use learned::FieldBook;
use unread::{UnreadBook, UnreadNotes};

pub(crate) use learned::{MissedField, News, UnknownField};
pub(crate) use unread::UnreadField;

/// What was seen in this run. Cheap where nothing is odd.
#[derive(Debug, Default)]
pub(crate) struct DriftNotes {
    unread: UnreadNotes,
    fields: FieldNotes,
}

/// What is known from all runs of the answers of one endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    pub(crate) unread: Vec<UnreadField>,
    pub(crate) unknown: Vec<UnknownField>,
    pub(crate) missed: Vec<MissedField>,
}

/// The files that it is remembered in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DriftFiles {
    pub(crate) unread: PathBuf,
    pub(crate) fields: PathBuf,
}

impl DriftNotes {
    /// Notes what of an outcome is odd. What arrived before `since` comes from the cache,
    /// and was noted when it came.
    pub(crate) fn note(&self, told: &Told, since: Timestamp) {
        self.unread.note(told);
        if let Some(item) = told.found() {
            self.fields.note(item, since);
        }
    }

    /// How many fields could not be read, by API.
    pub(crate) fn unread(&self) -> BTreeMap<String, usize> {
        self.unread.fields()
    }

    /// Adds what was noted to the files, which other processes may be adding to as well,
    /// and gives what was not known before. `at` is the endpoint that answered; none is
    /// the platform itself.
    pub(crate) fn keep(
        &self,
        files: &DriftFiles,
        at: Option<&str>,
        now: Timestamp,
    ) -> io::Result<News> {
        let seen = self.fields.take();
        if self.unread.is_empty() && seen.is_empty() {
            return Ok(News::default());
        }
        let folder = files.unread.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(files.unread.with_extension("lock"))?;
        lock.lock()?;
        if !self.unread.is_empty() {
            let mut book: UnreadBook = read(&files.unread)?;
            self.unread.add_to(&mut book, at, now);
            write(&files.unread, &book)?;
        }
        if seen.is_empty() {
            return Ok(News::default());
        }
        let mut book: FieldBook = read(&files.fields)?;
        let news = book.learn(at, &seen, now);
        write(&files.fields, &book)?;
        Ok(news)
    }
}

impl Drift {
    /// What the files say of the endpoint `at`; nothing where there are none.
    pub(crate) fn read(files: &DriftFiles, at: Option<&str>) -> io::Result<Self> {
        let unread: UnreadBook = read(&files.unread)?;
        let fields: FieldBook = read(&files.fields)?;
        Ok(Self {
            unread: unread.of(at),
            unknown: fields.unknown(at),
            missed: fields.missed(at),
        })
    }
}

fn read<T: DeserializeOwned + Default>(file: &Path) -> io::Result<T> {
    match fs::read(file) {
        // A damaged count is no reason for anything but to count anew.
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(error),
    }
}

fn write<T: Serialize>(file: &Path, book: &T) -> io::Result<()> {
    let beside = file.with_extension("new");
    let mut new = File::create(&beside)?;
    new.write_all(&serde_json::to_vec(book)?)?;
    fs::rename(&beside, file)
}

#[cfg(test)]
mod tests {
    use itemget::item::{RawReply, Unread};
    use itemget::{Item, View};

    use super::*;
    use crate::search::told;

    fn files(folder: &Path) -> DriftFiles {
        let state = folder.join("state");
        DriftFiles { unread: state.join("drift.json"), fields: state.join("fields.json") }
    }

    fn now() -> Timestamp {
        "2026-11-23T00:00:00Z".parse().unwrap()
    }

    fn item(number: u64) -> Item {
        let id = (1_005_006_000_000_000 + number).to_string().parse().unwrap();
        let raw = RawReply {
            source: "aliexpress.affiliate.productdetail.get".into(),
            observed_at: now(),
            body: r#"{"product_id":1,"product_title":"x","news":[]}"#.into(),
        };
        let unread = Unread {
            path: "shop_id".to_owned(),
            expected: "a number".to_owned(),
            found: "\"many\"".to_owned(),
        };
        let item = Item::unobserved(id, View::default());
        Item { raw: vec![raw], unread: vec![unread], ..item }
    }

    #[test]
    fn what_runs_note_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        let nothing = DriftNotes::default().keep(&files, None, now()).unwrap();
        assert_eq!(nothing, News::default());
        assert!(!files.unread.exists(), "nothing to say is nothing to write");
        for run in 0..2 {
            let notes = DriftNotes::default();
            (0..30).for_each(|number| notes.note(&told(item(number)), now()));
            let news = notes.keep(&files, None, now()).unwrap();
            assert_eq!(news.unknown.is_empty(), run == 1, "news once");
        }
        let drift = Drift::read(&files, None).unwrap();
        assert_eq!(drift.unread[0].times, 60, "each is counted");
        assert_eq!((&drift.unknown[0].path[..], drift.unknown[0].times), ("news", 20));
        assert!(drift.missed.is_empty(), "20 items are looked at, and 25 are a rule");
        assert_eq!(Drift::read(&files, Some("http://h")).unwrap(), Drift::default());
    }

    #[test]
    fn a_damaged_count_starts_anew() {
        let folder = tempfile::tempdir().unwrap();
        let files = files(folder.path());
        fs::create_dir_all(files.unread.parent().unwrap()).unwrap();
        fs::write(&files.unread, "{").unwrap();
        fs::write(&files.fields, "{\"version\":\"x\"}").unwrap();
        assert_eq!(Drift::read(&files, None).unwrap(), Drift::default());
        let notes = DriftNotes::default();
        notes.note(&told(item(1)), now());
        notes.keep(&files, None, now()).unwrap();
        let drift = Drift::read(&files, None).unwrap();
        assert_eq!((drift.unread.len(), drift.unknown.len()), (1, 1));
    }
}
