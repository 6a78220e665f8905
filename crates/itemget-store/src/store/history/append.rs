//! Readings in.

use itemget_history::{Reading, TrailKey, record};

use crate::db::HeadRow;
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

impl Store {
    /// Keeps readings: all of them or none. Once it returns they are there, whatever is
    /// killed or loses its power afterwards. Any number of processes may append at once,
    /// readings may come late, and one that comes twice is as good as once.
    pub async fn append(
        &self,
        readings: &[(TrailKey, Reading)],
    ) -> Result<(), StoreError> {
        if readings.is_empty() {
            return Ok(());
        }
        let keys: Vec<&TrailKey> = readings.iter().map(|(key, _)| key).collect();
        let ids = self.trail_ids(&keys).await?;
        let rows = ids.iter().zip(readings).map(|(trail, (_, reading))| HeadRow {
            trail: trail.0,
            at: reading.at.seconds(),
            body: record::encode(reading),
        });
        self.database.append(rows.collect()).await.doing("keep what was read")
    }
}
