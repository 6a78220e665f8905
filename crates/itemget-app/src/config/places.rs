//! Where the program keeps what it must remember (tokens, the day's quota) and what it may
//! forget (answers): the folders that the system has for them.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::error::ConfigError;
use crate::drift::DriftFiles;

/// The program's folders. None of them is made before something is written to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    state: PathBuf,
    data: PathBuf,
    cache: PathBuf,
}

impl Places {
    /// Those of this user: `$XDG_STATE_HOME/itemget` and `$XDG_CACHE_HOME/itemget`, or what
    /// the system has in their place.
    pub(crate) fn of_this_user() -> Result<Self, ConfigError> {
        let base = etcetera::choose_base_strategy().map_err(ConfigError::NoHome)?;
        // Windows has no folder for state; what is not to be lost goes with the data.
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self {
            state: state.join("itemget"),
            data: base.data_dir().join("itemget"),
            cache: base.cache_dir().join("itemget"),
        })
    }

    /// What must be remembered.
    pub(crate) fn state(&self) -> &Path {
        &self.state
    }

    /// The tokens, a file for each app and profile.
    pub(crate) fn tokens(&self) -> PathBuf {
        self.state.join("tokens")
    }

    /// The quota ledger, which all processes share.
    pub(crate) fn quota(&self) -> PathBuf {
        self.state.join("quota")
    }

    /// What the platform sends otherwise than it used to.
    pub(crate) fn drift(&self) -> DriftFiles {
        DriftFiles {
            unread: self.state.join("drift.json"),
            fields: self.state.join("fields.json"),
        }
    }

    /// The history of what the platform said.
    pub(crate) fn history(&self) -> PathBuf {
        self.data.join("history.db")
    }

    /// The history of what the sandbox made up.
    pub(crate) fn synthetic_history(&self) -> PathBuf {
        self.data.join("synthetic.db")
    }

    /// Answers that may be given again.
    pub(crate) fn answers(&self) -> PathBuf {
        self.cache.join("answers")
    }
}
