//! [`CacheKey`]: which question an answer answers, and whose.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::call::Dialect;
use crate::params::Params;
use crate::secret::AccessToken;

/// A question, as the digest of all that can change its answer. Nothing can be read back
/// from it, so that it can be a file's name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey([u8; 32]);

/// For whom an answer was given.
///
/// The same question can have another answer for another app, because promotion links
/// earn for its owner; for another user, because dropshipping prices are personal
/// (`remove_personal_benefit` of `aliexpress.ds.product.get`: "mandatory to ensure price
/// consistency"); and at another endpoint, because what a sandbox makes up must never be
/// taken for the platform's.
#[derive(Clone, PartialEq, Eq)]
pub struct Audience(Sha256Text);

type Sha256Text = [u8; 32];

impl Audience {
    /// Whoever calls as the app `app_key` at `endpoint`, with no user's consent.
    pub fn of_app(endpoint: &str, app_key: &str) -> Self {
        Self(digest(&["app", endpoint, app_key]))
    }

    /// The same for the user whom the platform knows by `account`: its number, or its
    /// login.
    #[must_use]
    pub fn with_account(self, account: &str) -> Self {
        Self(digest(&["account", &hex::encode(self.0), account]))
    }

    /// The same for whoever's consent `token` is, where nobody knows more about it. Such
    /// answers are asked for again when the token is renewed.
    #[must_use]
    pub fn with_token(self, token: &AccessToken) -> Self {
        Self(digest(&["token", &hex::encode(self.0), token.expose()]))
    }
}

impl CacheKey {
    /// The question that `method` with `params` asks, for this audience.
    pub fn new(
        audience: &Audience,
        dialect: Dialect,
        method: &str,
        params: &Params,
    ) -> Self {
        let dialect = match dialect {
            Dialect::Iop => "iop",
            Dialect::ItemGet => "item_get",
        };
        let whose = hex::encode(audience.0);
        // Counted from here on: a body that is kept in another way is another entry.
        let mut parts = vec!["itemget 1", &whose, dialect, method];
        for (name, value) in params.iter() {
            parts.extend([name, value]);
        }
        Self(digest(&parts))
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    #[cfg(test)]
    pub(super) fn of_number(number: u64) -> Self {
        Self(digest(&["test", &number.to_string()]))
    }
}

impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({})", hex::encode(&self.0[..4]))
    }
}

impl fmt::Debug for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Audience(…)")
    }
}

/// Each part with its length before it, so that no two lists of parts are one text.
fn digest(parts: &[&str]) -> Sha256Text {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_can_change_an_answer_changes_the_key() {
        let params = |country: &str| {
            Params::new().with("product_id", "1").with("ship_to_country", country)
        };
        let app = Audience::of_app("https://a", "1");
        let key = |audience: &Audience, method: &str, params: &Params| {
            CacheKey::new(audience, Dialect::Iop, method, params)
        };
        let same = key(&Audience::of_app("https://a", "1"), "a.b", &params("US"));
        assert_eq!(same, key(&app, "a.b", &params("US")));
        let token = |text: &str| app.clone().with_token(&AccessToken::new(text));
        let keys = [
            same,
            key(&app, "a.b", &params("FR")),
            key(&app, "a.c", &params("US")),
            key(&app, "a.b", &params("US").with("sort", "x")),
            key(&Audience::of_app("https://b", "1"), "a.b", &params("US")),
            key(&Audience::of_app("https://a", "2"), "a.b", &params("US")),
            key(&app.clone().with_account("7"), "a.b", &params("US")),
            key(&app.clone().with_account("8"), "a.b", &params("US")),
            key(&token("7"), "a.b", &params("US")),
            key(&token("8"), "a.b", &params("US")),
            CacheKey::new(&app, Dialect::ItemGet, "a.b", &params("US")),
            key(&app, "a.b", &Params::new().with("product_id1", "ship_to_countryUS")),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn a_key_shows_nothing_of_what_went_into_it() {
        let audience = Audience::of_app("https://a", "planted")
            .with_token(&AccessToken::new("planted"));
        let params = Params::new().with("planted", "planted/../../etc");
        let key = CacheKey::new(&audience, Dialect::Iop, "planted", &params);
        let shown = format!("{key} {key:?} {audience:?}");
        assert!(!shown.contains("planted"), "{shown}");
        assert!(key.to_string().chars().all(|c| c.is_ascii_hexdigit()));
    }
}
