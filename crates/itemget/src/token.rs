//! [`Token`]: what a user's consent is worth, and until when; where it is kept, and how it
//! is kept alive.

mod file;
mod keeper;
mod store;

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::strtime;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::reply::{Reply, Unreadable};
use crate::secret::{AccessToken, RefreshToken};

pub use file::FileTokenStore;
pub(crate) use keeper::{Renew, RenewFuture};
pub use keeper::{TokenError, TokenKeeper};
pub use store::{MemoryTokenStore, StoreFuture, TokenLock, TokenStore, TokenStoreError};

/// An access token with all that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Sent with each call that needs a consent.
    pub access: AccessToken,
    /// Until when [`Token::access`] is taken.
    pub access_expires_at: Timestamp,
    /// What a new access token is asked for with; none where it cannot be renewed.
    pub refresh: Option<RefreshToken>,
    /// Until when [`Token::refresh`] is taken, where told. Refreshing does not move it: the
    /// user must consent again by then.
    pub refresh_expires_at: Option<Timestamp>,
    /// Whose consent it is.
    pub account: TokenAccount,
}

/// Whose consent a token is, as far as the platform says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenAccount {
    /// The account's login, an email address as a rule.
    pub login: Option<String>,
    /// The name that is shown for it.
    pub nick: Option<String>,
    /// The platform's number of the user.
    pub user_id: Option<String>,
    /// The platform's number of the seller.
    pub seller_id: Option<String>,
    /// What kind of account: `buyerApp`, `seller_center`.
    pub platform: Option<String>,
}

impl Token {
    /// Whether the access token is no longer taken at `now`, or within `margin` after it.
    pub fn expires_within(&self, margin: Duration, now: Timestamp) -> bool {
        now.saturating_add(margin).is_ok_and(|then| then >= self.access_expires_at)
    }

    /// This token as the renewal of `old`: what the platform leaves out of a refresh's
    /// answer is still what it was.
    #[must_use]
    pub fn renewed_from(mut self, old: &Self) -> Self {
        if self.refresh.is_none() {
            self.refresh.clone_from(&old.refresh);
        }
        if self.refresh_expires_at.is_none() {
            self.refresh_expires_at = old.refresh_expires_at;
        }
        let (new, old) = (&mut self.account, &old.account);
        for (new, old) in [
            (&mut new.login, &old.login),
            (&mut new.nick, &old.nick),
            (&mut new.user_id, &old.user_id),
            (&mut new.seller_id, &old.seller_id),
            (&mut new.platform, &old.platform),
        ] {
            if new.is_none() {
                new.clone_from(old);
            }
        }
        self
    }
}

/// Reads the answer of any of the token calls: flat, numbers as numbers or as text.
///
/// Lifetimes are counted from the answer's arrival where the platform gives seconds: so
/// they hold even where this machine's clock is off. Its absolute times are the second
/// choice; old answers have nonsense there (`expire_time: 1`).
pub(crate) fn read(reply: &Reply) -> Result<Token, Unreadable> {
    let fields: Map<String, Value> =
        serde_json::from_slice(&reply.body).map_err(|error| {
            let place = format!("line {} column {}", error.line(), error.column());
            Unreadable::new(
                &reply.body,
                place,
                "a token as a JSON object",
                "there is none",
            )
        })?;
    let text = |name: &str| fields.get(name).and_then(text);
    let missing = |name: &str, expected: &str| {
        Unreadable::new(&reply.body, name, expected, "there is none")
    };
    let in_seconds = |name: &str| {
        let seconds = Duration::from_secs(text(name)?.parse().ok()?);
        reply.observed_at.saturating_add(seconds).ok()
    };
    let at_millisecond =
        |name: &str| Timestamp::from_millisecond(text(name)?.parse().ok()?).ok();

    let access =
        text("access_token").ok_or_else(|| missing("access_token", "a token"))?;
    let access_expires_at = in_seconds("expires_in")
        .or_else(|| at_millisecond("expire_time"))
        .ok_or_else(|| missing("expires_in", "a number of seconds"))?;
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

/// A text or a number as text; an empty text is none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
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
        for (body, place) in [
            ("<html>", "line 1 column 1"),
            (r#"{"refresh_token":"planted"}"#, "access_token"),
            (r#"{"access_token":"planted"}"#, "expires_in"),
            (r#"{"access_token":"planted","expires_in":-1}"#, "expires_in"),
        ] {
            let error = read(&reply(body)).unwrap_err();
            assert_eq!(error.place, place, "{body}");
            assert!(!format!("{error} {error:?}").contains("planted"), "{error:?}");
        }
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
