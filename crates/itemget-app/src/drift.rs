//! What the platform sends and this program cannot read: counted during a run, remembered
//! between runs, so that a change of the platform's does not go unseen.
//!
//! Both are bounded: a change that touches every field of every item stays a short list.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use itemget::{Item, Unreadable};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::lookup::{Told, Verdict};

/// How many fields are told apart, in a run and in the file.
const MOST: usize = 200;

/// The path of a whole answer that could not be read.
const WHOLE: &str = "";

/// What could not be read in this run. Cheap where there is nothing.
#[derive(Debug, Default)]
pub(crate) struct DriftNotes(Mutex<BTreeMap<Place, Sighting>>);

/// A field of an API's answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    api: String,
    path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sighting {
    times: u64,
    expected: String,
    found: String,
}

impl DriftNotes {
    /// Notes what of an outcome could not be read.
    pub(crate) fn note(&self, told: &Told) {
        let Verdict::Asked(_, outcome) = &told.verdict else { return };
        if let Some(item) = outcome.item() {
            self.note_item(item);
        }
        let Some(miss) = outcome.miss() else { return };
        let kind = miss.error.as_deref().map(itemget::Error::kind);
        if let Some(itemget::ErrorKind::Unreadable(unreadable)) = kind {
            self.note_whole(&miss.source, unreadable);
        }
    }

    fn note_item(&self, item: &Item) {
        if item.unread.is_empty() {
            return;
        }
        // An item put together from several answers says of none of its odd fields whose
        // it was; the first one is the one it was asked for with.
        let api = item.raw.first().map_or("", |raw| raw.source.as_str());
        for unread in &item.unread {
            let place =
                Place { api: api.to_owned(), path: without_positions(&unread.path) };
            self.add(place, &unread.expected, &unread.found);
        }
    }

    fn note_whole(&self, api: &str, unreadable: &Unreadable) {
        let place = Place { api: api.to_owned(), path: WHOLE.to_owned() };
        self.add(place, &unreadable.expected, &unreadable.found);
    }

    fn add(&self, place: Place, expected: &str, found: &str) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = seen.len() >= MOST;
        match seen.get_mut(&place) {
            Some(sighting) => sighting.times += 1,
            None if is_full => {}
            None => {
                let sighting = Sighting {
                    times: 1,
                    expected: expected.to_owned(),
                    found: found.to_owned(),
                };
                seen.insert(place, sighting);
            }
        }
    }

    /// How many fields could not be read, by API.
    pub(crate) fn fields(&self) -> BTreeMap<String, usize> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fields = BTreeMap::new();
        for place in seen.keys() {
            *fields.entry(place.api.clone()).or_default() += 1;
        }
        fields
    }

    /// Adds what was noted to the file, which other processes may be adding to as well.
    /// `at` is the endpoint that answered; none is the platform itself.
    pub(crate) fn keep(
        &self,
        file: &Path,
        at: Option<&str>,
        now: Timestamp,
    ) -> io::Result<()> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_empty() {
            return Ok(());
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(file.with_extension("lock"))?;
        lock.lock()?;
        let mut book = DriftBook::read(file)?;
        for (place, sighting) in &*seen {
            book.add(place, sighting, at, now);
        }
        book.write(file)
    }
}

/// What could not be read in all runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DriftBook {
    version: u32,
    pub(crate) fields: Vec<DriftField>,
}

/// A field that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DriftField {
    /// The endpoint; none is the platform itself.
    pub(crate) at: Option<String>,
    pub(crate) api: String,
    /// Where in an answer; empty is all of it. `[]` stands for any place of a list.
    pub(crate) path: String,
    pub(crate) expected: String,
    /// The start of what stood there when it was first seen.
    pub(crate) found: String,
    pub(crate) times: u64,
    pub(crate) first_seen: Timestamp,
    pub(crate) last_seen: Timestamp,
}

impl DriftBook {
    /// What the file says; nothing where there is none.
    pub(crate) fn read(file: &Path) -> io::Result<Self> {
        match fs::read(file) {
            // A damaged count is no reason for anything but to count anew.
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("new");
        let mut new = File::create(&beside)?;
        new.write_all(&serde_json::to_vec_pretty(self)?)?;
        fs::rename(&beside, file)
    }

    fn add(
        &mut self,
        place: &Place,
        sighting: &Sighting,
        at: Option<&str>,
        now: Timestamp,
    ) {
        self.version = 1;
        let known = self.fields.iter_mut().find(|field| {
            field.at.as_deref() == at
                && field.api == place.api
                && field.path == place.path
        });
        match known {
            Some(field) => {
                field.times = field.times.saturating_add(sighting.times);
                field.last_seen = now;
            }
            None => self.fields.push(DriftField {
                at: at.map(str::to_owned),
                api: place.api.clone(),
                path: place.path.clone(),
                expected: sighting.expected.clone(),
                found: sighting.found.clone(),
                times: sighting.times,
                first_seen: now,
                last_seen: now,
            }),
        }
        if self.fields.len() > MOST {
            // What was not seen for the longest time is over.
            self.fields.sort_by_key(|field| std::cmp::Reverse(field.last_seen));
            self.fields.truncate(MOST);
        }
    }
}

/// `a.b[12].c` as `a.b[].c`: the same field of another row is the same field.
fn without_positions(path: &str) -> String {
    let mut parts = path.split('[');
    let mut general = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        general.push('[');
        general.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    general
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(count: usize) -> DriftNotes {
        let notes = DriftNotes::default();
        for n in 0..count {
            for _ in 0..2 {
                let place = Place { api: "an.api".to_owned(), path: format!("field{n}") };
                notes.add(place, "a number", "\"many\"");
            }
        }
        notes
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_field_of_another_row_is_the_same_field() {
        for (path, expected) in
            [("a.b[12].c[3]", "a.b[].c[]"), ("a.b", "a.b"), ("[0]", "[]"), ("", "")]
        {
            assert_eq!(without_positions(path), expected);
        }
    }

    #[test]
    fn what_runs_note_adds_up_and_stays_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("state/drift.json");
        notes(0).keep(&file, None, at("2026-11-23T00:00:00Z")).unwrap();
        assert!(!file.exists(), "nothing to say is nothing to write");
        notes(1).keep(&file, None, at("2026-11-23T00:00:00Z")).unwrap();
        notes(1).keep(&file, None, at("2026-11-24T00:00:00Z")).unwrap();
        let book = DriftBook::read(&file).unwrap();
        let [field] = &book.fields[..] else { panic!("{book:?}") };
        assert_eq!(field.times, 4);
        assert_eq!(field.first_seen, at("2026-11-23T00:00:00Z"));
        assert_eq!(field.last_seen, at("2026-11-24T00:00:00Z"));
        notes(500)
            .keep(&file, Some("http://127.0.0.1:1"), at("2026-11-25T00:00:00Z"))
            .unwrap();
        let book = DriftBook::read(&file).unwrap();
        assert_eq!(book.fields.len(), MOST);
        assert!(book.fields.iter().all(|it| it.last_seen > at("2026-11-24T12:00:00Z")));
    }

    #[test]
    fn a_damaged_count_starts_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("drift.json");
        fs::write(&file, "{").unwrap();
        assert_eq!(DriftBook::read(&file).unwrap(), DriftBook::default());
        notes(1).keep(&file, None, at("2026-11-23T00:00:00Z")).unwrap();
        assert_eq!(DriftBook::read(&file).unwrap().fields.len(), 1);
    }
}
