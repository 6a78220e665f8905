//! Looking after the database: copies, and room given back.

use std::path::Path;

use super::Store;
use crate::error::{Doing as _, StoreError};

impl Store {
    /// Copies the whole store into a new file, as it is at one moment, while others go on
    /// with it; only its owner can read the copy. There must be no such file.
    ///
    /// A server's database is copied with its own tools: that is an error here
    /// ([`StoreError::NotHere`]).
    pub async fn backup(&self, path: &Path) -> Result<(), StoreError> {
        self.database.backup(path.to_owned()).await
    }

    /// Gives back the room that is not used any more. Needs as much room again meanwhile.
    pub async fn shrink(&self) -> Result<(), StoreError> {
        self.database.vacuum().await.doing("shrink the database")
    }
}
