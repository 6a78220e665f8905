//! Where history is kept: what the platform said and what a sandbox made up are never in
//! one database.

use itemget_store::{DatabaseAddress, Store, StoreError};

use crate::config::{ConfigError, Places, Settings};
use crate::connect::{self, Target};

/// Whose data it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum World {
    /// The platform's.
    Platform,
    /// A sandbox's: made up.
    Sandbox,
}

impl World {
    /// Whom the settings ask.
    pub(crate) fn of(settings: &Settings, target: Target) -> Self {
        let endpoint = settings.endpoint.as_ref().map(|set| set.value.as_str());
        let is_here = endpoint.is_some_and(connect::is_this_machine);
        let asks_nobody = settings.app_key.is_none() && settings.app_secret.is_none();
        match target == Target::Sandbox || asks_nobody || is_here {
            true => Self::Sandbox,
            false => Self::Platform,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Sandbox => "sandbox",
        }
    }
}

/// Why there is no database to work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DatabaseError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the database {at} holds the history of the {found}, not of the {wanted}")]
    OtherWorld { at: DatabaseAddress, found: String, wanted: &'static str },
}

impl DatabaseError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Config(error) => error,
            Self::Store(error) => error,
            Self::OtherWorld { .. } => self,
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::OtherWorld { .. } => Some((
                "made-up data and the platform's are never kept together: name another database with `--database sqlite:PATH`",
                "虚构数据与平台数据不能存放在一起：请用 `--database sqlite:路径` 指定另一个数据库",
            )),
            Self::Config(_) | Self::Store(_) => None,
        }
    }

    /// The same in Chinese, where it is this error's own.
    pub(crate) fn zh(&self) -> Option<String> {
        let Self::OtherWorld { at, found, wanted } = self else { return None };
        let name = |word: &str| match word {
            "sandbox" => "沙箱",
            _ => "平台",
        };
        let (found, wanted) = (name(found), name(wanted));
        Some(format!("数据库 {at} 存放的是{found}的历史数据，而不是{wanted}的"))
    }
}

/// Where the settings say that the history of `world` is kept.
pub(crate) fn address(
    settings: &Settings,
    world: World,
) -> Result<DatabaseAddress, ConfigError> {
    if let Some(set) = &settings.database {
        return Ok(set.value.clone());
    }
    let places = Places::of_this_user()?;
    Ok(DatabaseAddress::Sqlite(match world {
        World::Platform => places.history(),
        World::Sandbox => places.synthetic_history(),
    }))
}

/// A database in which there is something to be looked at.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) store: Store,
    /// Whose data is in it.
    pub(crate) world: World,
}

/// Opens the database that the settings name for `world`, or that they name in so many
/// words, whosever data is in it. None where there is none: looking makes no file.
pub(crate) async fn find(
    settings: &Settings,
    world: World,
) -> Result<Option<Found>, DatabaseError> {
    let at = address(settings, world)?;
    if let DatabaseAddress::Sqlite(path) = &at
        && !path.exists()
    {
        return Ok(None);
    }
    let store = Store::open(&at).await?;
    let found = store.setting("world").await?;
    let mut worlds = [World::Platform, World::Sandbox].into_iter();
    let named = worlds.find(|it| Some(it.word()) == found.as_deref());
    Ok(Some(Found { store, world: named.unwrap_or(world) }))
}

/// Opens the database that the settings name for `world`, and sees to it that it is of
/// this world: the first to use it decides.
pub(crate) async fn open(
    settings: &Settings,
    world: World,
) -> Result<Store, DatabaseError> {
    let at = address(settings, world)?;
    let store = Store::open(&at).await?;
    let found = store.set_first("world", world.word()).await?;
    match found == world.word() {
        true => Ok(store),
        false => Err(DatabaseError::OtherWorld { at, found, wanted: world.word() }),
    }
}
