//! What can go wrong when a message is carried, and whether it can be better again.

use std::fmt;
use std::time::Duration;

use super::courier::CourierError;
use crate::lang::Lang;

/// Why a message did not arrive. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text(Lang::En))]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// The receiver's own code and words, if it had some.
    pub said: Option<String>,
}

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FailureKind {
    /// The receiver could not be reached, or broke off.
    Unreachable,
    /// It did not answer in time.
    TimedOut,
    /// It answered that it is in trouble itself.
    Broken {
        /// With this HTTP status, or the code of its own protocol.
        status: u16,
    },
    /// It was sent to too often.
    TooOften {
        /// After how long to come back, if it said so.
        after: Option<Duration>,
    },
    /// It does not know the address, or the token: nothing will arrive before they are
    /// mended.
    Unknown,
    /// The signature or the password is refused.
    Unauthorised,
    /// It does not take this message: a keyword is missing, the chat is not there, the
    /// text is not allowed.
    NotTaken,
    /// The address is not on the public internet, and that is not allowed.
    NotPublic,
    /// It answered with something that cannot be understood.
    NotUnderstood {
        /// With this HTTP status.
        status: u16,
    },
    /// The channel's settings cannot make a message: an address that is none.
    BadSettings,
    /// A mail server that should encrypt after its greeting does not offer to.
    NoEncryption,
    /// A mail server does not offer a login of a kind that is known here.
    NoLogin,
}

impl FailureKind {
    /// Whether it says something of the receiver, and not of this one message.
    pub(crate) fn is_of_the_receiver(self) -> bool {
        matches!(self, Self::Unreachable | Self::TimedOut | Self::TooOften { .. })
    }

    /// Whether the same message can arrive later without anybody mending anything.
    pub fn can_pass(self) -> bool {
        match self {
            Self::Unreachable
            | Self::TimedOut
            | Self::Broken { .. }
            | Self::TooOften { .. }
            | Self::NotUnderstood { .. } => true,
            Self::Unknown
            | Self::Unauthorised
            | Self::NotTaken
            | Self::NotPublic
            | Self::BadSettings
            | Self::NoEncryption
            | Self::NoLogin => false,
        }
    }
}

impl Failure {
    /// A failure of which the receiver said nothing.
    pub fn new(kind: FailureKind) -> Self {
        Self { kind, said: None }
    }

    /// What a courier's failure is.
    pub(super) fn of_courier(error: CourierError) -> Self {
        Self::new(match error {
            CourierError::Unreachable => FailureKind::Unreachable,
            CourierError::TimedOut => FailureKind::TimedOut,
            CourierError::NotPublic => FailureKind::NotPublic,
            CourierError::BadRequest => FailureKind::BadSettings,
        })
    }

    /// A failure with the receiver's own words. They are cut: they are others' text.
    pub(super) fn said(kind: FailureKind, words: impl fmt::Display) -> Self {
        let words = words.to_string();
        let words: String =
            words.chars().filter(|it| !it.is_control()).take(160).collect();
        Self { kind, said: (!words.is_empty()).then_some(words) }
    }

    /// What went wrong, in a language.
    pub fn text(&self, lang: Lang) -> String {
        let what = match self.kind {
            FailureKind::Unreachable => {
                lang.pick("could not reach the receiver", "无法连接接收方").to_owned()
            }
            FailureKind::TimedOut => lang
                .pick("the receiver did not answer in time", "接收方未及时应答")
                .to_owned(),
            FailureKind::Broken { status } => lang.pick(
                format!("the receiver is in trouble itself ({status})"),
                format!("接收方自身出错（{status}）"),
            ),
            FailureKind::TooOften { after: None } => lang
                .pick("the receiver was sent to too often", "发送过于频繁，被接收方限流")
                .to_owned(),
            FailureKind::TooOften { after: Some(after) } => lang.pick(
                format!("the receiver asks to wait {} s", after.as_secs_f64().ceil()),
                format!("接收方要求等待 {} 秒", after.as_secs_f64().ceil()),
            ),
            FailureKind::Unknown => lang
                .pick(
                    "the receiver does not know this address or token",
                    "接收方不认识该地址或令牌",
                )
                .to_owned(),
            FailureKind::Unauthorised => lang
                .pick(
                    "the receiver refuses the signature or password",
                    "接收方拒绝该签名或密码",
                )
                .to_owned(),
            FailureKind::NotTaken => lang
                .pick("the receiver does not take this message", "接收方不接受该消息")
                .to_owned(),
            FailureKind::NotPublic => lang
                .pick(
                    "the receiver's address is not on the public internet",
                    "接收方地址不在公网上",
                )
                .to_owned(),
            FailureKind::NotUnderstood { status } => lang.pick(
                format!("the receiver's answer cannot be understood (HTTP {status})"),
                format!("无法理解接收方的应答（HTTP {status}）"),
            ),
            FailureKind::BadSettings => lang
                .pick("the channel's address is not a usable one", "通知渠道的地址不可用")
                .to_owned(),
            FailureKind::NoEncryption => lang
                .pick(
                    "the mail server does not offer to encrypt (`STARTTLS`)",
                    "邮件服务器不支持加密（`STARTTLS`）",
                )
                .to_owned(),
            FailureKind::NoLogin => lang
                .pick("the mail server does not offer a login", "邮件服务器不提供登录")
                .to_owned(),
        };
        match &self.said {
            Some(said) => lang.pick(format!("{what}: {said}"), format!("{what}：{said}")),
            None => what,
        }
    }

    /// What to do about it, where something is to be done.
    pub fn hint(&self, lang: Lang) -> Option<&'static str> {
        let (en, zh) = match self.kind {
            FailureKind::Unknown => (
                "copy the robot's address or token again; it may have been renewed or removed",
                "请重新复制机器人的地址或令牌：可能已更换或被删除",
            ),
            FailureKind::Unauthorised => (
                "check the secret, and that this machine's clock is right",
                "请检查密钥，以及本机时钟是否准确",
            ),
            FailureKind::NotTaken => (
                "look at the robot's keywords and allowed addresses, and at the chat's id",
                "请检查机器人的关键词与 IP 白名单设置，以及会话 id",
            ),
            FailureKind::NotPublic => (
                "allow private addresses for this channel if the receiver is your own",
                "若接收方是你自己的服务，请为该渠道允许内网地址",
            ),
            FailureKind::BadSettings => (
                "an address is like `https://example.com/hook`",
                "地址形如 `https://example.com/hook`",
            ),
            FailureKind::NoEncryption => (
                "most servers encrypt from the first byte: `security = \"tls\"`, port 465",
                "多数服务器自连接起即加密：`security = \"tls\"`，端口 465",
            ),
            FailureKind::NoLogin => (
                "check the server and its port, or take `user` and `password` away if it needs none",
                "请检查服务器和端口；若无需登录，请去掉 `user` 和 `password`",
            ),
            _ => return None,
        };
        Some(lang.pick(en, zh))
    }
}

/// What an HTTP status alone means; nothing where it is success.
pub(super) fn by_status(
    status: u16,
    retry_after: Option<Duration>,
) -> Result<(), FailureKind> {
    Err(match status {
        200..=299 => return Ok(()),
        401 | 403 => FailureKind::Unauthorised,
        404 | 410 => FailureKind::Unknown,
        408 => FailureKind::TimedOut,
        429 => FailureKind::TooOften { after: retry_after },
        503 if retry_after.is_some() => FailureKind::TooOften { after: retry_after },
        500..=599 => FailureKind::Broken { status },
        400..=499 => FailureKind::NotTaken,
        // A redirect is not followed: it could lead anywhere.
        _ => FailureKind::NotUnderstood { status },
    })
}
