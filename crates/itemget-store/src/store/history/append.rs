//! Readings in.

use itemget_history::{Reading, TrailKey};

use super::head;
use crate::db::{HeadRow, Transaction, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

impl Store {
    /// Keeps readings: all of them or none. Once it returns they are there, whatever is
    /// killed or loses its power afterwards. Any number of processes may append at once,
    /// readings may come late, and one that comes twice is as good as once.
    ///
    /// Many at a time are much cheaper than one by one: each time, the disk is waited for.
    pub async fn append(
        &self,
        readings: &[(TrailKey, Reading)],
    ) -> Result<(), StoreError> {
        if readings.is_empty() {
            return Ok(());
        }
        let rows = self.head_rows(readings).await?;
        self.database.append(rows).await.doing(KEEPING)
    }

    /// The rows that keep these readings; trails that are new are named.
    pub(in crate::store) async fn head_rows(
        &self,
        readings: &[(TrailKey, Reading)],
    ) -> Result<Vec<HeadRow>, StoreError> {
        let keys: Vec<&TrailKey> = readings.iter().map(|(key, _)| key).collect();
        let ids = self.trail_ids(&keys).await?;
        let readings = readings.iter().map(|(_, reading)| reading);
        let numbered: Vec<_> = ids.into_iter().zip(readings).collect();
        Ok(head::rows(&numbered))
    }
}

const KEEPING: &str = "keep what was read";

/// Keeps readings along with what else belongs to them.
pub(in crate::store) async fn keep(
    work: &mut dyn Transaction,
    rows: Vec<HeadRow>,
) -> Result<(), StoreError> {
    const ADD: &str = "INSERT INTO head (trail, at, body) VALUES ($1, $2, $3)";
    let rows = rows.into_iter().map(|row| values![row.trail, row.at, row.body]);
    work.execute_many(ADD, rows.collect()).await.doing(KEEPING)?;
    Ok(())
}
