//! Traces: one span a call, with what an operator asks for and nothing that is secret.

use itemget::api::system::TokenRefresh;
use itemget::{Client, Credentials, RefreshToken, RetryPolicy};

use crate::held::HeldClock;
use crate::recorder::Recorder;
use crate::server::{Act, Server, http, json};

#[tokio::test]
async fn a_call_is_one_span_that_tells_everything_but_secrets() {
    let token =
        r#"{"access_token":"planted-new","expires_in":86400,"request_id":"2101c"}"#;
    let busy = http("429 Too Many Requests", "retry-after: 2\r\n", b"planted-body");
    let server = Server::start([Act::Send(busy), json(token)]).await;
    let client = Client::builder(Credentials::new("12345678", "planted-app-secret"))
        .with_endpoints(server.url())
        .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
        .with_retry(RetryPolicy { jitter: 0.0, ..RetryPolicy::default() })
        .build()
        .unwrap();
    let recorder = Recorder::default();
    let tracing = tracing::subscriber::set_default(recorder.clone());
    let refresh = RefreshToken::new("planted-refresh");
    client.send(&TokenRefresh::new(refresh)).await.unwrap();
    drop(tracing);

    let text = recorder.text();
    for line in [
        "span call",
        "method=\"/auth/token/refresh\"",
        "attempt=1",
        "pause=2.25s",
        "attempts=2",
        "duration_ms=2250",
        "outcome=\"answered\"",
        "request_id=\"2101c\"",
    ] {
        assert!(text.lines().any(|found| found == line), "no `{line}` in\n{text}");
    }
    for hidden in ["planted", "access_token", &server.address] {
        assert!(!text.contains(hidden), "`{hidden}` in\n{text}");
    }
}
