//! The sandbox asked from within the program that it runs in: the same checks and the same
//! answers, and no socket between.
//!
//! Where millions of requests are to be answered, as in a simulation of a year, most of the
//! time would be spent in carrying them from one end of the machine's loopback to the other.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use bytes::Bytes;
use http::{Request, Response};

use crate::answer::Fate;
use crate::request::BODY_LIMIT;
use crate::server::{self, Line, SILENCE, Shared};
use crate::service;
use crate::wire::ResetFlag;

/// A way into a sandbox without sockets. Clones lead into the same one, which goes on for as
/// long as one of them is there.
#[derive(Debug, Clone)]
pub struct Inside {
    shared: Shared,
}

impl Inside {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared }
    }

    /// Answers a request as if it had come through a socket: it is read, checked, counted and
    /// written into the journal. Answers are not compressed.
    ///
    /// # Errors
    ///
    /// When the script lets the connection break, before the answer or in the middle of it.
    pub async fn ask(&self, request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        let (parts, body) = request.into_parts();
        if body.len() > BODY_LIMIT {
            let now = self.shared.gateway.clock.now();
            return server::head(service::problem(413, "body_unread", "too large", now));
        }
        let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let line = Line { peer, reset: ResetFlag::default(), proxied_host: None };
        let incoming = server::incoming(&self.shared, &line, &parts, body);
        let answer = service::serve(&self.shared.gateway, &incoming);
        match answer.fate {
            Fate::Whole => {}
            Fate::Late(by) => tokio::time::sleep(by).await,
            Fate::Silent | Fate::Stuck => {
                tokio::time::sleep(SILENCE).await;
                return Err(broken());
            }
            Fate::Truncated | Fate::Reset => return Err(broken()),
        }
        server::head(answer)
    }
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "the script breaks this connection")
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use crate::{Fault, FaultKind, Sandbox};

    use super::*;

    fn get(path: &str) -> Request<Bytes> {
        Request::get(path).body(Bytes::new()).unwrap()
    }

    #[tokio::test]
    async fn what_comes_without_a_socket_is_answered_and_written_down_as_any_other() {
        let sandbox = Sandbox::start().await.unwrap();
        let inside = sandbox.inside();
        let unsigned = "/sync?method=aliexpress.ds.product.get&app_key=none";
        let answer = inside.ask(get(unsigned)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let body = String::from_utf8(answer.into_body().to_vec()).unwrap();
        assert!(body.contains("InvalidAppKey"), "{body}");
        let entry = sandbox.journal().last().unwrap();
        assert_eq!(entry.verdict, "InvalidAppKey");
        let nothing = inside.ask(get("/nothing")).await.unwrap();
        assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn a_connection_that_the_script_breaks_gives_no_answer() {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.script().add(Fault::new(FaultKind::ResetBefore));
        let broken = sandbox.inside().ask(get("/sync?method=a")).await.unwrap_err();
        assert_eq!(broken.kind(), io::ErrorKind::ConnectionReset);
    }
}
