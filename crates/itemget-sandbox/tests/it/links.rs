//! Short links and the pages they lead to, as a resolver meets them.

use itemget_sandbox::{SHORT_LINKS, Sandbox};
use serde_json::Value;

use crate::wire::{self, Params, get, signed};

/// Where a redirect leads.
fn location(reply: &wire::Reply) -> &str {
    assert_eq!(reply.status(), 302, "{}", reply.head);
    let line = reply.head.lines().find_map(|line| line.strip_prefix("location: "));
    line.unwrap_or_else(|| panic!("no location in {}", reply.head))
}

async fn follow(sandbox: &Sandbox, path: &str) -> wire::Reply {
    let raw = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", sandbox.address());
    wire::send(sandbox.address(), raw.as_bytes()).await
}

/// Asks the proxy, without TLS, for an address of the platform's.
async fn follow_by_proxy(sandbox: &Sandbox, address: &str) -> wire::Reply {
    let host = address.split('/').nth(2).unwrap();
    let raw = format!("GET {address} HTTP/1.1\r\nHost: {host}\r\n\r\n");
    wire::send(sandbox.tls_proxy().unwrap().address(), raw.as_bytes()).await
}

async fn ask(sandbox: &Sandbox, own: &[(&str, &str)]) -> Value {
    get(sandbox, "/sync", &signed(sandbox.clock(), "", own)).await.json()
}

#[tokio::test]
async fn a_tracked_link_of_an_answer_leads_to_the_items_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let answer = ask(
        &sandbox,
        &[
            ("method", "aliexpress.affiliate.productdetail.get"),
            ("product_ids", "1005006000000001"),
            ("tracking_id", "default"),
            ("simplify", "true"),
        ],
    )
    .await;
    let product = &answer["resp_result"]["result"]["products"][0];
    for field in ["promotion_link", "product_detail_url"] {
        let link = product[field].as_str().unwrap();
        let path = link.strip_prefix(sandbox.url()).unwrap();
        let mut reply = follow(&sandbox, path).await;
        if reply.status() == 302 {
            let next = location(&reply).to_owned();
            assert!(next.contains("/item/1005006000000001.html"), "{next}");
            reply = follow(&sandbox, next.strip_prefix(sandbox.url()).unwrap()).await;
        }
        assert_eq!(reply.status(), 200, "{field} {}", reply.head);
        let page = String::from_utf8(reply.body).unwrap();
        assert!(page.contains(product["product_title"].as_str().unwrap()), "{page}");
        assert!(page.contains("everything on this page is invented"), "{page}");
    }
    let shop = product["shop_url"].as_str().unwrap().strip_prefix(sandbox.url()).unwrap();
    let page = String::from_utf8(follow(&sandbox, shop).await.body).unwrap();
    assert!(page.contains(product["shop_name"].as_str().unwrap()), "{page}");
    assert!(page.matches("class=\"tile\"").count() > 3, "{page}");
}

#[tokio::test]
async fn a_generated_link_leads_where_it_was_made_for() {
    let sandbox = Sandbox::builder().tls_proxy(0).start().await.unwrap();
    let answer = ask(
        &sandbox,
        &[
            ("method", "aliexpress.affiliate.link.generate"),
            ("promotion_link_type", "0"),
            ("source_values", "https://www.aliexpress.com/item/1005006000000002.html,https://pt.aliexpress.com/store/1109000001?a=b"),
            ("tracking_id", "default"),
            ("simplify", "true"),
        ],
    )
    .await;
    for row in answer["resp_result"]["result"]["promotion_links"].as_array().unwrap() {
        let source = row["source_value"].as_str().unwrap();
        let path = if source.contains("/item/") {
            "/item/1005006000000002.html"
        } else {
            "/store/1109000001?a=b"
        };
        let link = row["promotion_link"].as_str().unwrap();
        let path_of_link = link.strip_prefix(sandbox.url()).unwrap();
        let reply = follow(&sandbox, path_of_link).await;
        assert!(
            location(&reply).starts_with(&format!("{}{path}", sandbox.url())),
            "{reply:?}"
        );
        let outside = format!("http://s.click.aliexpress.com{path_of_link}");
        let reply = follow_by_proxy(&sandbox, &outside).await;
        let expected = format!("https://www.aliexpress.com{path}");
        assert!(location(&reply).starts_with(&expected), "{reply:?}");
    }
}

#[tokio::test]
async fn the_showcase_of_links_can_be_walked() {
    let sandbox = Sandbox::builder().tls_proxy(0).start().await.unwrap();
    let mut ends = Vec::new();
    for shown in SHORT_LINKS {
        let mut at = format!("http://a.aliexpress.com/{}", shown.code);
        let mut hops = 0;
        let end = loop {
            let reply = follow_by_proxy(&sandbox, &at.replace("https:", "http:")).await;
            if reply.status() != 302 {
                break reply.status().to_string();
            }
            if !reply.head.contains("\r\nlocation: ") {
                break "silent".to_owned();
            }
            hops += 1;
            at = location(&reply).to_owned();
            if hops == 9 {
                break "loop".to_owned();
            }
            if !at.starts_with("https://") || !at.contains(".aliexpress.") {
                break format!("away to {}", at.split('/').nth(2).unwrap());
            }
        };
        ends.push(format!("{} {hops} {end}", shown.code));
    }
    let expected = [
        "_showGood 1 200",
        "_showUs 1 200",
        "_showSku 1 200",
        "_showChain 3 200",
        "_showLoop 9 loop",
        "_showDead 0 404",
        "_showStore 1 200",
        "_showHome 1 200",
        "_showOther 1 away to aliexpress.example",
        "_showInside 1 away to 169.254.169.254",
        "_showScheme 1 away to product",
        "_showNowhere 0 silent",
    ];
    assert_eq!(ends, expected);
}

#[tokio::test]
async fn a_page_speaks_the_readers_language_and_currency() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut params = Params::from([("currency".to_owned(), "EUR".to_owned())]);
    params.insert("language".to_owned(), "zh".to_owned());
    let page = get(&sandbox, "/item/3256805813685249.html", &params).await;
    let page = String::from_utf8(page.body).unwrap();
    assert!(page.contains("lang=\"zh-CN\"") && page.contains('€'), "{page}");
    assert_eq!(follow(&sandbox, "/item/5.html").await.status(), 404);
    assert_eq!(follow(&sandbox, "/store/5").await.status(), 404);
    assert_eq!(
        follow(&sandbox, "/item/1005006000000001.html?currency=XTS").await.status(),
        400
    );
    let lost = follow(&sandbox, "/item/%3Cscript%3E.html").await;
    assert!(!String::from_utf8(lost.body).unwrap().contains("<script"));
}
