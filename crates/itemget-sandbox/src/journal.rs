//! What the sandbox was sent, and what it made of it: for tests, and for whoever wonders
//! why a client fails.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::Notify;

/// How many entries are kept; older ones are forgotten, but stay counted.
const KEPT: usize = 10_000;

/// How many characters of a value are kept: a picture in a parameter is longer.
const LONGEST: usize = 1_000;

/// What stands where a secret was sent.
const MARK: &str = "***";

/// Parameters whose values are secrets.
const SECRETS: [&str; 10] = [
    "access_token",
    "session",
    "refresh_token",
    "code",
    "sign",
    "secret",
    "app_secret",
    "client_secret",
    "_aop_signature",
    "key",
];

/// The verdict on a request that was let through to its answer.
pub const ACCEPTED: &str = "accepted";

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Counts from 1.
    pub number: u64,
    /// When it came, by the sandbox's clock.
    pub at: Timestamp,
    /// `GET` or `POST`.
    pub http_method: String,
    /// The path it went to, without the query.
    pub path: String,
    /// The platform's host it was meant for, if it came through the proxy.
    pub host: Option<String>,
    /// The API that was called, if one could be told.
    pub api: Option<String>,
    /// Decoded parameters. Of secrets only that they came (`***`); long values are cut.
    pub params: BTreeMap<String, String>,
    /// [`ACCEPTED`], or the code of the refusal.
    pub verdict: String,
    /// What the developer was told besides.
    pub detail: Option<String>,
    /// The fault of the script that met it.
    pub fault: Option<String>,
}

#[derive(Debug, Default)]
struct Pages {
    total: u64,
    verdicts: BTreeMap<String, u64>,
    entries: VecDeque<Entry>,
}

/// The sandbox's journal. Clones are the same journal.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    pages: Arc<Mutex<Pages>>,
    written: Arc<Notify>,
}

impl Journal {
    /// The latest entries, the oldest first; at most 10,000 are kept.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        self.pages().entries.iter().cloned().collect()
    }

    /// The latest entry.
    #[must_use]
    pub fn last(&self) -> Option<Entry> {
        self.pages().entries.back().cloned()
    }

    /// Waits for what comes after the entry of this number, and gives all of it that is
    /// kept: a log of the sandbox is this in a loop, from 0 on.
    pub async fn after(&self, number: u64) -> Vec<Entry> {
        loop {
            // Asked for before looking, so that nothing comes unheard between the two.
            let written = self.written.notified();
            let new: Vec<Entry> = {
                let pages = self.pages();
                pages
                    .entries
                    .iter()
                    .filter(|entry| entry.number > number)
                    .cloned()
                    .collect()
            };
            if !new.is_empty() {
                return new;
            }
            written.await;
        }
    }

    /// How many requests came since the start or since [`clear`](Self::clear).
    #[must_use]
    pub fn total(&self) -> u64 {
        self.pages().total
    }

    /// How many requests met each verdict.
    #[must_use]
    pub fn verdicts(&self) -> BTreeMap<String, u64> {
        self.pages().verdicts.clone()
    }

    /// Forgets everything and counts from the beginning.
    pub fn clear(&self) {
        *self.pages() = Pages::default();
    }

    /// Writes an entry down, with its number and with its secrets marked.
    pub(crate) fn write(&self, mut entry: Entry) {
        for (name, value) in &mut entry.params {
            if SECRETS.contains(&name.as_str()) && !value.is_empty() {
                MARK.clone_into(value);
            }
            if let Some((cut, _)) = value.char_indices().nth(LONGEST) {
                let length = value.len();
                *value = format!("{}… ({length} bytes)", &value[..cut]);
            }
        }
        let mut pages = self.pages();
        pages.total += 1;
        entry.number = pages.total;
        *pages.verdicts.entry(entry.verdict.clone()).or_default() += 1;
        pages.entries.push_back(entry);
        if pages.entries.len() > KEPT {
            pages.entries.pop_front();
        }
        drop(pages);
        self.written.notify_waiters();
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().expect("no code panics while it holds the journal")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(verdict: &str) -> Entry {
        let params = [("access_token", "50000abc"), ("product_id", "1"), ("session", "")];
        Entry {
            number: 0,
            at: Timestamp::UNIX_EPOCH,
            http_method: "GET".to_owned(),
            path: "/sync".to_owned(),
            host: None,
            api: None,
            params: params.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            verdict: verdict.to_owned(),
            detail: None,
            fault: None,
        }
    }

    #[test]
    fn secrets_are_marked_and_blanks_are_not() {
        let journal = Journal::default();
        journal.write(entry(ACCEPTED));
        let params = journal.last().unwrap().params;
        assert_eq!(params["access_token"], "***");
        assert_eq!(params["product_id"], "1");
        assert_eq!(params["session"], "");
    }

    #[tokio::test]
    async fn who_waits_for_the_next_entry_gets_it() {
        let journal = Journal::default();
        journal.write(entry(ACCEPTED));
        let elsewhere = journal.clone();
        let waiting = tokio::spawn(async move { elsewhere.after(1).await });
        tokio::task::yield_now().await;
        journal.write(entry("ApiCallLimit"));
        let new = waiting.await.unwrap();
        assert_eq!(new.len(), 1);
        assert_eq!((new[0].number, new[0].verdict.as_str()), (2, "ApiCallLimit"));
    }

    #[test]
    fn a_picture_in_a_parameter_is_cut() {
        let journal = Journal::default();
        let mut long = entry(ACCEPTED);
        long.params.insert("param0".to_owned(), "é".repeat(5000));
        journal.write(long);
        let kept = &journal.last().unwrap().params["param0"];
        assert!(kept.ends_with("é… (10000 bytes)"), "{kept}");
        assert_eq!(kept.chars().count(), 1_000 + "… (10000 bytes)".chars().count());
    }

    #[test]
    fn old_entries_are_forgotten_but_counted() {
        let journal = Journal::default();
        for _ in 0..KEPT {
            journal.write(entry(ACCEPTED));
        }
        journal.write(entry("ApiCallLimit"));
        assert_eq!(journal.entries().len(), KEPT);
        assert_eq!(journal.entries()[0].number, 2);
        assert_eq!(journal.total(), 10_001);
        assert_eq!(journal.verdicts()["ApiCallLimit"], 1);
        journal.clear();
        assert_eq!((journal.total(), journal.entries().len()), (0, 0));
    }
}
