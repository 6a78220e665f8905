//! Fields that are there and cannot be read: counted during a run and between runs, each
//! a short list even where a change touches every field of every item.

use std::collections::BTreeMap;
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
pub(super) struct UnreadNotes(Mutex<BTreeMap<Place, Sighting>>);

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

impl UnreadNotes {
    /// Notes what of an outcome could not be read.
    pub(super) fn note(&self, told: &Told) {
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

    pub(super) fn note_item(&self, item: &Item) {
        if item.unread.is_empty() {
            return;
        }
        // An item put together from several answers says of none of its odd fields whose
        // it was; the first one is the one it was asked for with.
        let api = item.raw.first().map_or("", |raw| &*raw.source);
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
    pub(super) fn fields(&self) -> BTreeMap<String, usize> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fields = BTreeMap::new();
        for place in seen.keys() {
            *fields.entry(place.api.clone()).or_default() += 1;
        }
        fields
    }

    /// Whether there is nothing to tell.
    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Adds what was noted to what is known already. `at` is the endpoint that answered;
    /// none is the platform itself.
    pub(super) fn add_to(&self, book: &mut UnreadBook, at: Option<&str>, now: Timestamp) {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, sighting) in &*seen {
            book.add(place, sighting, at, now);
        }
    }
}

/// What could not be read in all runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnreadBook {
    version: u32,
    fields: Vec<UnreadField>,
}

/// A field that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnreadField {
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

impl UnreadBook {
    /// What could not be read of an endpoint's answers.
    pub(super) fn of(self, at: Option<&str>) -> Vec<UnreadField> {
        self.fields.into_iter().filter(|field| field.at.as_deref() == at).collect()
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
            None => self.fields.push(UnreadField {
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

    fn notes(count: usize) -> UnreadNotes {
        let notes = UnreadNotes::default();
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
        let mut book = UnreadBook::default();
        assert!(notes(0).is_empty() && !notes(1).is_empty());
        notes(1).add_to(&mut book, None, at("2026-11-23T00:00:00Z"));
        notes(1).add_to(&mut book, None, at("2026-11-24T00:00:00Z"));
        let [field] = &book.fields[..] else { panic!("{book:?}") };
        assert_eq!(field.times, 4);
        assert_eq!(field.first_seen, at("2026-11-23T00:00:00Z"));
        assert_eq!(field.last_seen, at("2026-11-24T00:00:00Z"));
        let elsewhere = Some("http://127.0.0.1:1");
        notes(500).add_to(&mut book, elsewhere, at("2026-11-25T00:00:00Z"));
        assert_eq!(book.fields.len(), MOST);
        assert!(book.fields.iter().all(|it| it.last_seen > at("2026-11-24T12:00:00Z")));
    }
}
