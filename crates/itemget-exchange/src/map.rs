//! Files of other trackers: which column is what, and what becomes of each row.
//!
//! A mapping is a small TOML text. What it does not name is not read, and what a row does
//! not say is not guessed: without a currency there is no price.
//!
//! A cell can hold one value, or a whole history: pairs of time and value, as Keepa keeps
//! them.

mod builtin;
mod judge;
mod laid;
mod mapping;
mod number;
mod quotes;
mod rows;
mod time;

pub use builtin::{BUILT_IN, built_in};
pub use judge::{Judged, Point, Rejection, RowVerdict};
pub use laid::{LaidTrail, lay_out};
pub use mapping::{Mapping, MappingError, RowsAre};
pub use rows::{MappedRows, SheetError};
