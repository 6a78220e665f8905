//! A DingTalk group's custom robot.

use itemget_store::Hidden;
use jiff::Timestamp;
use serde_json::json;

use super::failure::{Failure, FailureKind};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, address};
use super::robot::{at_most_bytes, signature, verdict};

/// A custom robot of a DingTalk group. Its address is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DingTalk {
    /// `https://oapi.dingtalk.com/robot/send?access_token=…`.
    pub url: Hidden,
    /// What begins with `SEC`, where the robot asks for signatures.
    pub secret: Option<Hidden>,
}

/// As many as one request may have, with room for what is around the text.
const MOST_BYTES: usize = 18_000;

impl DingTalk {
    /// The signature and its time, in milliseconds, are part of the address.
    pub(super) fn request(
        &self,
        message: &Message,
        now: Timestamp,
    ) -> Result<Outgoing, BadAddress> {
        let mut url = address(&self.url)?;
        if let Some(secret) = &self.secret {
            let timestamp = now.as_millisecond().to_string();
            let secret = secret.expose();
            let signed = format!("{timestamp}\n{secret}");
            let sign = signature(secret.as_bytes(), signed.as_bytes());
            url.query_pairs_mut()
                .append_pair("timestamp", &timestamp)
                .append_pair("sign", &sign);
        }
        let text = at_most_bytes(&message.text(), MOST_BYTES);
        let body = json!({ "msgtype": "text", "text": { "content": text } });
        Ok(Outgoing::new(&url, &body))
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        verdict(reply, "errcode", "errmsg", |code| match code {
            // The system is busy.
            -1 => FailureKind::Broken { status: reply.status },
            // More than 20 in a minute are refused for a while.
            130_101 | 410_100 => FailureKind::TooOften { after: None },
            // No such token, the robot is disabled.
            300_001 | 300_005 | 400_101 | 400_102 | 400_013 | 400_014 => {
                FailureKind::Unknown
            }
            // One code for signature, keywords and addresses; the words say which.
            310_000 if says(reply, "sign") || says(reply, "timestamp") => {
                FailureKind::Unauthorised
            }
            _ => FailureKind::NotTaken,
        })
    }
}

fn says(reply: &Reply, word: &str) -> bool {
    String::from_utf8_lossy(&reply.body).to_ascii_lowercase().contains(word)
}
