//! [`Client`]: sends calls, and sends them again where that helps. The crate's only loop.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use tracing::{Instrument as _, Span, field};

use crate::builder::ClientBuilder;
use crate::call::{Answer, Auth, Call, RawCall};
use crate::clock::Clock;
use crate::dialect::{self, Caller, Outgoing};
use crate::endpoint::Endpoints;
use crate::error::{Error, ErrorKind};
use crate::exchange::RecordLog;
use crate::opened;
use crate::reply::{Reply, ReplyError};
use crate::retry::{Decision, Progress, RetryPolicy};
use crate::secret::{AccessToken, Credentials};
use crate::sign::SignMethod;
use crate::transport::{Transport, TransportError, TransportErrorKind};

/// Sends calls to the platform.
///
/// Cheap to clone, and made to be shared: clones share connections. It waits between
/// attempts on tokio's timer and needs its runtime.
#[derive(Debug, Clone)]
pub struct Client {
    core: Arc<Core>,
}

/// What a client is made of; [`ClientBuilder`] puts it together.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) credentials: Credentials,
    pub(crate) token: Option<AccessToken>,
    pub(crate) sign_method: SignMethod,
    pub(crate) endpoints: Endpoints,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) record_log: Option<Arc<RecordLog>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) retry: RetryPolicy,
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
        let outgoing = Outgoing {
            method: C::METHOD,
            dialect: C::DIALECT,
            auth: C::AUTH,
            params: call.params(),
        };
        self.traced(&outgoing, C::IDEMPOTENT, |reply| call.read(reply)).await
    }

    /// Sends a call of any method; the answer is its [`body`](Answer::body).
    ///
    /// # Errors
    ///
    /// As [`Client::send`]. A refusal of the gateway is recognised; what a method says
    /// in an inner code is the reader's to see.
    pub async fn raw(&self, call: &RawCall) -> Result<Answer<()>, Error> {
        let outgoing = Outgoing {
            method: &call.method,
            dialect: call.dialect,
            auth: call.auth,
            params: call.params.clone(),
        };
        let read = |reply: &Reply| match opened::refusal(&reply.body) {
            Some(refusal) => Err(refusal.into()),
            None => Ok(()),
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
        if call.auth == Auth::Token && core.token.is_none() {
            return Err(Error::new(call.method, 0, ErrorKind::NoToken));
        }
        let mut progress = Progress::start(idempotent);
        loop {
            progress.attempts += 1;
            let failure = match self.attempt(call, &read).await {
                Ok((reply, value)) => {
                    return Ok(Answer {
                        value,
                        request_id: opened::request_id(&reply.body),
                        body: reply.body,
                        observed_at: reply.observed_at,
                        attempts: progress.attempts,
                    });
                }
                Err(failure) => failure,
            };
            match core.retry.decide(&failure, progress, fastrand::f64()) {
                Decision::RetryAfter(pause) => {
                    tracing::debug!(attempt = progress.attempts, ?pause, %failure, "again");
                    core.clock.sleep(pause).await;
                    progress.waited += pause;
                }
                Decision::Permanent | Decision::Exhausted => {
                    return Err(Error::new(call.method, progress.attempts, failure));
                }
            }
        }
    }

    /// One attempt, with its own time and signature.
    async fn attempt<T>(
        &self,
        call: &Outgoing<'_>,
        read: impl Fn(&Reply) -> Result<T, ReplyError>,
    ) -> Result<(Reply, T), ErrorKind> {
        let core = &*self.core;
        let request =
            dialect::request(call, self.caller(), core.clock.now(), &core.endpoints)
                .map_err(|error| {
                    TransportError::new(TransportErrorKind::BadRequest, error)
                })
                .map_err(ErrorKind::Transport)?;
        let response: http::Response<Bytes> =
            core.transport.send(request).await.map_err(ErrorKind::Transport)?;
        let reply = opened::open(response, core.clock.now())?;
        let value = read(&reply)?;
        Ok((reply, value))
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            credentials: &self.core.credentials,
            token: self.core.token.as_ref(),
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
        if span.is_disabled() {
            return;
        }
        let (attempts, outcome, request_id) = match result {
            Ok(answer) => (answer.attempts, "answered", answer.request_id.as_deref()),
            Err(error) => (error.attempts(), error.kind().word(), error.request_id()),
        };
        let duration = self.core.clock.now().duration_since(started);
        span.record("attempts", attempts);
        span.record("duration_ms", duration.as_millis());
        span.record("outcome", outcome);
        span.record("request_id", request_id);
    }
}
