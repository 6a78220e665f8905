//! The way to a mail server: straight or by the proxy, greeted, and encrypted as it should
//! be. What is said there afterwards is the affair of who sends.

use std::future::Future;
use std::net::SocketAddr;

use lettre::transport::smtp;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, TlsParameters,
};
use lettre::transport::smtp::extension::{ClientId, Extension};
use tokio::net::TcpStream;

use super::super::courier::Courier;
use super::super::failure::{Failure, FailureKind};
use super::super::guard::Reach;
use super::super::sealed::Sealed;
use super::{Email, Security};

impl Email {
    /// Whether the server is there, encrypts as the settings say and offers a login where
    /// they have an account: by the way that e-mails go. Nobody logs in, and nothing is
    /// sent.
    ///
    /// # Errors
    ///
    /// What an e-mail would fail for before its login.
    pub async fn greet(
        &self,
        courier: &dyn Courier,
        reach: Reach,
    ) -> Result<(), Failure> {
        let server = self.connected(courier, reach).await?;
        self.leave(server).await;
        Ok(())
    }

    /// The port, or the usual one of the kind of security.
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::None => 25,
        })
    }

    /// The server, with which one can talk now.
    pub(super) async fn connected(
        &self,
        courier: &dyn Courier,
        reach: Reach,
    ) -> Result<AsyncSmtpConnection, Failure> {
        let bad = |error| Failure::said(FailureKind::BadSettings, error);
        self.check().map_err(bad)?;
        let port = self.port();
        if let Some(opening) = courier.tunnel(&self.server, port) {
            let stream = opening.await.map_err(Failure::of_courier)?;
            return self.greeted(stream, courier.roots()).await;
        }
        let found = tokio::time::timeout(self.timeout, reach.resolve(&self.server, port));
        let addresses = match found.await {
            Ok(Ok(addresses)) => addresses,
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                return Err(Failure::new(FailureKind::NotPublic));
            }
            Ok(Err(_)) => return Err(Failure::new(FailureKind::Unreachable)),
            Err(_elapsed) => return Err(Failure::new(FailureKind::TimedOut)),
        };
        let mut last = Failure::new(FailureKind::Unreachable);
        for address in addresses {
            // To the address that was checked, and not to what the name means next.
            match self.greeted_at(address, courier.roots()).await {
                Err(failure) if failure.kind == FailureKind::Unreachable => {
                    last = failure;
                }
                ended => return ended,
            }
        }
        Err(last)
    }

    async fn greeted_at(
        &self,
        address: SocketAddr,
        roots: &[u8],
    ) -> Result<AsyncSmtpConnection, Failure> {
        let unreachable = |_error| Failure::new(FailureKind::Unreachable);
        let reached = async { TcpStream::connect(address).await.map_err(unreachable) };
        let stream = self.in_time(reached).await?;
        stream.set_nodelay(true).map_err(unreachable)?;
        self.greeted(stream, roots).await
    }

    async fn greeted(
        &self,
        stream: TcpStream,
        roots: &[u8],
    ) -> Result<AsyncSmtpConnection, Failure> {
        let name = ClientId::Domain(self.from.email.domain().to_owned());
        let greeted = async {
            let stream: Box<dyn AsyncTokioStream> = match self.security {
                Security::Tls => {
                    Box::new(Sealed::over(stream, &self.server, roots).await?)
                }
                Security::StartTls | Security::None => Box::new(stream),
            };
            let greeted = AsyncSmtpConnection::connect_with_transport(stream, &name);
            greeted.await.map_err(|error| failure(&error))
        };
        let mut server = self.in_time(greeted).await?;
        if self.security == Security::StartTls {
            if !server.server_info().supports_feature(Extension::StartTls) {
                self.leave(server).await;
                return Err(Failure::new(FailureKind::NoEncryption));
            }
            let tls = self.tls(roots)?;
            let sealed = async {
                server.starttls(tls, &name).await.map_err(|error| failure(&error))
            };
            // Where it fails, the library has no connection left that could be ended in
            // order: it is dropped as it is.
            self.in_time(sealed).await?;
        }
        let login = server.server_info().get_auth_mechanism(DEFAULT_MECHANISMS);
        if self.account.is_some() && login.is_none() {
            self.leave(server).await;
            return Err(Failure::new(FailureKind::NoLogin));
        }
        Ok(server)
    }

    /// Ends a conversation. A server that does not take leave is left all the same.
    pub(super) async fn leave(&self, mut server: AsyncSmtpConnection) {
        let left = async {
            server.abort().await;
            Ok(())
        };
        self.in_time(left).await.unwrap_or_default();
    }

    /// How the connection is encrypted: the server's name must be borne out by the
    /// machine's certificates or by these.
    fn tls(&self, roots: &[u8]) -> Result<TlsParameters, Failure> {
        let wrong = |_ignored| Failure::new(FailureKind::BadSettings);
        let roots = Certificate::from_pem(roots).map_err(wrong)?;
        let tls = TlsParameters::builder(self.server.clone());
        tls.add_root_certificate(roots).build().map_err(wrong)
    }

    /// What is done within the time that the server has for a step. The library bounds
    /// nothing but the connecting.
    pub(super) async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let done = tokio::time::timeout(self.timeout, work).await;
        done.unwrap_or(Err(Failure::new(FailureKind::TimedOut)))
    }
}

/// What an error of the library means. The server's words may hold the addresses of people,
/// and are left out but for their code.
pub(super) fn failure(error: &smtp::Error) -> Failure {
    let code = error.status().map(u16::from);
    match code {
        Some(code @ (530 | 534 | 535 | 538)) => {
            Failure::said(FailureKind::Unauthorised, code)
        }
        Some(code @ 400..=499) => Failure::new(FailureKind::Broken { status: code }),
        Some(code) => Failure::said(FailureKind::NotTaken, code),
        None if error.is_timeout() => Failure::new(FailureKind::TimedOut),
        None => Failure::new(FailureKind::Unreachable),
    }
}
