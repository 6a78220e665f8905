//! What is looked at again and again: added, changed, due, leased, done.

mod edit;
pub(super) mod lease;
mod lists;
mod read;

use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::Moment;
use serde::{Deserialize, Serialize};

pub use edit::TrackedChange;
pub use lease::{Look, Looked};
pub use lists::{Groups, List, Membership};
pub use read::Which;

/// Something that is tracked, by its number in this store.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct TrackedId(pub i64);

/// What to look at: which item, seen from where, asked of whom.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Watch {
    /// Which item.
    #[serde(flatten)]
    pub item: ItemRef,
    /// Where, in which currency and language.
    pub view: View,
    /// The word for whom to ask: `auto`, `dropship`, `affiliate`, `item-get`.
    pub source: String,
}

/// How often to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// As often as it is worth: the scheduler decides.
    #[default]
    Auto,
    /// At this interval.
    Fixed(Duration),
}

/// Something that is tracked.
#[derive(Debug, Clone, PartialEq)]
pub struct Tracked {
    /// Its number.
    pub id: TrackedId,
    /// What is looked at.
    pub watch: Watch,
    /// How often.
    pub every: Every,
    /// Whether it is left alone for now.
    pub paused: bool,
    /// How much it matters, in hundredths: 100 is ordinary.
    pub importance: i64,
    /// Settings of its own, as JSON text that the program reads.
    pub settings: String,
    /// Since when it is tracked.
    pub added_at: Moment,
    /// When it is to be looked at next.
    pub next_at: Moment,
    /// When it was looked at last.
    pub last_at: Option<Moment>,
    /// What came of it: the stable word.
    pub last_outcome: Option<String>,
    /// Looks that failed since the last one that did not.
    pub failures: i64,
    /// What the scheduler has learned of it, as JSON text.
    pub model: String,
}

/// Something to be tracked from now on.
#[derive(Debug, Clone, PartialEq)]
pub struct NewTracked {
    /// What to look at.
    pub watch: Watch,
    /// How often.
    pub every: Every,
    /// How much it matters, in hundredths.
    pub importance: i64,
    /// When to look first.
    pub next_at: Moment,
}

/// What came of adding something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New(TrackedId),
    /// It was tracked already, and stays as it was.
    Already(TrackedId),
}

impl Added {
    /// The number it has now.
    pub fn id(self) -> TrackedId {
        match self {
            Self::New(id) | Self::Already(id) => id,
        }
    }
}
