//! The transport that comes with the client: hyper over rustls, with a pool of its own.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, HeaderValue, USER_AGENT};
use http::{Request, Response};

use super::connect::{Connector, Encryption};
use super::mark::WriteMark;
use super::pool::Pool;
use super::proxy::Proxy;
use super::tls::TlsError;
use super::{BodyLimit, SendFuture, Transport, TransportError, TransportErrorKind, body};

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

    async fn exchange(
        &self,
        mut request: Request<Bytes>,
        mark: Option<WriteMark>,
    ) -> Result<Response<Bytes>, TransportError> {
        let wanted = request.extensions().get::<BodyLimit>().map(|limit| limit.0);
        let limit = wanted.map_or(self.max_body, |wanted| wanted.min(self.max_body));
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        let json = HeaderValue::from_static("application/json");
        headers.entry(ACCEPT).or_insert(json);
        if self.compression == Compression::Gzip {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let (response, connection) = self.pool.send(request, mark).await?;
        let (parts, body) = response.into_parts();
        let body = body::read(&parts.headers, body, limit).await?;
        self.pool.keep(connection);
        Ok(Response::from_parts(parts, body))
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

impl HttpTransport {
    fn timed(&self, request: Request<Bytes>, mark: Option<WriteMark>) -> SendFuture<'_> {
        Box::pin(async move {
            let exchange = std::pin::pin!(self.exchange(request, mark));
            match tokio::time::timeout(self.timeout, exchange).await {
                Ok(reply) => reply,
                Err(elapsed) => {
                    let kind = TransportErrorKind::TimedOut(self.timeout);
                    Err(TransportError::new(kind, elapsed))
                }
            }
        })
    }
}
