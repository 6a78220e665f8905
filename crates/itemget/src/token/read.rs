//! Reads the answer of any of the token calls.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::strtime;

use super::{Token, TokenAccount};
use crate::envelope::{self, Envelope};
use crate::reply::{Reply, ReplyError};
use crate::secret::{AccessToken, RefreshToken};

/// Reads the answer of any of the token calls: flat, numbers as numbers or as text.
///
/// Lifetimes are counted from the answer's arrival where the platform gives seconds: so
/// they hold even where this machine's clock is off. Its absolute times are the second
/// choice; old answers have nonsense there (`expire_time: 1`).
pub(crate) fn read(reply: &Reply) -> Result<Token, ReplyError> {
    let document = envelope::document(&reply.body)?;
    let envelope = Envelope::open_success(&document, &reply.body)?;
    // An empty text is nothing.
    let text = |name: &str| {
        let text = envelope.payload.get(name)?.text()?;
        Some(text.into_owned()).filter(|text| !text.is_empty())
    };
    let missing = |expected: &str| envelope.unexpected(&reply.body, expected);
    let in_seconds = |name: &str| {
        let seconds = Duration::from_secs(text(name)?.parse().ok()?);
        reply.observed_at.saturating_add(seconds).ok()
    };
    let at_millisecond =
        |name: &str| Timestamp::from_millisecond(text(name)?.parse().ok()?).ok();

    let access = text("access_token").ok_or_else(|| missing("an `access_token`"))?;
    let access_expires_at = in_seconds("expires_in")
        .or_else(|| at_millisecond("expire_time"))
        .ok_or_else(|| missing("a number of seconds in `expires_in`"))?;
    // "Zero seconds" is the platform's way to say that it cannot be renewed (protocol 2.5).
    let renewable = text("refresh_expires_in").as_deref() != Some("0");
    let refresh = text("refresh_token").filter(|_| renewable).map(RefreshToken::new);
    Ok(Token {
        access: AccessToken::new(access),
        access_expires_at,
        refresh,
        refresh_expires_at: in_seconds("refresh_expires_in")
            .or_else(|| at_millisecond("refresh_token_valid_time"))
            .or_else(|| beijing_time(&text("refresh_token_timeout")?))
            .filter(|_| renewable),
        account: TokenAccount {
            login: text("account").or_else(|| text("resource_owner")),
            nick: text("user_nick"),
            user_id: text("user_id").or_else(|| text("aliId")),
            seller_id: text("seller_id").or_else(|| text("memberId")),
            platform: text("account_platform"),
        },
    })
}

/// Reads the legacy gateway's `20270101101010000+0800`.
fn beijing_time(text: &str) -> Option<Timestamp> {
    // The milliseconds have no place of their own in strtime's formats.
    let (seconds, rest) = text.split_at_checked(14)?;
    let zone = rest.get(3..)?;
    let parsed = strtime::parse("%Y%m%d%H%M%S%z", format!("{seconds}{zone}")).ok()?;
    parsed.to_timestamp().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(body: &str) -> Reply {
        let observed_at = "2026-11-23T17:20:27Z".parse().unwrap();
        Reply { body: body.to_owned().into(), observed_at }
    }

    fn token(body: &str) -> Token {
        read(&reply(body)).unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    const PLATFORM: &str = r#"{"refresh_token_valid_time":1795627227000,
        "expire_time":1795540827000,"user_nick":"cn1","access_token":"planted-access",
        "account":"user@example.com","refresh_token":"planted-refresh","user_id":"60001",
        "account_platform":"buyerApp","refresh_expires_in":172800,"expires_in":86400,
        "seller_id":"","code":"0","request_id":"21012895"}"#;

    #[test]
    fn numbers_and_texts_are_read_alike() {
        let numbers = token(PLATFORM);
        let texts = PLATFORM
            .replace("86400", "\"86400\"")
            .replace("172800", "\"172800\"")
            .replace("1795540827000", "\"1795540827000\"");
        assert_eq!(numbers, token(&texts));
        assert_eq!(numbers.access_expires_at, at("2026-11-24T17:20:27Z"));
        assert_eq!(numbers.refresh_expires_at, Some(at("2026-11-25T17:20:27Z")));
        assert_eq!(numbers.account.login.as_deref(), Some("user@example.com"));
        assert_eq!(numbers.account.seller_id, None, "an empty text is nothing");
    }

    #[test]
    fn absolute_times_count_where_no_seconds_are_told() {
        let body = r#"{"access_token":"a","refresh_token":"r",
            "expire_time":"1795540827000","refresh_token_valid_time":1795627227000}"#;
        let token = token(body);
        assert_eq!(token.access_expires_at.as_millisecond(), 1_795_540_827_000);
        let refresh = token.refresh_expires_at.unwrap();
        assert_eq!(refresh.as_millisecond(), 1_795_627_227_000);
    }

    #[test]
    fn the_legacy_gateways_answer_is_read_too() {
        let body = r#"{"access_token":"a","expires_in":"36000","refresh_token":"r",
            "refresh_token_timeout":"20270101101010000+0800","aliId":"1","memberId":"m",
            "resource_owner":"owner"}"#;
        let token = token(body);
        assert_eq!(token.refresh_expires_at, Some(at("2027-01-01T02:10:10Z")));
        assert_eq!(token.account.login.as_deref(), Some("owner"));
    }

    #[test]
    fn a_token_that_cannot_be_renewed_has_nothing_to_renew_it_with() {
        let token = token(&PLATFORM.replace("172800", "0"));
        assert_eq!(token.refresh, None);
        assert_eq!(token.refresh_expires_at, None);
    }

    #[test]
    fn a_renewal_keeps_what_the_answer_leaves_out() {
        let old = token(PLATFORM);
        let new = token(r#"{"access_token":"new","expires_in":86400}"#);
        let renewed = new.clone().renewed_from(&old);
        assert_eq!(renewed.access, new.access);
        assert_eq!(renewed.refresh, old.refresh);
        assert_eq!(renewed.refresh_expires_at, old.refresh_expires_at);
        assert_eq!(renewed.account, old.account);
        let rotated = r#"{"access_token":"new","expires_in":1,"refresh_token":"r2"}"#;
        let rotated = token(rotated).renewed_from(&old);
        assert_eq!(rotated.refresh, Some(RefreshToken::new("r2")));
    }

    #[test]
    fn what_is_no_token_says_what_is_missing_and_shows_no_secret() {
        for (body, expected) in [
            ("<html>", "a JSON object was expected at the start"),
            (r#"{"refresh_token":"planted"}"#, "an `access_token` was expected"),
            (r#"{"access_token":"planted"}"#, "a number of seconds in `expires_in`"),
            (r#"{"access_token":"planted","expires_in":-1}"#, "a number of seconds"),
            (r#"{"access_token":["planted"],"expires_in":1}"#, "an `access_token`"),
        ] {
            let error = read(&reply(body)).unwrap_err();
            assert!(error.to_string().starts_with(expected), "{body}: {error}");
            assert!(!format!("{error} {error:?}").contains("planted"), "{error:?}");
        }
    }

    #[test]
    fn a_refusal_is_no_token() {
        let body = r#"{"code":"IllegalRefreshToken","type":"ISV","message":"dead"}"#;
        let error = read(&reply(body)).unwrap_err();
        assert!(matches!(error, ReplyError::Refused(_)), "{error:?}");
    }

    #[test]
    fn a_token_expires_its_margin_early() {
        let token = token(PLATFORM);
        let half_an_hour = Duration::from_secs(1800);
        assert!(!token.expires_within(half_an_hour, at("2026-11-24T16:50:26Z")));
        assert!(token.expires_within(half_an_hour, at("2026-11-24T16:50:27Z")));
        assert!(!format!("{token:?}").contains("planted"), "{token:?}");
    }
}
