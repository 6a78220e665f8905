//! Short links followed: through the sandbox's showcase of what they do, and a server that
//! sends a stranger anywhere it likes.

use itemget::{
    Client, ClientBuilder, Credentials, Reach, Replayer, ResolveError, RetryPolicy,
    ShortLink,
};
use itemget_sandbox::Sandbox;

use crate::held::HeldClock;
use crate::server::{Act, Server, http};
use crate::world::World;

fn short(url: impl Into<String>) -> ShortLink {
    ShortLink { url: url.into() }
}

fn client() -> ClientBuilder {
    Client::builder(Credentials::new("12345678", "planted-secret"))
        .with_endpoints("http://127.0.0.1:9")
        .with_clock(HeldClock::at("2026-11-23T17:20:27Z"))
        .with_retry(RetryPolicy { jitter: 0.0, ..RetryPolicy::default() })
}

/// Where a link leads, in a word.
async fn leads(client: &Client, url: String) -> String {
    match client.resolve(&short(url), Reach::WithLoopback).await {
        Ok(link) => match link.sku {
            Some(sku) => format!("{} {sku}", link.written_id),
            None => link.written_id.to_string(),
        },
        Err(ResolveError::Elsewhere { target }) => format!("elsewhere: {target}"),
        Err(ResolveError::NotAnItem { path, .. }) => format!("page: {path}"),
        Err(ResolveError::Dead { status, .. }) => format!("dead: {status}"),
        Err(ResolveError::Circle { .. }) => "circle".to_owned(),
        Err(ResolveError::Nowhere { .. }) => "nowhere".to_owned(),
        Err(ResolveError::TooLong) => "too long".to_owned(),
        Err(error) => panic!("{error:?}"),
    }
}

const SHOWN: [(&str, &str); 12] = [
    ("_showGood", "1005006000000001"),
    ("_showUs", "3256805813685249"),
    ("_showSku", "1005006000000001 12000036000000002"),
    ("_showChain", "1005006000000001"),
    ("_showLoop", "circle"),
    ("_showDead", "dead: 404"),
    ("_showStore", "page: /store/1109000001"),
    ("_showHome", "page: /"),
    ("_showOther", "elsewhere: aliexpress.example"),
    ("_showInside", "elsewhere: 169.254.169.254"),
    ("_showScheme", "elsewhere: aliexpress:"),
    ("_showNowhere", "nowhere"),
];

#[tokio::test]
async fn every_link_of_the_showcase_ends_where_it_says() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    assert_eq!(SHOWN.len(), itemget_sandbox::SHORT_LINKS.len());
    for (code, expected) in SHOWN {
        let url = format!("{}/e/{code}", world.sandbox.url());
        assert_eq!(leads(&client, url).await, expected, "{code}");
    }
}

#[tokio::test]
async fn a_client_of_a_sandbox_asks_it_for_what_the_platforms_hosts_would_be_asked() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    assert_eq!(client.reach(), Reach::Sandbox(world.sandbox.address()));
    for (code, expected) in [SHOWN[0], SHOWN[2], SHOWN[3]] {
        let before = world.sandbox.journal().total();
        let link = short(format!("https://a.aliexpress.com/{code}"));
        let found = client.resolve(&link, client.reach()).await.unwrap();
        assert!(expected.starts_with(&found.written_id.to_string()), "{code}");
        assert!(world.sandbox.journal().total() > before, "{code}");
    }
    let platform = Client::builder(Credentials::new("a", "b")).build().unwrap();
    assert_eq!(platform.reach(), Reach::AliExpress);
}

#[tokio::test]
async fn the_platforms_own_hosts_are_asked_by_https() {
    let sandbox = Sandbox::builder().items(20).tls_proxy(0).start().await.unwrap();
    let proxy = sandbox.tls_proxy().unwrap();
    let client = Client::builder(Credentials::new("12345678", "planted-secret"))
        .with_proxy(proxy.url())
        .with_root_certificates(std::fs::read(proxy.ca_file()).unwrap())
        .build()
        .unwrap();
    for url in ["https://a.aliexpress.com/", "http://s.click.aliexpress.com/e/"] {
        for (code, expected) in [SHOWN[0], SHOWN[2], SHOWN[4], SHOWN[9]] {
            let found = leads(&client, format!("{url}{code}")).await;
            assert_eq!(found, expected, "{url}{code}");
        }
    }
}

#[tokio::test]
async fn without_being_told_to_this_machine_is_not_asked() {
    let world = World::with_faults("").await;
    let client = world.client().build().unwrap();
    let link = short(format!("{}/e/_showGood", world.sandbox.url()));
    let error = client.resolve(&link, Reach::AliExpress).await.unwrap_err();
    let address = world.sandbox.address();
    let expected = format!(
        "the link leads to `{address}`, which is not AliExpress and was not asked"
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(world.sandbox.journal().total(), 0);
}

#[tokio::test]
async fn a_client_without_tls_does_not_speak_plainly_to_the_platform() {
    let client = client().with_retry(RetryPolicy::never()).build().unwrap();
    let link = short("https://a.aliexpress.com/_mKx");
    let error = client.resolve(&link, Reach::AliExpress).await.unwrap_err();
    assert!(matches!(error, ResolveError::Unreachable { .. }), "{error:?}");
    assert!(format!("{error:?}").contains("speaks no TLS"), "{error:?}");
}

fn redirect(to: &str) -> Act {
    Act::Send(http("302 Found", &format!("location: {to}\r\n"), b""))
}

fn page(html: &str) -> Act {
    Act::Send(http("200 OK", "content-type: text/html\r\n", html.as_bytes()))
}

/// Where a link ends at a server that does these things.
async fn ends(acts: Vec<Act>) -> (String, Server) {
    let server = Server::start(acts).await;
    let found = leads(&client().build().unwrap(), format!("{}/e/_x", server.url())).await;
    (found, server)
}

#[tokio::test]
async fn few_redirects_are_followed_and_small_pages_are_read() {
    let item = "https://www.aliexpress.com/item/1005006000000017.html";
    let chain = |hops: usize| -> Vec<Act> {
        let hops = (0..hops).map(|hop| redirect(&format!("/e/_hop{hop}")));
        hops.chain([redirect(item)]).collect()
    };
    let script = format!("<script>location.href=\"{item}\"</script>");
    let meta = format!("<meta http-equiv=refresh content=\"0;url={item}\">");
    let inside = "/deep_link.htm?dl_target_url=https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F1005006000000017.html";
    let away = "<script>location.href=\"https://evil.example/item/1.html\"</script>";
    let large = format!("{}{meta}", " ".repeat(300 * 1024));
    let found = "1005006000000017";
    for (what, acts, expected) in [
        ("no hop", chain(0), found),
        ("five hops", chain(5), found),
        ("six hops", chain(6), "too long"),
        ("relative", vec![redirect("../item/1005006000000017.html")], found),
        ("inside the query", vec![redirect(inside)], found),
        ("a script", vec![page(&script)], found),
        ("a meta", vec![page(&meta)], found),
        ("a script to elsewhere", vec![page(away)], "elsewhere: evil.example"),
        ("a page too large", vec![page(&large)], "page: /e/_x"),
        ("an empty page", vec![page("")], "page: /e/_x"),
        ("no address", vec![redirect("http://[")], "nowhere"),
        ("gone", vec![Act::Send(http("410 Gone", "", b""))], "dead: 410"),
    ] {
        assert_eq!(ends(acts).await.0, expected, "{what}");
    }
}

#[tokio::test]
async fn a_fault_is_tried_again_and_nothing_of_ours_is_sent() {
    let item = "https://www.aliexpress.com/item/1005006000000017.html";
    let fault = Act::Send(http("503 Busy", "", b""));
    let (found, server) = ends(vec![fault, redirect(item)]).await;
    assert_eq!(found, "1005006000000017");
    let received = server.received();
    assert_eq!(received.len(), 2);
    for request in received {
        assert!(request.starts_with("GET /e/_x HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("accept: text/html\r\n"), "{request}");
        for secret in ["planted", "12345678", "sign", "cookie"] {
            assert!(!request.contains(secret), "{request}");
        }
    }
}

#[tokio::test]
async fn a_recorded_link_is_resolved_without_a_network() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::with_faults("").await;
    let url = format!("{}/e/_showChain", world.sandbox.url());
    let recording = world.client().with_recording(folder.path()).build().unwrap();
    assert_eq!(leads(&recording, url.clone()).await, "1005006000000001");
    drop(world);
    let replayer = Replayer::open(folder.path()).unwrap();
    let replaying = client().with_transport(replayer).build().unwrap();
    assert_eq!(leads(&replaying, url).await, "1005006000000001");
}
