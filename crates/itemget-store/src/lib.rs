//! Keeps what must not be lost: the history of items, what is tracked, alerts, and what
//! several processes share.
//!
//! A [`Store`] is in one SQLite file, which needs nothing installed, or in PostgreSQL,
//! which many machines can share. What it promises is written on its methods, and each
//! promise has a test by its name against both.
//!
//! # Where things are
//!
//! * `db` is the seam: statements and transactions, over SQLite and over PostgreSQL. All
//!   SQL above it is written once, in what both understand.
//! * Readings are appended to a small *head* in the order in which they come, those of
//!   neighbouring trails in one row, and are safe once [`Store::append`] returns.
//!   Compaction lays them into the *segments*, where an item's trail is packed.
//! * One trail is read in one statement ([`Store::trails_of`]); what is asked of all of
//!   them is read off the segments as they lie, on several threads ([`Store::lowest`],
//!   [`Store::falls`]).
#![warn(missing_docs)]

mod address;
mod db;
mod error;
mod hidden;
mod migrate;
mod patience;
mod shared;
mod store;

pub use address::{AddressError, DatabaseAddress};
pub use error::StoreError;
pub use hidden::Hidden;
pub use patience::{Link, Patience};
pub use shared::{KeptConsent, LedgerClock, SharedLedger, SharedTokenStore};
pub use store::{
    Added, AlertsOf, ApiToken, ApiTokenId, Body, Card, Checked, Compacted, Day, Delivery,
    DoorKey, DoorKeyId, Edition, Every, Fallen, Fault, Figures, Forgotten, Groups, Job,
    JobAdded, JobId, JobState, JobTold, JobWait, JobWindow, KeptAlert, KeptRule, Laid,
    LeasedWindow, List, Look, Looked, Looks, LooksKept, Lowest, Membership, NewAlert,
    NewJob, NewTracked, PackedTrail, Pending, Queue, RateSource, RatesKept, RuleChange,
    RuleChanged, RuleId, RuleScope, Stage, Standing, Store, Tracked, TrackedChange,
    TrackedId, TrailId, TrailMemory, Tried, Watch, Watched, Which, WindowKept,
    WindowRest, Work, Worker, WorkerCard, ranges,
};
