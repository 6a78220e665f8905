//! [`SharedTokenStore`]: a consent that all machines share which share a database.
//!
//! Who renews holds a lease on the row, prolonged while he lives. It ends when it is given
//! back, or by itself when its holder is gone: later than the answer to what he may have
//! sent could come.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use itemget::{StoreFuture, Token, TokenLock, TokenStore, TokenStoreError};
use itemget_history::Moment;
use jiff::Timestamp;
use tokio::sync::{OnceCell, oneshot};
use zeroize::Zeroizing;

use crate::address::DatabaseAddress;
use crate::db::{Row, values};
use crate::error::{Doing as _, StoreError};
use crate::store::Store;

/// How long a lease lasts that nobody prolongs, in milliseconds: longer than a call takes
/// that renews.
const LEASE_MS: i64 = 45_000;
/// How long it still lasts once the new token is saved: what it was held for is done, and a
/// program that ends has no time to give it back.
const SAVED_MS: i64 = 2_000;
/// How often it is prolonged.
const PROLONG: Duration = Duration::from_secs(10);
/// How often it is looked whether it is free.
const LOOK: Duration = Duration::from_millis(150);
/// How long a database that is away is waited for. A new token that is not kept is lost
/// for all others.
const PATIENCE: Duration = Duration::from_secs(120);

/// A consent in a database.
#[derive(Clone)]
pub struct SharedTokenStore {
    shared: Arc<Shared>,
}

struct Shared {
    address: Option<DatabaseAddress>,
    store: OnceCell<Store>,
    name: String,
    /// The lease that this opening has, if it has one.
    held: Mutex<Option<Held>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    holder: String,
    /// The version that was there when it was taken.
    version: i64,
}

/// What is known of a consent without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptConsent {
    /// Whose: the name it is kept under.
    pub name: String,
    /// Until when the access token is taken.
    pub access_ends_at: Moment,
    /// Until when it can be renewed, where told.
    pub consent_ends_at: Option<Moment>,
    /// When a renewal was begun that no token has come of yet.
    pub begun_at: Option<Moment>,
}

/// Another one took the lock and saved a token meanwhile.
#[derive(Debug, thiserror::Error)]
#[error("another process has renewed it meanwhile")]
struct Overtaken;

impl SharedTokenStore {
    /// The consent of this name in `store`.
    pub fn new(store: &Store, name: impl Into<String>) -> Self {
        let store = OnceCell::new_with(Some(store.clone()));
        Self::of(None, store, name.into())
    }

    /// The consent of this name in a database that is opened when something is asked for.
    pub fn at(address: DatabaseAddress, name: impl Into<String>) -> Self {
        Self::of(Some(address), OnceCell::new(), name.into())
    }

    fn of(
        address: Option<DatabaseAddress>,
        store: OnceCell<Store>,
        name: String,
    ) -> Self {
        let shared = Shared { address, store, name, held: Mutex::new(None) };
        Self { shared: Arc::new(shared) }
    }
}

impl fmt::Debug for SharedTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedTokenStore")
            .field("address", &self.shared.address)
            .field("name", &self.shared.name)
            .finish_non_exhaustive()
    }
}

impl Shared {
    async fn store(&self) -> Result<&Store, StoreError> {
        let open = async || match &self.address {
            Some(address) => Store::open(address).await,
            None => unreachable!("without an address there is a store"),
        };
        self.store.get_or_try_init(open).await
    }

    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_held(&self, held: Option<Held>) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }

    /// Runs one statement, again where the database was away.
    async fn query(
        &self,
        sql: &str,
        values: Vec<crate::db::Value>,
    ) -> Result<Vec<Row>, StoreError> {
        let store = self.store().await?;
        let once = || async {
            let mut work = store.unwaited.begin().await.doing(DOING)?;
            let rows = work.query(sql, values.clone()).await.doing(DOING)?;
            work.commit().await.doing(DOING)?;
            Ok(rows)
        };
        store.patience_of(PATIENCE).retry(once).await
    }

    async fn now_ms(&self) -> Result<String, StoreError> {
        let dialect = self.store().await?.unwaited.dialect();
        Ok(format!("({} / 1000)", dialect.micros()))
    }

    async fn load(&self) -> Result<Option<Token>, StoreError> {
        const LOAD: &str = "SELECT token FROM tokens WHERE name = $1";
        let mut rows = self.query(LOAD, values![self.name.as_str()]).await?;
        let text = rows.first_mut().map_or(Ok(None), |row| row.maybe_bytes(0));
        let Some(text) = text.doing(DOING)?.map(Zeroizing::new) else { return Ok(None) };
        match Token::from_kept(&text) {
            Ok(token) => Ok(Some(token)),
            Err(error) => Err(StoreError::damaged(format!("a consent: {error}"))),
        }
    }

    /// Keeps a token, or none. Who holds the lock does so unless another one has taken it
    /// since and saved one.
    async fn put(&self, token: Option<&Token>) -> Result<Saved, StoreError> {
        let now = self.now_ms().await?;
        let put = format!(
            "UPDATE tokens SET token = $2, access_ends_at = $3, consent_ends_at = $4, \
             begun_at = NULL, version = version + 1, held_until = CASE \
             WHEN held_until > {now} + {SAVED_MS} AND holder = $5 THEN {now} + {SAVED_MS} \
             ELSE held_until END \
             WHERE name = $1 AND ($6 < 0 OR holder = $5 OR version = $6) RETURNING version"
        );
        let text = token.map(Token::to_kept).transpose();
        let text = text.map_err(|error| StoreError::damaged(error.to_string()))?;
        let held = self.held();
        let (holder, version) = match &held {
            Some(held) => (held.holder.as_str(), held.version),
            None => ("", -1),
        };
        self.make_row().await?;
        let rows = self
            .query(
                &put,
                values![
                    self.name.as_str(),
                    text.map(|text| text.to_vec()),
                    token.map(|token| token.access_expires_at.as_second()),
                    token.and_then(|it| it.refresh_expires_at).map(Timestamp::as_second),
                    holder,
                    version,
                ],
            )
            .await?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(Saved::Overtaken) };
        if let Some(held) = held {
            let version = row.int(0).doing(DOING)?;
            self.set_held(Some(Held { version, ..held }));
        }
        Ok(Saved::Kept)
    }

    async fn make_row(&self) -> Result<(), StoreError> {
        const MAKE: &str = "INSERT INTO tokens (name, version) VALUES ($1, 0) \
             ON CONFLICT (name) DO NOTHING";
        self.query(MAKE, values![self.name.as_str()]).await.map(drop)
    }

    /// Takes the lock if it is free; gives the version that is there.
    async fn take(&self, holder: &str) -> Result<Option<i64>, StoreError> {
        let now = self.now_ms().await?;
        // Its own it takes as well: the answer to the first try may have been lost.
        let take = format!(
            "UPDATE tokens SET holder = $2, held_until = {now} + {LEASE_MS} \
             WHERE name = $1 AND (holder IS NULL OR holder = $2 OR held_until <= {now}) \
             RETURNING version"
        );
        let mut rows = self.query(&take, values![self.name.as_str(), holder]).await?;
        rows.first_mut().map(|row| row.int(0).doing(DOING)).transpose()
    }

    async fn prolong(&self, holder: &str) -> Result<(), StoreError> {
        let now = self.now_ms().await?;
        let prolong = format!(
            "UPDATE tokens SET held_until = {now} + {LEASE_MS} \
             WHERE name = $1 AND holder = $2"
        );
        self.query(&prolong, values![self.name.as_str(), holder]).await.map(drop)
    }

    async fn release(&self, holder: &str) -> Result<(), StoreError> {
        const RELEASE: &str = "UPDATE tokens SET holder = NULL, held_until = NULL \
             WHERE name = $1 AND holder = $2";
        self.query(RELEASE, values![self.name.as_str(), holder]).await.map(drop)
    }

    async fn begin(&self, at: Timestamp) -> Result<(), StoreError> {
        const BEGIN: &str = "UPDATE tokens SET begun_at = $2 WHERE name = $1";
        self.make_row().await?;
        self.query(BEGIN, values![self.name.as_str(), at.as_second()]).await.map(drop)
    }

    async fn begun(&self) -> Result<Option<Timestamp>, StoreError> {
        const BEGUN: &str = "SELECT begun_at FROM tokens WHERE name = $1";
        let mut rows = self.query(BEGUN, values![self.name.as_str()]).await?;
        let begun = rows.first_mut().map_or(Ok(None), |row| row.maybe_int(0));
        Ok(begun.doing(DOING)?.and_then(|second| Timestamp::from_second(second).ok()))
    }

    /// Waits for the lock, and holds it until what is given back is dropped.
    async fn lock(self: &Arc<Self>) -> Result<TokenLock, StoreError> {
        let holder = format!("{:016x}", fastrand::u64(..));
        self.make_row().await?;
        let version = loop {
            if let Some(version) = self.take(&holder).await? {
                break version;
            }
            tokio::time::sleep(LOOK).await;
        };
        self.set_held(Some(Held { holder: holder.clone(), version }));
        let (guard, dropped) = oneshot::channel();
        drop(tokio::spawn(hold(Arc::clone(self), holder, dropped)));
        Ok(TokenLock::new(Guard { shared: Arc::clone(self), _alive: guard }))
    }
}

/// Prolongs a lease until its guard is dropped, then gives it back.
async fn hold(shared: Arc<Shared>, holder: String, mut dropped: oneshot::Receiver<()>) {
    loop {
        tokio::select! {
            _ = &mut dropped => break,
            () = tokio::time::sleep(PROLONG) => {
                if let Err(error) = shared.prolong(&holder).await {
                    tracing::warn!(%error, "the lock on the consent could not be prolonged");
                }
            }
        }
    }
    if let Err(error) = shared.release(&holder).await {
        // It ends by itself.
        tracing::warn!(%error, "the lock on the consent could not be given back");
    }
}

/// Alive as long as the lock is held.
struct Guard {
    shared: Arc<Shared>,
    _alive: oneshot::Sender<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.shared.set_held(None);
    }
}

/// What came of saving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Saved {
    Kept,
    Overtaken,
}

const DOING: &str = "look after the consent";

impl SharedTokenStore {
    fn asked<T: Send + 'static>(
        &self,
        doing: &'static str,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> StoreFuture<'_, T> {
        Box::pin(async move {
            work.await.map_err(|source| TokenStoreError {
                doing,
                place: PLACE.to_owned(),
                source: source.into(),
            })
        })
    }
}

const PLACE: &str = "the database";

impl TokenStore for SharedTokenStore {
    fn load(&self) -> StoreFuture<'_, Option<Token>> {
        let shared = Arc::clone(&self.shared);
        self.asked("read the token in", async move { shared.load().await })
    }

    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()> {
        let (shared, token) = (Arc::clone(&self.shared), token.clone());
        let save = async move { shared.put(Some(&token)).await };
        let saved = self.asked("keep the token in", save);
        Box::pin(async move {
            match saved.await? {
                Saved::Kept => Ok(()),
                Saved::Overtaken => Err(TokenStoreError {
                    doing: "keep the token in",
                    place: PLACE.to_owned(),
                    source: Overtaken.into(),
                }),
            }
        })
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        let shared = Arc::clone(&self.shared);
        self.asked("forget the token in", async move { shared.put(None).await.map(drop) })
    }

    fn lock(&self) -> StoreFuture<'_, TokenLock> {
        let shared = Arc::clone(&self.shared);
        self.asked("lock the token in", async move { shared.lock().await })
    }

    fn begin(&self, at: Timestamp) -> StoreFuture<'_, ()> {
        let shared = Arc::clone(&self.shared);
        self.asked("note a renewal in", async move { shared.begin(at).await })
    }

    fn begun(&self) -> StoreFuture<'_, Option<Timestamp>> {
        let shared = Arc::clone(&self.shared);
        self.asked("look for a renewal in", async move { shared.begun().await })
    }
}

impl Store {
    /// The consents that are kept, by their names, without their secrets.
    pub async fn consents(&self) -> Result<Vec<KeptConsent>, StoreError> {
        const CONSENTS: &str = "SELECT name, access_ends_at, consent_ends_at, begun_at \
             FROM tokens WHERE token IS NOT NULL ORDER BY name";
        let rows = self.database.query(CONSENTS, values![]).await.doing(DOING)?;
        let consents = rows.into_iter().map(|mut row| {
            let mut moment = |column| {
                let second = row.maybe_int(column).doing(DOING)?;
                Ok::<_, StoreError>(second.map(Moment::from_seconds))
            };
            let (access, consent, begun) = (moment(1)?, moment(2)?, moment(3)?);
            Ok(KeptConsent {
                name: row.text(0).doing(DOING)?,
                access_ends_at: access.unwrap_or(Moment::MIN),
                consent_ends_at: consent,
                begun_at: begun,
            })
        });
        consents.collect()
    }
}
