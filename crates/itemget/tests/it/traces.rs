//! Traces: one span a call, with what an operator asks for and nothing that is secret.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use itemget::api::system::TokenRefresh;
use itemget::{Client, Credentials, RefreshToken, RetryPolicy};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::held::HeldClock;
use crate::server::{Act, Server, http, json};

/// Keeps all that the SDK traces, as text.
#[derive(Debug, Clone, Default)]
struct Recorder {
    text: Arc<Mutex<String>>,
    next: Arc<AtomicU64>,
}

struct Lines<'a>(&'a mut String);

impl Visit for Lines<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("itemget")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.text.lock().unwrap();
        writeln!(text, "span {}", span.metadata().name()).unwrap();
        span.record(&mut Lines(&mut text));
        Id::from_u64(self.next.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Lines(&mut self.text.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Lines(&mut self.text.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

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

    let text = recorder.text.lock().unwrap();
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
