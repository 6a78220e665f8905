//! A WeCom group's robot.

use itemget_store::Hidden;
use serde_json::json;

use super::failure::{Failure, FailureKind};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, address};
use super::robot::{at_most_bytes, verdict};

/// A robot of a WeCom group. Its address is a secret: there is no signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeCom {
    /// `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…`.
    pub url: Hidden,
}

/// As many as a text may have.
const MOST_BYTES: usize = 2048;

impl WeCom {
    pub(super) fn request(&self, message: &Message) -> Result<Outgoing, BadAddress> {
        let url = address(&self.url)?;
        let text = at_most_bytes(&message.text(), MOST_BYTES);
        let body = json!({ "msgtype": "text", "text": { "content": text } });
        Ok(Outgoing::new(&url, &body))
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        verdict(reply, "errcode", "errmsg", |code| match code {
            // The system is busy.
            -1 => FailureKind::Broken { status: reply.status },
            // More than 20 in a minute.
            45_009 | 45_033 => FailureKind::TooOften { after: None },
            // No such key.
            93_000 | 40_014 => FailureKind::Unknown,
            _ => FailureKind::NotTaken,
        })
    }
}
