//! A connection that is encrypted from its first byte, for the mail library to talk over.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::failure::{Failure, FailureKind};
use super::route::Route;

/// An encrypted connection.
pub(super) struct Sealed(TlsStream<TcpStream>);

impl Sealed {
    /// Encrypts a connection to the server of this name, which the machine's certificates
    /// or these must bear out.
    pub(super) async fn over(
        stream: TcpStream,
        server: &str,
        roots: &[u8],
    ) -> Result<Self, Failure> {
        let failed = |kind| move |_error: io::Error| Failure::new(kind);
        let route = Route { roots: roots.to_owned(), ..Route::default() };
        let tls = route.tls().map_err(failed(FailureKind::BadSettings))?;
        let name = ServerName::try_from(server.to_owned())
            .map_err(|_ignored| Failure::new(FailureKind::BadSettings))?;
        let sealed = TlsConnector::from(Arc::new(tls)).connect(name, stream).await;
        Ok(Self(sealed.map_err(failed(FailureKind::Unreachable))?))
    }
}

impl AsyncTokioStream for Sealed {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Sealed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Sealed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}
