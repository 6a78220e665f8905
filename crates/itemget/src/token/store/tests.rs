//! The promises of [`TokenStore`], each held by each store.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use super::*;
use crate::secret::{AccessToken, RefreshToken};
use crate::token::conformance::Lab;
use crate::token::{
    FileTokenStore, Keyring, KeyringError, KeyringTokenStore, TokenAccount,
};

fn token(access: &str) -> Token {
    let account =
        TokenAccount { login: Some("user@example.com".into()), ..Default::default() };
    Token {
        access: AccessToken::new(access),
        access_expires_at: Timestamp::from_second(1_795_540_827).unwrap(),
        refresh: Some(RefreshToken::new("planted-refresh")),
        refresh_expires_at: None,
        account,
    }
}

struct InMemory(MemoryTokenStore);

impl Lab for InMemory {
    fn open(&self) -> Arc<dyn TokenStore> {
        Arc::new(self.0.clone())
    }
}

struct InFile(tempfile::TempDir);

impl Lab for InFile {
    fn open(&self) -> Arc<dyn TokenStore> {
        Arc::new(FileTokenStore::new(self.0.path().join("new").join("token.json")))
    }
}

struct InKeyring(tempfile::TempDir, Arc<MockKeyring>);

impl Lab for InKeyring {
    fn open(&self) -> Arc<dyn TokenStore> {
        let keyring = Arc::clone(&self.1) as Arc<dyn Keyring>;
        let lock = self.0.path().join("new").join("lock");
        Arc::new(KeyringTokenStore::new(keyring, "default/1", lock))
    }
}

macro_rules! promises {
    ($($promise:ident,)*) => {
        mod in_memory {
            $(#[tokio::test]
            async fn $promise() {
                let lab = super::InMemory(super::MemoryTokenStore::default());
                crate::token::conformance::$promise(&lab).await;
            })*
        }
        mod in_a_file {
            $(#[tokio::test]
            async fn $promise() {
                let lab = super::InFile(tempfile::tempdir().unwrap());
                crate::token::conformance::$promise(&lab).await;
            })*
        }
        mod in_a_keyring {
            $(#[tokio::test]
            async fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                let lab = super::InKeyring(folder, super::Arc::default());
                crate::token::conformance::$promise(&lab).await;
            })*
        }
    };
}

crate::for_each_token_promise!(promises);

#[tokio::test]
async fn a_renewal_that_began_is_known_until_a_token_is_saved() {
    let lab = InMemory(MemoryTokenStore::default());
    crate::token::conformance::a_renewal_that_began_is_known_until_a_token_is_saved(&lab)
        .await;
}

/// A keyring in memory, which can be told to fail.
#[derive(Debug, Default)]
struct MockKeyring {
    kept: Mutex<BTreeMap<String, Vec<u8>>>,
    fails: Mutex<Option<KeyringError>>,
}

impl MockKeyring {
    fn kept(
        &self,
    ) -> Result<std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>>, KeyringError> {
        match self.fails.lock().unwrap().clone() {
            Some(error) => Err(error),
            None => Ok(self.kept.lock().unwrap()),
        }
    }
}

impl Keyring for MockKeyring {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        Ok(self.kept()?.get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringError> {
        self.kept()?.insert(name.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), KeyringError> {
        self.kept()?.remove(name);
        Ok(())
    }
}

fn in_a_keyring(name: &str, folder: &Path) -> (KeyringTokenStore, Arc<MockKeyring>) {
    let keyring = Arc::new(MockKeyring::default());
    let shared = Arc::clone(&keyring) as Arc<dyn Keyring>;
    (KeyringTokenStore::new(shared, name, folder.join("new").join("lock")), keyring)
}

#[tokio::test]
async fn two_names_in_a_keyring_are_two_tokens_and_no_token_is_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let (one, keyring) = in_a_keyring("default/1", folder.path());
    let other = KeyringTokenStore::new(keyring, "default/2", folder.path().join("lock"));
    one.save(&token("planted-access")).await.unwrap();
    assert_eq!(other.load().await.unwrap(), None);
    other.clear().await.unwrap();
    assert_eq!(one.load().await.unwrap(), Some(token("planted-access")));
    drop(one.lock().await.unwrap());
    let lock = std::fs::read(folder.path().join("new").join("lock")).unwrap();
    assert!(lock.is_empty());
    assert!(!format!("{one:?}").contains("planted-access"));
}

#[tokio::test]
async fn a_keyring_that_fails_says_why_and_shows_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let (store, keyring) = in_a_keyring("default/1", folder.path());
    store.save(&token("planted-access")).await.unwrap();
    for (error, expected) in [
        (KeyringError::Absent, "there is no keyring"),
        (KeyringError::Locked, "the keyring is locked"),
        (KeyringError::TooLong { limit: 2560 }, "takes 2560 bytes"),
        (KeyringError::Failed("no bus".to_owned()), "the keyring failed: no bus"),
    ] {
        *keyring.fails.lock().unwrap() = Some(error);
        let load = store.load().await.unwrap_err();
        let save = store.save(&token("planted-other")).await.unwrap_err();
        let clear = store.clear().await.unwrap_err();
        assert_eq!(load.to_string(), "could not read the token in the keyring");
        for error in [load, save, clear] {
            assert!(error.source.to_string().contains(expected), "{error:?}");
            assert!(!format!("{error:?}").contains("planted"), "{error:?}");
        }
    }
    *keyring.fails.lock().unwrap() = None;
    keyring.set("default/1", b"{\"access_token\":\"planted-access\"").unwrap();
    let error = format!("{:?}", store.load().await.unwrap_err());
    assert!(error.contains("damaged") && !error.contains("planted"), "{error}");
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_a_kept_token_or_enter_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("new").join("token.json"));
    store.save(&token("planted-access")).await.unwrap();
    assert_eq!(mode(store.path()), 0o600);
    assert_eq!(mode(&folder.path().join("new")), 0o700);
    let lock = store.lock().await.unwrap();
    for file in std::fs::read_dir(folder.path().join("new")).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
    drop(lock);
}

#[cfg(unix)]
#[tokio::test]
async fn a_token_that_others_could_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("token.json"));
    store.save(&token("planted-access")).await.unwrap();
    let open_to_all = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(store.path(), open_to_all).unwrap();
    let error = store.load().await.unwrap_err();
    let said = format!("{error} {:?}", error.source);
    assert!(said.contains("chmod 600"), "{said}");
    assert!(!said.contains("planted"), "{said}");
}

#[tokio::test]
async fn a_damaged_file_is_an_error_that_shows_no_secret_and_a_leftover_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("token.json"));
    store.save(&token("planted-access")).await.unwrap();
    let whole = std::fs::read_to_string(store.path()).unwrap();
    assert!(whole.contains("planted-access"));
    for cut in [whole.len() / 2, 1, 0] {
        std::fs::write(store.path(), &whole[..cut]).unwrap();
        let error = store.load().await.unwrap_err();
        let said = format!("{error:?}");
        assert!(said.contains("damaged") && !said.contains("planted"), "{said}");
    }
    // A process that was killed while it wrote leaves this behind.
    std::fs::write(folder.path().join("token.json.4242.new"), &whole[..20]).unwrap();
    store.save(&token("planted-access")).await.unwrap();
    assert_eq!(store.load().await.unwrap(), Some(token("planted-access")));
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named_in_the_error() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let store = FileTokenStore::new(folder.path().join("file").join("token.json"));
    let error = store.save(&token("planted-access")).await.unwrap_err();
    let said = error.to_string();
    assert!(said.starts_with("could not keep the token in `"), "{said}");
    assert!(said.ends_with("token.json`"), "{said}");
}
