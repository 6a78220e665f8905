//! The consent page, as a browser and the program behind it meet it.

use itemget_sandbox::{ClockSetting, Sandbox};
use jiff::SignedDuration;
use serde_json::Value;

use crate::wire::{self, Params, Reply, form, get, post, signed};

const BACK: &str = "http://127.0.0.1:8123/callback";
const FORM: &str = "application/x-www-form-urlencoded";

fn asked(more: &[(&str, &str)]) -> Params {
    let usual = [
        ("response_type", "code"),
        ("force_auth", "true"),
        ("redirect_uri", BACK),
        ("client_id", "12345678"),
        ("state", "s-1"),
    ];
    let all = usual.iter().chain(more);
    all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A parameter of the address that the browser is sent back to.
fn sent_back(reply: &Reply, name: &str) -> Option<String> {
    assert_eq!(reply.status(), 302, "{reply:?}");
    let address = reply.head.lines().find_map(|line| line.strip_prefix("location: "));
    let query = address.and_then(|address| address.strip_prefix(BACK)?.strip_prefix('?'));
    let query = query.unwrap_or_else(|| panic!("not sent back: {}", reply.head));
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn exchange(sandbox: &Sandbox, code: &str) -> Value {
    let path = "/auth/token/create";
    let params = signed(sandbox.clock(), path, &[("code", code)]);
    get(sandbox, "/rest/auth/token/create", &params).await.json()
}

#[tokio::test]
async fn a_user_who_agrees_gives_a_code_that_is_good_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let page = get(&sandbox, "/oauth/authorize", &asked(&[])).await;
    assert_eq!(page.status(), 200);
    assert!(page.head.contains("frame-ancestors 'none'"), "{}", page.head);
    let html = String::from_utf8(page.body).unwrap();
    for part in ["12345678", BACK, "shopper@sandbox.example", "value=\"allow\"", "s-1"] {
        assert!(html.contains(part), "no `{part}` in {html}");
    }
    let pressed = asked(&[("decision", "allow")]);
    let reply = post(&sandbox, "/oauth/authorize", FORM, &form(&pressed)).await;
    assert_eq!(sent_back(&reply, "state").as_deref(), Some("s-1"));
    let code = sent_back(&reply, "code").unwrap();
    assert_eq!(exchange(&sandbox, &code).await["code"], "0");
    assert_eq!(exchange(&sandbox, &code).await["code"], "InvalidCode");
    let verdicts = sandbox.journal().verdicts();
    assert_eq!((verdicts["consent_asked"], verdicts["allowed"]), (1, 1), "{verdicts:?}");
}

#[tokio::test]
async fn a_user_who_does_not_agree_is_sent_back_without() {
    let sandbox = Sandbox::start().await.unwrap();
    let pressed = asked(&[("decision", "deny")]);
    let reply = post(&sandbox, "/oauth/authorize", FORM, &form(&pressed)).await;
    assert_eq!(sent_back(&reply, "error").as_deref(), Some("access_denied"));
    assert_eq!(sent_back(&reply, "state").as_deref(), Some("s-1"));
    assert_eq!(sent_back(&reply, "code"), None);
}

#[tokio::test]
async fn a_test_needs_no_click_and_a_code_lives_half_an_hour() {
    let pinned = "2026-11-23T17:20:27Z".parse::<ClockSetting>().unwrap();
    let sandbox = Sandbox::builder().clock(pinned).start().await.unwrap();
    let auto = asked(&[("itemget_auto", "allow")]);
    for (minutes, verdict) in [(29, "0"), (30, "InvalidCode")] {
        let reply = get(&sandbox, "/oauth/authorize", &auto).await;
        let code = sent_back(&reply, "code").unwrap();
        sandbox.clock().advance(SignedDuration::from_mins(minutes));
        assert_eq!(exchange(&sandbox, &code).await["code"], verdict, "{minutes} minutes");
    }
}

#[tokio::test]
async fn a_link_that_is_not_right_sends_the_browser_nowhere() {
    let sandbox = Sandbox::start().await.unwrap();
    for (name, value, said) in [
        ("client_id", "87654321", "there is no app"),
        ("redirect_uri", "https://evil.example/?127.0.0.1", "to this machine only"),
        ("redirect_uri", "\"><script>alert(1)</script>", "to this machine only"),
        ("response_type", "token", "it must be"),
    ] {
        let params = asked(&[(name, value), ("itemget_auto", "allow")]);
        let reply = get(&sandbox, "/oauth/authorize", &params).await;
        assert_eq!(reply.status(), 400, "{name}={value}");
        assert!(!reply.head.contains("location:"), "{}", reply.head);
        let html = String::from_utf8(reply.body).unwrap();
        assert!(html.contains(said), "{html}");
        assert!(!html.contains("<script"), "{html}");
    }
}

#[tokio::test]
async fn the_platforms_hosts_show_it_too_and_in_chinese() {
    let sandbox = Sandbox::builder().tls_proxy(0).start().await.unwrap();
    for address in [
        "http://api-sg.aliexpress.com/oauth/authorize",
        "http://oauth.aliexpress.com/authorize",
        "http://authhz.alibaba.com/auth/authorize.htm",
    ] {
        let host = address.split('/').nth(2).unwrap();
        let raw = format!(
            "GET {address}?{} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: zh-CN,zh;q=0.9\r\n\r\n",
            form(&asked(&[]))
        );
        let reply =
            wire::send(sandbox.tls_proxy().unwrap().address(), raw.as_bytes()).await;
        assert_eq!(reply.status(), 200, "{address}");
        assert!(String::from_utf8(reply.body).unwrap().contains("允许"), "{address}");
    }
}
