//! What is answered is what the document says is answered: no field more, none less.

mod checked;

use serde_json::{Value, json};

use self::checked::Document;
use super::{ITEM, Service};
use crate::world::World;

const DEMO: &[&str] =
    &["demo", "--listen", "127.0.0.1:0", "--items", "6", "--days", "30", "--log", "off"];

#[test]
fn every_answer_is_what_the_document_says() {
    let world = World::new();
    let service = Service::started(&world, DEMO);
    let document = Document::of(service.get("/v1/openapi.json").json());
    let one = "/v1/items/{id}";
    let item = |rest: &str| format!("/v1/items/{ITEM}{rest}");
    for (route, path) in [
        ("/v1", "/v1".to_owned()),
        ("/v1/quota", "/v1/quota".to_owned()),
        ("/v1/openapi.json", "/v1/openapi.json".to_owned()),
        (one, item("")),
        (one, item("?fields=title,variants.stock&max_age=0")),
        (one, item("?with=freight&ship_to=DE&currency=EUR")),
        (one, item("?source=affiliate")),
        (one, "/v1/items/1005006000999999".to_owned()),
        (one, "/v1/items/lamp".to_owned()),
        ("/v1/items/{id}/freight", item("/freight?ship_to=FR&currency=EUR&quantity=2")),
        ("/v1/items/{id}/freight", item("/freight?sku=12")),
        ("/v1/items/{id}/freight", item("/freight?quantity=0")),
        ("/v1/items/{id}/history", item("/history?kind=all&sku=all&since=all")),
        ("/v1/items/{id}/history", item("/history?kind=colour")),
        ("/v1/items/{id}/stats", item("/stats?kind=all&sku=all")),
        ("/v1/search", "/v1/search?text=lamp".to_owned()),
        ("/v1/search", "/v1/search?text=lamp&source=dropship&fields=title".to_owned()),
        ("/v1/search", "/v1/search".to_owned()),
        ("/v1/tracked", "/v1/tracked?limit=3".to_owned()),
        ("/v1/lists", "/v1/lists".to_owned()),
        ("/v1/alerts", "/v1/alerts?limit=1000".to_owned()),
        ("/v1/alerts/rules", "/v1/alerts/rules".to_owned()),
        ("/v1/tokens", "/v1/tokens".to_owned()),
        ("/v1/jobs", "/v1/jobs".to_owned()),
        ("/v1/jobs/{id}", "/v1/jobs/77".to_owned()),
    ] {
        let reply = service.get(&path);
        document.check("get", route, reply.status, &reply.json());
        // What has an etag is known by it.
        if reply.status == 200 {
            assert!(reply.headers.contains_key("etag"), "{path}");
        }
    }
    let many = json!({ "ids": [ITEM, "lamp", ""], "want": { "max_age": "1h" } });
    let add = json!({ "ids": [ITEM, "1005006000000077", "lamp"], "list": "new" });
    let rule = json!({ "rule": "back in stock", "item": ITEM });
    let token = json!({ "name": "shop", "scopes": ["read"] });
    let change = json!({ "importance": 200 });
    let hook = json!({ "url": "https://shop.invalid/done" });
    let job = json!({ "ids": [ITEM], "webhook": hook });
    for (method, route, path, body) in [
        ("post", "/v1/items", "/v1/items", &many),
        ("post", "/v1/tracked", "/v1/tracked", &add),
        ("patch", "/v1/tracked/{id}", &*format!("/v1/tracked/{ITEM}"), &change),
        ("post", "/v1/alerts/rules", "/v1/alerts/rules", &rule),
        ("post", "/v1/tokens", "/v1/tokens", &token),
        ("post", "/v1/jobs", "/v1/jobs", &job),
        ("post", "/v1/jobs", "/v1/jobs", &json!({ "ids": [] })),
        ("post", "/v1/tokens", "/v1/tokens", &json!({ "name": "shop" })),
    ] {
        let reply = service.send(&method.to_uppercase(), path, body);
        document.check(method, route, reply.status, &reply.json());
    }
    service.end().must_end(0);
}

#[test]
fn a_parameter_that_a_path_does_not_have_is_refused_everywhere() {
    let world = World::new();
    let service = Service::started(&world, DEMO);
    let document = service.get("/v1/openapi.json").json();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if matches!(path.as_str(), "/healthz" | "/readyz" | "/metrics") {
            continue;
        }
        for method in methods.as_object().expect("methods").keys() {
            let path = format!("{}?feilds=title", path.replace("{id}", "1"));
            let reply = service.send(&method.to_uppercase(), &path, &json!({}));
            assert_eq!((reply.status, &*reply.error()), (400, "bad_request"), "{path}");
            asked += 1;
        }
    }
    assert!(asked > 15, "{asked}");
    let since = service.get(&format!("/v1/items/{ITEM}/stats?since=30d"));
    assert_eq!(since.error(), "bad_request");
    service.end().must_end(0);
}

#[test]
fn the_document_is_there_to_be_read_without_a_script_and_without_a_network() {
    let world = World::new();
    let service = Service::started(&world, DEMO);
    let document: Value = service.get("/v1/openapi.json").json();
    for (lang, heading) in [("en", "The API"), ("zh", "接口文档")] {
        let page =
            service.ask("GET", "/docs", &format!("cookie: itemget_lang={lang}\r\n"), "");
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains(heading), "{text}");
        for path in document["paths"].as_object().expect("paths").keys() {
            assert!(text.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for name in document["components"]["schemas"].as_object().expect("them").keys() {
            assert!(text.contains(&format!("id=\"{name}\"")), "{name}");
        }
        let elsewhere = ["src=\"http", "href=\"http", "style=\"", "<script>"];
        assert!(elsewhere.iter().all(|it| !text.contains(it)));
    }
    service.end().must_end(0);
}
