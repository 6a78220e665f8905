//! Secrets: types that cannot print what they hold and wipe it when the last copy is dropped.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        ///
        /// Its clones share it: it stands in memory once.
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Arc<Zeroizing<String>>);

        impl $name {
            /// Takes the secret over.
            pub fn new(secret: impl Into<String>) -> Self {
                Self(Arc::new(Zeroizing::new(secret.into())))
            }

            /// The secret itself: for signing and sending, never for showing.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

secrets! {
    /// The secret half of an app's credentials.
    AppSecret,
    /// What a user's consent is worth: sent with each call that needs it.
    AccessToken,
    /// What a new access token is asked for with.
    RefreshToken,
    /// The one-time code that the authorisation page hands over.
    AuthCode
}

/// An app's credentials, as its console page shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// Public: it is in every request.
    pub app_key: String,
    /// Never sent in the `iop` dialect; only signatures made with it are.
    pub app_secret: AppSecret,
}

impl Credentials {
    /// An app's key and secret.
    pub fn new(app_key: impl Into<String>, app_secret: impl Into<String>) -> Self {
        Self { app_key: app_key.into(), app_secret: AppSecret::new(app_secret) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_a_secret() {
        let credentials = Credentials::new("12345678", "planted-secret");
        let token = AccessToken::new("planted-secret");
        let shown = format!("{credentials:?} {token:?} {:#?}", Some(&credentials));
        assert!(!shown.contains("planted"), "{shown}");
        assert!(shown.contains("12345678"), "the app key is public: {shown}");
    }
}
