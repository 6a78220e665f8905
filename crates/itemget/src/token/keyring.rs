//! A token in the keyring of the system: encrypted, and open while its owner is logged in.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::store::{StoreFuture, TokenLock, TokenStore, TokenStoreError};
use super::{Token, file, saved};

/// A place in the system where secrets are kept under names. Calls may wait, for a person
/// who unlocks it among others.
pub trait Keyring: Send + Sync + fmt::Debug {
    /// The secret of that name; none where there is none.
    ///
    /// # Errors
    ///
    /// [`KeyringError`]; never with a secret in it.
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyringError>;

    /// Keeps a secret under a name, in place of what was kept there.
    ///
    /// # Errors
    ///
    /// [`KeyringError`]; then what was kept is still there.
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError>;

    /// Forgets the secret of that name. Forgetting twice is no error.
    ///
    /// # Errors
    ///
    /// [`KeyringError`]
    fn delete(&self, name: &str) -> Result<(), KeyringError>;
}

/// Why a keyring gave or took nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// The system has none, or none that runs.
    #[error("there is no keyring on this system, or none that runs")]
    Absent,
    /// It is locked, and nobody unlocked it.
    #[error("the keyring is locked")]
    Locked,
    /// It does not take so much.
    #[error("the token is too long for the keyring, which takes {limit} bytes")]
    TooLong {
        /// How many bytes it takes.
        limit: u32,
    },
    /// Something else, in the keyring's words.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

/// Keeps a token in a [`Keyring`]. Keyrings have no locks: who renews locks a file, which
/// never holds anything.
#[derive(Debug, Clone)]
pub struct KeyringTokenStore {
    keyring: Arc<dyn Keyring>,
    name: Arc<str>,
    lock_file: Arc<Path>,
}

impl KeyringTokenStore {
    /// Keeps the token under `name`, with `lock_file` as the lock of all who share it.
    /// Nothing is touched until something is asked for.
    pub fn new(
        keyring: Arc<dyn Keyring>,
        name: impl Into<Arc<str>>,
        lock_file: impl Into<PathBuf>,
    ) -> Self {
        Self { keyring, name: name.into(), lock_file: lock_file.into().into() }
    }

    /// Its name in the keyring.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Does `work` where waiting for the keyring holds nobody up.
    fn on_a_thread<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl FnOnce(&dyn Keyring, &str) -> Result<T, Cause> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        let (keyring, name) = (Arc::clone(&self.keyring), Arc::clone(&self.name));
        Box::pin(async move {
            let done = tokio::task::spawn_blocking(move || work(&*keyring, &name)).await;
            let done = done.unwrap_or_else(|stopped| Err(stopped.into()));
            let place = "the keyring".to_owned();
            done.map_err(|source| TokenStoreError { doing, place, source })
        })
    }
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

impl TokenStore for KeyringTokenStore {
    fn load(&self) -> StoreFuture<'_, Option<Token>> {
        self.on_a_thread("read the token in", |keyring, name| {
            let text = keyring.get(name)?.map(Zeroizing::new);
            Ok(text.map(|text| saved::parse(&text)).transpose()?)
        })
    }

    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()> {
        let text = saved::text(token);
        self.on_a_thread("keep the token in", move |keyring, name| {
            Ok(keyring.set(name, &text?)?)
        })
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        self.on_a_thread("forget the token in", |keyring, name| Ok(keyring.delete(name)?))
    }

    fn lock(&self) -> StoreFuture<'_, TokenLock> {
        let lock_file = Arc::clone(&self.lock_file);
        self.on_a_thread("lock the token in", move |_, _| Ok(file::lock(&lock_file)?))
    }
}
