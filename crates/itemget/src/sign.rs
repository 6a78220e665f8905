//! The signatures: pure functions from parameters and secret to hex digits.
//!
//! [`explain`] also gives the string that was signed, for whoever must find out why a
//! signature is refused. The rules are those of the platform's page "signature algorithm"
//! (docId 1385 and 1366), checked against every published example that reproduces
//! (`fixtures/signatures`).

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::{Digest as _, Md5};
use sha2::Sha256;

use crate::secret::AppSecret;

/// How a request is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum SignMethod {
    /// `sha256`: HMAC-SHA256, what the platform documents today.
    #[default]
    Sha256,
    /// `hmac-sha256`: the same under the name of the platform's forerunner.
    HmacSha256,
    /// `hmac`: HMAC-MD5 of the same string.
    HmacMd5,
    /// `md5`: MD5 of the string between two copies of the secret. A path is not put
    /// before it: none of the clients that live on it does.
    Md5Wrap,
    /// The tutorials' own: MD5 of `name=value&…&app_secret=…`. It has no name on the wire.
    TutorialMd5,
}

/// A signature with the string it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What was signed, with `***` where the secret stands in it.
    pub signed_text: String,
    /// The signature: upper-case hex.
    pub signature: String,
}

/// The signature of a call of `api` with `params`, which may be in any order.
///
/// `api` is the method's name: where it has a `/` in it, it is a path and is signed too.
/// A parameter `sign` is left out; every other one counts, empty ones as well, because
/// the gateway signs what it receives.
///
/// ```
/// use itemget::AppSecret;
/// use itemget::sign::{SignMethod, sign};
///
/// // The example of the platform's page (docId 1366).
/// let signature = sign(
///     SignMethod::Sha256,
///     "/auth/token/create",
///     [
///         ("app_key", "12345678"),
///         ("code", "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26"),
///         ("sign_method", "sha256"),
///         ("timestamp", "1517820392000"),
///     ],
///     &AppSecret::new("helloworld"),
/// );
/// assert_eq!(
///     signature,
///     "35607762342831B6A417A0DED84B79C05FEFBF116969C48AD6DC00279A9F4D81",
/// );
/// ```
pub fn sign<'a>(
    method: SignMethod,
    api: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
    secret: &AppSecret,
) -> String {
    let text = plain_text(method, api, params);
    digest(method, &text, secret.expose())
}

/// The same as [`sign`], with the string that was signed.
pub fn explain<'a>(
    method: SignMethod,
    api: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
    secret: &AppSecret,
) -> Explained {
    let text = plain_text(method, api, params);
    let signature = digest(method, &text, secret.expose());
    let signed_text = match method {
        SignMethod::Md5Wrap => format!("***{text}***"),
        SignMethod::TutorialMd5 => format!("{text}{}***", secret_label(&text)),
        SignMethod::Sha256 | SignMethod::HmacSha256 | SignMethod::HmacMd5 => text,
    };
    Explained { signed_text, signature }
}

/// What is signed, without the secret.
fn plain_text<'a>(
    method: SignMethod,
    api: &str,
    params: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut pairs: Vec<_> =
        params.into_iter().filter(|(name, _)| *name != "sign").collect();
    // `str` compares by bytes, which is what the platform's `Arrays.sort` and `ksort` come
    // to for its names. A locale's order puts `Key` after `app_key` and is refused.
    pairs.sort_unstable();
    let length: usize =
        pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut text = String::with_capacity(api.len() + length);
    match method {
        SignMethod::Sha256 | SignMethod::HmacSha256 | SignMethod::HmacMd5
            if api.contains('/') =>
        {
            text.push_str(api);
        }
        _ => {}
    }
    for (name, value) in pairs {
        if method == SignMethod::TutorialMd5 {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
        } else {
            text.push_str(name);
        }
        text.push_str(value);
    }
    text
}

fn digest(method: SignMethod, text: &str, secret: &str) -> String {
    match method {
        SignMethod::Sha256 | SignMethod::HmacSha256 => {
            let mut mac = <Hmac<Sha256>>::new_from_slice(secret.as_bytes())
                .expect("an HMAC key may have any length");
            mac.update(text.as_bytes());
            upper_hex(&mac.finalize().into_bytes())
        }
        SignMethod::HmacMd5 => {
            let mut mac = <Hmac<Md5>>::new_from_slice(secret.as_bytes())
                .expect("an HMAC key may have any length");
            mac.update(text.as_bytes());
            upper_hex(&mac.finalize().into_bytes())
        }
        SignMethod::Md5Wrap => upper_hex(
            &Md5::new()
                .chain_update(secret)
                .chain_update(text)
                .chain_update(secret)
                .finalize(),
        ),
        SignMethod::TutorialMd5 => upper_hex(
            &Md5::new()
                .chain_update(text)
                .chain_update(secret_label(text))
                .chain_update(secret)
                .finalize(),
        ),
    }
}

/// A table look-up a digit: the crate's own way to upper case goes letter by letter, at
/// three times the work.
fn upper_hex(digest: &[u8]) -> String {
    let mut text = vec![0; digest.len() * 2];
    hex::encode_to_slice(digest, &mut text)
        .expect("two digits a byte were made room for");
    text.make_ascii_uppercase();
    String::from_utf8(text).expect("hex is ASCII")
}

/// What stands between the parameters and the secret in the tutorials' string.
fn secret_label(text: &str) -> &'static str {
    if text.is_empty() { "app_secret=" } else { "&app_secret=" }
}

impl SignMethod {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Sha256, Self::HmacSha256, Self::HmacMd5, Self::Md5Wrap, Self::TutorialMd5];

    /// What `sign_method` says for it on the wire; the tutorials send no such parameter.
    pub fn wire_name(self) -> Option<&'static str> {
        match self {
            Self::Sha256 => Some("sha256"),
            Self::HmacSha256 => Some("hmac-sha256"),
            Self::HmacMd5 => Some("hmac"),
            Self::Md5Wrap => Some("md5"),
            Self::TutorialMd5 => None,
        }
    }
}

/// A text that should name a way to sign and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is no sign method: there are sha256, hmac-sha256, hmac, md5, tutorial-md5"
)]
pub struct ParseSignMethodError {
    text: String,
}

impl FromStr for SignMethod {
    type Err = ParseSignMethodError;
    fn from_str(text: &str) -> Result<Self, ParseSignMethodError> {
        Self::ALL
            .into_iter()
            .find(|method| method.to_string().eq_ignore_ascii_case(text))
            .ok_or_else(|| ParseSignMethodError { text: text.chars().take(40).collect() })
    }
}

impl fmt::Display for SignMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire_name().unwrap_or("tutorial-md5"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_shown_without_the_secret() {
        let secret = AppSecret::new("planted-secret");
        let params = [("b", "2"), ("a", "1"), ("sign", "ignored")];
        for (method, api, expected) in [
            (SignMethod::Sha256, "a.dotted.name", "a1b2"),
            (SignMethod::HmacSha256, "/a/path", "/a/patha1b2"),
            (SignMethod::HmacMd5, "/a/path", "/a/patha1b2"),
            (SignMethod::Md5Wrap, "/a/path", "***a1b2***"),
            (SignMethod::TutorialMd5, "api.item.get", "a=1&b=2&app_secret=***"),
        ] {
            let explained = explain(method, api, params, &secret);
            assert_eq!(explained.signed_text, expected, "{method}");
            assert_eq!(explained.signature, sign(method, api, params, &secret));
        }
    }

    #[test]
    fn a_method_is_read_from_its_own_name() {
        for method in SignMethod::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        assert!("sha1".parse::<SignMethod>().is_err());
    }
}
