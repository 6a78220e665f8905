//! [`Error`]: what was being done, what became of it, and questions a caller can ask it.

use std::fmt;
use std::time::Duration;

use crate::advice::Advice;
use crate::limit::LimitError;
use crate::opened;
use crate::refusal::{Cause, Refusal};
use crate::reply::{ReplyError, Unreadable};
use crate::token::TokenError;
use crate::transport::{TransportError, TransportErrorKind};

/// A call that came to nothing.
///
/// Its text says what was being done; each `source()` below says the next part.
pub struct Error {
    method: String,
    attempts: u32,
    kind: Box<ErrorKind>,
}

/// What became of the call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The platform said no.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The request did not arrive, or its answer did not.
    #[error(transparent)]
    Transport(TransportError),
    /// The HTTP status is not 200, and the body does not say more.
    #[error("the server answered with HTTP status {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// What the `retry-after` header asks for.
        retry_after: Option<Duration>,
    },
    /// The answer could not be read.
    #[error(transparent)]
    Unreadable(Box<Unreadable>),
    /// The call needs an access token and the client has none.
    #[error("the call needs an access token and none is set")]
    NoToken,
    /// The call needs an access token and there is none to be had.
    #[error(transparent)]
    Token(TokenError),
    /// No call may be made, and no earlier answer is kept that could be given.
    #[error("the cache has no answer to it, and no call may be made")]
    NotCached,
    /// The limiter gives no permit; nothing was sent.
    #[error(transparent)]
    Limited(LimitError),
}

impl ErrorKind {
    /// A stable word for it, for traces.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Refused(_) => "refused",
            Self::Transport(_) => "transport",
            Self::Status { .. } => "status",
            Self::Unreadable(_) => "unreadable",
            Self::NoToken | Self::Token(_) => "no_token",
            Self::NotCached => "not_cached",
            Self::Limited(_) => "limited",
        }
    }
}

impl Error {
    /// A failure of `method` after `attempts` attempts.
    pub fn new(method: impl Into<String>, attempts: u32, kind: ErrorKind) -> Self {
        Self { method: method.into(), attempts, kind: Box::new(kind) }
    }

    /// The gateway's name of the method that was called.
    pub fn method(&self) -> &str {
        &self.method
    }

    /// How many times it was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What became of it.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The platform's no, if that is what it was.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &*self.kind {
            ErrorKind::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The platform's number of the exchange, which its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        match &*self.kind {
            ErrorKind::Refused(refusal) => refusal.request_id.as_deref(),
            ErrorKind::Unreadable(unreadable) => opened::request_id(&unreadable.body),
            _ => None,
        }
    }

    /// Whether it is the number of calls that is the reason: the platform refused for it, or
    /// the limiter did before the platform could.
    ///
    /// # What to do
    ///
    /// Wait [`Error::retry_after`], call less often, or ask for more quota.
    pub fn is_rate_limited(&self) -> bool {
        match &*self.kind {
            ErrorKind::Refused(refusal) => {
                matches!(refusal.cause, Cause::Throttled | Cause::DailyQuota)
            }
            ErrorKind::Status { status, .. } => *status == 429,
            ErrorKind::Limited(error) => !matches!(error, LimitError::Ledger(_)),
            _ => false,
        }
    }

    /// Whether key, signature, clock, token or permission are the reason.
    ///
    /// # What to do
    ///
    /// Follow [`Error::advice`]; calling again unchanged gives the same answer.
    pub fn is_auth(&self) -> bool {
        match &*self.kind {
            ErrorKind::NoToken | ErrorKind::Token(_) => true,
            ErrorKind::Refused(refusal) => matches!(
                refusal.cause,
                Cause::AccessToken
                    | Cause::Consent
                    | Cause::Signature
                    | Cause::Clock
                    | Cause::AppKey
                    | Cause::Permission
            ),
            _ => false,
        }
    }

    /// Whether the platform answered, and said no.
    ///
    /// # What to do
    ///
    /// Read [`Error::refusal`]: its code, its words and its request id are the platform's.
    pub fn is_refused(&self) -> bool {
        self.refusal().is_some()
    }

    /// Whether network or server failed before there was an answer.
    ///
    /// # What to do
    ///
    /// Try again later; check network, proxy and endpoint if it goes on.
    pub fn is_transport(&self) -> bool {
        matches!(&*self.kind, ErrorKind::Transport(_) | ErrorKind::Status { .. })
    }

    /// Whether there was an answer that could not be read.
    ///
    /// # What to do
    ///
    /// Keep [`Unreadable::body`] and report it: the platform answers in a new way.
    pub fn is_unreadable(&self) -> bool {
        matches!(&*self.kind, ErrorKind::Unreadable(_))
    }

    /// How long the platform asks to be left alone, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match &*self.kind {
            ErrorKind::Refused(refusal) => refusal.ban,
            ErrorKind::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// What the caller can do about it.
    pub fn advice(&self) -> Advice {
        match &*self.kind {
            ErrorKind::Refused(refusal) => refusal.advice(),
            ErrorKind::Transport(error) => match error.kind {
                TransportErrorKind::NotRecorded => Advice::RecordFirst,
                _ => Advice::CheckNetwork,
            },
            ErrorKind::Status { status: 429, .. } => Advice::SlowDown,
            ErrorKind::Status { .. } => Advice::TryLater,
            ErrorKind::Unreadable(_) => Advice::ReportBody,
            ErrorKind::NoToken => Advice::AuthoriseAgain,
            ErrorKind::Token(error) => error.advice(),
            ErrorKind::NotCached => Advice::AllowCalls,
            ErrorKind::Limited(error) => error.advice(),
        }
    }
}

impl From<ReplyError> for ErrorKind {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::Refused(refusal) => Self::Refused(refusal),
            ReplyError::Unreadable(unreadable) => Self::Unreadable(unreadable),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not call `{}`", self.method)?;
        match self.attempts {
            0 | 1 => Ok(()),
            attempts => write!(f, " in {attempts} attempts"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("method", &self.method)
            .field("attempts", &self.attempts)
            .field("kind", &self.kind)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        // The kind says the next part itself; where it is a bare wrapper its own text
        // would be said twice, so the chain goes on with what it wraps.
        match &*self.kind {
            ErrorKind::Refused(refusal) => Some(&**refusal),
            ErrorKind::Transport(error) => Some(error),
            ErrorKind::Unreadable(unreadable) => Some(&**unreadable),
            kind => Some(kind),
        }
    }
}
