//! A Telegram bot: `sendMessage` of its Bot API.

use itemget_store::Hidden;
use serde_json::json;
use url::Url;

use super::failure::{Failure, FailureKind, by_status};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, seconds_of};
use super::robot::at_most_units;

/// A Telegram bot that writes to a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telegram {
    /// What the bot's father gave: digits, a colon, letters.
    pub token: Hidden,
    /// The chat's number, or `@` and a channel's name.
    pub chat: String,
    /// A server of one's own in the place of Telegram's.
    pub base: Option<Hidden>,
}

/// As many as one message may have.
const MOST_UNITS: usize = 4096;

impl Telegram {
    pub(super) fn request(&self, message: &Message) -> Result<Outgoing, BadAddress> {
        let base = self.base.as_ref().map_or("https://api.telegram.org", Hidden::expose);
        let token = self.token.expose();
        let is_token = token.contains(':')
            && token.bytes().all(|b| b.is_ascii_alphanumeric() || b":_-".contains(&b));
        let address = format!("{}/bot{token}/sendMessage", base.trim_end_matches('/'));
        let url = Url::parse(&address).ok().filter(|_| is_token).ok_or(BadAddress)?;
        let body = json!({
            "chat_id": self.chat,
            "text": at_most_units(&message.text(), MOST_UNITS),
            "link_preview_options": { "is_disabled": true },
        });
        Ok(Outgoing::new(&url, &body))
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        let json = reply.json().unwrap_or_default();
        let is_ok = json.get("ok").and_then(serde_json::Value::as_bool);
        let asked = json.pointer("/parameters/retry_after").and_then(|it| it.as_f64());
        let after = asked.and_then(seconds_of).or(reply.retry_after);
        let said = json.get("description").and_then(|it| it.as_str()).unwrap_or_default();
        match (by_status(reply.status, after), is_ok) {
            (Ok(()), Some(true)) => Ok(()),
            // The token is part of the address: what is not found is the bot.
            (Err(FailureKind::Unauthorised), _) if reply.status == 401 => {
                Err(Failure::said(FailureKind::Unknown, said))
            }
            // Blocked by the user, or no member of the group.
            (Err(FailureKind::Unauthorised), _) => {
                Err(Failure::said(FailureKind::NotTaken, said))
            }
            (Err(kind), _) => Err(Failure::said(kind, said)),
            (Ok(()), _) => {
                let status = reply.status;
                Err(Failure::said(FailureKind::NotUnderstood { status }, said))
            }
        }
    }
}
