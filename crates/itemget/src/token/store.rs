//! Where a token is kept between runs, and between the processes that share it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::Token;

/// Keeps the token of one app and one user, for all who act for them.
///
/// The platform replaces a token when it is renewed, so that two who renew it at the same
/// time can leave each other with a dead one. Hence the lock: who renews holds it.
///
/// Each promise is a function of [`conformance`](super::conformance), to be run against
/// every implementation.
pub trait TokenStore: Send + Sync + fmt::Debug {
    /// What is kept now; none where nobody has logged in.
    fn load(&self) -> StoreFuture<'_, Option<Token>>;

    /// Keeps `token` in place of what was kept: whole or not at all, and once it is said to
    /// be kept, it is there after a crash.
    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()>;

    /// Forgets what is kept. Forgetting twice is no error.
    fn clear(&self) -> StoreFuture<'_, ()>;

    /// Waits until nobody else holds the lock, in this process or in another, and holds it
    /// until the lock is dropped. The lock of a process that died is nobody's.
    fn lock(&self) -> StoreFuture<'_, TokenLock>;

    /// Notes that a renewal is about to be sent, at `at` by the clock of who sends it. A
    /// store that many machines share keeps that until a token is saved: the answer may be
    /// lost, and whoever renews next is not to do so on its heels. Other stores need not.
    fn begin(&self, at: Timestamp) -> StoreFuture<'_, ()> {
        // A file's or a keyring's is found by the processes of one machine, which end with
        // the answer they wait for.
        let _ = at;
        Box::pin(std::future::ready(Ok(())))
    }

    /// When the renewal was begun that no token has come of yet, where there is one and it
    /// is kept.
    fn begun(&self) -> StoreFuture<'_, Option<Timestamp>> {
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// What a store will have done.
pub type StoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, TokenStoreError>> + Send + 'a>>;

/// The right to renew a token; dropped, it is free for the next one.
#[must_use = "the lock is free again once it is dropped"]
pub struct TokenLock {
    _held: Box<dyn Send>,
}

impl TokenLock {
    /// A lock that is held as long as `held` lives.
    pub fn new(held: impl Send + 'static) -> Self {
        Self { _held: Box::new(held) }
    }
}

impl fmt::Debug for TokenLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenLock")
    }
}

/// What a store could not do. Never holds a token.
#[derive(Debug, thiserror::Error)]
#[error("could not {doing} {place}")]
pub struct TokenStoreError {
    /// `read the token in`.
    pub doing: &'static str,
    /// Which file or table.
    pub place: String,
    /// Why not.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Keeps a token in memory, for as long as the process lives.
#[derive(Debug, Clone, Default)]
pub struct MemoryTokenStore {
    kept: Arc<Mutex<Option<Token>>>,
    begun: Arc<Mutex<Option<Timestamp>>>,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryTokenStore {
    /// A store that keeps `token`.
    pub fn new(token: Token) -> Self {
        Self { kept: Arc::new(Mutex::new(Some(token))), ..Self::default() }
    }

    fn put(&self, token: Option<Token>) -> StoreFuture<'_, ()> {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = token;
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Box::pin(std::future::ready(Ok(())))
    }
}

impl TokenStore for MemoryTokenStore {
    fn load(&self) -> StoreFuture<'_, Option<Token>> {
        let token = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(std::future::ready(Ok(token)))
    }

    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()> {
        self.put(Some(token.clone()))
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        self.put(None)
    }

    fn lock(&self) -> StoreFuture<'_, TokenLock> {
        let lock = Arc::clone(&self.lock);
        Box::pin(async move { Ok(TokenLock::new(lock.lock_owned().await)) })
    }

    fn begin(&self, at: Timestamp) -> StoreFuture<'_, ()> {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(at);
        Box::pin(std::future::ready(Ok(())))
    }

    fn begun(&self) -> StoreFuture<'_, Option<Timestamp>> {
        let begun = *self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        Box::pin(std::future::ready(Ok(begun)))
    }
}

#[cfg(test)]
mod tests;
