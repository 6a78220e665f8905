//! An e-mail, by SMTP.

mod server;

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use itemget_store::Hidden;
use jiff::Timestamp;
use lettre::Message as Mail;
use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};

use super::courier::Courier;
use super::failure::{Failure, FailureKind};
use super::guard::Reach;
use super::message::Message;
use server::failure;

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
    /// A user without a password, or a password without a user.
    #[error("`user` and `password` go together, and neither is empty")]
    HalfAnAccount,
}

impl EmailError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Address(text) => {
                format!("`{text}` 不是邮件地址（应形如 `ann@example.com`）")
            }
            Self::Nobody => "邮件没有收件地址".to_owned(),
            Self::PasswordInTheOpen => "未加密的连接上不发送密码".to_owned(),
            Self::HalfAnAccount => {
                "`user` 和 `password` 必须同时给出，且都不为空".to_owned()
            }
        }
    }
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
        if let Some((user, password)) = &self.account
            && (user.is_empty() || password.expose().is_empty())
        {
            return Err(EmailError::HalfAnAccount);
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
        let mut server = self.connected(courier, reach).await?;
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
        self.leave(server).await;
        sent.map(drop)
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
