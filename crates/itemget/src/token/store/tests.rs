//! The promises of [`TokenStore`], each held by each store.

use std::collections::BTreeMap;
use std::path::Path;
use std::task::Poll;

use jiff::Timestamp;

use super::*;
use crate::secret::{AccessToken, RefreshToken};
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

async fn keeps_the_last_token_and_forgets_it_twice(store: &dyn TokenStore) {
    assert_eq!(store.load().await.unwrap(), None);
    store.save(&token("first")).await.unwrap();
    store.save(&token("second")).await.unwrap();
    assert_eq!(store.load().await.unwrap(), Some(token("second")));
    store.clear().await.unwrap();
    store.clear().await.unwrap();
    assert_eq!(store.load().await.unwrap(), None);
}

async fn the_lock_is_held_by_one_and_free_when_dropped(store: &dyn TokenStore) {
    let held = store.lock().await.unwrap();
    let mut next = store.lock();
    for _ in 0..50 {
        let waiting =
            std::future::poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx))).await;
        assert!(waiting.is_pending(), "two hold the lock of {store:?}");
        tokio::task::yield_now().await;
    }
    drop(held);
    drop(next.await.unwrap());
}

#[tokio::test]
async fn memory_keeps_the_last_token_and_forgets_it_twice() {
    keeps_the_last_token_and_forgets_it_twice(&MemoryTokenStore::default()).await;
}

#[tokio::test]
async fn memory_has_one_lock() {
    the_lock_is_held_by_one_and_free_when_dropped(&MemoryTokenStore::default()).await;
}

#[tokio::test]
async fn a_file_keeps_the_last_token_and_forgets_it_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("new").join("token.json"));
    keeps_the_last_token_and_forgets_it_twice(&store).await;
}

#[tokio::test]
async fn a_file_has_one_lock() {
    let folder = tempfile::tempdir().unwrap();
    let store = FileTokenStore::new(folder.path().join("token.json"));
    the_lock_is_held_by_one_and_free_when_dropped(&store).await;
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
async fn a_keyring_keeps_the_last_token_and_forgets_it_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = in_a_keyring("default/1", folder.path());
    keeps_the_last_token_and_forgets_it_twice(&store).await;
}

#[tokio::test]
async fn a_keyring_has_one_lock() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = in_a_keyring("default/1", folder.path());
    the_lock_is_held_by_one_and_free_when_dropped(&store).await;
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
