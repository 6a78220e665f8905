//! Calls through a client's cache, and what their answers say of where they come from.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::layer::Question;
use super::{
    Audience, Cache, CacheError, CacheKey, CachePolicy, CacheStats, Kept, Network,
};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::call::{Answer, Auth, Call, Dialect, RawCall};
use crate::client::{Client, Tokens};
use crate::error::{Error, ErrorKind};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// An answer, and where it comes from.
#[derive(Debug, Clone)]
pub struct CachedAnswer<T> {
    /// The answer; one that was kept took no attempts.
    pub answer: Answer<T>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where an answer comes from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// The platform was asked.
    Called,
    /// Another caller asked the same at the same moment.
    Shared,
    /// It was kept, and is as young as it should be.
    Kept {
        /// How long ago it was observed.
        age: Duration,
    },
    /// It was kept, and is older than it should be.
    Stale {
        /// How long ago it was observed.
        age: Duration,
        /// Why there is none younger; nothing where no call may be made.
        error: Option<Arc<Error>>,
    },
}

impl<T> CachedAnswer<T> {
    /// How long ago the platform said it; nothing where it did just now.
    pub fn age(&self) -> Option<Duration> {
        match self.origin {
            Origin::Called | Origin::Shared => None,
            Origin::Kept { age } | Origin::Stale { age, .. } => Some(age),
        }
    }

    /// Whether it is older than the policy allows while calls succeed.
    pub fn is_stale(&self) -> bool {
        matches!(self.origin, Origin::Stale { .. })
    }

    pub(super) fn stale(self, error: Option<Arc<Error>>) -> Self {
        let age = self.age().unwrap_or_default();
        Self { origin: Origin::Stale { age, error }, ..self }
    }
}

/// A call as far as its key depends on it, but for its parameters.
#[derive(Clone, Copy)]
struct Asked<'a> {
    method: &'a str,
    dialect: Dialect,
    auth: Auth,
    idempotent: bool,
}

impl Asked<'static> {
    fn of<C: Call>() -> Self {
        Self {
            method: C::METHOD,
            dialect: C::DIALECT,
            auth: C::AUTH,
            idempotent: C::IDEMPOTENT,
        }
    }
}

/// All that a call asks: its parameters, and which file goes with them.
fn asked<C: Call>(call: &C) -> Params {
    let mut params = call.params();
    if let Some(file) = call.file() {
        params.set(file.name, hex::encode(Sha256::digest(&file.bytes)));
    }
    params
}

impl Client {
    /// Answers `call` by what is kept, where `policy` allows, or sends it and keeps the
    /// answer. Callers who ask the same at the same moment share one call.
    ///
    /// What changes something and what answers with a token is always sent and never
    /// kept. A client without a cache sends each call.
    ///
    /// # Errors
    ///
    /// As [`Client::send`], shared by those who shared the call; a refusal such as "no
    /// such item" may be one that was kept, and then has no attempts.
    /// [`ErrorKind::NotCached`] where no call may be made and nothing is kept.
    pub async fn send_with<C: Call>(
        &self,
        call: &C,
        policy: &CachePolicy,
    ) -> Result<CachedAnswer<C::Output>, Arc<Error>> {
        let CachedAnswer { answer, origin } = self.send_with_boxed(call, policy).await?;
        Ok(CachedAnswer { answer: answer.map(|value| *value), origin })
    }

    /// The same with its answer in a box; see [`Client::send_boxed`].
    pub(crate) async fn send_with_boxed<C: Call>(
        &self,
        call: &C,
        policy: &CachePolicy,
    ) -> Result<CachedAnswer<Box<C::Output>>, Arc<Error>> {
        let read = |reply: &Reply| call.read(reply).map(Box::new);
        let send = || self.send_boxed(call);
        self.through(Asked::of::<C>(), || asked(call), policy, read, send).await
    }

    /// The same for a call of any method, as [`Client::raw`] sends it. Only those that are
    /// idempotent are kept.
    ///
    /// # Errors
    ///
    /// As [`Client::send_with`].
    pub async fn raw_with(
        &self,
        call: &RawCall,
        policy: &CachePolicy,
    ) -> Result<CachedAnswer<()>, Arc<Error>> {
        let asked = Asked {
            method: &call.method,
            dialect: call.dialect,
            auth: call.auth,
            idempotent: call.idempotent,
        };
        let params = || call.params.clone();
        // Refusals are not kept as answers, so that there is nothing to tell apart.
        self.through(asked, params, policy, |_| Ok(()), || self.raw(call)).await
    }

    /// What is kept as the answer of `call`, where `policy` gives it without a call.
    pub(crate) async fn kept<C: Call>(
        &self,
        call: &C,
        policy: &CachePolicy,
    ) -> Option<Result<CachedAnswer<C::Output>, Arc<Error>>> {
        let layer = self.core.cache.as_ref()?;
        let key = self.key_of(call).await?;
        let question = Question { key, method: C::METHOD, policy };
        layer.kept(question, &*self.core.clock, |reply| call.read(reply)).await
    }

    /// Keeps `kept` as what the platform said to `call`: it came with the answer of a
    /// larger one.
    pub(crate) async fn keep<C: Call>(
        &self,
        call: &C,
        observed_at: Timestamp,
        kept: Kept,
    ) {
        if let (Some(layer), Some(key)) = (&self.core.cache, self.key_of(call).await) {
            layer.keep(&key, observed_at, kept).await;
        }
    }

    async fn key_of<C: Call>(&self, call: &C) -> Option<CacheKey> {
        let audience = self.audience(Asked::of::<C>()).await.ok()?;
        Some(CacheKey::new(&audience, C::DIALECT, C::METHOD, &asked(call)))
    }

    /// The cache, where the client has one.
    pub fn cache(&self) -> Option<&Arc<dyn Cache>> {
        self.core.cache.as_ref().map(|layer| layer.cache())
    }

    /// What the cache has done so far; nothing where the client has none.
    pub fn cache_stats(&self) -> CacheStats {
        self.core.cache.as_ref().map(|layer| layer.stats()).unwrap_or_default()
    }

    /// Why the cache failed last, if it did. Calls are answered without it.
    pub fn cache_trouble(&self) -> Option<Arc<CacheError>> {
        self.core.cache.as_ref()?.trouble()
    }

    async fn through<T, F>(
        &self,
        asked: Asked<'_>,
        params: impl FnOnce() -> Params,
        policy: &CachePolicy,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
        call: impl FnOnce() -> F,
    ) -> Result<CachedAnswer<T>, Arc<Error>>
    where
        F: Future<Output = Result<Answer<T>, Error>>,
    {
        let failed = |kind| Arc::new(Error::new(asked.method, 0, kind));
        let layer = match &self.core.cache {
            Some(layer) if may_be_kept(asked) => layer,
            _ if policy.network == Network::Never => {
                return Err(failed(ErrorKind::NotCached));
            }
            _ => {
                let answer = call().await.map_err(Arc::new)?;
                return Ok(CachedAnswer { answer, origin: Origin::Called });
            }
        };
        let audience = self.audience(asked).await.map_err(failed)?;
        let key = CacheKey::new(&audience, asked.dialect, asked.method, &params());
        let question = Question { key, method: asked.method, policy };
        // Larger than the call itself: who keeps nothing moves none of it.
        Box::pin(layer.answer(question, &*self.core.clock, read, call)).await
    }

    /// For whom an answer will be; found out without any call.
    async fn audience(&self, asked: Asked<'_>) -> Result<Audience, ErrorKind> {
        let endpoint = self.core.endpoints.address(asked.dialect);
        let app = Audience::of_app(&endpoint, &self.core.credentials.app_key);
        if asked.auth != Auth::Token {
            return Ok(app);
        }
        match &*self.tokens() {
            Tokens::None => Ok(app),
            Tokens::Fixed(token) => Ok(app.with_token(token)),
            Tokens::Kept(keeper) => {
                let token = keeper.current().await.map_err(ErrorKind::Token)?;
                let Some(token) = token else { return Ok(app) };
                let account = &token.account;
                let known = account.user_id.as_ref().or(account.seller_id.as_ref());
                Ok(match known.or(account.login.as_ref()) {
                    Some(account) => app.with_account(account),
                    None => app.with_token(&token.access),
                })
            }
        }
    }
}

/// Whether an answer may be kept at all: never one that changes something or is a token.
fn may_be_kept(asked: Asked<'_>) -> bool {
    let is_token = asked.auth == Auth::AppSecret
        || asked.method.contains("/auth/")
        || asked.method.contains("getToken");
    asked.idempotent && !is_token
}
