//! The credentials the sandbox knows from its start.

use std::fmt;

/// Where the credentials' secrets would stand in a debug print.
const HIDDEN: &str = "…";

/// What a client needs to call the sandbox. They open nothing but a sandbox, yet are kept
/// out of debug prints so that code written against them stays safe with real ones.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    app_key: &'static str,
    app_secret: &'static str,
    access_token: &'static str,
    refresh_token: &'static str,
}

/// The app that is printed at start.
pub(crate) const DEFAULT: Credentials = Credentials {
    app_key: "12345678",
    app_secret: "helloworld",
    access_token: "50000_SANDBOX_TOKEN",
    refresh_token: "50001_SANDBOX_REFRESH",
};

/// What stands in the public tutorial's script for its reader to replace.
pub(crate) const TUTORIAL: Credentials = Credentials {
    app_key: "your_app_key",
    app_secret: "your_app_secret",
    access_token: "your_access_token",
    refresh_token: "your_refresh_token",
};

impl Credentials {
    /// The app's key, which is no secret.
    #[must_use]
    pub fn app_key(&self) -> &str {
        self.app_key
    }

    /// The app's secret: what requests are signed with.
    #[must_use]
    pub fn app_secret(&self) -> &str {
        self.app_secret
    }

    /// A user's access token, issued when the sandbox started.
    #[must_use]
    pub fn access_token(&self) -> &str {
        self.access_token
    }

    /// What renews the access token.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        self.refresh_token
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("app_key", &self.app_key)
            .field("app_secret", &HIDDEN)
            .field("access_token", &HIDDEN)
            .field("refresh_token", &HIDDEN)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_debug_print_shows_no_secret() {
        let shown = format!("{DEFAULT:?} {TUTORIAL:?}");
        assert!(shown.contains("12345678"), "{shown}");
        for secret in ["helloworld", "TOKEN", "REFRESH", "your_app_secret", "_token\""] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}
