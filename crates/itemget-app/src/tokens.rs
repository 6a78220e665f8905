//! Where a consent is kept: a place for each profile, app, endpoint and dialect, so that no
//! command ever sends one user's token in another's name. It is a file, an entry of the
//! system's keyring, or a row of the database.

mod system;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use itemget::api::system::TokenRefresh;
use itemget::api::tutorial::{GetToken, Grant};
use itemget::{
    Client, Dialect, FileTokenStore, KeyringTokenStore, StoreFuture, Token, TokenError,
    TokenLock, TokenStore,
};
use itemget_store::{DatabaseAddress, SharedTokenStore, Store};
use jiff::Timestamp;

use crate::config::{ConfigError, Set};

/// What consents are kept in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum StoreKind {
    /// Files that only their owner can read.
    #[default]
    File,
    /// The system's keyring.
    Keyring,
    /// The database, where all machines find them that share it.
    Database,
}

/// A text that should name a kind of store and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is none of file, keyring, database")]
pub(crate) struct ParseStoreKindError {
    pub(crate) text: String,
}

impl std::str::FromStr for StoreKind {
    type Err = ParseStoreKindError;

    fn from_str(text: &str) -> Result<Self, ParseStoreKindError> {
        match text {
            "file" => Ok(Self::File),
            "keyring" => Ok(Self::Keyring),
            "database" => Ok(Self::Database),
            _ => Err(ParseStoreKindError { text: text.to_owned() }),
        }
    }
}

/// A place for a consent.
#[derive(Debug, Clone)]
pub(crate) struct ConsentStore {
    store: Arc<dyn TokenStore>,
    place: ConsentPlace,
}

/// Which place.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ConsentPlace {
    File(PathBuf),
    /// The name in the keyring.
    Keyring(String),
    /// The name in the database.
    Database(String),
}

impl ConsentStore {
    /// The place, for people: a path, or a name in the keyring.
    pub(crate) fn place(&self) -> String {
        match &self.place {
            ConsentPlace::File(path) => path.display().to_string(),
            ConsentPlace::Keyring(name) => format!("keyring: {} {name}", system::SERVICE),
            ConsentPlace::Database(name) => format!("database: {name}"),
        }
    }

    /// Whether something is kept there, readable or not.
    pub(crate) async fn is_used(&self) -> bool {
        match &self.place {
            ConsentPlace::File(path) => path.exists(),
            ConsentPlace::Keyring(_) | ConsentPlace::Database(_) => {
                !matches!(self.load().await, Ok(None))
            }
        }
    }

    /// When what is kept was written, where the place tells.
    pub(crate) fn written_at(&self) -> Option<Timestamp> {
        let ConsentPlace::File(path) = &self.place else { return None };
        Timestamp::try_from(std::fs::metadata(path).ok()?.modified().ok()?).ok()
    }
}

impl TokenStore for ConsentStore {
    fn load(&self) -> StoreFuture<'_, Option<Token>> {
        self.store.load()
    }

    fn save<'a>(&'a self, token: &'a Token) -> StoreFuture<'a, ()> {
        self.store.save(token)
    }

    fn clear(&self) -> StoreFuture<'_, ()> {
        self.store.clear()
    }

    fn lock(&self) -> StoreFuture<'_, TokenLock> {
        self.store.lock()
    }

    fn begin(&self, at: Timestamp) -> StoreFuture<'_, ()> {
        self.store.begin(at)
    }

    fn begun(&self) -> StoreFuture<'_, Option<Timestamp>> {
        self.store.begun()
    }
}

/// Whose consent, for which app, where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'a> {
    pub(crate) profile: Option<&'a str>,
    pub(crate) app_key: &'a str,
    /// None is the platform itself.
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) dialect: Dialect,
}

impl Whose<'_> {
    /// Where all find it who share `store`.
    pub(crate) fn shared(&self, store: &Store) -> ConsentStore {
        let name = self.name();
        ConsentStore {
            store: Arc::new(SharedTokenStore::new(store, &*name)),
            place: ConsentPlace::Database(name),
        }
    }

    /// Where it is kept: below the folder of all tokens, in the keyring, or in `database`.
    pub(crate) fn store(
        &self,
        kind: &Set<StoreKind>,
        folder: &Path,
        database: Option<&DatabaseAddress>,
    ) -> Result<ConsentStore, ConfigError> {
        let name = self.name();
        let file = folder.join(format!("{name}.json"));
        Ok(match kind.value {
            StoreKind::File => ConsentStore {
                store: Arc::new(FileTokenStore::new(&file)),
                place: ConsentPlace::File(file),
            },
            StoreKind::Database => {
                let origin = kind.origin.clone();
                let address = database.ok_or(ConfigError::NoDatabase { origin })?;
                ConsentStore {
                    store: Arc::new(SharedTokenStore::at(address.clone(), &*name)),
                    place: ConsentPlace::Database(name),
                }
            }
            StoreKind::Keyring => {
                let keyring = system::keyring(&kind.origin)?;
                // Beside the file that it would be in, so that all wait for each other.
                let lock = folder.join(format!("{name}.json.lock"));
                ConsentStore {
                    store: Arc::new(KeyringTokenStore::new(keyring, &*name, lock)),
                    place: ConsentPlace::Keyring(name),
                }
            }
        })
    }

    /// `PROFILE/APP@ENDPOINT`, as a file could be called.
    fn name(&self) -> String {
        let profile = escaped(self.profile.unwrap_or("default"));
        let app = escaped(self.app_key);
        let at = match self.endpoint {
            None => "aliexpress".to_owned(),
            Some(endpoint) => {
                escaped(&endpoint.trim().trim_end_matches('/').to_lowercase())
            }
        };
        let dialect = match self.dialect {
            Dialect::ItemGet => ".item-get",
            _ => "",
        };
        format!("{profile}/{app}@{at}{dialect}")
    }
}

/// A text as part of a file's name: no two texts have the same.
fn escaped(text: &str) -> String {
    let mut name = String::new();
    for (at, byte) in text.bytes().enumerate() {
        let plain = byte.is_ascii_alphanumeric()
            || byte == b'-'
            // A name that begins with a dot is hidden, or another folder.
            || (byte == b'.' && at > 0);
        match plain {
            true => name.push(char::from(byte)),
            false => name.extend(["_".to_owned(), format!("{byte:02x}")]),
        }
    }
    name
}

/// Renews the token in `store` now, while no other process does.
pub(crate) async fn renew(
    client: &Client,
    store: &ConsentStore,
    dialect: Dialect,
    now: Timestamp,
) -> Result<Token, TokenError> {
    let _lock = store.lock().await.map_err(TokenError::Store)?;
    let kept = store.load().await.map_err(TokenError::Store)?;
    let old = kept.ok_or(TokenError::NotLoggedIn)?;
    let refresh = old.refresh.clone().ok_or(TokenError::ConsentEnded)?;
    store.begin(now).await.map_err(TokenError::Store)?;
    let answer = match dialect {
        Dialect::ItemGet => {
            client.send(&GetToken { grant: Grant::Refresh(refresh) }).await
        }
        _ => client.send(&TokenRefresh::new(refresh)).await,
    };
    let answer = answer.map_err(|error| TokenError::Renewal(Box::new(error)))?;
    let new = answer.value.renewed_from(&old);
    store.save(&new).await.map_err(TokenError::Store)?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_consents_share_a_place() {
        let mut seen = std::collections::BTreeSet::new();
        for profile in [None, Some("shop"), Some("../shop"), Some("shop/x"), Some("店")]
        {
            for app_key in ["1", "1@x", ".."] {
                for endpoint in
                    [None, Some("http://127.0.0.1:1"), Some("https://a.example")]
                {
                    for dialect in [Dialect::Iop, Dialect::ItemGet] {
                        let whose = Whose { profile, app_key, endpoint, dialect };
                        let path = Path::new("/t").join(whose.name());
                        assert_eq!(path.components().count(), 4, "{path:?}");
                        assert!(!path.to_string_lossy().contains(".."), "{path:?}");
                        assert!(seen.insert(path), "{whose:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_endpoint_has_one_place_however_it_is_written() {
        let name = |endpoint| {
            let whose = Whose {
                profile: None,
                app_key: "1",
                endpoint: Some(endpoint),
                dialect: Dialect::Iop,
            };
            whose.name()
        };
        assert_eq!(name("https://A.example/"), name("https://a.example"));
    }

    #[test]
    fn a_file_is_where_it_has_always_been() {
        let whose = Whose {
            profile: Some("shop"),
            app_key: "12345678",
            endpoint: None,
            dialect: Dialect::ItemGet,
        };
        let kind = Set::by_default(StoreKind::File);
        let store = whose.store(&kind, Path::new("/t"), None).unwrap();
        assert_eq!(store.place(), "/t/shop/12345678@aliexpress.item-get.json");
    }
}
