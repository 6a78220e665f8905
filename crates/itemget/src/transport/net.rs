//! The transport that comes with the client: hyper over rustls, with a pool of its own.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, HeaderValue, USER_AGENT};
use http::{Request, Response};
use tokio::time::Instant;

use super::connect::{Connector, Encryption};
use super::mark::WriteMark;
use super::pool::{Asked, Pool};
use super::proxy::Proxy;
use super::timer::Span;
use super::tls::TlsError;
use super::{SendFuture, Transport, body};

/// What a transport is made of.
#[derive(Debug, Clone)]
pub(crate) struct HttpOptions {
    pub(crate) user_agent: HeaderValue,
    pub(crate) connect_timeout: Duration,
    /// For one attempt, from connecting to the last byte.
    pub(crate) timeout: Duration,
    pub(crate) max_body: usize,
    pub(crate) compression: Compression,
    pub(crate) proxy: Option<Proxy>,
    /// PEM texts.
    pub(crate) extra_roots: Vec<Vec<u8>>,
}

/// Whether answers may come compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// They may: a fifth of the bytes for some more work here.
    #[default]
    Gzip,
    /// They may not.
    None,
}

#[derive(Debug)]
pub(crate) struct HttpTransport {
    pool: Pool,
    user_agent: HeaderValue,
    timeout: Duration,
    max_body: usize,
    compression: Compression,
}

impl HttpTransport {
    pub(crate) fn new(
        options: HttpOptions,
        encryption: Encryption,
    ) -> Result<Self, TlsError> {
        let connector = Connector::new(
            options.connect_timeout,
            options.proxy.as_ref(),
            encryption,
            &options.extra_roots,
        )?;
        Ok(Self {
            pool: Pool::new(connector),
            user_agent: options.user_agent,
            timeout: options.timeout,
            max_body: options.max_body,
            compression: options.compression,
        })
    }

    /// Sends it, for as long as it may take.
    fn timed(
        &self,
        mut request: Request<Bytes>,
        mark: Option<WriteMark>,
    ) -> SendFuture<'_> {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        let json = HeaderValue::from_static("application/json");
        headers.entry(ACCEPT).or_insert(json);
        if self.compression == Compression::Gzip {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let mut asked = match Asked::of(request) {
            Ok(asked) => asked,
            Err(error) => return Box::pin(std::future::ready(Err(error))),
        };
        // The request stands in what is to come once, and not once for each step of it.
        Box::pin(async move {
            let limit = asked.limit(self.max_body);
            let span = Span { begun: Instant::now(), within: self.timeout };
            let (response, mut connection) =
                self.pool.send(&mut asked, mark, span).await?;
            let (parts, body) = response.into_parts();
            let body = body::read(&parts.headers, body, limit);
            let body = connection.within(body).await?;
            self.pool.keep(connection, span.begun);
            Ok(Response::from_parts(parts, body))
        })
    }
}

impl Transport for HttpTransport {
    fn send(&self, mut request: Request<Bytes>) -> SendFuture<'_> {
        let mark = request.extensions_mut().remove::<WriteMark>();
        self.timed(request, mark)
    }

    fn send_marked(&self, request: Request<Bytes>, mark: WriteMark) -> SendFuture<'_> {
        self.timed(request, Some(mark))
    }
}
