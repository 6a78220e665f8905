//! A Discord webhook.

use itemget_store::Hidden;
use serde_json::json;

use super::failure::{Failure, FailureKind, by_status};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, address, seconds_of};
use super::robot::at_most_units;

/// A webhook of a Discord channel. Its address is a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discord {
    /// As the channel's settings show it.
    pub url: Hidden,
}

/// As many as one message may have.
const MOST_UNITS: usize = 2000;

impl Discord {
    pub(super) fn request(&self, message: &Message) -> Result<Outgoing, BadAddress> {
        let mut url = address(&self.url)?;
        // Otherwise it answers before it has looked at the message.
        url.query_pairs_mut().append_pair("wait", "true");
        let body = json!({
            "content": at_most_units(&message.text(), MOST_UNITS),
            // An item whose title says `@everyone` wakes nobody.
            "allowed_mentions": { "parse": [] },
        });
        Ok(Outgoing::new(&url, &body))
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        let json = reply.json().unwrap_or_default();
        let asked = json.get("retry_after").and_then(|it| it.as_f64());
        let after = asked.and_then(seconds_of).or(reply.retry_after);
        let said = json.get("message").and_then(|it| it.as_str()).unwrap_or_default();
        match by_status(reply.status, after) {
            Ok(()) => Ok(()),
            Err(FailureKind::Unauthorised) => {
                Err(Failure::said(FailureKind::Unknown, said))
            }
            Err(kind) => Err(Failure::said(kind, said)),
        }
    }
}
