//! All channels as one: what is carried, and whether it arrived.

use jiff::Timestamp;

use super::courier::Courier;
use super::dingtalk::DingTalk;
use super::discord::Discord;
use super::email::Email;
use super::failure::{Failure, FailureKind};
use super::feishu::Feishu;
use super::guard::Reach;
use super::message::Message;
use super::outgoing::{Outgoing, Reply};
use super::telegram::Telegram;
use super::webhook::Webhook;
use super::wecom::WeCom;

/// Where somebody wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channel {
    /// A webhook of one's own.
    Webhook(Webhook),
    /// An e-mail.
    Email(Box<Email>),
    /// A Telegram bot.
    Telegram(Telegram),
    /// A Discord webhook.
    Discord(Discord),
    /// A DingTalk robot.
    DingTalk(DingTalk),
    /// A Feishu robot.
    Feishu(Feishu),
    /// A WeCom robot.
    WeCom(WeCom),
}

/// What is carried: over HTTP, or as an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// A request.
    Http(Outgoing),
    /// An e-mail.
    Email,
}

impl Channel {
    /// The word for its kind.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Webhook(_) => "webhook",
            Self::Email(_) => "email",
            Self::Telegram(_) => "telegram",
            Self::Discord(_) => "discord",
            Self::DingTalk(_) => "dingtalk",
            Self::Feishu(_) => "feishu",
            Self::WeCom(_) => "wecom",
        }
    }

    /// What is to be carried. Signatures are over the time, so that each attempt has its
    /// own.
    pub fn request(&self, message: &Message, now: Timestamp) -> Result<Carried, Failure> {
        let outgoing = match self {
            Self::Webhook(it) => it.request(message, now),
            Self::Telegram(it) => it.request(message),
            Self::Discord(it) => it.request(message),
            Self::DingTalk(it) => it.request(message, now),
            Self::Feishu(it) => it.request(message, now),
            Self::WeCom(it) => it.request(message),
            Self::Email(_) => return Ok(Carried::Email),
        };
        match outgoing {
            Ok(outgoing) => Ok(Carried::Http(outgoing)),
            Err(bad) => Err(Failure::said(FailureKind::BadSettings, bad)),
        }
    }

    /// Whether an answer means that the message arrived.
    pub fn verdict(&self, reply: &Reply) -> Result<(), Failure> {
        match self {
            Self::Webhook(_) => Webhook::verdict(reply),
            Self::Telegram(_) => Telegram::verdict(reply),
            Self::Discord(_) => Discord::verdict(reply),
            Self::DingTalk(_) => DingTalk::verdict(reply),
            Self::Feishu(_) => Feishu::verdict(reply),
            Self::WeCom(_) => WeCom::verdict(reply),
            // An e-mail has no answer of HTTP's.
            Self::Email(_) => Ok(()),
        }
    }

    /// Carries a message, once.
    pub async fn tell(
        &self,
        message: &Message,
        now: Timestamp,
        courier: &dyn Courier,
        reach: Reach,
    ) -> Result<(), Failure> {
        match (self.request(message, now)?, self) {
            (Carried::Http(outgoing), _) => {
                let reply = courier.carry(outgoing).await.map_err(Failure::of_courier)?;
                self.verdict(&reply)
            }
            (Carried::Email, Self::Email(email)) => {
                email.send(message, now, courier, reach).await
            }
            (Carried::Email, _) => Err(Failure::new(FailureKind::BadSettings)),
        }
    }
}
