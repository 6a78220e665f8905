//! [`TokenKeeper`]: a token that stays alive. One renewal for a crowd of tasks and for
//! several processes, before it is needed or once when it is refused.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;

use super::Token;
use super::store::{TokenStore, TokenStoreError};
use crate::advice::Advice;
use crate::call::Dialect;
use crate::clock::SleepFuture;
use crate::error::Error;
use crate::secret::{AccessToken, RefreshToken};

/// Keeps a token alive.
#[derive(Debug)]
pub struct TokenKeeper {
    store: Arc<dyn TokenStore>,
    dialect: Dialect,
    margin: Duration,
    /// The token as this process knows it: what most calls need, without a wait.
    known: RwLock<Option<Known>>,
    /// Held by the one task of this process that looks into the store or renews.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Known {
    token: Arc<Token>,
    /// A renewal that failed is not tried again before this.
    not_before: Option<Timestamp>,
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.token.fmt(f)
    }
}

/// Why there is no access token to call with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Nobody has logged in.
    #[error("nobody has logged in yet")]
    NotLoggedIn,
    /// The consent has ended; renewing does not prolong it.
    #[error("the user's consent has ended, and the user must consent again")]
    ConsentEnded,
    /// The store failed.
    #[error("the token could not be had from where it is kept")]
    Store(#[source] TokenStoreError),
    /// The platform did not renew it.
    #[error("the access token could not be renewed")]
    Renewal(#[source] Box<Error>),
}

impl TokenError {
    /// What the caller can do about it.
    pub fn advice(&self) -> Advice {
        match self {
            Self::NotLoggedIn | Self::ConsentEnded => Advice::AuthoriseAgain,
            Self::Store(_) => Advice::MendTokenStore,
            Self::Renewal(error) => error.advice(),
        }
    }
}

/// Asks the platform for a new token.
pub(crate) trait Renew: Sync {
    fn renew(&self, dialect: Dialect, refresh: RefreshToken) -> RenewFuture<'_>;
    fn now(&self) -> Timestamp;
    fn sleep(&self, pause: Duration) -> SleepFuture<'_>;
}

/// A new token to come. Boxed, because the client that renews is the client that calls.
pub(crate) type RenewFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Token, Error>> + Send + 'a>>;

impl TokenKeeper {
    /// How long before its end a token is renewed: the platform's own advice.
    pub const MARGIN: Duration = Duration::from_secs(30 * 60);

    /// How long a failed renewal is left alone while the old token still lives.
    const PAUSE: Duration = Duration::from_secs(60);

    /// How long it is left alone where the old token is of no use any more: its answer may
    /// only be late, and a second renewal would be on its heels.
    const HEELS: Duration = Duration::from_secs(10);

    /// Keeps the token in `store` alive, with the token calls of `dialect`.
    pub fn new(store: impl TokenStore + 'static, dialect: Dialect) -> Self {
        Self {
            store: Arc::new(store),
            dialect,
            margin: Self::MARGIN,
            known: RwLock::new(None),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// The same, renewing `margin` before the end.
    #[must_use]
    pub fn with_margin(self, margin: Duration) -> Self {
        Self { margin, ..self }
    }

    /// Whose token calls it uses.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The token as it is known without asking the platform for a new one.
    pub(crate) async fn current(&self) -> Result<Option<Arc<Token>>, TokenError> {
        if let Some(known) = self.known() {
            return Ok(Some(known.token));
        }
        let kept = self.store.load().await.map_err(TokenError::Store)?;
        Ok(kept.map(Arc::new))
    }

    /// The access token to call with now.
    pub(crate) async fn access(&self, by: &dyn Renew) -> Result<AccessToken, TokenError> {
        match self.good_enough(by.now()) {
            Some(known) => Ok(known),
            // Large, and rare: in a box of its own it makes no call as large as itself.
            None => Box::pin(self.renewed_in_turn(by)).await,
        }
    }

    async fn renewed_in_turn(&self, by: &dyn Renew) -> Result<AccessToken, TokenError> {
        let _turn = self.turn.lock().await;
        // Whoever had the turn before has renewed it.
        match self.good_enough(by.now()) {
            Some(known) => Ok(known),
            None => self.renewed(by, None).await,
        }
    }

    /// An access token other than `refused`, which the platform did not take.
    pub(crate) async fn replace(
        &self,
        refused: &AccessToken,
        by: &dyn Renew,
    ) -> Result<AccessToken, TokenError> {
        let _turn = self.turn.lock().await;
        let other = self.known().filter(|known| known.token.access != *refused);
        if let Some(other) = other {
            return Ok(other.token.access.clone());
        }
        self.renewed(by, Some(refused)).await
    }

    /// The token in the store, renewed if it is too old or the one that was refused.
    async fn renewed(
        &self,
        by: &dyn Renew,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, TokenError> {
        // Most often another process has renewed it: then no lock is needed.
        let fresh = |token: &Token| {
            !self.is_due(token, by.now()) && Some(&token.access) != refused
        };
        let kept = self.store.load().await.map_err(TokenError::Store)?;
        if let Some(kept) = kept.filter(fresh) {
            return Ok(self.learn(kept, None));
        }
        // Held over the renewal on purpose: it is what makes the others wait for one.
        let _lock = self.store.lock().await.map_err(TokenError::Store)?;
        let kept = self.store.load().await.map_err(TokenError::Store)?;
        let Some(kept) = kept else { return Err(TokenError::NotLoggedIn) };
        if fresh(&kept) {
            return Ok(self.learn(kept, None));
        }
        let is_good = refused.is_none() && !kept.expires_within(Duration::ZERO, by.now());
        if let Some(begun) = self.store.begun().await.map_err(TokenError::Store)? {
            // Somebody else's, whose answer was lost or is on its way.
            match wait_after(begun, by.now(), is_good) {
                Wait::Until(again) => return Ok(self.learn(kept, Some(again))),
                Wait::For(pause) => by.sleep(pause).await,
            }
        }
        self.store.begin(by.now()).await.map_err(TokenError::Store)?;
        match self.ask_for_new(&kept, by).await {
            Ok(new) => {
                let saved = self.store.save(&new).await;
                let access = self.learn(new, None);
                // The old token is dead: the new one serves this process even where it
                // could not be kept, and the next one to come is told to log in.
                if let Err(error) = saved {
                    tracing::error!(%error, "the renewed token could not be kept");
                }
                Ok(access)
            }
            // The old one is still good for a while: better than no call at all.
            Err(error) if is_good && !kept.expires_within(Duration::ZERO, by.now()) => {
                tracing::warn!(%error, "the access token could not be renewed yet");
                let again = by.now().saturating_add(Self::PAUSE).ok();
                Ok(self.learn(kept, again))
            }
            Err(error) => Err(error),
        }
    }

    async fn ask_for_new(
        &self,
        old: &Token,
        by: &dyn Renew,
    ) -> Result<Token, TokenError> {
        let now = by.now();
        let over = old.refresh_expires_at.is_some_and(|end| end <= now);
        let Some(refresh) = old.refresh.clone().filter(|_| !over) else {
            return Err(TokenError::ConsentEnded);
        };
        match by.renew(self.dialect, refresh).await {
            Ok(new) => Ok(new.renewed_from(old)),
            Err(error) => Err(TokenError::Renewal(Box::new(error))),
        }
    }

    /// Whether it is time to renew. Near the end of the consent a new token ends where the
    /// old one does: there it is used up, or each call would renew it again.
    fn is_due(&self, token: &Token, now: Timestamp) -> bool {
        let is_last = token.refresh_expires_at.is_some_and(|end| {
            let with_margin = token.access_expires_at.saturating_add(self.margin);
            with_margin.is_ok_and(|access_end| access_end >= end)
        });
        let margin = if is_last { Duration::ZERO } else { self.margin };
        token.expires_within(margin, now)
    }

    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn learn(&self, token: Token, not_before: Option<Timestamp>) -> AccessToken {
        let access = token.access.clone();
        let known = Known { token: Arc::new(token), not_before };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        access
    }

    /// The access token that is known, where it need not be renewed.
    pub(crate) fn good_enough(&self, now: Timestamp) -> Option<AccessToken> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.as_ref()?;
        let waits = known.not_before.is_some_and(|again| now < again)
            && !known.token.expires_within(Duration::ZERO, now);
        let good = waits || !self.is_due(&known.token, now);
        good.then(|| known.token.access.clone())
    }
}

/// What to do about a renewal that somebody has begun and not ended.
#[derive(Debug, PartialEq, Eq)]
enum Wait {
    /// Go on with the old token until then.
    Until(Timestamp),
    /// Renew after this.
    For(Duration),
}

/// What to do about a renewal that was begun then, with an old token that is still good or
/// not. A clock that was set does not make it wait for longer than the usual pause.
fn wait_after(begun: Timestamp, now: Timestamp, is_good: bool) -> Wait {
    let ago = Duration::try_from(now.duration_since(begun)).unwrap_or_default();
    if is_good && ago < TokenKeeper::PAUSE {
        let left = TokenKeeper::PAUSE - ago;
        return Wait::Until(now.checked_add(left).unwrap_or(Timestamp::MAX));
    }
    Wait::For(if is_good {
        Duration::ZERO
    } else {
        TokenKeeper::HEELS.saturating_sub(ago)
    })
}

#[cfg(test)]
mod tests;
