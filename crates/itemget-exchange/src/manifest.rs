//! What an export holds and how far it is: the file `manifest.json` at its top.

use std::collections::BTreeMap;

use itemget_history::Moment;
use serde::{Deserialize, Serialize};

use crate::part::{FileFormat, PartPath};
use crate::table::SCHEMA_VERSION;

/// What an export is to hold, as it was asked for: an export is gone on with only for the
/// very same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The format of its parts.
    pub format: FileFormat,
    /// Whether a sandbox made the numbers up.
    pub synthetic: bool,
    /// From when on, as it was said: `90d`, `2026-01-31`, `all`.
    pub since: String,
    /// Until when, as it was said; none is until it began.
    pub until: Option<String>,
    /// The rest of what was asked for, by the flags' names; nothing is everything.
    pub only: BTreeMap<String, Vec<String>>,
}

/// A part that is written whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenPart {
    /// Where it lies, below the export's top.
    pub path: PartPath,
    /// How many rows it has.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of it, in hexadecimal digits.
    pub sha256: String,
}

/// What an export holds and how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the tables.
    pub schema_version: u32,
    /// What was asked for.
    #[serde(flatten)]
    pub terms: Terms,
    /// The moment that `since` means; none is from the start.
    pub since_at: Option<Moment>,
    /// The moment up to which history is in it.
    pub until_at: Moment,
    /// Whether all of it is there.
    pub complete: bool,
    /// The parts that are there, in order of their paths.
    pub parts: Vec<WrittenPart>,
    /// Parts of the export before, that this one has not come to yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<WrittenPart>,
}

/// Why a manifest cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// It is no manifest of ours.
    #[error("`manifest.json` is not that of an export")]
    Json(#[from] serde_json::Error),
    /// A newer version wrote it.
    #[error("the export is of version {found}, and this program knows up to {known}")]
    TooNew {
        /// The version that it has.
        found: u32,
        /// The newest that is known here.
        known: u32,
    },
}

impl Manifest {
    /// Its name below the export's top.
    pub const NAME: &'static str = "manifest.json";

    /// An export that is to begin.
    pub fn begin(terms: Terms, since_at: Option<Moment>, until_at: Moment) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            terms,
            since_at,
            until_at,
            complete: false,
            parts: Vec::new(),
            before: Vec::new(),
        }
    }

    /// The same export once more, up to another moment: what is there stays until it is
    /// written anew.
    #[must_use]
    pub fn again(self, since_at: Option<Moment>, until_at: Moment) -> Self {
        let mut before = self.parts;
        before.extend(self.before);
        Self { before, ..Self::begin(self.terms, since_at, until_at) }
    }

    /// Reads it.
    ///
    /// # Errors
    ///
    /// Where it is none, or of a version that is not known here.
    pub fn read(bytes: &[u8]) -> Result<Self, ManifestError> {
        #[derive(Deserialize)]
        struct Version {
            schema_version: u32,
        }
        let Version { schema_version: found } = serde_json::from_slice(bytes)?;
        if found > SCHEMA_VERSION {
            return Err(ManifestError::TooNew { found, known: SCHEMA_VERSION });
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("numbers and texts are always JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Notes a part that is whole, in place of what it was before.
    pub fn note(&mut self, part: WrittenPart) {
        self.before.retain(|it| it.path != part.path);
        match self.parts.binary_search_by_key(&part.path, |it| it.path) {
            Ok(place) => self.parts[place] = part,
            Err(place) => self.parts.insert(place, part),
        }
    }

    /// What is known of the part at `path` from before.
    pub fn part_before(&self, path: PartPath) -> Option<&WrittenPart> {
        self.before.iter().find(|it| it.path == path)
    }

    /// How many rows its parts have.
    pub fn rows(&self) -> u64 {
        self.parts.iter().map(|part| part.rows).sum()
    }

    /// How many bytes its parts have.
    pub fn bytes_of_parts(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(day: u8, rows: u64) -> WrittenPart {
        let path =
            format!("spans/platform=aliexpress/date=2026-11-{day:02}/part-00000.csv");
        let sha256 = format!("{rows:064x}");
        WrittenPart { path: path.parse().unwrap(), rows, bytes: rows * 9, sha256 }
    }

    fn manifest() -> Manifest {
        let terms = Terms {
            format: FileFormat::Csv,
            synthetic: true,
            since: "all".to_owned(),
            until: None,
            only: BTreeMap::from([("list".to_owned(), vec!["lamps".to_owned()])]),
        };
        Manifest::begin(terms, None, Moment::from_seconds(1_780_272_000))
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written_and_parts_are_in_order() {
        let mut manifest = manifest();
        for (day, rows) in [(3, 5), (1, 7), (3, 6)] {
            manifest.note(part(day, rows));
        }
        assert_eq!(manifest.parts, [part(1, 7), part(3, 6)]);
        assert_eq!(Manifest::read(&manifest.bytes()).unwrap(), manifest);
        assert_eq!((manifest.rows(), manifest.bytes_of_parts()), (13, 117));
    }

    #[test]
    fn an_export_once_more_knows_what_was_there_until_it_is_written_anew() {
        let mut manifest = manifest();
        manifest.note(part(1, 7));
        manifest.note(part(2, 7));
        let mut again = manifest.again(None, Moment::MAX);
        assert!(again.parts.is_empty() && !again.complete);
        assert_eq!(again.part_before(part(2, 0).path), Some(&part(2, 7)));
        again.note(part(2, 8));
        assert_eq!((again.parts, again.before), (vec![part(2, 8)], vec![part(1, 7)]));
    }

    #[test]
    fn what_is_no_manifest_or_a_newer_one_is_said() {
        assert!(matches!(Manifest::read(b"{}"), Err(ManifestError::Json(_))));
        let newer = br#"{"schema_version": 9, "surprise": true}"#;
        let error = Manifest::read(newer).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the export is of version 9, and this program knows up to 1"
        );
    }
}
