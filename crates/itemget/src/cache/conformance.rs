//! The promises of [`Cache`], each against all who make them.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::{Cache, CacheEntry, CacheKey, DiskCache, Kept, MemoryCache};
use crate::refusal::{Layer, Refusal};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

/// An entry whose body cannot be compressed.
fn entry(number: u64, length: usize) -> CacheEntry {
    let mut chance = fastrand::Rng::with_seed(number);
    let body: Vec<u8> = std::iter::repeat_with(|| chance.u8(..)).take(length).collect();
    let observed_at = at(i64::try_from(number).unwrap());
    CacheEntry { observed_at, kept: Kept::Answer(Bytes::from(body)) }
}

async fn what_is_kept_is_found_and_replaced(cache: &dyn Cache) {
    let (one, two) = (CacheKey::of_number(1), CacheKey::of_number(2));
    assert_eq!(cache.find(&one, at(0)).await.unwrap(), None);
    cache.keep(&one, &entry(1, 1000), at(0)).await.unwrap();
    assert_eq!(cache.find(&one, at(0)).await.unwrap(), Some(entry(1, 1000)));
    assert_eq!(cache.find(&two, at(0)).await.unwrap(), None);
    let refusal = Refusal::new(Layer::Business, "605", None, "no such item");
    let refused =
        CacheEntry { observed_at: at(7), kept: Kept::Refusal(Box::new(refusal)) };
    cache.keep(&one, &refused, at(7)).await.unwrap();
    assert_eq!(cache.find(&one, at(7)).await.unwrap(), Some(refused));
    assert_eq!(cache.usage().await.unwrap().entries, 1);
}

async fn forgetting_leaves_nothing_and_may_be_repeated(cache: &dyn Cache) {
    let keys: Vec<_> = (0..10).map(CacheKey::of_number).collect();
    for key in &keys {
        cache.keep(key, &entry(3, 100), at(0)).await.unwrap();
    }
    for _ in 0..2 {
        cache.forget(&keys[0]).await.unwrap();
        assert_eq!(cache.find(&keys[0], at(0)).await.unwrap(), None);
        assert_eq!(cache.usage().await.unwrap().entries, 9);
    }
    for _ in 0..2 {
        cache.clear().await.unwrap();
        let usage = cache.usage().await.unwrap();
        assert_eq!((usage.entries, usage.bytes), (0, 0));
    }
    cache.keep(&keys[0], &entry(3, 100), at(0)).await.unwrap();
    assert!(cache.find(&keys[0], at(0)).await.unwrap().is_some());
}

async fn it_never_grows_beyond_its_size(cache: &dyn Cache) {
    let limit = cache.usage().await.unwrap().limit;
    for number in 0..1500 {
        let key = CacheKey::of_number(number);
        cache.keep(&key, &entry(number, 1000), at(0)).await.unwrap();
    }
    let usage = cache.usage().await.unwrap();
    assert!(usage.bytes <= limit, "{usage:?}");
    assert!(usage.bytes > limit / 2, "it makes more room than it needs: {usage:?}");
}

async fn what_was_used_last_stays(cache: &dyn Cache) {
    let hour = 3600;
    let mut dear = Vec::new();
    for number in 0..1500 {
        let key = CacheKey::of_number(number);
        let now = at(i64::try_from(number).unwrap() * hour);
        cache.keep(&key, &entry(number, 1000), now).await.unwrap();
        if number % 100 == 0 {
            dear.push(key);
        }
        for key in &dear {
            let found = cache.find(key, now).await.unwrap();
            assert!(found.is_some(), "used each time and gone at {number}");
        }
        if dear.len() > 5 {
            dear.remove(0);
        }
    }
}

async fn what_is_too_large_is_not_kept_and_no_error(cache: &dyn Cache) {
    let key = CacheKey::of_number(1);
    let limit = usize::try_from(cache.usage().await.unwrap().limit).unwrap();
    cache.keep(&key, &entry(1, 100), at(0)).await.unwrap();
    cache.keep(&key, &entry(2, limit + 1), at(1)).await.unwrap();
    assert_eq!(cache.find(&key, at(1)).await.unwrap(), None, "the old one is untrue now");
}

async fn many_tasks_see_only_whole_entries(cache: &dyn Cache) {
    let key = CacheKey::of_number(1);
    let tasks = (0..8).map(|task| async move {
        for round in 0..20 {
            let number = task * 100 + round;
            let length = 2000 + usize::try_from(number).unwrap();
            cache.keep(&key, &entry(number, length), at(0)).await.unwrap();
            let found = cache.find(&key, at(0)).await.unwrap().expect("one was kept");
            let number =
                u64::try_from(found.observed_at.duration_since(at(0)).as_secs()).unwrap();
            let length = 2000 + usize::try_from(number).unwrap();
            assert_eq!(found, entry(number, length), "a mixture of two");
        }
    });
    let all = futures_util::future::join_all(tasks);
    tokio::time::timeout(Duration::from_secs(60), all).await.unwrap();
}

macro_rules! promises {
    ($($promise:ident),* $(,)?) => {
        mod memory {
            $(#[tokio::test]
            async fn $promise() {
                super::$promise(&super::MemoryCache::new(1 << 20)).await;
            })*
        }
        mod disk {
            $(#[tokio::test]
            async fn $promise() {
                let folder = tempfile::tempdir().unwrap();
                let cache = super::DiskCache::open(folder.path(), 1 << 20).unwrap();
                super::$promise(&cache).await;
            })*
        }
    };
}

promises! {
    what_is_kept_is_found_and_replaced,
    forgetting_leaves_nothing_and_may_be_repeated,
    it_never_grows_beyond_its_size,
    what_was_used_last_stays,
    what_is_too_large_is_not_kept_and_no_error,
    many_tasks_see_only_whole_entries,
}
