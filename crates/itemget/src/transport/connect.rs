//! Making a connection: plain, encrypted, or encrypted through a proxy.

use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::uri::Scheme;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::rt::{Read, Write};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use tower_service::Service;

use super::mark::{Current, Noting};
use super::proxy::Proxy;
use super::tls::{self, TlsError};
use super::{TransportError, TransportErrorKind};

/// Whether any of the endpoints is encrypted: root certificates are read only then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    Needed,
    NotNeeded,
}

#[derive(Debug)]
pub(super) enum Connector {
    Plain(HttpConnector),
    Encrypted(HttpsConnector<HttpConnector>),
    Tunnelled(HttpsConnector<Tunnel<HttpConnector>>),
}

impl Connector {
    pub(super) fn new(
        timeout: Duration,
        proxy: Option<&Proxy>,
        encryption: Encryption,
        extra_roots: &[Vec<u8>],
    ) -> Result<Self, TlsError> {
        let mut plain = HttpConnector::new();
        plain.enforce_http(false);
        plain.set_nodelay(true);
        plain.set_connect_timeout(Some(timeout));
        let encrypted = || {
            let config = tls::config(extra_roots)?;
            let builder = HttpsConnectorBuilder::new().with_tls_config(config);
            Ok(builder.https_or_http().enable_http1())
        };
        Ok(match (proxy, encryption) {
            (Some(proxy), _) => {
                Self::Tunnelled(encrypted()?.wrap_connector(proxy.tunnel(plain)))
            }
            (None, Encryption::Needed) => {
                Self::Encrypted(encrypted()?.wrap_connector(plain))
            }
            (None, Encryption::NotNeeded) => Self::Plain(plain),
        })
    }

    /// A new connection to the server of this address.
    pub(super) async fn connect(
        &self,
        server: &Uri,
    ) -> Result<(SendRequest<Full<Bytes>>, Current), TransportError> {
        match self {
            // Spoken to plainly, a server that expects TLS would see the request.
            Self::Plain(_) if server.scheme() != Some(&Scheme::HTTP) => {
                Err(TransportError::new(
                    TransportErrorKind::BadRequest,
                    "this client has unencrypted endpoints alone, and speaks no TLS",
                ))
            }
            Self::Plain(connector) => connect(connector.clone(), server).await,
            Self::Encrypted(connector) => connect(connector.clone(), server).await,
            Self::Tunnelled(connector) => connect(connector.clone(), server).await,
        }
    }
}

async fn connect<C>(
    mut connector: C,
    server: &Uri,
) -> Result<(SendRequest<Full<Bytes>>, Current), TransportError>
where
    C: Service<Uri>,
    C::Response: Read + Write + Unpin + Send + 'static,
    C::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let failed =
        |error: C::Error| TransportError::new(TransportErrorKind::NotConnected, error);
    std::future::poll_fn(|context| connector.poll_ready(context))
        .await
        .map_err(failed)?;
    let stream = connector.call(server.clone()).await.map_err(failed)?;
    let current = Current::default();
    let stream = Noting::new(stream, current.clone());
    // Requests are small: copied together they are one piece for the system, and less work
    // than a list of pieces.
    let (sender, connection) =
        http1::Builder::new().writev(false).handshake(stream).await.map_err(|error| {
            TransportError::new(TransportErrorKind::NotConnected, error)
        })?;
    tokio::spawn(async move {
        // Whoever waits for an answer on it is told as well.
        if let Err(error) = connection.await {
            tracing::trace!(%error, "a connection ended");
        }
    });
    Ok((sender, current))
}
