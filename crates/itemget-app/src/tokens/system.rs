//! The system's keyring: the Secret Service of a desktop, the Keychain, the Credential
//! Manager. Built in with the feature `keyring` alone.

use std::sync::Arc;

use itemget::Keyring;

use crate::config::{ConfigError, Origin};

/// What the program calls itself in a keyring.
pub(super) const SERVICE: &str = "itemget";

/// The keyring, which `origin` wants.
#[cfg(not(feature = "keyring"))]
pub(super) fn keyring(origin: &Origin) -> Result<Arc<dyn Keyring>, ConfigError> {
    Err(ConfigError::NoKeyring { origin: origin.clone() })
}

/// The keyring. Whether there is one is found out when it is used.
#[cfg(feature = "keyring")]
#[expect(clippy::unnecessary_wraps, reason = "without the feature there is none")]
pub(super) fn keyring(_: &Origin) -> Result<Arc<dyn Keyring>, ConfigError> {
    Ok(Arc::new(adapter::SystemKeyring))
}

#[cfg(feature = "keyring")]
mod adapter {
    use itemget::{Keyring, KeyringError};
    use keyring::{Entry, Error};

    /// The one that the system has.
    #[derive(Debug)]
    pub(super) struct SystemKeyring;

    impl Keyring for SystemKeyring {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyringError> {
            match entry(name)?.get_secret() {
                Ok(secret) => Ok(Some(secret)),
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(in_our_words(error)),
            }
        }

        fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError> {
            entry(name)?.set_secret(secret).map_err(in_our_words)
        }

        fn delete(&self, name: &str) -> Result<(), KeyringError> {
            match entry(name)?.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(in_our_words(error)),
            }
        }
    }

    fn entry(name: &str) -> Result<Entry, KeyringError> {
        Entry::new(super::SERVICE, name).map_err(in_our_words)
    }

    /// What is in the keyring's own errors can be a secret; only what cannot is taken over.
    fn in_our_words(error: Error) -> KeyringError {
        match error {
            Error::NoDefaultStore => KeyringError::Absent,
            Error::NoStorageAccess(_) => KeyringError::Locked,
            Error::TooLong(_, limit) => KeyringError::TooLong { limit },
            Error::PlatformFailure(cause) => KeyringError::Failed(cause.to_string()),
            Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                KeyringError::Failed("it holds something else under that name".to_owned())
            }
            Error::Ambiguous(entries) => KeyringError::Failed(format!(
                "it has {} entries of that name",
                entries.len()
            )),
            other => KeyringError::Failed(other.to_string()),
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn no_secret_is_in_an_error() {
            for error in [
                Error::BadEncoding(b"planted".to_vec()),
                Error::BadDataFormat(b"planted".to_vec(), "no".into()),
                Error::Ambiguous(Vec::new()),
                Error::NoDefaultStore,
                Error::NoStorageAccess("locked".into()),
                Error::TooLong("secret".to_owned(), 2560),
            ] {
                let error = in_our_words(error);
                assert!(!format!("{error} {error:?}").contains("planted"), "{error:?}");
            }
        }
    }
}
