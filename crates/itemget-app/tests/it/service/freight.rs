//! How items are brought, for programs: outcomes, ages, and what cannot be asked.

use serde_json::{Value, json};

use super::{ITEM, SERVE, Service};
use crate::platform::Platform;
use crate::world::World;

const SKU: &str = "12000036000000001";

#[test]
fn each_variant_has_an_outcome_with_its_source_and_age() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let freight = format!("/v1/items/{ITEM}/freight?ship_to=FR&currency=EUR");
    // One that there is, and one of which the platform says 501.
    let reply = service.get(&format!("{freight}&sku={SKU},12&quantity=2"));
    let items = &reply.json()["items"];
    assert_eq!(items.as_array().map(Vec::len), Some(2), "{items}");
    let (one, other) = (&items[0], &items[1]);
    assert_eq!((&one["outcome"], &one["sku_id"]), (&json!("deliverable"), &json!(SKU)));
    assert_eq!((&one["quantity"], &one["ship_to"]), (&json!(2), &json!("FR")));
    assert_eq!(one["source"], "aliexpress.ds.freight.query");
    assert!(one["observed_at"].is_string(), "{one}");
    assert!(one["options"][0]["delivered"]["total"]["currency"].is_string(), "{one}");
    assert_eq!(
        (&other["outcome"], &other["code"]),
        (&json!("unknown_sku"), &json!("501"))
    );
    assert_eq!((&other["options"], &other["quantity"]), (&Value::Null, &json!(2)));
    assert!(other["message"].as_str().unwrap().contains("no SKU of this number"));
    assert!(reply.headers.contains_key("age") && reply.headers.contains_key("etag"));
    // Nobody brings it there.
    let nowhere = format!("{freight}&sku=12000036000000021");
    let nowhere = &service.get(&nowhere).json()["items"][0];
    assert_eq!(nowhere["outcome"], "not_deliverable", "{nowhere}");
    assert_eq!((&nowhere["code"], &nowhere["options"]), (&json!("505"), &json!([])));
    assert!(nowhere["message"].as_str().unwrap().contains("code 505"), "{nowhere}");
    // Without `sku`, of all that the item has.
    let all = service.get(&freight).json();
    assert!(all["items"].as_array().unwrap().len() > 1, "{all}");
    service.end().must_end(0);
}

#[test]
fn what_cannot_be_asked_is_refused_before_a_call() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let service = Service::started(&world, SERVE);
    let freight = format!("/v1/items/{ITEM}/freight");
    for query in [
        "quantity=0",
        "quantity=10001",
        "sku=white",
        "sku=",
        "ship_to=France",
        "source=item-get",
        "source=affiliate&quantity=2",
        "source=affiliate&city=x",
        "province=a%20b",
        "max_age=soon",
        "with=freight",
    ] {
        let refused = service.get(&format!("{freight}?{query}"));
        assert_eq!((refused.status, &*refused.error()), (400, "bad_request"), "{query}");
    }
    // It is said of what is wrong.
    for (path, word) in [
        (format!("{freight}?quantity=0"), "quantity is from 1 to 10000"),
        (format!("{freight}?max_age=soon"), "max_age is one of: "),
        ("/v1/search?text=lamp&max_age=soon".to_owned(), "max_age is one of: "),
        ("/v1/alerts?since=soon".to_owned(), "since is one of: "),
    ] {
        let refused = service.get(&path).json();
        let detail = refused["error"]["detail"].as_str().unwrap();
        assert!(detail.starts_with(word), "{path}: {detail}");
    }
    assert_eq!(service.get("/v1/items/lamp/freight").error(), "not_an_item");
    assert_eq!(platform.requests(), 0);
    // The platform knows no such currency: that is the request's affair.
    for path in [freight, format!("/v1/items/{ITEM}")] {
        let refused = service.get(&format!("{path}?currency=XQX&source=dropship"));
        assert_eq!((refused.status, &*refused.error()), (400, "bad_request"), "{path}");
    }
    let gone = service.get("/v1/items/1005006000999999/freight");
    assert_eq!((gone.status, &*gone.error()), (404, "not_found"));
    service.end().must_end(0);
}

#[test]
fn a_variant_costs_the_item_with_its_prices_and_a_question_of_how_it_is_brought() {
    let platform = Platform::with_items(40);
    let world = platform.world();
    let service = Service::started(&world, SERVE);
    let path = format!("/v1/items/{ITEM}/freight?ship_to=FR&sku={SKU},{SKU}");
    let reply = service.get(&path).json();
    assert_eq!(reply["items"].as_array().map(Vec::len), Some(1), "each once: {reply}");
    let entries = platform.sandbox.journal().entries();
    let apis: Vec<_> = entries.iter().filter_map(|it| it.api.as_deref()).collect();
    assert_eq!(apis, ["aliexpress.ds.product.get", "aliexpress.ds.freight.query"]);
    service.end().must_end(0);
}
