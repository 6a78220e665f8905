//! A channel's settings as people write them: a few lines of TOML, kept as they are.

use std::time::Duration;

use itemget_store::Hidden;
use serde::Deserialize;

use super::channel::Channel;
use super::dingtalk::DingTalk;
use super::discord::Discord;
use super::email::{Email, EmailError, Security};
use super::feishu::Feishu;
use super::guard::Reach;
use super::telegram::Telegram;
use super::webhook::Webhook;
use super::wecom::WeCom;

/// A channel, and where its messages may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSettings {
    /// The channel.
    pub channel: Channel,
    /// Where its messages may go.
    pub reach: Reach,
}

/// Settings that make no channel. Nothing of them is shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML, or not the settings of a channel, in the parser's own words.
    #[error("these are not the settings of a channel: {0}")]
    Form(String),
    /// An e-mail cannot be made of them.
    #[error(transparent)]
    Email(#[from] EmailError),
}

/// What stands in the settings, by the kind of channel.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
enum Form {
    Webhook { url: String, secret: Option<String> },
    Telegram { token: String, chat: String, base: Option<String> },
    Discord { url: String },
    DingTalk { url: String, secret: Option<String> },
    Feishu { url: String, secret: Option<String> },
    WeCom { url: String },
    Email(Box<EmailForm>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EmailForm {
    server: String,
    port: Option<u16>,
    /// `tls`, `starttls` or `none`.
    security: Option<String>,
    user: Option<String>,
    password: Option<String>,
    from: String,
    to: Vec<String>,
}

/// The kinds of channel.
const KINDS: &str = "webhook, email, telegram, discord, dingtalk, feishu or wecom";

impl ChannelSettings {
    /// Reads settings such as `kind = "discord"` and `url = "https://…"`; with
    /// `allow_private = true` messages may go to one's own machines too.
    ///
    /// # Errors
    ///
    /// When they make no channel. The error shows nothing of them: they hold secrets.
    pub fn read(text: &str) -> Result<Self, SettingsError> {
        let bad =
            |error: toml::de::Error| SettingsError::Form(error.message().to_owned());
        let mut table: toml::Table = toml::from_str(text).map_err(bad)?;
        let reach = match table.remove("allow_private") {
            Some(toml::Value::Boolean(true)) => Reach::Anywhere,
            None | Some(toml::Value::Boolean(false)) => Reach::Public,
            Some(_) => {
                let what = "`allow_private` is true or false";
                return Err(SettingsError::Form(what.to_owned()));
            }
        };
        if !table.contains_key("kind") {
            return Err(SettingsError::Form(format!("`kind` is missing: {KINDS}")));
        }
        let form: Form = table.try_into().map_err(bad)?;
        Ok(Self { channel: form.channel()?, reach })
    }

    /// Whether settings are meant to be an e-mail's, be they whole or not.
    pub(crate) fn are_of_email(text: &str) -> bool {
        let table = toml::from_str::<toml::Table>(text).unwrap_or_default();
        table.get("kind").and_then(toml::Value::as_str) == Some("email")
    }
}

impl SettingsError {
    /// The same in Chinese; the parser's words stay its own.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Form(words) => format!("无法作为渠道设置读取：{words}"),
            Self::Email(error) => error.zh(),
        }
    }
}

impl Form {
    fn channel(self) -> Result<Channel, SettingsError> {
        let hidden = |text: Option<String>| text.map(Hidden::new);
        Ok(match self {
            Self::Webhook { url, secret } => Channel::Webhook(Webhook {
                url: Hidden::new(url),
                secret: hidden(secret),
            }),
            Self::Telegram { token, chat, base } => Channel::Telegram(Telegram {
                token: Hidden::new(token),
                chat,
                base: hidden(base),
            }),
            Self::Discord { url } => Channel::Discord(Discord { url: Hidden::new(url) }),
            Self::DingTalk { url, secret } => Channel::DingTalk(DingTalk {
                url: Hidden::new(url),
                secret: hidden(secret),
            }),
            Self::Feishu { url, secret } => {
                Channel::Feishu(Feishu { url: Hidden::new(url), secret: hidden(secret) })
            }
            Self::WeCom { url } => Channel::WeCom(WeCom { url: Hidden::new(url) }),
            Self::Email(form) => Channel::Email(Box::new(form.email()?)),
        })
    }
}

impl EmailForm {
    fn email(self) -> Result<Email, SettingsError> {
        let security = match self.security.as_deref() {
            None | Some("tls") => Security::Tls,
            Some("starttls") => Security::StartTls,
            Some("none") => Security::None,
            Some(_) => {
                let what = "`security` is tls, starttls or none";
                return Err(SettingsError::Form(what.to_owned()));
            }
        };
        let mailbox = |text: &String| {
            text.parse().map_err(|_not_one| EmailError::Address(text.clone()))
        };
        let to: Result<Vec<_>, _> = self.to.iter().map(mailbox).collect();
        let account = match (self.user, self.password) {
            (Some(user), Some(password)) => Some((user, Hidden::new(password))),
            (None, None) => None,
            _ => return Err(EmailError::HalfAnAccount.into()),
        };
        let email = Email {
            server: self.server,
            port: self.port,
            security,
            account,
            from: mailbox(&self.from)?,
            to: to?,
            timeout: Duration::from_secs(30),
        };
        email.check()?;
        Ok(email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_shows_settings_that_can_be_read() {
        let document = include_str!("../../../../docs/ALERTS.md");
        let blocks = document.split("```toml\n").skip(1);
        let read: Vec<_> = blocks
            .map(|block| block.split("```").next().unwrap_or_default())
            .map(|text| ChannelSettings::read(text).map(|_| ()))
            .collect();
        assert_eq!(read, vec![Ok(()); 6]);
    }

    #[test]
    fn each_kind_is_read_from_its_lines() {
        for (text, word) in [
            ("kind = 'webhook'\nurl = 'https://a.example/x'", "webhook"),
            ("kind = 'discord'\nurl = 'https://a.example/x'", "discord"),
            ("kind = 'dingtalk'\nurl = 'https://a.example/x'\nsecret = 's'", "dingtalk"),
            ("kind = 'feishu'\nurl = 'https://a.example/x'", "feishu"),
            ("kind = 'wecom'\nurl = 'https://a.example/x'", "wecom"),
            ("kind = 'telegram'\ntoken = '1:a'\nchat = '@me'", "telegram"),
            (
                "kind = 'email'\nserver = 'm.example'\nfrom = 'a@m.example'\nto = ['b@m.example']",
                "email",
            ),
        ] {
            let settings = ChannelSettings::read(text).unwrap();
            assert_eq!(settings.channel.word(), word);
            assert_eq!(settings.reach, Reach::Public);
        }
        let near = "kind = 'discord'\nurl = 'http://127.0.0.1/'\nallow_private = true";
        assert_eq!(ChannelSettings::read(near).unwrap().reach, Reach::Anywhere);
    }

    #[test]
    fn an_email_that_could_not_be_sent_is_refused_at_once() {
        let whole = "kind = 'email'\nserver = 'm.example'\nfrom = 'a@m.example'\n";
        for (more, expected) in [
            ("to = []", EmailError::Nobody),
            ("to = ['b@m.example']\nuser = 'ann'", EmailError::HalfAnAccount),
            ("to = ['b@m.example']\npassword = 'planted'", EmailError::HalfAnAccount),
            (
                "to = ['b@m.example']\nuser = 'ann'\npassword = ''",
                EmailError::HalfAnAccount,
            ),
            (
                "to = ['b@m.example']\nuser = 'ann'\npassword = 'planted'\nsecurity = 'none'",
                EmailError::PasswordInTheOpen,
            ),
            ("to = ['nobody']", EmailError::Address("nobody".to_owned())),
        ] {
            let text = format!("{whole}{more}");
            let refused = ChannelSettings::read(&text).unwrap_err();
            assert_eq!(refused, SettingsError::Email(expected), "{more}");
            assert!(!format!("{refused} {}", refused.zh()).contains("planted"));
            assert!(ChannelSettings::are_of_email(&text));
        }
    }

    #[test]
    fn what_makes_no_channel_is_said_without_showing_a_secret() {
        for text in [
            "url = 'https://planted.example'",
            "kind = 'pigeon'\nurl = 'https://planted.example'",
            "kind = 'webhook'\nsecret = 'planted'",
            "kind = 'webhook'\nurl = 'https://planted.example'\nsecrets = 'planted'",
            "kind = 'telegram'\ntoken = planted",
        ] {
            let error = ChannelSettings::read(text).unwrap_err().to_string();
            assert!(!error.contains("planted"), "{error}");
        }
    }
}
