//! A client records what a server answers, and gets the same answers with no server.

use std::path::Path;
use std::time::Duration;

use itemget::api::system::TokenRefresh;
use itemget::{
    AccessToken, Advice, Client, Credentials, Params, RawCall, RefreshToken, Replayer,
    RetryPolicy,
};

use crate::held::HeldClock;
use crate::server::{Act, Server, http, json};

const ITEM: &str = r#"{"aliexpress_ds_product_get_response":{"result":{"sku_id":12000044126059467,"price":"12.50","n":1.50},"request_id":"2101a"}}"#;
const TOKEN: &str = r#"{"access_token":"planted-new-access","refresh_token":"planted-new-refresh","account":"planted@example.com","user_id":"planted-user","expires_in":86400,"code":"0","request_id":"2101b"}"#;

fn client(address: &str) -> itemget::ClientBuilder {
    let retry = RetryPolicy { jitter: 0.0, ..RetryPolicy::default() };
    Client::builder(Credentials::new("87654321", "planted-app-secret"))
        .with_access_token(AccessToken::new("planted-access-token"))
        .with_endpoints(address)
        .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
        .with_retry(retry)
}

fn item(id: &str) -> RawCall {
    let params = Params::new().with("product_id", id).with("ship_to_country", "FR");
    let call = RawCall::new("aliexpress.ds.product.get", params).with_token();
    RawCall { idempotent: true, ..call }
}

/// What a whole session gets: every body, and the token's lifetime.
async fn session(client: &Client) -> (Vec<Vec<u8>>, Duration) {
    let mut bodies = Vec::new();
    for id in ["1005006000000001", "1005006000000002"] {
        bodies.push(client.raw(&item(id)).await.unwrap().body.to_vec());
    }
    let refresh = TokenRefresh::new(RefreshToken::new("planted-old-refresh"));
    let token = client.send(&refresh).await.unwrap();
    let lifetime = token.value.access_expires_at.duration_since(token.observed_at);
    (bodies, lifetime.unsigned_abs())
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_recorded_session_is_the_same_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("new/recording");
    let echo = r#"{"error_response":{"code":"ServiceTimeout","type":"ISP","msg":"planted-access-token timed out"}}"#;
    let server = Server::start([
        json(ITEM),
        json(echo),
        Act::Send(http("429 Too Many Requests", "retry-after: 2\r\n", b"")),
        json(ITEM),
        json(TOKEN),
    ])
    .await;
    let recording = client(&server.url()).with_recording(&folder).build().unwrap();
    let recorded = session(&recording).await;
    let log = recording.record_log().unwrap();
    assert_eq!((log.written(), log.lost()), (5, 0), "{:?}", log.last_error());

    for (name, text) in files(&folder) {
        for hidden in ["planted", "87654321", "1795454427"] {
            assert!(!name.contains(hidden) && !text.contains(hidden), "{name}: {text}");
        }
    }
    // Nobody listens at port 9 of this machine; a replay would not ask in any case.
    let replayer = Replayer::open(&folder).unwrap();
    let replaying =
        client("http://127.0.0.1:9").with_transport(replayer).build().unwrap();
    assert_eq!(session(&replaying).await, recorded);
    assert_eq!(recorded.0, [ITEM.as_bytes(), ITEM.as_bytes()], "byte for byte");
    assert_eq!(server.received().len(), 5);
}

#[tokio::test]
async fn a_call_that_was_not_recorded_is_sent_nowhere_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start([json(ITEM)]).await;
    let recording = client(&server.url()).with_recording(folder.path()).build().unwrap();
    recording.raw(&item("1005006000000001")).await.unwrap();

    let replayer = Replayer::open(folder.path()).unwrap();
    let replaying = client(&server.url()).with_transport(replayer).build().unwrap();
    let error = replaying.raw(&item("1005006000000003")).await.unwrap_err();
    assert_eq!(error.attempts(), 1);
    assert_eq!(error.advice(), Advice::RecordFirst);
    let mut told = Vec::new();
    let mut next: Option<&dyn std::error::Error> = Some(&error);
    while let Some(part) = next {
        told.push(part.to_string());
        next = part.source();
    }
    let name = &files(folder.path())[0].0;
    let expected = [
        "could not call `aliexpress.ds.product.get`".to_owned(),
        "the recording has no answer to it".to_owned(),
        format!(
            "`aliexpress.ds.product.get` was not recorded as it is asked; the nearest, \
             `{name}`, has `product_id` = `1005006000000001` where `1005006000000003` is \
             asked"
        ),
    ];
    assert_eq!(told, expected);
    assert_eq!(server.received().len(), 1, "a replay opens no connection");
}
