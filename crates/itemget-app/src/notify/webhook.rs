//! A webhook of one's own: JSON, signed as the Standard Webhooks specification says, so
//! that receivers can check it with a library that is there already.
//!
//! Headers: `webhook-id` is the message's identity, the same however often it is sent;
//! `webhook-timestamp` is when it was sent, in seconds; `webhook-signature` is `v1,` and
//! the base64 of the HMAC-SHA256 of `{id}.{timestamp}.{body}`. A secret that begins with
//! `whsec_` is base64 after that; any other one is taken as it is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use itemget_store::Hidden;
use jiff::Timestamp;
use serde_json::Value;

use super::courier::Courier;
use super::failure::{Failure, FailureKind, by_status};
use super::message::Message;
use super::outgoing::{BadAddress, Outgoing, Reply, address};
use super::robot::signature;

/// A webhook of one's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Whereto.
    pub url: Hidden,
    /// What it is signed with; unsigned without one.
    pub secret: Option<Hidden>,
}

impl Webhook {
    pub(super) fn request(
        &self,
        message: &Message,
        now: Timestamp,
    ) -> Result<Outgoing, BadAddress> {
        self.note(&message.id, &message.json(), now)
    }

    /// A request with this body, signed; `id` stays the same however often it is sent.
    ///
    /// # Errors
    ///
    /// Where the address is none of the form `https://…`.
    pub fn note(
        &self,
        id: &str,
        body: &Value,
        now: Timestamp,
    ) -> Result<Outgoing, BadAddress> {
        let url = address(&self.url)?;
        let mut outgoing = Outgoing::new(&url, body);
        let timestamp = now.as_second().to_string();
        outgoing.headers.push(("webhook-id", id.to_owned()));
        outgoing.headers.push(("webhook-timestamp", timestamp.clone()));
        if let Some(secret) = &self.secret {
            let mut signed = format!("{id}.{timestamp}.").into_bytes();
            signed.extend_from_slice(&outgoing.body);
            let signature = format!("v1,{}", signature(&key(secret), &signed));
            outgoing.headers.push(("webhook-signature", signature));
        }
        Ok(outgoing)
    }

    /// Carries such a request, once, and reads the answer.
    ///
    /// # Errors
    ///
    /// Where it did not arrive: by [`FailureKind::can_pass`](super::FailureKind::can_pass)
    /// it may later.
    pub async fn carry(
        &self,
        id: &str,
        body: &Value,
        now: Timestamp,
        courier: &dyn Courier,
    ) -> Result<(), Failure> {
        let outgoing = self.note(id, body, now);
        let outgoing =
            outgoing.map_err(|bad| Failure::said(FailureKind::BadSettings, bad))?;
        let reply = courier.carry(outgoing).await.map_err(Failure::of_courier)?;
        Self::verdict(&reply)
    }

    pub(super) fn verdict(reply: &Reply) -> Result<(), Failure> {
        by_status(reply.status, reply.retry_after).map_err(Failure::new)
    }
}

fn key(secret: &Hidden) -> Vec<u8> {
    let text = secret.expose();
    let decoded = text.strip_prefix(BASE64).and_then(|text| STANDARD.decode(text).ok());
    decoded.unwrap_or_else(|| text.as_bytes().to_vec())
}

/// What a secret begins with that is base64 after that.
const BASE64: &str = "whsec_";

/// Whether a secret is what it says of itself: one that begins with `whsec_` and is no
/// base64 after that would sign otherwise than its receiver reads it.
pub fn is_webhook_secret(secret: &Hidden) -> bool {
    let coded = secret.expose().strip_prefix(BASE64);
    coded.is_none_or(|coded| STANDARD.decode(coded).is_ok_and(|key| !key.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::super::message::tests::sample;
    use super::*;

    /// The specification's own example of a secret, identity, time and body.
    #[test]
    fn the_signature_is_that_of_the_specification() {
        let secret = Hidden::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(
            signature(&key(&secret), signed.as_bytes()),
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let webhook = Webhook {
            url: Hidden::new("https://example.com/hook?key=planted"),
            secret: Some(Hidden::new("planted-secret")),
        };
        let now: Timestamp = "2026-11-28T05:00:00Z".parse().unwrap();
        let outgoing = webhook.request(&sample(), now).unwrap();
        let header = |name| {
            let found = outgoing.headers.iter().find(|header| header.0 == name);
            found.map(|header| header.1.as_str()).unwrap()
        };
        let (id, time) = (header("webhook-id"), header("webhook-timestamp"));
        assert_eq!((id, time), (sample().id.as_str(), "1795842000"));
        let body = std::str::from_utf8(&outgoing.body).unwrap();
        let expected =
            signature(b"planted-secret", format!("{id}.{time}.{body}").as_bytes());
        assert_eq!(header("webhook-signature"), format!("v1,{expected}"));
        assert!(!format!("{outgoing:?} {webhook:?}").contains("planted"));
    }
}
