//! Where requests are answered: at once where an answer is ready, and else on the program's
//! own threads, so that what takes long holds up no connection but its own.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body_util::Full;
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};
use tower_service::Service as _;

use super::around::Peer;
use super::carried::carried;
use super::held::Held;
use super::{App, short};

/// All that answers requests.
#[derive(Clone)]
pub(crate) struct Answers {
    router: Router,
    /// Whose ready answers go the short way.
    app: Option<Arc<App>>,
}

impl Answers {
    /// Those of the service.
    pub(crate) fn of(app: Arc<App>) -> Self {
        Self { router: super::router(Arc::clone(&app)), app: Some(app) }
    }

    /// Those of a router alone.
    #[cfg(test)]
    pub(super) fn by(router: Router) -> Self {
        Self { router, app: None }
    }
}

/// The other end of a connection.
pub(super) struct OtherEnd {
    pub(super) peer: Peer,
    /// Its address as the log has it: written once, and not with each request.
    pub(super) ip: String,
}

impl OtherEnd {
    pub(super) fn of(peer: Peer) -> Self {
        Self { peer, ip: peer.0.ip().to_string() }
    }
}

/// What answers the requests of one connection.
pub(super) struct Answering {
    pub(super) answers: Answers,
    pub(super) from: OtherEnd,
    /// Where the long way is gone.
    pub(super) threads: Handle,
}

impl hyper::service::Service<hyper::Request<Incoming>> for Answering {
    type Response = hyper::Response<Sent>;
    type Error = JoinError;
    type Future = Answer;

    fn call(&self, request: hyper::Request<Incoming>) -> Answer {
        let app = self.answers.app.as_deref();
        if let Some(short) = app.and_then(|app| short::answer(app, &request, &self.from))
        {
            return Answer::Ready(Some(Box::new(short)));
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.from.peer);
        let mut router = self.answers.router.clone();
        let long = async move { router.call(request).await.map(carried) };
        Answer::Long(Running(self.threads.spawn(long)))
    }
}

/// An answer, at once or later.
pub(super) enum Answer {
    Ready(Option<Box<short::Short>>),
    Long(Running),
}

/// Work that nobody goes on with when nobody waits for it any more.
pub(super) struct Running(JoinHandle<Result<Response, Infallible>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Future for Answer {
    type Output = Result<hyper::Response<Sent>, JoinError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Ready(response) => {
                let response = response.take().expect("it is not asked again");
                Poll::Ready(Ok(response.map(Sent::Short)))
            }
            Self::Long(running) => {
                let Ok(response) = ready!(Pin::new(&mut running.0).poll(context))?;
                Poll::Ready(Ok(response.map(Sent::Long)))
            }
        }
    }
}

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Sent {
    Short(Held<Full<Bytes>>),
    Long(Body),
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match self.get_mut() {
            Self::Short(body) => {
                Pin::new(body).poll_frame(context).map_err(|never| match never {})
            }
            Self::Long(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Short(body) => body.is_end_stream(),
            Self::Long(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Short(body) => body.size_hint(),
            Self::Long(body) => body.size_hint(),
        }
    }
}
