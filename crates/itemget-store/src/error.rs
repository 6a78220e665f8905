//! What can go wrong with a store.

use std::error::Error;
use std::path::PathBuf;

/// Why the store could not do what was asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database could not be reached, or refused.
    #[error("could not {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file of the database, or its folder, cannot be made or opened.
    #[error("could not open the database `{}`", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The database was written by a newer version of this program.
    #[error("the database is of version {found}, and this program knows up to {known}")]
    TooNew {
        /// The version that the database has.
        found: i64,
        /// The newest one that is known here.
        known: i64,
    },
    /// That is done with the database's own tools.
    #[error("a server's database is not copied from here")]
    NotHere,
    /// What is kept does not make sense.
    #[error("the database holds what cannot be read: {what}")]
    Damaged {
        /// What and where.
        what: String,
    },
}

impl StoreError {
    /// Whether the same may work when it is tried again: the server was not reached, or
    /// another process held what was wanted for too long.
    ///
    /// # What to do
    ///
    /// Wait and try again; look whether the server runs.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Database { source, .. } => crate::db::is_transient(source.as_ref()),
            Self::File { .. }
            | Self::TooNew { .. }
            | Self::Damaged { .. }
            | Self::NotHere => false,
        }
    }

    /// Whether there is no room on the disk for what was to be written.
    ///
    /// # What to do
    ///
    /// Make room and go on: what was kept before is kept.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Database { source, .. } | Self::File { source, .. } => {
                crate::db::is_full(source.as_ref())
            }
            Self::TooNew { .. } | Self::Damaged { .. } | Self::NotHere => false,
        }
    }

    /// Whether the database was not reached, or went away.
    ///
    /// # What to do
    ///
    /// Wait and try again; look whether the server runs and the network is there.
    pub fn is_lost(&self) -> bool {
        match self {
            Self::Database { source, .. } => crate::db::is_lost(source.as_ref()),
            _ => false,
        }
    }

    /// That what is kept is not as it was written.
    pub fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}

impl crate::patience::Fallible for StoreError {
    fn is_transient(&self) -> bool {
        self.is_transient()
    }

    fn is_lost(&self) -> bool {
        self.is_lost()
    }
}

/// Says what was being done when the database failed.
pub(crate) trait Doing<T> {
    /// The same, told with what was being done.
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, crate::db::DbError> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| StoreError::Database { doing, source: error.0 })
    }
}
