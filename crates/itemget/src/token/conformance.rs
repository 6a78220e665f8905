//! The promises of [`TokenStore`], each a function to be run against every implementation:
//! a new store is done when all of them pass.
//!
//! Each takes a [`Lab`] in which nothing is kept, and panics where its promise is broken.

use std::sync::Arc;
use std::task::Poll;

use jiff::Timestamp;

use super::store::TokenStore;
use super::{Token, TokenAccount};
use crate::secret::{AccessToken, RefreshToken};

/// A place under test.
pub trait Lab: Send + Sync {
    /// Opens the store, as another process would. All openings share one token.
    fn open(&self) -> Arc<dyn TokenStore>;
}

/// Every promise by its name, for a macro that makes a test of each.
#[macro_export]
#[doc(hidden)]
macro_rules! for_each_token_promise {
    ($test:ident) => {
        $test! {
            nothing_is_kept_at_first,
            keeps_the_last_token_whole_and_forgets_it_twice,
            what_one_saves_the_others_load,
            the_lock_is_held_by_one_and_free_when_dropped,
            the_lock_is_one_for_all_who_open_it,
            what_is_saved_under_the_lock_is_what_the_next_holder_finds,
        }
    };
}

/// A token with this access token, everything in it.
fn token(access: &str) -> Token {
    let second = |second| Timestamp::from_second(second).expect("it is in the calendar");
    let account =
        TokenAccount { login: Some("user@example.com".into()), ..Default::default() };
    Token {
        access: AccessToken::new(access),
        access_expires_at: second(1_795_540_827),
        refresh: Some(RefreshToken::new("planted-refresh")),
        refresh_expires_at: Some(second(1_800_000_000)),
        account,
    }
}

async fn load(store: &dyn TokenStore) -> Option<Token> {
    store.load().await.expect("the store is there")
}

async fn save(store: &dyn TokenStore, access: &str) {
    store.save(&token(access)).await.expect("the store is there");
}

/// Before anybody has saved anything there is nothing, and to forget it is no error.
pub async fn nothing_is_kept_at_first(lab: &dyn Lab) {
    let store = lab.open();
    assert_eq!(load(&*store).await, None);
    store.clear().await.expect("forgetting nothing is no error");
    assert_eq!(load(&*store).await, None);
}

/// Keeps a token in place of what was kept, with all that came with it. Forgetting twice is
/// no error.
pub async fn keeps_the_last_token_whole_and_forgets_it_twice(lab: &dyn Lab) {
    let store = lab.open();
    save(&*store, "first").await;
    save(&*store, "second").await;
    assert_eq!(load(&*store).await, Some(token("second")));
    let bare = Token { refresh: None, refresh_expires_at: None, ..token("third") };
    store.save(&bare).await.expect("the store is there");
    assert_eq!(load(&*store).await, Some(bare));
    for _ in 0..2 {
        store.clear().await.expect("forgetting twice is no error");
        assert_eq!(load(&*store).await, None);
    }
}

/// What one process saves or forgets, the others find so.
pub async fn what_one_saves_the_others_load(lab: &dyn Lab) {
    let (one, other) = (lab.open(), lab.open());
    save(&*one, "first").await;
    assert_eq!(load(&*other).await, Some(token("first")));
    save(&*other, "second").await;
    assert_eq!(load(&*one).await, Some(token("second")));
    one.clear().await.expect("the store is there");
    assert_eq!(load(&*other).await, None);
}

/// Holds `held` by `one` and sees that `next` waits for it.
async fn one_waits_for_the_other(one: &dyn TokenStore, other: &dyn TokenStore) {
    let held = one.lock().await.expect("the store is there");
    let mut next = other.lock();
    for _ in 0..50 {
        let waiting =
            std::future::poll_fn(|cx| Poll::Ready(next.as_mut().poll(cx))).await;
        assert!(waiting.is_pending(), "two hold the lock of {one:?}");
        tokio::task::yield_now().await;
    }
    drop(held);
    drop(next.await.expect("the store is there"));
}

/// The lock is held by one, and free when it is dropped.
pub async fn the_lock_is_held_by_one_and_free_when_dropped(lab: &dyn Lab) {
    let store = lab.open();
    one_waits_for_the_other(&*store, &*store).await;
    drop(store.lock().await.expect("the store is there"));
}

/// There is one lock for all who open the store.
pub async fn the_lock_is_one_for_all_who_open_it(lab: &dyn Lab) {
    let (one, other) = (lab.open(), lab.open());
    one_waits_for_the_other(&*one, &*other).await;
    one_waits_for_the_other(&*other, &*one).await;
}

/// Whoever gets the lock finds what its last holder saved.
pub async fn what_is_saved_under_the_lock_is_what_the_next_holder_finds(lab: &dyn Lab) {
    for access in ["first", "second", "third"] {
        let store = lab.open();
        let lock = store.lock().await.expect("the store is there");
        save(&*store, access).await;
        drop(lock);
        let next = lab.open();
        let lock = next.lock().await.expect("the store is there");
        assert_eq!(load(&*next).await, Some(token(access)));
        drop(lock);
    }
}

/// A renewal that was begun is known to all, until a token is saved. Not in
/// [`for_each_token_promise`]: it is for stores that many
/// machines share.
pub async fn a_renewal_that_began_is_known_until_a_token_is_saved(lab: &dyn Lab) {
    let (one, other) = (lab.open(), lab.open());
    save(&*one, "first").await;
    let begun = async || other.begun().await.expect("the store is there");
    assert_eq!(begun().await, None);
    let at = Timestamp::from_second(1_795_540_000).expect("it is in the calendar");
    one.begin(at).await.expect("the store is there");
    assert_eq!(begun().await, Some(at));
    assert_eq!(load(&*other).await, Some(token("first")), "what was kept is kept");
    save(&*one, "second").await;
    assert_eq!(begun().await, None);
}
