//! [`MemoryCache`]: answers kept in this process, for as long as it lives.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::{Cache, CacheEntry, CacheFuture, CacheKey, CacheUsage, Kept};

/// Keeps answers in memory.
pub struct MemoryCache {
    limit: u64,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    entries: BTreeMap<CacheKey, Place>,
    /// Keys by when they were used; the first is the next to go.
    by_use: BTreeMap<u64, CacheKey>,
    uses: u64,
    bytes: u64,
}

struct Place {
    entry: CacheEntry,
    bytes: u64,
    used: u64,
}

impl MemoryCache {
    /// Keeps up to `limit` bytes.
    pub fn new(limit: u64) -> Self {
        Self { limit, shelf: Mutex::default() }
    }

    // What is kept is only copies: a panic elsewhere does not spoil them.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn take(&mut self, key: &CacheKey) -> Option<Place> {
        let place = self.entries.remove(key)?;
        self.by_use.remove(&place.used);
        self.bytes -= place.bytes;
        Some(place)
    }

    fn put(&mut self, key: CacheKey, place: Place) {
        self.uses += 1;
        let used = self.uses;
        self.bytes += place.bytes;
        self.by_use.insert(used, key);
        self.entries.insert(key, Place { used, ..place });
    }
}

impl Cache for MemoryCache {
    fn find<'a>(
        &'a self,
        key: &'a CacheKey,
        _: Timestamp,
    ) -> CacheFuture<'a, Option<CacheEntry>> {
        let mut shelf = self.shelf();
        let found = shelf.take(key).map(|place| {
            let entry = place.entry.clone();
            shelf.put(*key, place);
            entry
        });
        Box::pin(std::future::ready(Ok(found)))
    }

    fn keep<'a>(
        &'a self,
        key: &'a CacheKey,
        entry: &'a CacheEntry,
        _: Timestamp,
    ) -> CacheFuture<'a, ()> {
        let bytes = size(entry);
        let mut shelf = self.shelf();
        drop(shelf.take(key));
        if bytes <= self.limit {
            while shelf.bytes + bytes > self.limit {
                let Some((_, oldest)) = shelf.by_use.first_key_value() else { break };
                let oldest = *oldest;
                drop(shelf.take(&oldest));
            }
            shelf.put(*key, Place { entry: entry.clone(), bytes, used: 0 });
        }
        Box::pin(std::future::ready(Ok(())))
    }

    fn forget<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()> {
        drop(self.shelf().take(key));
        Box::pin(std::future::ready(Ok(())))
    }

    fn clear(&self) -> CacheFuture<'_, ()> {
        *self.shelf() = Shelf::default();
        Box::pin(std::future::ready(Ok(())))
    }

    fn usage(&self) -> CacheFuture<'_, CacheUsage> {
        let shelf = self.shelf();
        let entries = shelf.entries.len() as u64;
        let usage = CacheUsage { entries, bytes: shelf.bytes, limit: self.limit };
        Box::pin(std::future::ready(Ok(usage)))
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// About how much memory an entry takes: its text, and what the two maps add.
fn size(entry: &CacheEntry) -> u64 {
    let text = match &entry.kept {
        Kept::Answer(body) => body.len(),
        Kept::Refusal(refusal) => refusal.message.len() + 200,
    };
    text as u64 + 200
}
