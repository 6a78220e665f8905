//! A Feishu (Lark) group's custom robot.

use itemget_store::Hidden;
use jiff::Timestamp;
use serde_json::json;

use super::failure::{Failure, FailureKind};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, address};
use super::robot::{at_most_bytes, signature, verdict};

/// A custom robot of a Feishu group. Its address is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feishu {
    /// `https://open.feishu.cn/open-apis/bot/v2/hook/…`, or Lark's.
    pub url: Hidden,
    /// What the robot's settings show, where it asks for signatures.
    pub secret: Option<Hidden>,
}

/// As many as one request may have, with room for what is around the text.
const MOST_BYTES: usize = 18_000;

impl Feishu {
    /// The time in seconds and the secret are the key here, and nothing is what is signed:
    /// the other way round than DingTalk.
    pub(super) fn request(
        &self,
        message: &Message,
        now: Timestamp,
    ) -> Result<Outgoing, BadAddress> {
        let url = address(&self.url)?;
        let text = at_most_bytes(&message.text(), MOST_BYTES);
        let mut body = json!({ "msg_type": "text", "content": { "text": text } });
        if let Some(secret) = &self.secret {
            let timestamp = now.as_second().to_string();
            let key = format!("{timestamp}\n{}", secret.expose());
            body["sign"] = signature(key.as_bytes(), b"").into();
            body["timestamp"] = timestamp.into();
        }
        Ok(Outgoing::new(&url, &body))
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        verdict(reply, "code", "msg", |code| match code {
            // The signature does not match, or its time is over an hour off.
            19_021 => FailureKind::Unauthorised,
            // No such hook.
            19_001 => FailureKind::Unknown,
            // 5 in a second, 100 in a minute.
            9_499 if reply.status == 429 => FailureKind::TooOften { after: None },
            11_232 | 11_233 => FailureKind::TooOften { after: reply.retry_after },
            _ => FailureKind::NotTaken,
        })
    }
}
