//! Keys of other services' programs, as records: everything but their secrets.

use itemget_history::Moment;
use itemget_store::DoorKey;
use serde::Serialize;

/// A key.
#[derive(Debug, Serialize)]
pub(crate) struct DoorKeyRecord {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) app_key: String,
    pub(crate) created_at: Moment,
    pub(crate) revoked_at: Option<Moment>,
}

impl DoorKeyRecord {
    /// The columns of CSV.
    pub(crate) const COLUMNS: [&'static str; 5] =
        ["id", "name", "app_key", "created_at", "revoked_at"];

    /// The record of a key.
    pub(crate) fn of(key: &DoorKey) -> Self {
        Self {
            id: key.id.0,
            name: key.name.clone(),
            app_key: key.app_key.clone(),
            created_at: key.created_at,
            revoked_at: key.revoked_at,
        }
    }

    /// Its cells, in the order of [`Self::COLUMNS`].
    pub(crate) fn cells(&self) -> [String; 5] {
        [
            self.id.to_string(),
            self.name.clone(),
            self.app_key.clone(),
            self.created_at.to_string(),
            self.revoked_at.map(|it| it.to_string()).unwrap_or_default(),
        ]
    }
}
