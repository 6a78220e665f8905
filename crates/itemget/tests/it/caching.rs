//! A client with a cache against a server that counts what it is asked.

use std::sync::Arc;
use std::time::Duration;

use itemget::api::dropship::ProductGet;
use itemget::api::system::TokenRefresh;
use itemget::{
    AccessToken, Advice, Cache, CachePolicy, Call as _, Client, ClientBuilder,
    Clock as _, Credentials, DiskCache, ErrorKind, MemoryCache, Origin, Params, RawCall,
    RefreshToken, RetryPolicy, View,
};

use crate::held::HeldClock;
use crate::server::{Act, Server, http, json};

const ITEM: &str = r#"{"aliexpress_ds_product_get_response":{"result":{"n":1.50},"request_id":"2101a"}}"#;
const NEWER: &str =
    r#"{"aliexpress_ds_product_get_response":{"result":{"n":2},"request_id":"2101b"}}"#;
const BUSY: &str = r#"{"error_response":{"code":"AppCallLimit","type":"ISV","msg":"no more today","request_id":"2101c"}}"#;

fn clock() -> HeldClock {
    HeldClock::at("2026-11-23T17:20:27Z")
}

fn client(address: &str, cache: Arc<dyn Cache>, clock: &HeldClock) -> ClientBuilder {
    Client::builder(Credentials::new("87654321", "planted-app-secret"))
        .with_access_token(AccessToken::new("planted-access-token"))
        .with_endpoints(address)
        .with_clock(clock.clone())
        .with_retry(RetryPolicy::never())
        .with_cache(cache)
}

fn memory() -> Arc<dyn Cache> {
    Arc::new(MemoryCache::new(1 << 20))
}

fn item(id: &str) -> RawCall {
    let params = Params::new().with("product_id", id).with("ship_to_country", "FR");
    let call = RawCall::new("aliexpress.ds.product.get", params).with_token();
    RawCall { idempotent: true, ..call }
}

fn pass(clock: &HeldClock, seconds: u64) {
    drop(clock.sleep(Duration::from_secs(seconds)));
}

#[tokio::test]
async fn an_answer_is_given_again_while_it_is_young_and_says_its_age() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(DiskCache::open(folder.path(), 64 << 20).unwrap());
    let server = Server::start([json(ITEM), json(NEWER)]).await;
    let clock = clock();
    let client = client(&server.url(), cache, &clock).build().unwrap();
    let policy = CachePolicy::default().with_max_age(Duration::from_secs(60));
    let ask = async || client.raw_with(&item("1"), &policy).await.unwrap();

    let first = ask().await;
    assert!(matches!(first.origin, Origin::Called), "{:?}", first.origin);
    pass(&clock, 59);
    let again = ask().await;
    assert_eq!(again.age(), Some(Duration::from_secs(59)));
    assert!(!again.is_stale());
    assert_eq!(again.answer.body, first.answer.body);
    assert_eq!(again.answer.observed_at, first.answer.observed_at);
    assert_eq!(again.answer.request_id(), Some("2101a"));
    assert_eq!(again.answer.attempts, 0);
    pass(&clock, 1);
    assert_eq!(ask().await.answer.body, NEWER);
    assert_eq!(server.received().len(), 2);
    let stats = client.cache_stats();
    assert_eq!((stats.kept, stats.called, stats.troubles), (1, 2, 0));
}

#[tokio::test]
async fn a_crowd_that_asks_the_same_makes_one_call() {
    let server = Server::start([json(ITEM)]).await;
    let client = client(&server.url(), memory(), &clock()).build().unwrap();
    // Even where nothing kept will do: what is under way is as young as an answer gets.
    let policy = CachePolicy::default().with_max_age(Duration::ZERO);
    let one = item("1");
    let crowd = (0..100).map(|_| client.raw_with(&one, &policy));
    let answers = futures_util::future::join_all(crowd).await;
    for answer in answers {
        assert_eq!(answer.unwrap().answer.body, ITEM);
    }
    assert_eq!(server.received().len(), 1);
    let stats = client.cache_stats();
    assert_eq!((stats.called, stats.shared), (1, 99));
}

#[tokio::test]
async fn where_the_caller_gives_up_one_who_waits_goes_on() {
    let server = Server::start([Act::Stall, json(ITEM)]).await;
    let client = client(&server.url(), memory(), &clock()).build().unwrap();
    let ask = |client: Client| {
        tokio::spawn(
            async move { client.raw_with(&item("1"), &CachePolicy::default()).await },
        )
    };
    let first = ask(client.clone());
    while server.received().is_empty() {
        tokio::task::yield_now().await;
    }
    let second = ask(client.clone());
    // It waits for the first one's call by now.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(server.received().len(), 1);
    first.abort();
    assert_eq!(second.await.unwrap().unwrap().answer.body, ITEM);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_refusal_of_the_call_is_shared_and_not_kept() {
    let server = Server::start([json(BUSY), json(ITEM)]).await;
    let client = client(&server.url(), memory(), &clock()).build().unwrap();
    let policy = CachePolicy::default();
    let one = item("1");
    let both = futures_util::future::join(
        client.raw_with(&one, &policy),
        client.raw_with(&one, &policy),
    );
    let (first, second) = both.await;
    for error in [first.unwrap_err(), second.unwrap_err()] {
        assert!(error.is_rate_limited(), "{error:?}");
        assert_eq!(error.request_id(), Some("2101c"));
    }
    assert_eq!(client.raw_with(&one, &policy).await.unwrap().answer.body, ITEM);
}

#[tokio::test]
async fn no_such_item_is_kept_for_an_hour() {
    let not_found = r#"{"error_response":{"code":"15","sub_code":"405","sub_msg":"empty","request_id":"2101d"}}"#;
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(DiskCache::open(folder.path(), 64 << 20).unwrap());
    let server = Server::start([json(not_found), json(ITEM)]).await;
    let clock = clock();
    let client = client(&server.url(), cache, &clock).build().unwrap();
    let policy = CachePolicy::default().with_max_age(Duration::from_secs(24 * 3600));
    let one = item("1");
    let ask = async || client.raw_with(&one, &policy).await;
    for attempts in [1, 0, 0] {
        let error = ask().await.unwrap_err();
        assert_eq!(error.advice(), Advice::UseDropshipApi, "{error:?}");
        assert_eq!(error.request_id(), Some("2101d"));
        assert_eq!(error.attempts(), attempts);
        pass(&clock, 1200);
    }
    assert_eq!(ask().await.unwrap().answer.body, ITEM);
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn where_the_call_fails_an_old_answer_is_given_with_its_age_and_the_reason() {
    let broken =
        Act::SendAndClose(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".to_vec());
    let denied = r#"{"error_response":{"code":"IllegalAccessToken","type":"ISV","msg":"no","request_id":"2101e"}}"#;
    let unavailable = Act::Send(http("503 Service Unavailable", "", b""));
    let server =
        Server::start([json(ITEM), broken, json(BUSY), unavailable, json(denied)]).await;
    let clock = clock();
    let client = client(&server.url(), memory(), &clock).build().unwrap();
    let policy = CachePolicy::default()
        .with_max_age(Duration::from_secs(60))
        .with_stale_if_error(Duration::from_secs(600));
    let one = item("1");
    let ask = async || client.raw_with(&one, &policy).await;
    ask().await.unwrap();
    for age in [100, 200, 300] {
        pass(&clock, 100);
        let old = ask().await.unwrap();
        assert!(old.is_stale());
        assert_eq!(old.answer.body, ITEM);
        let Origin::Stale { age: told, error: Some(error) } = &old.origin else {
            panic!("no reason: {:?}", old.origin);
        };
        assert_eq!(*told, Duration::from_secs(age));
        assert_eq!(error.attempts(), 1, "{error:?}");
    }
    // Who must do something is told so, whatever is kept.
    let error = ask().await.unwrap_err();
    assert!(error.is_auth(), "{error:?}");
    pass(&clock, 300);
    let error = ask().await.unwrap_err();
    assert!(error.is_transport(), "too old to be given: {error:?}");
    assert_eq!(client.cache_stats().stale, 3);
}

#[tokio::test]
async fn offline_nothing_is_sent_and_what_is_missing_is_said() {
    let server = Server::start([json(ITEM)]).await;
    let clock = clock();
    let client = client(&server.url(), memory(), &clock).build().unwrap();
    let online = CachePolicy::default();
    let offline = online.offline();
    let error = client.raw_with(&item("1"), &offline).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotCached), "{error:?}");
    assert_eq!(error.advice(), Advice::AllowCalls);
    assert_eq!(error.attempts(), 0);
    assert_eq!(server.connections(), 0);

    client.raw_with(&item("1"), &online).await.unwrap();
    pass(&clock, 30 * 24 * 3600);
    let old = client.raw_with(&item("1"), &offline).await.unwrap();
    assert!(matches!(old.origin, Origin::Stale { error: None, .. }), "{:?}", old.origin);
    assert_eq!(old.age(), Some(Duration::from_secs(30 * 24 * 3600)));
    assert!(client.raw_with(&item("2"), &offline).await.is_err());
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn another_app_user_or_endpoint_has_answers_of_its_own() {
    let cache = memory();
    let server = Server::start(std::iter::repeat_n(json(ITEM), 4)).await;
    let other = Server::start([json(NEWER)]).await;
    let of = |address: &str| client(address, Arc::clone(&cache), &clock());
    let policy = CachePolicy::default();
    let user = AccessToken::new("another user's token");
    let app = Client::builder(Credentials::new("12345678", "planted-app-secret"))
        .with_access_token(AccessToken::new("planted-access-token"))
        .with_endpoints(server.url())
        .with_clock(clock())
        .with_cache(Arc::clone(&cache));
    for (client, body) in [
        (of(&server.url()), ITEM),
        (of(&server.url()).with_access_token(user), ITEM),
        (app, ITEM),
        (of(&other.url()), NEWER),
    ] {
        let client = client.build().unwrap();
        let answer = client.raw_with(&item("1"), &policy).await.unwrap();
        assert!(matches!(answer.origin, Origin::Called), "{:?}", answer.origin);
        assert_eq!(answer.answer.body, body);
    }
    let same = of(&server.url()).build().unwrap();
    let answer = same.raw_with(&item("1"), &policy).await.unwrap();
    assert!(matches!(answer.origin, Origin::Kept { .. }), "{:?}", answer.origin);
}

#[tokio::test]
async fn tokens_and_calls_that_change_something_are_never_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(DiskCache::open(folder.path(), 64 << 20).unwrap());
    let token = r#"{"access_token":"planted-new","expires_in":86400,"code":"0"}"#;
    let acts = [json(token), json(ITEM), json(token), json(ITEM), json(ITEM)];
    let server = Server::start(acts).await;
    let client = client(&server.url(), cache, &clock()).build().unwrap();
    let policy = CachePolicy::default();
    let refresh = TokenRefresh::new(RefreshToken::new("planted-refresh"));
    let change = RawCall { idempotent: false, ..item("1") };
    for _ in 0..2 {
        client.send_with(&refresh, &policy).await.unwrap();
        client.raw_with(&change, &policy).await.unwrap();
    }
    assert_eq!(client.cache().unwrap().usage().await.unwrap().entries, 0);
    client.raw_with(&item("1"), &policy).await.unwrap();
    assert_eq!(client.cache().unwrap().usage().await.unwrap().entries, 1);
    assert_eq!(server.received().len(), 5);

    let mut folders = vec![folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let bytes = match path.is_dir() {
                true => Vec::new(),
                false => std::fs::read(&path).unwrap(),
            };
            let text = String::from_utf8_lossy(&bytes);
            for hidden in ["planted", "87654321", "127.0.0.1", "product"] {
                assert!(!name.contains(hidden) && !text.contains(hidden), "{hidden}");
            }
            if path.is_dir() {
                folders.push(path);
            }
        }
    }
}

#[tokio::test]
async fn what_the_reader_makes_nothing_of_is_asked_for_again() {
    let kept = r#"{"another":"answer"}"#;
    let gone = r#"{"aliexpress_ds_product_get_response":{"rsp_code":"605","rsp_msg":"not found","request_id":"2101g"}}"#;
    let server = Server::start([json(kept), json(gone)]).await;
    let client = client(&server.url(), memory(), &clock()).build().unwrap();
    let policy = CachePolicy::default();
    let typed = ProductGet::new("1005006000000001".parse().unwrap(), View::default());
    let raw = RawCall::new(ProductGet::METHOD, typed.params()).with_token();
    let raw = RawCall { idempotent: true, ..raw };
    client.raw_with(&raw, &policy).await.unwrap();
    for attempts in [1, 0] {
        let error = client.send_with(&typed, &policy).await.unwrap_err();
        let code = error.refusal().map(|refusal| refusal.code.as_str());
        assert_eq!((code, error.attempts()), (Some("605"), attempts), "{error:?}");
    }
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn a_cache_that_fails_is_said_once_and_costs_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Arc::new(DiskCache::open(folder.path().join("cache"), 64 << 20).unwrap());
    std::fs::remove_dir_all(folder.path().join("cache")).unwrap();
    std::fs::write(folder.path().join("cache"), "in its way").unwrap();
    let server = Server::start([json(ITEM), json(NEWER)]).await;
    let client = client(&server.url(), cache, &clock()).build().unwrap();
    let policy = CachePolicy::default();
    for body in [ITEM, NEWER] {
        let answer = client.raw_with(&item("1"), &policy).await.unwrap();
        assert_eq!(answer.answer.body, body);
    }
    assert!(client.cache_stats().troubles >= 2);
    let trouble = client.cache_trouble().unwrap().to_string();
    assert!(trouble.contains("the cache entry `"), "{trouble}");
}
