//! What a limit holds for: an app, a method, or a method asked by an app.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// An app as a ledger knows it: a hash of its key, so that the key itself is not left in
/// a file. Not a secret either way: the key is in every request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AppId(String);

impl AppId {
    /// The app with this key.
    pub fn of(app_key: &str) -> Self {
        let digest = Sha256::new()
            .chain_update(b"itemget quota\0")
            .chain_update(app_key)
            .finalize();
        Self(hex::encode(&digest[..8]))
    }

    /// The hash, as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a limit holds for, seen from one app.
///
/// The platform counts in all three ways at once (protocol 2.8), so that a call needs a
/// place in each.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "method", rename_all = "snake_case")]
pub enum LimitScope {
    /// All calls of the app.
    App,
    /// All calls of a method, whichever app asks.
    Api(String),
    /// The app's calls of a method.
    AppApi(String),
}

impl LimitScope {
    /// The three that a call of `method` is counted in.
    pub(crate) fn of_call(method: &str) -> [Self; 3] {
        [Self::App, Self::Api(method.to_owned()), Self::AppApi(method.to_owned())]
    }

    /// Whether a call of `method` is counted in it.
    pub(crate) fn covers(&self, method: &str) -> bool {
        match self {
            Self::App => true,
            Self::Api(own) | Self::AppApi(own) => own == method,
        }
    }
}

impl fmt::Display for LimitScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::App => f.write_str("the app key"),
            Self::Api(method) => write!(f, "`{method}` for all apps"),
            Self::AppApi(method) => write!(f, "`{method}` for the app key"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_app_is_known_without_its_key() {
        let id = AppId::of("12345678");
        assert_eq!(id, AppId::of("12345678"));
        assert_ne!(id, AppId::of("12345679"));
        assert_eq!(id.as_str().len(), 16);
        assert!(!format!("{id:?}").contains("12345678"), "{id:?}");
    }

    #[test]
    fn a_call_is_counted_in_three_ways() {
        let scopes = LimitScope::of_call("a.b");
        assert!(scopes.iter().all(|scope| scope.covers("a.b")));
        let others: Vec<bool> = scopes.iter().map(|scope| scope.covers("a.c")).collect();
        assert_eq!(others, [true, false, false]);
    }
}
