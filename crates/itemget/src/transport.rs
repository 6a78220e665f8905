//! The seam to the network: one request out, one reply in, once.

mod body;
pub(crate) mod connect;
pub(crate) mod mark;
pub(crate) mod net;
mod pool;
pub(crate) mod proxy;
mod timer;
pub(crate) mod tls;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;

use mark::WriteMark;

/// Sends a request once. No retry, no signing, no opinion about the body.
pub trait Transport: Send + Sync + std::fmt::Debug {
    /// Sends `request` and waits for the whole reply, body uncompressed.
    ///
    /// Where the request carries a [`WriteMark`](crate::WriteMark) among its extensions, a
    /// transport that knows when it wrote the request says so there. One that does not is
    /// as good; limits are then counted from the answer.
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_>;

    /// The same with the mark beside the request, which is less work than among its
    /// extensions, where it is put unless a transport takes it here.
    fn send_marked(
        &self,
        mut request: http::Request<Bytes>,
        mark: WriteMark,
    ) -> SendFuture<'_> {
        request.extensions_mut().insert(mark);
        self.send(request)
    }
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> SendFuture<'_> {
        (**self).send(request)
    }

    fn send_marked(
        &self,
        request: http::Request<Bytes>,
        mark: WriteMark,
    ) -> SendFuture<'_> {
        (**self).send_marked(request, mark)
    }
}

/// How much of an answer is wanted, in bytes: an extension of a request, beside the limit
/// that holds for all of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BodyLimit(pub(crate) usize);

/// The reply to come, or why there is none.
pub type SendFuture<'a> = Pin<
    Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>,
>;

/// Why there is no reply.
///
/// Its text never holds the address: a query string can hold a token.
#[derive(Debug, thiserror::Error)]
#[error("{kind}")]
pub struct TransportError {
    /// What happened, and so whether a repeat is safe.
    pub kind: TransportErrorKind,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What happened to a request that got no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: the request was never sent, so that any call may be repeated.
    #[error("could not connect to the server")]
    NotConnected,
    /// The connection broke, and it is not known whether the request arrived.
    #[error("the connection broke before the answer was complete")]
    Interrupted,
    /// The time for one attempt ran out, and it is not known whether the request arrived.
    #[error("there was no answer within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The reply is larger than the limit, in bytes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The reply is not HTTP, or its compression is broken.
    #[error("the answer is not valid HTTP")]
    Malformed,
    /// The request could not be built: a wrong endpoint, as a rule.
    #[error("the request could not be built")]
    BadRequest,
    /// Answers come from a recording, and this call is not in it.
    #[error("the recording has no answer to it")]
    NotRecorded,
}

impl TransportError {
    /// What happened, and the error below.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { kind, source: Some(source.into()) }
    }
}

impl From<TransportErrorKind> for TransportError {
    fn from(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }
}
