//! Where the program keeps what it must remember: the folders that the system has for it.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

use super::error::ConfigError;

/// The program's folders. None of them is made before something is written to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    state: PathBuf,
}

impl Places {
    /// Those of this user: `$XDG_STATE_HOME/itemget`, or what the system has in its
    /// place.
    pub(crate) fn of_this_user() -> Result<Self, ConfigError> {
        let base = etcetera::choose_base_strategy().map_err(ConfigError::NoHome)?;
        // Windows has no folder for state; what is not to be lost goes with the data.
        let state = base.state_dir().unwrap_or_else(|| base.data_dir());
        Ok(Self { state: state.join("itemget") })
    }

    /// The tokens, a file for each app and profile.
    pub(crate) fn tokens(&self) -> PathBuf {
        self.state.join("tokens")
    }
}
