//! History as files, partitioned by platform and day: planned by how many rows there are,
//! written a batch of days at a time, gone on with where it was stopped.

mod batch;
mod error;
mod notes;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use itemget_exchange::{
    Batch, Census, Manifest, PartPath, Partition, Row, Terms, batches, rows_of,
};
use itemget_history::{Moment, Trail, TrailKey};
use itemget_store::Store;
use tokio::sync::watch;

use crate::depot::{Depot, DepotError};
use crate::exit::Exit;
use crate::trails::InOrder;
use batch::Writing;
pub(crate) use error::ExportError;

/// An export to be made.
#[derive(Debug)]
pub(crate) struct Export<'a> {
    pub(crate) store: &'a Store,
    pub(crate) depot: &'a Depot,
    pub(crate) trails: &'a InOrder,
    pub(crate) terms: Terms,
    /// What `terms` mean now; an export that is gone on with keeps what they meant first.
    pub(crate) since: Option<Moment>,
    pub(crate) until: Moment,
}

/// How many rows are in memory at the most, and how many a part has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) rows_at_once: u64,
    pub(crate) rows_of_part: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows_at_once: 500_000, rows_of_part: 1_000_000 }
    }
}

/// What an export came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Parts that were written.
    pub(crate) written: u64,
    /// Parts that were there already, just as they would have been written.
    pub(crate) unchanged: u64,
    /// Parts that a run before this one had written.
    pub(crate) before: u64,
    /// Parts that there is nothing for any more.
    pub(crate) removed: u64,
    /// Rows in all parts.
    pub(crate) rows: u64,
    /// Bytes of all parts.
    pub(crate) bytes: u64,
    /// Whether all of it is there.
    pub(crate) complete: bool,
}

/// How far it is: rows that are done, of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Far {
    pub(crate) done: u64,
    pub(crate) total: u64,
}

/// How many parts are written between two notes of how far it is.
const NOTE_EVERY: usize = 16;

impl Export<'_> {
    /// Makes the export, or goes on with it, until `quit` says that it should end.
    pub(crate) async fn run(
        &self,
        limits: Limits,
        quit: &watch::Receiver<Option<Exit>>,
        heard: &mut dyn FnMut(Far),
    ) -> Result<Tally, ExportError> {
        let lock = self.depot.lock()?;
        let mut job = self.begin().await?;
        let ended = job.write(self, limits, quit, heard).await;
        // What is whole is not written again, whatever happened to the rest.
        let kept = job.keep(self.depot).await;
        let complete = ended?;
        kept?;
        if complete {
            job.end(self.depot).await?;
        }
        drop(lock);
        Ok(job.tally())
    }

    /// What there is to go on with.
    async fn begin(&self) -> Result<Job, ExportError> {
        let found = match notes::manifest(self.depot).await? {
            None if !self.depot.is_empty().await? => return Err(ExportError::NotOurs),
            None => None,
            Some(found) if found.terms != self.terms => {
                return Err(ExportError::OtherTerms);
            }
            Some(found) => Some(found),
        };
        let manifest = match found {
            None => Manifest::begin(self.terms.clone(), self.since, self.until),
            Some(found) if found.complete => found.again(self.since, self.until),
            Some(found) => found,
        };
        let before = manifest.parts.iter().map(|part| part.path).collect();
        notes::begin(self.depot, &manifest).await?;
        Ok(Job { manifest, before, unchanged: 0, removed: 0 })
    }
}

/// An export that was begun.
struct Job {
    manifest: Manifest,
    /// Parts that were whole when this run began.
    before: Vec<PartPath>,
    unchanged: u64,
    removed: u64,
}

impl Job {
    /// Writes what is not there; says whether it came to its end.
    async fn write(
        &mut self,
        export: &Export<'_>,
        limits: Limits,
        quit: &watch::Receiver<Option<Exit>>,
        heard: &mut dyn FnMut(Far),
    ) -> Result<bool, ExportError> {
        let stops = || quit.borrow().is_some();
        let mut census = Census::new();
        let mut walk = export.trails.walk(export.store);
        while let Some(trails) = walk.next().await? {
            if stops() {
                return Ok(false);
            }
            for (partition, _) in self.rows(&trails) {
                *census.entry(partition).or_default() += 1;
            }
        }
        let whole = self.whole(export.depot, &census).await?;
        let total = census.values().sum();
        let mut done = whole.iter().map(|partition| census[partition]).sum();
        heard(Far { done, total });
        for batch in batches(&census, limits.rows_at_once, |it| !whole.contains(it)) {
            let mut writing = Writing::begin(export.depot, &self.manifest.terms, limits);
            let written = self
                .write_batch(export, &batch, &mut writing, &mut |rows| {
                    heard(Far { done: done + rows, total });
                    !stops()
                })
                .await;
            if !matches!(written, Ok(true)) {
                writing.discard()?;
                return written;
            }
            done += batch.rows;
            for (at, part) in writing.finish()?.into_iter().enumerate() {
                let (written, staged) = part;
                if self.is_there(export.depot, &written).await? {
                    export.depot.discard(staged.at)?;
                    self.unchanged += 1;
                } else {
                    export.depot.publish(staged).await?;
                }
                self.manifest.note(written);
                if at % NOTE_EVERY == NOTE_EVERY - 1 {
                    self.keep(export.depot).await?;
                }
            }
            self.keep(export.depot).await?;
        }
        Ok(true)
    }

    /// Writes the rows of these days; says whether it came to its end.
    async fn write_batch(
        &self,
        export: &Export<'_>,
        batch: &Batch,
        writing: &mut Writing<'_>,
        goes_on: &mut dyn FnMut(u64) -> bool,
    ) -> Result<bool, ExportError> {
        let mut walk = export.trails.walk(export.store);
        while let Some(trails) = walk.next().await? {
            for (partition, row) in self.rows(&trails) {
                if batch.partitions.binary_search(&partition).is_ok() {
                    writing.push(partition, &row)?;
                }
            }
            if !goes_on(writing.rows()) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The rows of these trails, with where each belongs.
    fn rows(
        &self,
        trails: &[(Arc<TrailKey>, Trail)],
    ) -> impl Iterator<Item = (Partition, Row)> {
        let (since, until) = (self.manifest.since_at, self.manifest.until_at);
        trails.iter().flat_map(move |(key, trail)| {
            let rows = rows_of(key, trail, since, Some(until)).into_iter();
            let platform = key.item.platform;
            rows.map(move |row| (Partition::of(row.table(), platform, row.at()), row))
        })
    }

    /// The partitions of which all parts are there as they were noted.
    async fn whole(
        &self,
        depot: &Depot,
        census: &Census,
    ) -> Result<Vec<Partition>, ExportError> {
        let mut rows: BTreeMap<Partition, u64> = BTreeMap::new();
        for part in &self.manifest.parts {
            let there = depot.length(&part.path.to_string()).await? == Some(part.bytes);
            *rows.entry(part.path.partition).or_default() +=
                if there { part.rows } else { 0 };
        }
        let whole = rows.into_iter().filter(|(it, rows)| census.get(it) == Some(rows));
        Ok(whole.map(|(partition, _)| partition).collect())
    }

    /// Whether a part lies there already, byte for byte.
    async fn is_there(
        &self,
        depot: &Depot,
        part: &itemget_exchange::WrittenPart,
    ) -> Result<bool, DepotError> {
        match self.manifest.part_before(part.path) {
            Some(before) if before.sha256 == part.sha256 => {
                let there = depot.length(&part.path.to_string()).await?;
                Ok(there == Some(part.bytes))
            }
            _ => Ok(false),
        }
    }

    async fn keep(&self, depot: &Depot) -> Result<(), DepotError> {
        depot.write(Manifest::NAME, &self.manifest.bytes()).await
    }

    /// Removes what is not of it any more, and says that all of it is there.
    async fn end(&mut self, depot: &Depot) -> Result<(), DepotError> {
        let before = std::mem::take(&mut self.manifest.before);
        for part in &before {
            depot.remove(&part.path.to_string()).await?;
            self.removed += 1;
        }
        self.manifest.complete = true;
        self.keep(depot).await
    }

    fn tally(&self) -> Tally {
        let parts = self.manifest.parts.iter();
        let before = parts.filter(|part| self.before.contains(&part.path)).count() as u64;
        let all = self.manifest.parts.len() as u64;
        Tally {
            written: all - before - self.unchanged,
            unchanged: self.unchanged,
            before,
            removed: self.removed,
            rows: self.manifest.rows(),
            bytes: self.manifest.bytes_of_parts(),
            complete: self.manifest.complete,
        }
    }
}
