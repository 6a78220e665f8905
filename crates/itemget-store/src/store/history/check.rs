//! Looking whether all that is kept can be read and makes sense.

use std::error::Error as _;

use itemget_history::block;

use super::{TrailId, head};
use crate::db::values;
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// What a check has looked at, and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Trails that have a name.
    pub trails: u64,
    /// Segments that were read.
    pub segments: u64,
    /// Readings in the head that were read.
    pub head: u64,
    /// What is wrong. Nothing, in a store that is whole.
    pub faults: Vec<Fault>,
}

/// Something that is wrong with a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The trail that it concerns; none where it is the database itself.
    pub trail: Option<TrailId>,
    /// What is wrong.
    pub what: String,
}

const DOING: &str = "check the store";
/// Trails that are looked at together.
const AT_ONCE: i64 = 2000;

fn unread(error: &StoreError) -> Fault {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let what = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    Fault { trail: None, what }
}

impl Store {
    /// Reads everything, and says what cannot be read or does not fit together. Changes
    /// nothing.
    pub async fn check(&self) -> Result<Checked, StoreError> {
        let mut checked = Checked::default();
        for what in self.database.integrity().await.doing(DOING)? {
            checked.faults.push(Fault { trail: None, what });
        }
        let is_damaged = !checked.faults.is_empty();
        match self.check_trails(&mut checked, is_damaged).await {
            Err(error) if is_damaged => checked.faults.push(unread(&error)),
            read => read?,
        }
        Ok(checked)
    }

    /// Of a damaged database, what cannot be read is a fault more, and the rest is read on.
    async fn check_trails(
        &self,
        checked: &mut Checked,
        is_damaged: bool,
    ) -> Result<(), StoreError> {
        let named = self.trails(None).await?;
        checked.trails = named.len() as u64;
        let named: std::collections::BTreeSet<TrailId> =
            named.into_iter().map(|(id, _)| id).collect();
        let end = self.extent().await?;
        let mut from = 0;
        while from < end {
            let until = (from + AT_ONCE).min(end);
            match self.check_range(from, until, &named, checked).await {
                Err(error) if is_damaged => checked.faults.push(unread(&error)),
                read => read?,
            }
            from = until;
        }
        Ok(())
    }

    /// Behind the last trail of which anything is kept, with or without a name.
    async fn extent(&self) -> Result<i64, StoreError> {
        const LAST: &str = "SELECT (SELECT max(id) FROM segments), \
             (SELECT max(trail) FROM head), (SELECT max(id) FROM trails)";
        let mut rows = self.database.query(LAST, values![]).await.doing(DOING)?;
        let Some(row) = rows.first_mut() else { return Ok(0) };
        let segment = row.maybe_int(0).doing(DOING)?;
        let segment = segment.map(|id| TrailId::of_segment(id).0);
        let head = row.maybe_int(1).doing(DOING)?;
        let named = row.maybe_int(2).doing(DOING)?;
        Ok(segment.max(head).max(named).map_or(0, |last| last + 1))
    }

    async fn check_range(
        &self,
        from: i64,
        until: i64,
        named: &std::collections::BTreeSet<TrailId>,
        checked: &mut Checked,
    ) -> Result<(), StoreError> {
        const SEGMENTS: &str = "SELECT id, body FROM segments WHERE id >= $1 AND id < $2 \
             ORDER BY id";
        const HEAD: &str = "SELECT trail, at, body FROM head \
             WHERE trail >= $1 AND trail < $2 ORDER BY trail, at, id";
        let (first, last) = (TrailId(from).segments(), TrailId(until).segments());
        let range = values![first.start, last.start];
        let rows = self.database.query(SEGMENTS, range).await.doing(DOING)?;
        let mut before: Option<(TrailId, itemget_history::Moment)> = None;
        for mut row in rows {
            let trail = TrailId::of_segment(row.int(0).doing(DOING)?);
            checked.segments += 1;
            let mut fault =
                |what| checked.faults.push(Fault { trail: Some(trail), what });
            if !named.contains(&trail) {
                fault("a segment of a trail that has no name".to_owned());
            }
            match block::decode(&row.bytes(1).doing(DOING)?) {
                Err(error) => fault(format!("a segment cannot be read: {error}")),
                Ok(stretch) => {
                    let starts = stretch.spans().first().map(|span| span.first);
                    let late = before.zip(starts).is_some_and(|((other, end), start)| {
                        other == trail && start < end
                    });
                    if late {
                        fault("two segments overlap".to_owned());
                    }
                    before = stretch.last_reading().map(|last| (trail, last));
                }
            }
        }
        let filed = values![from, until];
        let rows = self.database.query(HEAD, filed).await.doing(DOING)?;
        for mut row in rows {
            let filed = row.int(0).doing(DOING)?;
            let fault = |trail, what| Fault { trail: Some(trail), what };
            let body = row.bytes(2).doing(DOING)?;
            let readings = match head::open(filed, &body, &head::ALL) {
                Ok(readings) => readings,
                Err(error) => {
                    checked.head += head::count(&body);
                    checked.faults.push(fault(TrailId(filed), error.to_string()));
                    continue;
                }
            };
            checked.head += readings.len() as u64;
            let first = readings.iter().map(|(_, reading)| reading.at.seconds()).min();
            if first != Some(row.int(1).doing(DOING)?) {
                let what = "readings are filed under another moment".to_owned();
                checked.faults.push(fault(TrailId(filed), what));
            }
            for (trail, _) in readings {
                if head::neighbourhood(trail.0) != head::neighbourhood(filed) {
                    let what = "a reading is filed under another trail".to_owned();
                    checked.faults.push(fault(trail, what));
                }
                if !named.contains(&trail) {
                    let what = "a reading of a trail that has no name".to_owned();
                    checked.faults.push(fault(trail, what));
                }
            }
        }
        Ok(())
    }
}
