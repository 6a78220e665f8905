//! How much is kept, and in how few bytes.

use std::time::Duration;

use itemget_history::Moment;

use super::TrailId;
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// How much history is kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Trails: items in their views, by source.
    pub trails: u64,
    /// Series in them.
    pub series: u64,
    /// Readings of items.
    pub readings: u64,
    /// Changes of series.
    pub changes: u64,
    /// Readings that wait to be compacted.
    pub waiting: u64,
    /// The first reading of all.
    pub first: Option<Moment>,
    /// The last reading of all.
    pub last: Option<Moment>,
    /// Time in which the trails were looked at often enough, of all of them together.
    pub watched: Duration,
    /// Time from each trail's first to its last reading, of all of them together.
    pub extent: Duration,
    /// Bytes on disk, of everything in the database.
    pub bytes: u64,
}

/// Trails that are looked at together.
const AT_ONCE: i64 = 2000;

impl Store {
    /// How much history is kept. Reads all of it.
    pub async fn figures(&self) -> Result<Figures, StoreError> {
        let end = self.trails_end().await?;
        let mut figures = Figures {
            bytes: self.database.size().await.doing("measure the database")?,
            waiting: self.waiting().await?,
            ..Figures::default()
        };
        let mut from = TrailId(0);
        while from < end {
            let until = TrailId(from.0 + AT_ONCE).min(end);
            for packed in self.packed_trails(from..until).await? {
                figures.add(&packed.open()?);
            }
            from = until;
        }
        Ok(figures)
    }
}

impl Figures {
    fn add(&mut self, trail: &itemget_history::Trail) {
        self.trails += 1;
        self.series += trail.series().len() as u64;
        self.readings += trail.readings();
        self.changes += trail.len() as u64;
        let spans = trail.spans();
        self.watched += spans.iter().map(|span| span.last.since(span.first)).sum();
        let Some((first, last)) = spans.first().zip(spans.last()) else { return };
        self.extent += last.last.since(first.first);
        self.first = Some(self.first.map_or(first.first, |it| it.min(first.first)));
        self.last = self.last.max(Some(last.last));
    }
}
