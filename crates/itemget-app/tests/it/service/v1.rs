//! `/v1` as programs meet it.

use itemget_sandbox::{Quotas, Sandbox};
use serde_json::{Value, json};

use super::{ITEM, SERVE, Service};
use crate::platform::Platform;
use crate::world::World;

const OTHER: &str = "1005006000000002";

#[test]
fn one_item_is_answered_and_the_second_time_from_what_is_ready() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let path = format!("/v1/items/{ITEM}?fields=title,price&max_age=1h");
    let first = service.get(&path);
    assert_eq!(first.status, 200, "{first:?}");
    let record = first.json();
    assert_eq!(record["outcome"], "found");
    assert_eq!(record["item"]["synthetic"], true);
    for group in ["basics", "price"] {
        assert!(record["item"][group]["source"].is_string(), "{record}");
        assert!(record["item"][group]["observed_at"].is_string(), "{record}");
    }
    assert!(record["item"].get("variants").is_none(), "{record}");
    let second = service.get(&path);
    assert_eq!(second.body, first.body);
    assert!(second.headers.contains_key("age"), "{second:?}");
    let tag = &first.headers["etag"];
    let known = service.ask("GET", &path, &format!("if-none-match: {tag}\r\n"), "");
    assert_eq!((known.status, known.body.len()), (304, 0));
    let metrics = service.get("/metrics").text();
    assert!(metrics.contains("itemget_ready_answers_total 2"), "{metrics}");
    let packed = service.ask("GET", &path, "accept-encoding: gzip\r\n", "");
    assert_eq!(packed.headers.get("content-encoding").map(|it| &**it), Some("gzip"));
    for (path, status, code) in [
        ("/v1/items/lamp".to_owned(), 400, "not_an_item"),
        (format!("/v1/items/{ITEM}?feilds=title"), 400, "bad_request"),
        (format!("/v1/items/{ITEM}?fields=tittle"), 400, "bad_request"),
        (format!("/v1/items/{ITEM}?max_age=soon"), 400, "bad_request"),
        (format!("/v1/items/{ITEM}?currency=dollars"), 400, "bad_request"),
    ] {
        let reply = service.get(&path);
        assert_eq!((reply.status, &*reply.error()), (status, code), "{path}");
    }
    service.end().must_end(0);
}

#[test]
fn many_items_have_an_outcome_each_in_their_order() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let ask =
        json!({ "ids": [OTHER, "lamp", ITEM, OTHER], "want": { "fields": "title" } });
    let list = service.send("POST", "/v1/items", &ask).json();
    let outcomes = |records: &[Value]| -> Vec<(String, String)> {
        let word = |it: &Value| it.as_str().expect("a text").to_owned();
        records.iter().map(|it| (word(&it["asked"]), word(&it["outcome"]))).collect()
    };
    let expected =
        [(OTHER, "found"), ("lamp", "not_an_item"), (ITEM, "found"), (OTHER, "found")];
    let expected =
        expected.map(|(asked, outcome)| (asked.to_owned(), outcome.to_owned()));
    assert_eq!(outcomes(list["items"].as_array().unwrap()), expected);
    let lines = "accept: application/x-ndjson\r\n";
    let lines = service.send_with("POST", "/v1/items", lines, &ask);
    assert_eq!(lines.headers["content-type"], "application/x-ndjson");
    let records: Vec<Value> =
        lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(outcomes(&records), expected);
    let packed = "accept: application/x-ndjson\r\naccept-encoding: gzip\r\n";
    let packed = service.send_with("POST", "/v1/items", packed, &ask);
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(packed.is_whole, "it broke off");
    service.end().must_end(0);
}

#[test]
fn a_body_that_is_no_question_is_refused_in_the_one_shape() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let many: Vec<&str> = vec![ITEM; 501];
    let json = "content-type: application/json\r\n";
    for (path, headers, body, status, code) in [
        ("/v1/items", json, deep, 400, "bad_request"),
        ("/v1/items", json, "{".to_owned(), 400, "bad_request"),
        ("/v1/items", json, json!({ "ids": [] }).to_string(), 400, "bad_request"),
        ("/v1/items", json, json!({ "ids": many }).to_string(), 400, "bad_request"),
        ("/v1/items", json, json!({ "id": [ITEM] }).to_string(), 400, "bad_request"),
        ("/v1/items", json, json!([[ITEM]]).to_string(), 400, "bad_request"),
        ("/v1/items", "", json!({ "ids": [ITEM] }).to_string(), 415, "unsupported_type"),
        ("/v1/tracked", json, " ".repeat(3 << 20), 413, "too_large"),
    ] {
        let reply = service.ask("POST", path, headers, &body);
        assert_eq!((reply.status, &*reply.error()), (status, code), "{path} {headers}");
    }
    service.end().must_end(0);
}

#[test]
fn what_is_followed_is_added_paged_changed_and_removed() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let add =
        json!({ "ids": [ITEM, OTHER, ITEM, "lamp"], "list": "lamps", "every": "6h" });
    let verdicts = service.send("POST", "/v1/tracked", &add).json();
    let verdicts: Vec<&str> = verdicts["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["new", "new", "duplicate", "unsupported"]);
    let first = service.get("/v1/tracked?list=lamps&limit=1").json();
    assert_eq!(first["items"][0]["id"], ITEM);
    assert_eq!(first["items"][0]["every"], "6h");
    let next = first["next"].as_str().unwrap();
    let second =
        service.get(&format!("/v1/tracked?list=lamps&limit=1&after={next}")).json();
    assert_eq!(second["items"][0]["id"], OTHER);
    let lists = service.get("/v1/lists").json();
    assert_eq!(
        (&lists["items"][0]["name"], &lists["items"][0]["members"]),
        (&json!("lamps"), &json!(2))
    );
    let one = format!("/v1/tracked/{ITEM}");
    let change = json!({ "paused": true, "every": "1d", "importance": 200 });
    assert_eq!(service.send("PATCH", &one, &change).json()["changed"], 1);
    let changed = service.get("/v1/tracked?paused=true").json();
    let changed = &changed["items"][0];
    assert_eq!(
        (&changed["id"], &changed["every"], &changed["importance"]),
        (&json!(ITEM), &json!("1d"), &json!(200))
    );
    assert_eq!(service.ask("DELETE", &one, "", "").status, 204);
    assert_eq!(service.ask("DELETE", &one, "", "").error(), "not_found");
    service.end().must_end(0);
}

#[test]
fn rules_are_added_changed_and_removed() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let rules = "/v1/alerts/rules";
    let added =
        service.send("POST", rules, &json!({ "rule": "sale_price drops 10%" })).json();
    let id = added["ids"][0].as_i64().unwrap();
    let one = format!("{rules}/{id}");
    assert_eq!(service.send("PATCH", &one, &json!({ "enabled": false })).status, 204);
    let listed = service.get(rules).json();
    assert_eq!(listed["items"][0]["rule"], "sale_price drops 10%");
    assert_eq!(listed["items"][0]["enabled"], false);
    changed_as_wished(&service, &one);
    assert_eq!(service.ask("DELETE", &one, "", "").status, 204);
    assert_eq!(service.ask("DELETE", &one, "", "").error(), "not_found");
    let about =
        json!({ "rule": "back in stock", "item": ITEM, "sku": "12000036000000001" });
    assert_eq!(service.send("POST", rules, &about).error(), "not_found", "not followed");
    service.send("POST", "/v1/tracked", &json!({ "ids": [ITEM] })).json();
    service.send("POST", rules, &about).json();
    let listed = service.get(rules).json();
    assert_eq!(listed["items"][0]["scope"], "sku");
    assert_eq!(listed["items"][0]["target"], "1 12000036000000001");
    // By what everybody knows them by: the first is a number of the store's.
    let about = &listed["items"][0]["item"];
    assert_eq!(about["id"], ITEM, "{listed}");
    assert_eq!(about["sku_id"], "12000036000000001", "{listed}");
    for rule in [
        json!({ "rule": "tell me everything" }),
        json!({ "rule": "back in stock", "channels": ["nobody"] }),
        json!({ "rule": "back in stock", "list": "a", "item": ITEM }),
        json!({ "rule": "back in stock", "sku": "12000036000000001" }),
        json!({ "rule": "back in stock", "item": ITEM, "sku": "white" }),
    ] {
        assert_eq!(service.send("POST", rules, &rule).error(), "bad_request", "{rule}");
    }
    service.end().must_end(0);
}

/// A rule's text and channels are changed, and nothing else of it.
fn changed_as_wished(service: &Service<'_>, one: &str) {
    let rules = "/v1/alerts/rules";
    let number = |listed: &Value| listed["items"][0]["id"].clone();
    let before = service.get(rules).json();
    let text = json!({ "rule": "sale_price drops 20%, once" });
    assert_eq!(service.send("PATCH", one, &text).status, 204);
    let after = service.get(rules).json();
    assert_eq!(number(&after), number(&before));
    assert_eq!(after["items"][0]["rule"], "sale_price drops 20%, once");
    assert_eq!(after["items"][0]["enabled"], false, "nothing was said of that");
    let other = json!({ "rule": "off sale" });
    let other = service.send("POST", rules, &other).json()["ids"][0].clone();
    let taken = service.send("PATCH", one, &json!({ "rule": "off sale" }));
    assert_eq!((taken.status, taken.error()), (409, "rule_is_there".to_owned()));
    for wrong in [
        json!({}),
        json!({ "rule": "tell me everything" }),
        json!({ "channels": ["nobody"] }),
        json!({ "list": "lamps" }),
    ] {
        let refused = service.send("PATCH", one, &wrong);
        assert_eq!(refused.error(), "bad_request", "{wrong}");
    }
    assert_eq!(service.get(rules).json()["items"][0], after["items"][0]);
    let other = format!("{rules}/{other}");
    assert_eq!(service.ask("DELETE", &other, "", "").status, 204);
    let gone = service.send("PATCH", &other, &json!({ "rule": "back in stock" }));
    assert_eq!(gone.error(), "not_found");
    let told = service.get("/v1/alerts?rule=1").json();
    assert_eq!(told["items"], json!([]));
}

#[test]
fn the_past_and_what_it_says_are_told_without_a_call() {
    let world = World::new();
    let demo: &[&str] = &[
        "demo",
        "--listen",
        "127.0.0.1:0",
        "--items",
        "2",
        "--days",
        "3",
        "--log",
        "off",
    ];
    let service = Service::started(&world, demo);
    let history =
        service.get(&format!("/v1/items/{ITEM}/history?kind=sale_price&since=all"));
    let series = &history.json()["items"][0];
    assert_eq!(
        (&series["kind"], &series["synthetic"]),
        (&json!("sale_price"), &json!(true))
    );
    assert!(!series["steps"].as_array().unwrap().is_empty(), "{series}");
    let stats = service.get(&format!("/v1/items/{ITEM}/stats")).json();
    assert_eq!(stats["items"][0]["id"], ITEM, "{stats}");
    let wrong = service.get(&format!("/v1/items/{ITEM}/history?kind=colour"));
    assert_eq!(wrong.error(), "bad_request");
    assert_eq!(service.get("/v1/alerts").status, 200);
    service.end().must_end(0);
}

#[test]
fn a_search_is_answered_page_by_page() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let found = service.get("/v1/search?text=lamp&fields=title,price");
    assert_eq!(found.status, 200, "{found:?}");
    let found = found.json();
    assert!(!found["items"].as_array().unwrap().is_empty(), "{found}");
    assert_eq!(service.get("/v1/search").error(), "bad_request");
    assert_eq!(service.get("/v1/search?text=a&source=nowhere").error(), "bad_request");
    service.end().must_end(0);
}

#[test]
fn what_is_followed_is_followed_as_the_service_is_set() {
    let world = World::new().config("source = \"affiliate\"\n");
    let service = Service::started(&world, SERVE);
    let added = service.send("POST", "/v1/tracked", &json!({ "ids": [ITEM] }));
    assert_eq!(added.status, 200, "{added:?}");
    let tracked = service.get("/v1/tracked").json();
    assert_eq!(tracked["items"][0]["source"], "affiliate", "{tracked}");
    let item = service.get(&format!("/v1/items/{ITEM}?fields=title")).json();
    let source = item["item"]["basics"]["source"].as_str().expect("it has one");
    assert!(source.contains("affiliate"), "{item}");
    service.end().must_end(0);
}

#[test]
fn what_nobody_was_asked_for_says_when_to_ask_again() {
    for (method, path) in [
        ("aliexpress.affiliate.product.query", "/v1/search?text="),
        ("aliexpress.ds.product.get", "/v1/items/1?source=dropship&ship_to="),
    ] {
        let one = Quotas { per_day: Some(1), ..Quotas::default() };
        let sandbox = Sandbox::builder().items(40).app_api_quotas(method, one);
        let platform = Platform::of(sandbox);
        let world = platform.world();
        let service = Service::started(&world, SERVE);
        let path = path.replace("/1?", &format!("/{ITEM}?"));
        let ask = |word: &str| service.get(&format!("{path}{word}"));
        assert_eq!(ask("US").status, 200);
        // The first one too many is told by the platform, the next by the limiter.
        for expected in [(429, "throttled"), (503, "not_asked")] {
            let reply = ask("FR");
            assert_eq!((reply.status, &*reply.error()), expected, "{reply:?}");
            let seconds: u64 = reply.headers["retry-after"].parse().expect("a number");
            // How long depends on the clocks of the two; that it is told when does not.
            assert!(seconds > 60, "{method}: {seconds}");
        }
        service.end().must_end(0);
    }
}
