//! The head of a journal: on what terms a job was begun. Under others, its second half
//! would not fit its first.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::JobError;
use super::journal::Digest;

/// What decides what a job writes, by the names that users know.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Terms(BTreeMap<String, String>);

impl Terms {
    /// The same with one more.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.0.insert(name.to_owned(), value.to_string());
        self
    }
}

/// The input as a whole, where it could be read beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WholeInput {
    /// How many texts there are.
    pub(crate) texts: u64,
    /// Of all of them.
    pub(crate) digest: Digest,
}

/// The first line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    /// The format of the journal.
    itemget_job: u32,
    terms: Terms,
    /// How many texts the input has, and what they are; null for one that is not a file.
    texts: Option<u64>,
    input: Option<String>,
    /// How many bytes of the output stand before the first record.
    pub(super) preamble: u64,
}

/// The format that is written.
const FORMAT: u32 = 1;

impl Head {
    pub(super) fn new(terms: &Terms, input: Option<WholeInput>, preamble: &[u8]) -> Self {
        Self {
            itemget_job: FORMAT,
            terms: terms.clone(),
            texts: input.map(|input| input.texts),
            input: input.map(|input| input.digest.to_string()),
            preamble: preamble.len() as u64,
        }
    }

    /// Whether a job that was begun with `self` can be gone on with as `now`.
    pub(super) fn check(&self, now: &Self) -> Result<(), JobError> {
        if self.itemget_job != now.itemget_job {
            return Err(JobError::Format { found: self.itemget_job });
        }
        let names = self.terms.0.keys().chain(now.terms.0.keys());
        for name in names {
            let (before, now) = (self.terms.0.get(name), now.terms.0.get(name));
            if before != now {
                let said = |value: Option<&String>| value.cloned().unwrap_or_default();
                return Err(JobError::OtherTerms {
                    name: name.clone(),
                    before: said(before),
                    now: said(now),
                });
            }
        }
        // An input that comes through a pipe is checked text by text.
        match (self.texts, now.texts, self.input == now.input) {
            (Some(before), Some(now), false) => {
                Err(JobError::OtherInput { before: Some(before), now: Some(now) })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(fields: &str, texts: Option<&str>) -> Head {
        let terms = Terms::default().with("--fields", fields).with("--format", "csv");
        let input = texts
            .map(|text| WholeInput { texts: 1, digest: Digest::default().and(text) });
        Head::new(&terms, input, b"asked\n")
    }

    #[test]
    fn a_job_goes_on_as_it_was_begun_or_says_what_is_different() {
        let begun = head("title", Some("1"));
        assert!(begun.check(&begun).is_ok());
        assert!(begun.check(&head("title", None)).is_ok(), "checked text by text");
        let JobError::OtherTerms { name, before, now } =
            begun.check(&head("price", Some("1"))).unwrap_err()
        else {
            panic!("the fields are different")
        };
        let expected = ["--fields", "title", "price"];
        assert_eq!([name.as_str(), before.as_str(), now.as_str()], expected);
        let error = begun.check(&head("title", Some("2"))).unwrap_err();
        assert!(matches!(error, JobError::OtherInput { .. }), "{error:?}");
    }
}
