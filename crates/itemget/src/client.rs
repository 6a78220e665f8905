//! [`Client`]: sends calls, and sends them again where that helps. The crate's only loop.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use tracing::{Instrument as _, Span, field};

use crate::api::system::TokenRefresh;
use crate::api::tutorial::{GetToken, Grant};
use crate::builder::ClientBuilder;
use crate::cache::CacheLayer;
use crate::call::{Answer, Auth, Call, Dialect, RawCall};
use crate::clock::{Clock, SleepFuture};
use crate::dialect::{self, Caller, Outgoing};
use crate::endpoint::Endpoints;
use crate::envelope::{self, Envelope};
use crate::error::{Error, ErrorKind};
use crate::exchange::RecordLog;
use crate::limit::{CallEnd, Permit, RateLimiter};
use crate::opened;
use crate::permitted;
use crate::refusal::Cause;
use crate::reply::{Reply, ReplyError};
use crate::retry::{Decision, Progress, RetryPolicy};
use crate::secret::{AccessToken, Credentials, RefreshToken};
use crate::sign::SignMethod;
use crate::token::{Renew, RenewFuture, TokenKeeper};
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// Sends calls to the platform.
///
/// Cheap to clone, and made to be shared: clones share connections. It waits between
/// attempts on tokio's timer and needs its runtime.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) core: Arc<Core>,
}

/// What a client is made of; [`ClientBuilder`] puts it together.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) credentials: Credentials,
    pub(crate) tokens: RwLock<Arc<Tokens>>,
    pub(crate) sign_method: SignMethod,
    pub(crate) endpoints: Endpoints,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) cache: Option<CacheLayer>,
    pub(crate) record_log: Option<Arc<RecordLog>>,
    pub(crate) limiter: Option<RateLimiter>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
}

/// Where the access token comes from.
#[derive(Debug)]
pub(crate) enum Tokens {
    None,
    Fixed(AccessToken),
    Kept(TokenKeeper),
}

impl Client {
    /// Starts a client of the app with these credentials.
    pub fn builder(credentials: Credentials) -> ClientBuilder {
        ClientBuilder::new(credentials)
    }

    pub(crate) fn new(core: Core) -> Self {
        Self { core: Arc::new(core) }
    }

    /// What has become of the recording, where the client was built
    /// [with one](ClientBuilder::with_recording).
    pub fn record_log(&self) -> Option<&RecordLog> {
        self.core.record_log.as_deref()
    }

    /// Sends `call` and reads its answer, in as many attempts as the retry policy allows.
    ///
    /// # Errors
    ///
    /// [`Error`] says what became of the last attempt; its predicates and
    /// [`Error::advice`] say what to do.
    pub async fn send<C: Call>(&self, call: &C) -> Result<Answer<C::Output>, Error> {
        Ok(self.send_boxed(call).await?.map(|value| *value))
    }

    /// The same with its answer in a box: an item is large, and is handed from one to the
    /// other many times on its way.
    pub(crate) async fn send_boxed<C: Call>(
        &self,
        call: &C,
    ) -> Result<Answer<Box<C::Output>>, Error> {
        let outgoing = Outgoing {
            method: C::METHOD,
            dialect: C::DIALECT,
            auth: C::AUTH,
            params: call.params(),
            file: call.file(),
        };
        let read = |reply: &Reply| call.read(reply).map(Box::new);
        self.traced(&outgoing, C::IDEMPOTENT, read).await
    }

    /// Sends a call of any method; the answer is its [`body`](Answer::body).
    ///
    /// # Errors
    ///
    /// As [`Client::send`]: a refusal is recognised wherever the known methods have it.
    /// What is not a JSON object is no answer.
    pub async fn raw(&self, call: &RawCall) -> Result<Answer<()>, Error> {
        let outgoing = Outgoing {
            method: &call.method,
            dialect: call.dialect,
            auth: call.auth,
            params: call.params.clone(),
            file: None,
        };
        let read = |reply: &Reply| {
            let document = envelope::document(&reply.body)?;
            Envelope::open_success(&document, &reply.body).map(drop)
        };
        self.traced(&outgoing, call.idempotent, read).await
    }

    async fn traced<T>(
        &self,
        call: &Outgoing<'_>,
        idempotent: bool,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Result<Answer<T>, Error> {
        let span = tracing::debug_span!(
            "call",
            method = call.method,
            attempts = field::Empty,
            duration_ms = field::Empty,
            outcome = field::Empty,
            request_id = field::Empty,
        );
        if span.is_disabled() {
            return self.repeated(call, idempotent, read).await;
        }
        async {
            let started = self.core.clock.now();
            let result = self.repeated(call, idempotent, read).await;
            self.record(&span, started, &result);
            result
        }
        .instrument(span.clone())
        .await
    }

    /// Permit, stamp, sign, send once, open, decide, wait.
    async fn repeated<T>(
        &self,
        call: &Outgoing<'_>,
        idempotent: bool,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Result<Answer<T>, Error> {
        let core = &*self.core;
        let failed = |attempts, kind| Error::new(call.method, attempts, kind);
        let mut token = match call.auth {
            Auth::Token => {
                Some(self.access_token().await.map_err(|kind| failed(0, kind))?)
            }
            Auth::None | Auth::AppSecret => None,
        };
        let mut renewed = false;
        let mut progress = Progress::start(idempotent);
        loop {
            let permit = match &core.limiter {
                Some(limiter) => {
                    Some(limiter.acquire(call.method).await.map_err(|error| {
                        failed(progress.attempts, ErrorKind::Limited(error))
                    })?)
                }
                None => None,
            };
            progress.attempts += 1;
            let attempt = self.attempt(call, token.as_ref(), permit, &read);
            let failure = match attempt.await {
                Ok((reply, value)) => {
                    return Ok(Answer {
                        value,
                        body: reply.body,
                        observed_at: reply.observed_at,
                        attempts: progress.attempts,
                    });
                }
                Err(failure) => failure,
            };
            if let (Some(refused), false) = (&token, renewed)
                && is_token_refused(&failure)
                && let Tokens::Kept(keeper) = &*self.tokens()
            {
                // Refused for its token, it was not executed: it is sent again with the
                // next one, and not again after that.
                let next = Box::pin(keeper.replace(refused, self)).await;
                let kind = |error| failed(progress.attempts, ErrorKind::Token(error));
                token = Some(next.map_err(kind)?);
                renewed = true;
                continue;
            }
            match core.retry.decide(&failure, progress, fastrand::f64()) {
                Decision::RetryAfter(pause) => {
                    tracing::debug!(attempt = progress.attempts, ?pause, %failure, "again");
                    // Where there is a limiter it knows of the ban, and who waits there keeps
                    // the place in its queue.
                    let waits = core.limiter.is_some() && is_throttled(&failure);
                    if !waits {
                        core.clock.sleep(pause).await;
                    }
                    progress.waited += pause;
                }
                Decision::Permanent | Decision::Exhausted => {
                    return Err(failed(progress.attempts, failure));
                }
            }
        }
    }

    /// One attempt, with its own time and signature.
    async fn attempt<T>(
        &self,
        call: &Outgoing<'_>,
        token: Option<&AccessToken>,
        permit: Option<Permit>,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Result<(Reply, T), ErrorKind> {
        let core = &*self.core;
        let request =
            dialect::request(call, self.caller(token), core.clock.now(), &core.endpoints)
                .map_err(|error| {
                    TransportError::new(TransportErrorKind::BadRequest, error)
                })
                .map_err(ErrorKind::Transport)?;
        let open = |response: Result<http::Response<Bytes>, TransportError>| {
            let response = response.map_err(ErrorKind::Transport)?;
            let reply = opened::open(response, core.clock.now())?;
            let value = read(&reply)?;
            Ok((reply, value))
        };
        match permit {
            None => open(core.transport.send(request).await),
            Some(permit) => {
                permitted::send(&*core.transport, permit, request, open).await
            }
        }
    }

    /// Whether calls that need a user's consent can be made at all. A consent that is kept
    /// in a store counts, whether or not it has ended.
    pub fn has_access_token(&self) -> bool {
        let tokens = self.core.tokens.read().unwrap_or_else(PoisonError::into_inner);
        !matches!(**tokens, Tokens::None)
    }

    /// From now on, calls that need a user's consent are made with the token that `keeper`
    /// keeps: somebody consented, or consented anew, while the client is in use. Calls that
    /// are under way end with the token that they began with.
    pub fn keep_token(&self, keeper: TokenKeeper) {
        let tokens = Arc::new(Tokens::Kept(keeper));
        *self.core.tokens.write().unwrap_or_else(PoisonError::into_inner) = tokens;
    }

    pub(crate) fn tokens(&self) -> Arc<Tokens> {
        Arc::clone(&self.core.tokens.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn access_token(&self) -> Result<AccessToken, ErrorKind> {
        // Most often it is there.
        if let Some(token) = self.token_at_hand() {
            return Ok(token);
        }
        match &*self.tokens() {
            Tokens::None => Err(ErrorKind::NoToken),
            Tokens::Fixed(token) => Ok(token.clone()),
            Tokens::Kept(keeper) => keeper.access(self).await.map_err(ErrorKind::Token),
        }
    }

    fn token_at_hand(&self) -> Option<AccessToken> {
        let tokens = self.core.tokens.read().unwrap_or_else(PoisonError::into_inner);
        match &**tokens {
            Tokens::None => None,
            Tokens::Fixed(token) => Some(token.clone()),
            Tokens::Kept(keeper) => keeper.good_enough(self.core.clock.now()),
        }
    }

    fn caller<'a>(&'a self, token: Option<&'a AccessToken>) -> Caller<'a> {
        Caller {
            credentials: &self.core.credentials,
            token,
            sign_method: self.core.sign_method,
        }
    }

    /// What a trace says of a call. Never a body, an address or a parameter.
    fn record<T>(
        &self,
        span: &Span,
        started: Timestamp,
        result: &Result<Answer<T>, Error>,
    ) {
        let (attempts, outcome, request_id) = match result {
            Ok(answer) => (answer.attempts, "answered", answer.request_id()),
            Err(error) => (error.attempts(), error.kind().word(), error.request_id()),
        };
        let duration = self.core.clock.now().duration_since(started);
        span.record("attempts", attempts);
        span.record("duration_ms", duration.as_millis());
        span.record("outcome", outcome);
        span.record("request_id", request_id);
    }
}

/// Whether the platform said no for the number of calls, and executed nothing.
fn is_throttled(failure: &ErrorKind) -> bool {
    matches!(CallEnd::of(failure), CallEnd::Limited(_))
}

fn is_token_refused(failure: &ErrorKind) -> bool {
    matches!(failure, ErrorKind::Refused(refusal) if refusal.cause == Cause::AccessToken)
}

impl Renew for Client {
    fn renew(&self, dialect: Dialect, refresh: RefreshToken) -> RenewFuture<'_> {
        Box::pin(async move {
            match dialect {
                Dialect::Iop => Ok(self.send(&TokenRefresh::new(refresh)).await?.value),
                Dialect::ItemGet => {
                    let call = GetToken { grant: Grant::Refresh(refresh) };
                    Ok(self.send(&call).await?.value)
                }
            }
        })
    }

    fn now(&self) -> Timestamp {
        self.core.clock.now()
    }

    fn sleep(&self, pause: Duration) -> SleepFuture<'_> {
        self.core.clock.sleep(pause)
    }
}
