//! History as files that other programs read, and back. Pure but for the files it is handed:
//! no network, no clock, no database.
//!
//! # The story of an export
//!
//! 1. A trail becomes rows of two tables: what changed, and when anybody was looking
//!    (`rows`). Nothing of it is lost, so that rows become the trail again
//!    ([`Gathered`]).
//! 2. Rows lie in parts by platform and day ([`PartPath`]), each of which is a file of CSV,
//!    JSON Lines or Parquet ([`PartWriter`], [`PartReader`]). What a column means, and in
//!    what unit, is in the file or beside it (`table`).
//! 3. A [`Manifest`] says what the export is to hold and which parts are whole; a job that
//!    was stopped goes on by it. How many parts are written together follows from their
//!    rows (`batches`), so that memory is bounded.
//!
//! Files of other trackers are read by a [`map::Mapping`]: which column is what. What a row
//! does not say is never guessed.
#![warn(missing_docs)]

mod gather;
mod manifest;
pub mod map;
mod part;
mod plan;
mod read;
mod rows;
pub mod steps;
pub mod table;
mod write;

pub use gather::{GatherError, Gathered};
pub use manifest::{Manifest, ManifestError, Terms, WrittenPart};
pub use part::{FileFormat, ParseFileFormatError, ParsePartError, PartPath, Partition};
pub use plan::{Batch, Census, batches};
pub use read::{PartReader, ReadError, ReadErrorKind, ReadRow};
pub use rows::{ChangeRow, Row, RowError, SpanRow, rows_of};
pub use write::{Hashed, PartWriter, WriteError, Written};
