//! The sandbox inside the program as a transport: its answers are handed over.

use bytes::Bytes;
use http::Request;
use itemget::{SendFuture, Transport, TransportError, TransportErrorKind};
use itemget_sandbox::Inside;

/// Asks the sandbox inside the program without a socket.
#[derive(Debug)]
pub(super) struct Handed {
    inside: Inside,
}

impl Handed {
    pub(super) fn new(inside: Inside) -> Self {
        Self { inside }
    }
}

impl Transport for Handed {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async {
            let answer = self.inside.ask(request).await;
            answer.map_err(|it| TransportError::new(TransportErrorKind::Interrupted, it))
        })
    }
}
