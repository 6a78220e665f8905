//! The sandbox's own routes, as a test in another process uses them.

use itemget_sandbox::Sandbox;
use serde_json::json;

use crate::wire::{self, Params, get, get_product, post};

const TEXT: &str = "text/plain";

#[tokio::test]
async fn script_journal_and_quota_are_reached_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let script = "limited*2 ban=1\n\nhtml method=aliexpress.ds.text.search\n";
    let set = post(&sandbox, "/_sandbox/script", TEXT, script).await;
    let pending = json!(["limited*2 ban=1", "html method=aliexpress.ds.text.search"]);
    assert_eq!(set.json()["pending"], pending);
    assert_eq!(get_product(&sandbox).await.refusal(), "ApiCallLimit");
    let journal = get(&sandbox, "/_sandbox/journal", &Params::new()).await.json();
    assert_eq!(journal["verdicts"], json!({ "ApiCallLimit": 1 }));
    assert_eq!(journal["entries"][0]["fault"], "limited");
    assert_eq!(journal["entries"][0]["api"], "aliexpress.ds.product.get");

    let wrong = post(&sandbox, "/_sandbox/script", TEXT, "isp\nburning").await;
    assert_eq!(wrong.status(), 400);
    let detail = wrong.json()["error"]["detail"].to_string();
    assert!(detail.contains("nothing is called `burning`"), "{detail}");
    assert_eq!(sandbox.script().pending().len(), 2, "all lines or none");

    let cleared = post(&sandbox, "/_sandbox/script", TEXT, "clear").await.json();
    assert_eq!(cleared["pending"], json!([]));
    assert_eq!(
        post(&sandbox, "/_sandbox/journal", TEXT, "clear").await.json()["total"],
        0
    );

    let limits = post(&sandbox, "/_sandbox/quota", TEXT, r#"{"per_day":1}"#).await;
    assert_eq!(limits.json()["limits"]["per_day"], 1);
    let answered = get_product(&sandbox).await.json();
    assert!(answered.get("error_response").is_none(), "{answered}");
    assert_eq!(get_product(&sandbox).await.refusal(), "AppCallLimit");
    let usage = get(&sandbox, "/_sandbox/quota", &Params::new()).await.json();
    assert_eq!(usage["usage"]["12345678"]["refused_day_over"], 1, "{usage}");
    assert_eq!(usage["usage"]["12345678"]["counted"], 1, "{usage}");
}

#[tokio::test]
async fn the_clock_is_set_and_moved_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    for (body, now) in [
        ("2026-11-23T17:20:27Z", "2026-11-23T17:20:27Z"),
        ("advance 90d", "2027-02-21T17:20:27Z"),
        ("advance +1h", "2027-02-21T18:20:27Z"),
    ] {
        let reply = post(&sandbox, "/_sandbox/clock", TEXT, body).await;
        assert_eq!(reply.json()["now"], now, "{body}");
    }
    assert_eq!(get_product(&sandbox).await.refusal(), "IllegalAccessToken");
    for body in ["", "later", "advance", "advance -1h"] {
        let reply = post(&sandbox, "/_sandbox/clock", TEXT, body).await;
        assert_eq!(reply.status(), 400, "{body}");
    }
    let code = post(&sandbox, "/_sandbox/code", TEXT, "").await.json();
    assert!(code["code"].as_str().unwrap().starts_with("3_12345678_"), "{code}");
}

#[tokio::test]
async fn other_peoples_pages_and_names_are_kept_out() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.address().port();
    for (headers, status) in [
        (format!("Host: 127.0.0.1:{port}"), 200),
        (format!("Host: localhost:{port}"), 200),
        (format!("Host: [::1]:{port}"), 200),
        (format!("Host: rebound.example:{port}"), 403),
        (format!("Host: 127.0.0.1:{port}\r\nOrigin: https://page.example"), 403),
    ] {
        let raw = format!("GET /_sandbox/journal HTTP/1.1\r\n{headers}\r\n\r\n");
        let reply = wire::send(sandbox.address(), raw.as_bytes()).await;
        assert_eq!(reply.status(), status, "{headers}");
    }
}

#[tokio::test]
async fn what_there_is_to_see_is_listed() {
    let sandbox = Sandbox::start().await.unwrap();
    let shown = get(&sandbox, "/_sandbox/showcase", &Params::new()).await.json();
    assert_eq!(shown["items"][0]["id"], "1005006000000001", "{shown}");
    assert_eq!(shown["links"][0]["link"], format!("{}/e/_showGood", sandbox.url()));
    assert_eq!(shown["faults"][0]["script"], "bad-signature");
}
