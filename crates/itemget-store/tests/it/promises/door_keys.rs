//! Keys of programs of others: found with their secret while they are in force.

use itemget::AppSecret;
use itemget_history::Moment;

use crate::backend::Backend;

super::promises! {
    a_door_key_has_its_secret_until_it_is_revoked,
    no_two_door_keys_in_force_have_one_public_half,
}

async fn a_door_key_has_its_secret_until_it_is_revoked(backend: &Backend) {
    let store = backend.store().await;
    let at = Moment::from_seconds;
    let secret = AppSecret::new("a planted secret");
    let id = store.add_door_key("shop", "12345678", &secret, at(5)).await.unwrap();
    let id = id.unwrap();
    let (key, found) = store.door_key("12345678").await.unwrap().unwrap();
    assert_eq!((key.id, &*key.name, key.created_at), (id, "shop", at(5)));
    assert_eq!(found, secret);
    assert!(store.door_key("12345679").await.unwrap().is_none());
    assert!(store.revoke_door_key(id, at(9)).await.unwrap());
    assert!(!store.revoke_door_key(id, at(10)).await.unwrap(), "once is for good");
    assert!(store.door_key("12345678").await.unwrap().is_none());
    let all = store.door_keys().await.unwrap();
    assert_eq!(all.iter().map(|it| it.revoked_at).collect::<Vec<_>>(), [Some(at(9))]);
}

async fn no_two_door_keys_in_force_have_one_public_half(backend: &Backend) {
    let store = backend.store().await;
    let at = Moment::from_seconds(5);
    let [one, other] = ["one", "other"].map(AppSecret::new);
    let first = store.add_door_key("a", "key", &one, at).await.unwrap().unwrap();
    assert_eq!(store.add_door_key("b", "key", &other, at).await.unwrap(), None);
    assert_eq!(store.door_key("key").await.unwrap().unwrap().1, one);
    assert!(store.revoke_door_key(first, at).await.unwrap());
    assert!(store.add_door_key("b", "key", &other, at).await.unwrap().is_some());
    assert_eq!(store.door_key("key").await.unwrap().unwrap().1, other);
}
