//! [`DiskCache`]: answers kept in a folder, for all processes that use it.
//!
//! A file an entry, named by its key, in 256 folders by the key's first two digits. A
//! reader sees an entry whole or not at all, because it is renamed into its place; what a
//! power cut leaves of it fails its checksum and is none. So nothing is forced to the disk
//! and no lock is taken: what is lost is only asked for again.

mod shard;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;

use super::{Cache, CacheEntry, CacheError, CacheFuture, CacheKey, CacheUsage, entry};
use crate::files::{self, Disk, MachineDisk, UNFINISHED, Unfinished};
use shard::{Estimate, SHARDS};

/// Keeps answers in a folder.
///
/// Each of the 256 folders has its share of the size and makes room for itself: so a write
/// looks at a few files, however many there are, and processes need not agree on a sum.
/// Between two looks each process may go over the share by
/// a few entries.
#[derive(Debug)]
pub struct DiskCache {
    store: Arc<Store>,
}

#[derive(Debug)]
struct Store {
    root: PathBuf,
    limit: u64,
    estimates: Mutex<Vec<Option<Estimate>>>,
    tidied: AtomicBool,
    disk: Box<dyn Disk>,
}

/// Reading marks an entry as used only this often: a mark is a write.
const USED_AGAIN_AFTER: Duration = Duration::from_secs(3600);

/// What is unfinished for so long will not be finished.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

impl DiskCache {
    /// Keeps up to `limit` bytes in `folder`, which is made if it is not there. An entry
    /// larger than a 256th of the limit is not kept.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be made.
    pub fn open(folder: impl Into<PathBuf>, limit: u64) -> Result<Self, CacheError> {
        Self::open_on(folder.into(), limit, Box::new(MachineDisk))
    }

    fn open_on(
        root: PathBuf,
        limit: u64,
        disk: Box<dyn Disk>,
    ) -> Result<Self, CacheError> {
        for folder in [root.join("entries"), root.join("unfinished")] {
            files::private_folder(&folder)
                .map_err(failed("make the cache folder", &folder))?;
        }
        let estimates = Mutex::new(vec![None; SHARDS]);
        let tidied = AtomicBool::new(false);
        Ok(Self { store: Arc::new(Store { root, limit, estimates, tidied, disk }) })
    }

    /// Where it keeps them.
    pub fn folder(&self) -> &Path {
        &self.store.root
    }

    /// Runs `work` where waiting for a disk holds up nobody else.
    fn run<'a, T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, CacheError> + Send + 'static,
    ) -> CacheFuture<'a, T> {
        let store = Arc::clone(&self.store);
        Box::pin(async move {
            let root = store.root.clone();
            match tokio::task::spawn_blocking(move || work(&store)).await {
                Ok(result) => result,
                Err(error) => Err(CacheError {
                    doing: "work in the cache folder",
                    place: root.display().to_string(),
                    source: Box::new(error),
                }),
            }
        })
    }
}

impl Cache for DiskCache {
    fn find<'a>(
        &'a self,
        key: &'a CacheKey,
        now: Timestamp,
    ) -> CacheFuture<'a, Option<CacheEntry>> {
        let key = *key;
        self.run(move |store| store.find(&key, now))
    }

    fn keep<'a>(
        &'a self,
        key: &'a CacheKey,
        entry: &'a CacheEntry,
        now: Timestamp,
    ) -> CacheFuture<'a, ()> {
        let (key, entry) = (*key, entry.clone());
        self.run(move |store| store.keep(&key, &entry, now))
    }

    fn forget<'a>(&'a self, key: &'a CacheKey) -> CacheFuture<'a, ()> {
        let key = *key;
        self.run(move |store| {
            let path = store.path(&key);
            removed(&path).map_err(failed("remove the cache entry", &path))
        })
    }

    fn clear(&self) -> CacheFuture<'_, ()> {
        self.run(|store| {
            for shard in 0..SHARDS {
                let folder = store.shard(shard);
                shard::clear(&folder)
                    .map_err(failed("clear the cache folder", &folder))?;
                store.estimate(shard, None);
            }
            Ok(())
        })
    }

    fn usage(&self) -> CacheFuture<'_, CacheUsage> {
        self.run(|store| {
            let mut usage = CacheUsage { limit: store.limit, ..CacheUsage::default() };
            for shard in 0..SHARDS {
                let folder = store.shard(shard);
                let files = shard::entries(&folder)
                    .map_err(failed("read the cache folder", &folder))?;
                usage.entries += files.len() as u64;
                usage.bytes += files.iter().map(|file| file.bytes).sum::<u64>();
            }
            Ok(usage)
        })
    }
}

impl Store {
    fn find(
        &self,
        key: &CacheKey,
        now: Timestamp,
    ) -> Result<Option<CacheEntry>, CacheError> {
        let path = self.path(key);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read the cache entry", &path)(error)),
        };
        let Some(entry) = entry::decode(key, &bytes) else {
            tracing::debug!(bytes = bytes.len(), "a damaged cache entry is removed");
            removed(&path).map_err(failed("remove the damaged cache entry", &path))?;
            return Ok(None);
        };
        if let Err(error) = mark_used(&path, now) {
            // On a folder that may only be read, entries grow old by when they were kept.
            tracing::debug!(%error, "a cache entry could not be marked as used");
        }
        Ok(Some(entry))
    }

    fn keep(
        &self,
        key: &CacheKey,
        entry: &CacheEntry,
        now: Timestamp,
    ) -> Result<(), CacheError> {
        let path = self.path(key);
        self.tidy(now);
        let encoded = entry::encode(key, entry);
        let encoded = encoded.map_err(failed("compress the cache entry", &path))?;
        let share = self.limit / SHARDS as u64;
        let Some(bytes) = encoded.filter(|bytes| bytes.len() as u64 <= share) else {
            // What was kept before is no longer what the platform says.
            return removed(&path).map_err(failed("remove the cache entry", &path));
        };
        let number = usize::from(key.bytes()[0]);
        let folder = self.shard(number);
        self.put(&folder, &path, &bytes, now)
            .map_err(failed("write the cache entry", &path))?;
        self.make_room(number, &folder, bytes.len() as u64, share)
            .map_err(failed("make room in the cache folder", &folder))
    }

    fn put(
        &self,
        folder: &Path,
        path: &Path,
        bytes: &[u8],
        now: Timestamp,
    ) -> io::Result<()> {
        let unfinished = self.root.join("unfinished");
        // They can have been removed while this process ran: a cache may be deleted.
        files::private_folder(folder)?;
        files::private_folder(&unfinished)?;
        let file = Unfinished::write(&unfinished, bytes, &*self.disk)?;
        file.file().set_modified(system_time(now))?;
        file.replace(path)
    }

    fn make_room(
        &self,
        number: usize,
        folder: &Path,
        added: u64,
        share: u64,
    ) -> io::Result<()> {
        let known = self.known(number).map(|estimate| estimate.after(added));
        let next = match known {
            Some(estimate) if estimate.will_do(share) => estimate,
            _ => shard::make_room(folder, share)?,
        };
        self.estimate(number, Some(next));
        Ok(())
    }

    /// Once a process: removes what others could not finish.
    fn tidy(&self, now: Timestamp) {
        if self.tidied.swap(true, Ordering::Relaxed) {
            return;
        }
        let folder = self.root.join("unfinished");
        let before = system_time(now).checked_sub(ABANDONED_AFTER);
        let Ok(entries) = fs::read_dir(&folder) else { return };
        for entry in entries.flatten() {
            let ours =
                entry.file_name().to_str().is_some_and(|n| n.ends_with(UNFINISHED));
            let modified = entry.metadata().and_then(|meta| meta.modified()).ok();
            if ours
                && modified < before
                && let Err(error) = removed(&entry.path())
            {
                tracing::debug!(%error, "an unfinished cache entry stays behind");
            }
        }
    }

    fn path(&self, key: &CacheKey) -> PathBuf {
        self.shard(usize::from(key.bytes()[0])).join(key.to_string())
    }

    fn shard(&self, number: usize) -> PathBuf {
        self.root.join("entries").join(format!("{number:02x}"))
    }

    fn known(&self, shard: usize) -> Option<Estimate> {
        self.estimates.lock().unwrap_or_else(PoisonError::into_inner)[shard]
    }

    fn estimate(&self, shard: usize, estimate: Option<Estimate>) {
        self.estimates.lock().unwrap_or_else(PoisonError::into_inner)[shard] = estimate;
    }
}

fn mark_used(path: &Path, now: Timestamp) -> io::Result<()> {
    let now = system_time(now);
    let used = fs::metadata(path)?.modified()?;
    if now.duration_since(used).is_ok_and(|since| since >= USED_AGAIN_AFTER) {
        fs::File::options().write(true).open(path)?.set_modified(now)?;
    }
    Ok(())
}

/// A time as files have it; none of theirs is before 1970.
fn system_time(now: Timestamp) -> SystemTime {
    let since = u64::try_from(now.as_millisecond()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(since)
}

/// Removes a file; one that is not there is removed.
fn removed(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(doing: &'static str, place: &Path) -> impl FnOnce(io::Error) -> CacheError {
    let place = place.display().to_string();
    move |source| CacheError { doing, place, source: Box::new(source) }
}

#[cfg(test)]
mod tests;
