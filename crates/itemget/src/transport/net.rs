//! The transport that comes with the client: hyper with its pool, over rustls.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, ACCEPT_ENCODING, HeaderValue, USER_AGENT};
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::proxy::Proxy;
use super::tls::{self, TlsError};
use super::{SendFuture, Transport, TransportError, TransportErrorKind, body};

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

/// Whether any of the endpoints is encrypted: root certificates are read only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    Needed,
    NotNeeded,
}

#[derive(Debug)]
pub(crate) struct HttpTransport {
    pool: Pool,
    options: HttpOptions,
}

/// A pool of connections; the kinds differ only in how a connection is made.
#[derive(Debug)]
enum Pool {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Encrypted(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
    Tunnelled(Client<HttpsConnector<Tunnel<HttpConnector>>, Full<Bytes>>),
}

impl HttpTransport {
    pub(crate) fn new(
        options: HttpOptions,
        encryption: Encryption,
    ) -> Result<Self, TlsError> {
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(options.connect_timeout));
        let encrypted = || {
            let config = tls::config(&options.extra_roots)?;
            Ok(HttpsConnectorBuilder::new()
                .with_tls_config(config)
                .https_or_http()
                .enable_http1())
        };
        let pool = match (&options.proxy, encryption) {
            (Some(proxy), _) => {
                let tunnel = proxy.tunnel(connector);
                Pool::Tunnelled(pool(encrypted()?.wrap_connector(tunnel)))
            }
            (None, Encryption::Needed) => {
                Pool::Encrypted(pool(encrypted()?.wrap_connector(connector)))
            }
            (None, Encryption::NotNeeded) => Pool::Plain(pool(connector)),
        };
        Ok(Self { pool, options })
    }

    async fn exchange(
        &self,
        mut request: Request<Bytes>,
    ) -> Result<Response<Bytes>, TransportError> {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.options.user_agent.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if self.options.compression == Compression::Gzip {
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        }
        let response = self.pool.send(request.map(Full::new)).await.map_err(not_sent)?;
        let (parts, body) = response.into_parts();
        let body = body::read(&parts.headers, body, self.options.max_body).await?;
        Ok(Response::from_parts(parts, body))
    }
}

impl Pool {
    async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, ClientError> {
        match self {
            Self::Plain(client) => client.request(request).await,
            Self::Encrypted(client) => client.request(request).await,
            Self::Tunnelled(client) => client.request(request).await,
        }
    }
}

fn pool<C: Connect + Clone>(connector: C) -> Client<C, Full<Bytes>> {
    Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(60))
        .build(connector)
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>) -> SendFuture<'_> {
        Box::pin(async move {
            let limit = self.options.timeout;
            match tokio::time::timeout(limit, self.exchange(request)).await {
                Ok(reply) => reply,
                Err(elapsed) => {
                    Err(TransportError::new(TransportErrorKind::TimedOut(limit), elapsed))
                }
            }
        })
    }
}

/// What became of a request that got no reply. In doubt it arrived.
fn not_sent(error: ClientError) -> TransportError {
    let below = error.source().and_then(|source| source.downcast_ref::<hyper::Error>());
    let kind = match below {
        _ if error.is_connect() => TransportErrorKind::NotConnected,
        // It waited for a connection that closed before it was written.
        Some(hyper) if hyper.is_canceled() => TransportErrorKind::NotConnected,
        Some(hyper) if hyper.is_parse() => TransportErrorKind::Malformed,
        Some(hyper) if hyper.is_user() => TransportErrorKind::BadRequest,
        _ => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind, error)
}
