//! What one source said of one item at one moment.

use std::time::Duration;

use crate::moment::Moment;
use crate::series::Series;
use crate::state::{Absence, Gap, State};

/// What one source said of one item, in the view of the trail it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When the answer arrived.
    pub at: Moment,
    /// For how long it may be believed that nothing has changed since, if nobody looks
    /// again: a small multiple of the interval at which the item is looked at.
    pub holds_for: Duration,
    /// What was seen.
    pub seen: Seen,
}

/// What a reading saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The item, and all that the source says of it. A variant that is not among the
    /// entries is not among the item's variants; a kind that is not there was not told.
    Item(Vec<Entry>),
    /// The item, and some of what there is to say of it: what is not among the entries was
    /// not told, variants too.
    Part(Vec<Entry>),
    /// That the item cannot be had, and so none of its variants.
    Absent(Absence),
    /// Nothing: the reading failed.
    NotObserved(Gap),
}

/// What a reading says of one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Of which series.
    pub series: Series,
    /// What it says.
    pub state: State,
}

impl Seen {
    /// What it says in so many words of variants and kinds.
    pub fn entries(&self) -> &[Entry] {
        match self {
            Self::Item(entries) | Self::Part(entries) => entries,
            Self::Absent(_) | Self::NotObserved(_) => &[],
        }
    }
}

impl Reading {
    /// A reading that found the item.
    pub fn of_item(at: Moment, holds_for: Duration, entries: Vec<Entry>) -> Self {
        Self { at, holds_for, seen: Seen::Item(entries) }
    }
}
