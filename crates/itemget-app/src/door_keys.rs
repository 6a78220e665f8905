//! Keys with which programs come in that were written for other services: how they are
//! made, and the access tokens that are lent for them.
//!
//! Such a program signs with its secret, or sends it: to check that, the service keeps the
//! secret itself, in the store, until the key is revoked. The tokens are not kept: each
//! says until when it is good, under a seal that is made with the secret.

use hmac::{Hmac, KeyInit as _, Mac as _};
use itemget::{AppSecret, Credentials};
use jiff::Timestamp;
use sha2::Sha256;

/// How long a token is good, in seconds: the tutorials' own.
pub(crate) const TOKEN_SECONDS: i64 = 3600;

/// The shortest secret of an owner's own that is taken.
const SHORTEST: usize = 8;
const LONGEST_KEY: usize = 64;

/// Why there is no new key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DoorKeyError {
    #[error("`{0}` is no key: letters, digits, `_`, `-` and `.`, 64 at most")]
    NoKey(String),
    #[error("the secret is shorter than 8 characters")]
    ShortSecret,
    #[error("there is a key `{0}` in force already")]
    Taken(String),
}

impl DoorKeyError {
    /// The same in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::NoKey(text) => format!(
                "`{text}` 不能作为密钥：只能含字母、数字、`_`、`-` 和 `.`，最多 64 个字符"
            ),
            Self::ShortSecret => "secret 少于 8 个字符".to_owned(),
            Self::Taken(key) => format!("密钥 `{key}` 已存在且有效"),
        }
    }

    /// What to do about it.
    pub(crate) fn hint(&self) -> Option<(&'static str, &'static str)> {
        matches!(self, Self::Taken(_)).then_some((
            "see `itemget door key list`; `itemget door key revoke NUMBER` makes room",
            "请用 `itemget door key list` 查看，用 `itemget door key revoke 编号` 吊销",
        ))
    }
}

/// A key and secret of these bytes, which come from chance: nine digits, as the platform's
/// are about, and 128 bits.
pub(crate) fn of_chance(chance: [u8; 24]) -> Credentials {
    let (number, secret) = chance.split_at(8);
    let number = number.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    let key = 100_000_000 + number % 900_000_000;
    Credentials::new(key.to_string(), hex::encode(secret))
}

/// Whether an owner's own key and secret will do.
pub(crate) fn judge(credentials: &Credentials) -> Result<(), DoorKeyError> {
    let Credentials { app_key, app_secret } = credentials;
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
    let is_key = (1..=LONGEST_KEY).contains(&app_key.len());
    if !is_key || !app_key.bytes().all(is_letter) {
        return Err(DoorKeyError::NoKey(app_key.chars().take(LONGEST_KEY).collect()));
    }
    match app_secret.expose().chars().count() < SHORTEST {
        true => Err(DoorKeyError::ShortSecret),
        false => Ok(()),
    }
}

/// Why a token is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenFault {
    #[error("it is none of this service's, or of another key")]
    Foreign,
    #[error("it has expired")]
    Expired,
}

/// A token for a key, good for [`TOKEN_SECONDS`].
pub(crate) fn lend(app_key: &str, secret: &AppSecret, now: Timestamp) -> String {
    let until = now.as_second() + TOKEN_SECONDS;
    let seal = sealing(app_key, secret, until).finalize().into_bytes();
    format!("{until}-{}", hex::encode(seal))
}

/// Whether a token is one of this key's and still good. The seal is compared in a time
/// that does not tell where it differs.
pub(crate) fn check(
    token: &str,
    app_key: &str,
    secret: &AppSecret,
    now: Timestamp,
) -> Result<(), TokenFault> {
    let (until, seal) = token.split_once('-').ok_or(TokenFault::Foreign)?;
    let is_number = !until.is_empty() && until.bytes().all(|it| it.is_ascii_digit());
    let until = until.parse::<i64>().ok().filter(|_| is_number);
    let until = until.ok_or(TokenFault::Foreign)?;
    let seal = hex::decode(seal).map_err(|_ignored| TokenFault::Foreign)?;
    let is_ours = sealing(app_key, secret, until).verify_slice(&seal).is_ok();
    match (is_ours, now.as_second() < until) {
        (false, _) => Err(TokenFault::Foreign),
        (true, false) => Err(TokenFault::Expired),
        (true, true) => Ok(()),
    }
}

fn sealing(app_key: &str, secret: &AppSecret, until: i64) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256>>::new_from_slice(secret.expose().as_bytes())
        .expect("an HMAC key may have any length");
    mac.update(format!("itemget door token\n{app_key}\n{until}").as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_token_is_good_for_its_key_and_its_hour() {
        let secret = AppSecret::new("helloworld");
        let token = lend("12345678", &secret, at(1000));
        let other = AppSecret::new("helloworlds");
        let last = token.len() - 1;
        let flip = if token.ends_with('0') { "1" } else { "0" };
        let forged = format!("{}{flip}", &token[..last]);
        let longer = token.replacen("4600-", "9999-", 1);
        for (token, key, secret, now, expected) in [
            (&*token, "12345678", &secret, 4599, Ok(())),
            (&*token, "12345678", &secret, 4600, Err(TokenFault::Expired)),
            (&*token, "12345679", &secret, 1000, Err(TokenFault::Foreign)),
            (&*token, "12345678", &other, 1000, Err(TokenFault::Foreign)),
            (&*forged, "12345678", &secret, 1000, Err(TokenFault::Foreign)),
            (&*longer, "12345678", &secret, 5000, Err(TokenFault::Foreign)),
            ("your_access_token", "12345678", &secret, 1000, Err(TokenFault::Foreign)),
            ("", "12345678", &secret, 1000, Err(TokenFault::Foreign)),
            ("4600-", "12345678", &secret, 1000, Err(TokenFault::Foreign)),
            ("4600-é0", "12345678", &secret, 1000, Err(TokenFault::Foreign)),
            ("+4600-00", "12345678", &secret, 1000, Err(TokenFault::Foreign)),
        ] {
            assert_eq!(check(token, key, secret, at(now)), expected, "{token} {now}");
        }
    }

    #[test]
    fn an_own_key_must_be_one_and_its_secret_no_guess() {
        for (key, secret, expected) in [
            ("your_app_key", "your_app_secret", Ok(())),
            ("", "long enough", Err(DoorKeyError::NoKey(String::new()))),
            ("a b", "long enough", Err(DoorKeyError::NoKey("a b".to_owned()))),
            ("key", "1234567", Err(DoorKeyError::ShortSecret)),
        ] {
            assert_eq!(judge(&Credentials::new(key, secret)), expected, "{key}");
        }
    }

    #[test]
    fn a_new_key_looks_like_one_and_does_not_show_its_secret() {
        let made = of_chance([0xab; 24]);
        assert_eq!(made.app_key.len(), 9);
        assert_eq!(made.app_secret.expose(), "ab".repeat(16));
        assert!(!format!("{made:?}").contains("abab"));
        assert_ne!(of_chance([0xac; 24]).app_key, made.app_key);
    }
}
