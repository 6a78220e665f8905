//! An e-mail, by SMTP.

use std::fmt;
use std::future::Future;
use std::time::{Duration, UNIX_EPOCH};

use itemget_store::Hidden;
use jiff::Timestamp;
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, AsyncTokioStream, Certificate, Tls, TlsParameters,
};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message as Mail, Tokio1Executor};
use tokio::net::TcpStream;

use super::courier::Courier;
use super::failure::{Failure, FailureKind};
use super::guard::Reach;
use super::message::Message;
use super::sealed::Sealed;

/// Who sends e-mails to whom, by which server.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    /// The server's name.
    pub server: String,
    /// Its port; the usual one of the kind of security where there is none.
    pub port: Option<u16>,
    /// How the connection is secured.
    pub security: Security,
    /// The account there, and its password.
    pub account: Option<(String, Hidden)>,
    /// From whom.
    pub from: Mailbox,
    /// To whom.
    pub to: Vec<Mailbox>,
    /// How long the server may take for each step.
    pub timeout: Duration,
}

/// How a connection to a mail server is secured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Security {
    /// From the first byte: port 465.
    #[default]
    Tls,
    /// After a greeting, and not without: port 587.
    StartTls,
    /// Not at all: port 25, for a server on one's own machine. No password goes over it.
    None,
}

/// Settings from which no e-mail can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// An address is none.
    #[error("`{0}` is not an e-mail address such as `ann@example.com`")]
    Address(String),
    /// There is nobody to send to.
    #[error("an e-mail needs an address to go to")]
    Nobody,
    /// A password would go over a connection that anybody can read.
    #[error("a password is not sent without encryption")]
    PasswordInTheOpen,
}

impl Email {
    /// Whom an address names: `ann@example.com`, `Ann <ann@example.com>`.
    pub fn mailbox(text: &str) -> Result<Mailbox, EmailError> {
        let clipped = || EmailError::Address(text.chars().take(80).collect());
        text.trim().parse().map_err(|_ignored| clipped())
    }

    /// Whether an e-mail can be made and sent with these settings.
    pub fn check(&self) -> Result<(), EmailError> {
        if self.to.is_empty() {
            return Err(EmailError::Nobody);
        }
        match self.security == Security::None && self.account.is_some() {
            true => Err(EmailError::PasswordInTheOpen),
            false => Ok(()),
        }
    }

    /// The e-mail itself. Its `Message-ID` is the message's identity, so that who gets it
    /// twice can know.
    pub(super) fn mail(
        &self,
        message: &Message,
        now: Timestamp,
    ) -> Result<Mail, Failure> {
        let bad =
            |error: &dyn fmt::Display| Failure::said(FailureKind::BadSettings, error);
        self.check().map_err(|error| bad(&error))?;
        let seconds = u64::try_from(now.as_second()).unwrap_or_default();
        let mut mail = Mail::builder()
            .from(self.from.clone())
            .subject(message.title.clone())
            .date(UNIX_EPOCH + Duration::from_secs(seconds))
            .message_id(Some(format!("<{}@itemget>", message.id)))
            .header(header::ContentType::TEXT_PLAIN);
        for to in &self.to {
            mail = mail.to(to.clone());
        }
        mail.body(message.text()).map_err(|error| bad(&error))
    }

    pub(super) async fn send(
        &self,
        message: &Message,
        now: Timestamp,
        courier: &dyn Courier,
        reach: Reach,
    ) -> Result<(), Failure> {
        let mail = self.mail(message, now)?;
        let usual = match self.security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::None => 25,
        };
        let port = self.port.unwrap_or(usual);
        if let Some(opening) = courier.tunnel(&self.server, port) {
            let stream = opening.await.map_err(Failure::of_courier)?;
            return self.hand_over_by(stream, &mail, courier.roots()).await;
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
            let at = (address.ip().to_string(), port);
            match self.hand_over(&mail, at, courier.roots()).await {
                Err(failure) if failure.kind == FailureKind::Unreachable => {
                    last = failure;
                }
                ended => return ended,
            }
        }
        Err(last)
    }

    async fn hand_over(
        &self,
        mail: &Mail,
        (address, port): (String, u16),
        roots: &[u8],
    ) -> Result<(), Failure> {
        let tls = match self.security {
            Security::Tls => Tls::Wrapper(self.tls(roots)?),
            Security::StartTls => Tls::Required(self.tls(roots)?),
            Security::None => Tls::None,
        };
        let from = self.from.email.domain();
        let mut server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(address)
            .port(port)
            .tls(tls)
            .hello_name(ClientId::Domain(from.to_owned()))
            .timeout(Some(self.timeout));
        if let Some((account, password)) = &self.account {
            let password = password.expose().to_owned();
            server = server.credentials(Credentials::new(account.clone(), password));
        }
        // The server's words may hold the addresses of people, and are left out but for
        // their code.
        match server.build().send(mail.clone()).await {
            Ok(_) => Ok(()),
            Err(error) => Err(failure(&error)),
        }
    }

    /// Hands it over by a way that is open.
    async fn hand_over_by(
        &self,
        stream: TcpStream,
        mail: &Mail,
        roots: &[u8],
    ) -> Result<(), Failure> {
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
            let tls = self.tls(roots)?;
            let sealed = async {
                server.starttls(tls, &name).await.map_err(|error| failure(&error))
            };
            // Where it fails, the library has no connection left that could be ended in
            // order: it is dropped as it is.
            self.in_time(sealed).await?;
        }
        let talked = async {
            if let Some((account, password)) = &self.account {
                let password = password.expose().to_owned();
                let known = Credentials::new(account.clone(), password);
                let known = server.auth(DEFAULT_MECHANISMS, &known).await;
                known.map_err(|error| failure(&error))?;
            }
            let sent = server.send(mail.envelope(), &mail.formatted()).await;
            sent.map_err(|error| failure(&error))
        };
        let sent = self.in_time(talked).await;
        server.abort().await;
        sent.map(drop)
    }

    /// How the connection is encrypted: the server's name must be borne out by the
    /// machine's certificates or by these.
    fn tls(&self, roots: &[u8]) -> Result<TlsParameters, Failure> {
        let wrong = |_ignored| Failure::new(FailureKind::BadSettings);
        let roots = Certificate::from_pem(roots).map_err(wrong)?;
        let tls = TlsParameters::builder(self.server.clone());
        tls.add_root_certificate(roots).build().map_err(wrong)
    }

    async fn in_time<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let done = tokio::time::timeout(self.timeout, work).await;
        done.unwrap_or(Err(Failure::new(FailureKind::TimedOut)))
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> Failure {
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

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email")
            .field("server", &self.server)
            .field("port", &self.port)
            .field("security", &self.security)
            .finish_non_exhaustive()
    }
}
