//! Connections kept open: the newest idle one first, so that the others can end.
//!
//! A client talks to one or two servers, which is what makes so small a pool enough: against
//! the general one it saves a fifth of what a small call costs.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::header::{HOST, HeaderValue};
use http::uri::{Authority, Parts, Scheme};
use http::{Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use tokio::time::Instant;

use super::connect::Connector;
use super::mark::{Current, WriteMark};
use super::timer::{Span, Timer};
use super::{BodyLimit, TransportError, TransportErrorKind};

/// How long after it was used last a connection may still be used: servers close theirs after
/// a while, and what is sent at that moment is lost.
const IDLE: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Pool {
    connector: Connector,
    idle: Mutex<Vec<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    /// When its last request began.
    since: Instant,
}

/// An open connection; it can be kept once an answer's body was read to its end.
#[derive(Debug)]
pub(super) struct Connection {
    server: Server,
    sender: SendRequest<Full<Bytes>>,
    /// Where the writing of its requests is noted.
    current: Current,
    /// When what it is on takes too long.
    timer: Timer,
}

#[derive(Debug, Clone)]
struct Server {
    scheme: Scheme,
    authority: Authority,
}

impl PartialEq for Server {
    fn eq(&self, other: &Self) -> bool {
        // Nearly always they are written alike, and that is seen without looking at each letter.
        let alike = self.authority.as_str() == other.authority.as_str();
        self.scheme == other.scheme && (alike || self.authority == other.authority)
    }
}

impl Pool {
    pub(super) fn new(connector: Connector) -> Self {
        Self { connector, idle: Mutex::default() }
    }

    /// Sends a request once. A kept connection that turns out to be closed before anything
    /// was written to it does not count.
    pub(super) async fn send(
        &self,
        asked: &mut Asked,
        mark: Option<WriteMark>,
        span: Span,
    ) -> Result<(Response<Incoming>, Connection), TransportError> {
        while let Some(mut kept) = self.take(&asked.server, span.begun) {
            kept.timer.put_off(span);
            if kept.timer.within(kept.sender.ready()).await?.is_err() {
                continue;
            }
            kept.current.set(mark.clone());
            let sent = kept.sender.try_send_request(asked.take());
            match kept.timer.within(sent).await? {
                Ok(response) => return Ok((response, kept)),
                Err(mut failure) => match failure.take_message() {
                    Some(unsent) => asked.request = Some(unsent),
                    None => return Err(interrupted(failure.into_error())),
                },
            }
        }
        let (server, mut timer) = (asked.server.clone(), Timer::of(span));
        let address = server.uri();
        // Connecting is large, and most requests find a connection: on its own it does not
        // make the sending of each of them as large.
        let connecting = Box::pin(self.connector.connect(&address));
        let (mut sender, current) = timer.within(connecting).await??;
        current.set(mark);
        match timer.within(sender.try_send_request(asked.take())).await? {
            Ok(response) => Ok((response, Connection { server, sender, current, timer })),
            Err(mut failure) => {
                let unsent = failure.take_message().is_some();
                let error = failure.into_error();
                Err(if unsent {
                    TransportError::new(TransportErrorKind::NotConnected, error)
                } else {
                    interrupted(error)
                })
            }
        }
    }

    /// Keeps a connection for the next call.
    pub(super) fn keep(&self, connection: Connection, since: Instant) {
        if connection.sender.is_closed() {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        // The front ones are the oldest: those at the end are taken first.
        let ended = |idle: &Idle| {
            since.duration_since(idle.since) > IDLE || idle.connection.sender.is_closed()
        };
        while idle.first().is_some_and(ended) {
            idle.remove(0);
        }
        idle.push(Idle { connection, since });
    }

    fn take(&self, server: &Server, now: Instant) -> Option<Connection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let place = idle.iter().rposition(|idle| idle.connection.server == *server)?;
        let taken = idle.remove(place);
        (now.duration_since(taken.since) <= IDLE).then_some(taken.connection)
    }
}

impl Connection {
    /// What comes of `work`, where that is before its exchange takes too long.
    pub(super) async fn within<T>(
        &mut self,
        work: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        self.timer.within(work).await?
    }
}

impl Server {
    fn uri(&self) -> Uri {
        let mut parts = Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(http::uri::PathAndQuery::from_static("/"));
        Uri::from_parts(parts).expect("scheme, authority and path are an address")
    }
}

/// A request, and where it goes.
#[derive(Debug)]
pub(super) struct Asked {
    server: Server,
    /// `None` while a connection has it.
    request: Option<Request<Full<Bytes>>>,
    body_limit: Option<BodyLimit>,
}

impl Asked {
    /// Splits off the server, and puts what HTTP/1 wants in its place: a path and `host`.
    pub(super) fn of(request: Request<Bytes>) -> Result<Self, TransportError> {
        let (mut head, body) = request.into_parts();
        let parts = std::mem::take(&mut head.uri).into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(TransportErrorKind::BadRequest.into());
        };
        let bad = |error| TransportError::new(TransportErrorKind::BadRequest, error);
        let host = HeaderValue::try_from(authority.as_str())
            .map_err(|error| bad(http::Error::from(error)))?;
        head.headers.insert(HOST, host);
        let mut path = Parts::default();
        path.path_and_query = parts.path_and_query;
        head.uri = Uri::from_parts(path).map_err(|error| bad(error.into()))?;
        let body_limit = head.extensions.get::<BodyLimit>().copied();
        let request = Some(Request::from_parts(head, Full::new(body)));
        Ok(Self { server: Server { scheme, authority }, request, body_limit })
    }

    /// How much of the answer is wanted, in bytes, where at most so many are.
    pub(super) fn limit(&self, most: usize) -> usize {
        self.body_limit.map_or(most, |BodyLimit(wanted)| wanted.min(most))
    }

    fn take(&mut self) -> Request<Full<Bytes>> {
        self.request.take().expect("who could not send it has put it back")
    }
}

/// What became of a request that was written, in part at least: in doubt it arrived.
fn interrupted(error: hyper::Error) -> TransportError {
    let kind = if error.is_parse() {
        TransportErrorKind::Malformed
    } else if error.is_user() {
        TransportErrorKind::BadRequest
    } else {
        TransportErrorKind::Interrupted
    };
    TransportError::new(kind, error)
}
