//! Answers kept for as long as the caller allows: no call is made that an earlier one, or
//! another caller's at the same moment, already answers.
//!
//! [`CachePolicy`] says what may be given; [`Cache`] keeps what was answered, in memory
//! ([`MemoryCache`]) or in a folder that several processes share ([`DiskCache`]). Bodies
//! are kept as they came and read again each time, so that a newer reader makes more of
//! them. [`Client::send_with`](crate::Client::send_with) puts the two together.

mod ages;
mod disk;
mod entry;
mod flight;
mod key;
mod layer;
mod memory;
mod policy;
mod through;

#[cfg(test)]
mod conformance;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use jiff::Timestamp;

use crate::refusal::Refusal;

pub use ages::{default_age, default_age_of_method};
pub use disk::DiskCache;
pub use key::{Audience, CacheKey};
pub(crate) use layer::CacheLayer;
pub use layer::CacheStats;
pub use memory::MemoryCache;
pub use policy::{CachePolicy, Network};
pub use through::{CachedAnswer, Origin};

/// Keeps answers under keys, within a size.
///
/// A cache decides nothing: how old an answer may be is the policy's affair, and what
/// could not be kept is only asked for again.
pub trait Cache: Send + Sync + fmt::Debug {
    /// What is kept under `key`: whole, or nothing where it is damaged. What is found
    /// counts as used at `now`, to within an hour.
    fn find<'a>(
        &'a self,
        key: &'a CacheKey,
        now: Timestamp,
    ) -> CacheFuture<'a, Option<CacheEntry>>;

    /// Keeps `entry` in place of what was kept under `key`, and makes room by forgetting
    /// what was used the longest time ago. What is too large for the whole cache is not
    /// kept, which is no error.
    fn keep<'a>(
        &'a self,
        key: &'a CacheKey,
        entry: &'a CacheEntry,
        now: Timestamp,
    ) -> CacheFuture<'a, ()>;

    /// Forgets what is kept under `key`. Forgetting twice is no error.
    fn forget<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()>;

    /// Forgets everything.
    fn clear(&self) -> CacheFuture<'_, ()>;

    /// How much is kept.
    fn usage(&self) -> CacheFuture<'_, CacheUsage>;
}

/// What a cache will have done.
pub type CacheFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, CacheError>> + Send + 'a>>;

/// What was answered once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheEntry {
    /// When the answer arrived.
    pub observed_at: Timestamp,
    /// The answer.
    pub kept: Kept,
}

/// An answer, or a refusal that says something lasting about what was asked.
#[derive(Clone, PartialEq, Eq)]
pub enum Kept {
    /// The body as it came.
    Answer(Bytes),
    /// The platform's no.
    Refusal(Box<Refusal>),
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(body) => write!(f, "Answer({} bytes)", body.len()),
            Self::Refusal(refusal) => f.debug_tuple("Refusal").field(refusal).finish(),
        }
    }
}

/// How much a cache keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheUsage {
    /// How many answers.
    pub entries: u64,
    /// How many bytes they take where they are kept.
    pub bytes: u64,
    /// How many bytes they may take.
    pub limit: u64,
}

/// What a cache could not do. The call itself never fails for it.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} `{place}`")]
pub struct CacheError {
    /// What was being done: `read the cache entry`.
    pub doing: &'static str,
    /// Which file or folder.
    pub place: String,
    /// Why not.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}
