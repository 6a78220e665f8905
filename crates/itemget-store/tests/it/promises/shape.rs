//! Opening, and the shape that a database is brought to.

use crate::backend::Backend;

super::promises! {
    opening_twice_finds_what_was_kept,
    several_may_open_an_empty_database_at_once,
}

async fn opening_twice_finds_what_was_kept(backend: &Backend) {
    backend.store().await.set_list("summer", r#"{"a":1}"#).await.unwrap();
    let lists = backend.store().await.lists().await.unwrap();
    assert_eq!(lists.len(), 1);
    assert_eq!((lists[0].name.as_str(), lists[0].members), ("summer", 0));
    assert_eq!(lists[0].settings, r#"{"a":1}"#);
}

async fn several_may_open_an_empty_database_at_once(backend: &Backend) {
    let opened = futures_util::future::join_all((0..12).map(|_| backend.store())).await;
    for (at, store) in opened.iter().enumerate() {
        store.set_list(&format!("list {at}"), "{}").await.unwrap();
    }
    assert_eq!(backend.store().await.lists().await.unwrap().len(), 12);
}
