//! The transport and the loop above it, against a server that misbehaves byte for byte.

use std::io::Write as _;
use std::time::Duration;

use itemget::{
    AccessToken, Client, ClientBuilder, Compression, Credentials, ErrorKind, Params,
    RawCall, RetryPolicy, TransportErrorKind,
};

use crate::held::HeldClock;
use crate::server::{Act, Server, http, json};

fn builder(url: &str, clock: &HeldClock) -> ClientBuilder {
    let retry = RetryPolicy { jitter: 0.0, ..RetryPolicy::default() };
    Client::builder(Credentials::new("12345678", "helloworld"))
        .with_access_token(AccessToken::new("a-token"))
        .with_endpoints(url)
        .with_clock(clock.clone())
        .with_retry(retry)
}

fn clock() -> HeldClock {
    HeldClock::at("2026-11-23T17:20:27Z")
}

fn call(idempotent: bool) -> RawCall {
    let params = Params::new().with("product_id", "1005006000000001");
    RawCall {
        idempotent,
        ..RawCall::new("aliexpress.ds.product.get", params).with_token()
    }
}

fn transport_kind(error: &itemget::Error) -> TransportErrorKind {
    match error.kind() {
        ErrorKind::Transport(transport) => transport.kind,
        other => panic!("not a fault of the transport: {other:?}"),
    }
}

const FINE: &str = r#"{"a_response":{"value":1,"request_id":"2101a"}}"#;

fn sign_of(request: &str) -> String {
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    let mut pairs = form_urlencoded::parse(body.as_bytes());
    pairs.find(|(name, _)| name == "sign").unwrap().1.into_owned()
}

#[tokio::test]
async fn an_answer_comes_with_all_that_is_known_about_it() {
    let server = Server::start([json(FINE)]).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    let answer = client.raw(&call(true)).await.unwrap();
    assert_eq!(answer.body, FINE);
    assert_eq!(answer.request_id(), Some("2101a"));
    assert_eq!(answer.attempts, 1);
    assert_eq!(answer.observed_at.to_string(), "2026-11-23T17:20:27Z");
    let sent = &server.received()[0];
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /sync HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("user-agent: itemget/"), "{head}");
    assert!(head.contains("accept-encoding: gzip"), "{head}");
    assert!(body.contains("access_token=a-token"), "{body}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_asked_again_even_for_what_must_happen_once() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let clock = clock();
    let client = builder(&nobody, &clock).build().unwrap();
    let error = client.raw(&call(false)).await.unwrap_err();
    assert_eq!(transport_kind(&error), TransportErrorKind::NotConnected);
    assert_eq!(error.attempts(), 4);
    assert_eq!(clock.pauses(), [500, 1000, 2000]);
}

#[tokio::test]
async fn a_broken_connection_is_tried_again_only_where_a_repeat_is_harmless() {
    let cut = http("200 OK", "", FINE.as_bytes())[..60].to_vec();
    for broken in [Vec::new(), b"HTTP/1.1 200".to_vec(), cut] {
        let acts = [Act::SendAndClose(broken.clone()), json(FINE)];
        let server = Server::start(acts.clone()).await;
        let clock = clock();
        let client = builder(&server.url(), &clock).build().unwrap();
        let answer = client.raw(&call(true)).await.unwrap();
        assert_eq!((answer.attempts, clock.pauses()), (2, vec![500]));
        let received = server.received();
        assert_ne!(sign_of(&received[0]), sign_of(&received[1]), "signed anew");

        let server = Server::start(acts).await;
        let client = builder(&server.url(), &clock).build().unwrap();
        let error = client.raw(&call(false)).await.unwrap_err();
        assert_eq!(transport_kind(&error), TransportErrorKind::Interrupted);
        assert_eq!((error.attempts(), server.received().len()), (1, 1));
    }
}

#[tokio::test]
async fn a_server_that_never_answers_is_left_after_the_timeout() {
    let server = Server::start([Act::Stall]).await;
    let limit = Duration::from_millis(50);
    let client = builder(&server.url(), &clock())
        .with_timeout(limit)
        .with_retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = client.raw(&call(true)).await.unwrap_err();
    assert_eq!(transport_kind(&error), TransportErrorKind::TimedOut(limit));
}

#[tokio::test]
async fn what_is_not_http_is_not_tried_again() {
    for nonsense in [
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 2\r\n\r\nxx",
    ] {
        let server =
            Server::start([Act::SendAndClose(nonsense.into()), json(FINE)]).await;
        let client = builder(&server.url(), &clock()).build().unwrap();
        let error = client.raw(&call(true)).await.unwrap_err();
        assert_eq!(transport_kind(&error), TransportErrorKind::Malformed, "{nonsense}");
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn a_server_in_trouble_is_given_the_time_it_asks_for() {
    let server = Server::start([
        Act::Send(http("503 Service Unavailable", "", b"<html>")),
        Act::Send(http("429 Too Many Requests", "retry-after: 3\r\n", b"")),
        json(FINE),
    ])
    .await;
    let clock = clock();
    let client = builder(&server.url(), &clock).build().unwrap();
    let answer = client.raw(&call(true)).await.unwrap();
    assert_eq!((answer.attempts, clock.pauses()), (3, vec![500, 3250]));
    let signs: Vec<_> = server.received().iter().map(|sent| sign_of(sent)).collect();
    assert!(signs[0] != signs[1] && signs[1] != signs[2], "signed anew: {signs:?}");
}

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_compressed_answer_is_read_like_any_other() {
    let header = "content-encoding: gzip\r\n";
    let server =
        Server::start([Act::Send(http("200 OK", header, &gzip(FINE.as_bytes())))]).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    assert_eq!(client.raw(&call(true)).await.unwrap().body, FINE);

    let server = Server::start([json(FINE)]).await;
    let client = builder(&server.url(), &clock())
        .with_compression(Compression::None)
        .build()
        .unwrap();
    client.raw(&call(true)).await.unwrap();
    assert!(!server.received()[0].contains("accept-encoding"));
}

#[tokio::test]
async fn no_answer_takes_more_memory_than_allowed() {
    let zeros = vec![b'0'; 100_000];
    let chunked =
        [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n186a0\r\n", &*zeros]
            .concat();
    for (answer, what) in [
        (http("200 OK", "", &zeros), "told beforehand"),
        (chunked, "not told beforehand"),
        (http("200 OK", "content-encoding: gzip\r\n", &gzip(&zeros)), "compressed"),
    ] {
        let server = Server::start([Act::Send(answer)]).await;
        let client =
            builder(&server.url(), &clock()).with_max_body(50_000).build().unwrap();
        let error = client.raw(&call(true)).await.unwrap_err();
        assert_eq!(
            transport_kind(&error),
            TransportErrorKind::TooLarge(50_000),
            "{what}"
        );
        assert_eq!(error.attempts(), 1, "{what}");
    }
    let exact = format!("{{\"a\":\"{}\"}}", "0".repeat(50_000 - 8));
    let server = Server::start([json(&exact)]).await;
    let client = builder(&server.url(), &clock()).with_max_body(50_000).build().unwrap();
    assert_eq!(client.raw(&call(true)).await.unwrap().body.len(), 50_000);
}

#[tokio::test]
async fn calls_go_through_a_proxy_that_knows_its_user() {
    let proxy = Server::start([Act::Tunnel, json(FINE)]).await;
    let client = builder("http://127.0.0.1:9", &clock())
        .with_proxy(format!("http://ann:pass%40word@{}", proxy.address))
        .build()
        .unwrap();
    assert_eq!(client.raw(&call(true)).await.unwrap().body, FINE);
    let received = proxy.received();
    assert!(received[0].starts_with("CONNECT 127.0.0.1:9 HTTP/1.1\r\n"), "{received:?}");
    let user = "proxy-authorization: basic yw5uonbhc3nad29yza==";
    assert!(received[0].to_ascii_lowercase().contains(user), "{received:?}");
    assert!(received[1].starts_with("POST /sync "), "{received:?}");
    assert!(!received[1].to_ascii_lowercase().contains("proxy-auth"), "{received:?}");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_no_connection() {
    let refusal = http("407 Proxy Authentication Required", "", b"");
    let proxy = Server::start([Act::Send(refusal)]).await;
    let client = builder("http://127.0.0.1:9", &clock())
        .with_proxy(proxy.url())
        .with_retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = client.raw(&call(true)).await.unwrap_err();
    assert_eq!(transport_kind(&error), TransportErrorKind::NotConnected);
}

#[tokio::test]
async fn one_connection_serves_call_after_call() {
    let server = Server::start([json(FINE), json(FINE), json(FINE)]).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    for _ in 0..3 {
        client.clone().raw(&call(true)).await.unwrap();
    }
    assert_eq!(server.received().len(), 3);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_that_the_server_closed_meanwhile_costs_no_attempt() {
    let last = http("200 OK", "", FINE.as_bytes());
    let server = Server::start([Act::SendAndClose(last), json(FINE)]).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    for _ in 0..2 {
        let answer = client.raw(&call(false)).await.unwrap();
        assert_eq!(answer.attempts, 1);
    }
    assert_eq!((server.received().len(), server.connections()), (2, 2));
}

#[tokio::test]
async fn as_many_connections_are_made_as_calls_are_on_their_way() {
    let server = Server::start(std::iter::repeat_n(json(FINE), 16)).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    for _ in 0..2 {
        let call = call(true);
        let calls = (0..8).map(|_| client.raw(&call));
        for answer in futures_util::future::join_all(calls).await {
            assert_eq!(answer.unwrap().attempts, 1);
        }
    }
    assert_eq!((server.received().len(), server.connections()), (16, 8));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_still_tells_its_request_id() {
    let server = Server::start([json(r#"{"request_id":"2101d","a_response":{"#)]).await;
    let client = builder(&server.url(), &clock()).build().unwrap();
    let error = client.raw(&call(true)).await.unwrap_err();
    assert!(error.is_unreadable());
    assert_eq!(error.request_id(), Some("2101d"));
}
