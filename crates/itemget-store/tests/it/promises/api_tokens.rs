//! Tokens of the service: kept by their digest, revoked for good.

use itemget_history::Moment;

use crate::backend::Backend;

super::promises! {
    a_token_is_found_by_its_digest_until_it_is_revoked,
    no_two_tokens_have_one_digest,
}

async fn a_token_is_found_by_its_digest_until_it_is_revoked(backend: &Backend) {
    let store = backend.store().await;
    let at = Moment::from_seconds;
    let id = store.add_api_token("shop", "aa", "read track", at(5)).await.unwrap();
    let found = store.api_token("aa").await.unwrap().unwrap();
    assert_eq!((found.id, &*found.name, &*found.scopes), (id, "shop", "read track"));
    assert_eq!(found.created_at, at(5));
    assert_eq!(store.api_token("ab").await.unwrap(), None);
    assert!(store.revoke_api_token(id, at(9)).await.unwrap());
    assert!(!store.revoke_api_token(id, at(10)).await.unwrap(), "once is for good");
    assert_eq!(store.api_token("aa").await.unwrap(), None);
    let all = store.api_tokens().await.unwrap();
    assert_eq!(all.iter().map(|it| it.revoked_at).collect::<Vec<_>>(), [Some(at(9))]);
}

async fn no_two_tokens_have_one_digest(backend: &Backend) {
    let store = backend.store().await;
    let at = Moment::from_seconds(5);
    store.add_api_token("a", "aa", "read", at).await.unwrap();
    assert!(store.add_api_token("b", "aa", "admin", at).await.is_err());
    assert_eq!(store.api_token("aa").await.unwrap().unwrap().name, "a");
}
