//! The data vendors' route, as their clients use it.

use itemget_sandbox::{ACCEPTED, Quotas, Sandbox};
use serde_json::Value;

use crate::wire::{Params, get};

async fn ask(sandbox: &Sandbox, path: &str, own: &[(&str, &str)]) -> Value {
    let account = [("key", "12345678"), ("secret", "helloworld")];
    let params: Params = account
        .iter()
        .chain(own)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let reply = get(sandbox, path, &params).await;
    assert_eq!(reply.status(), 200);
    reply.json()
}

#[tokio::test]
async fn an_item_is_told_in_the_vendors_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = [("num_iid", "1005006000000001"), ("currency", "EUR"), ("cache", "no")];
    let answer = ask(&sandbox, "/aliexpress/item_get/", &own).await;
    assert_eq!(answer["error_code"], "0000", "{answer}");
    assert_eq!(answer["cache"], 0);
    assert!(answer["api_info"].as_str().unwrap().starts_with("today:1 max:"), "{answer}");
    let item = &answer["item"];
    assert_eq!(item["num_iid"], "1005006000000001");
    let (least, most) = item["price"].as_str().unwrap().split_once('-').unwrap();
    let skus = item["skus"]["sku"].as_array().unwrap();
    assert_eq!(skus.len(), 40);
    for price in [least, most] {
        assert!(skus.iter().any(|sku| sku["price"] == price), "{price} is no SKU's");
    }
    let names = item["props_list"].as_object().unwrap();
    for pair in skus[0]["properties"].as_str().unwrap().split(';') {
        assert!(names.contains_key(pair), "{pair} in {names:?}");
    }
    assert_eq!(sandbox.journal().last().unwrap().verdict, ACCEPTED);
    assert_eq!(sandbox.journal().last().unwrap().params["secret"], "***");
}

#[tokio::test]
async fn a_search_has_pages_bounds_and_an_order() {
    let sandbox = Sandbox::start().await.unwrap();
    let own = [
        ("q", "fleece"),
        ("start_price", "5"),
        ("end_price", "20.5"),
        ("sort", "bid"),
        ("page_size", "10"),
        ("lang", "cn"),
    ];
    let answer = ask(&sandbox, "/aliexpress/item_search/", &own).await;
    let rows = answer["items"]["item"].as_array().unwrap();
    let prices: Vec<f64> = rows
        .iter()
        .map(|row| row["promotion_price"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(prices.len(), 10, "{answer}");
    assert!(prices.is_sorted() && prices[0] >= 5.0, "{prices:?}");
    assert!(rows[0]["title"].as_str().unwrap().contains("合成数据"), "{answer}");
    let none = ask(&sandbox, "/aliexpress/item_search/", &[("q", "no such")]).await;
    assert_eq!(none["error_code"], "2000");
}

#[tokio::test]
async fn what_is_wrong_has_the_vendors_code() {
    let quotas = Quotas { per_day: Some(3), ..Quotas::default() };
    let sandbox = Sandbox::builder().quotas(quotas).start().await.unwrap();
    let item = ("num_iid", "1005006000000001");
    for (path, own, code) in [
        ("/aliexpress/item_get/", &[("key", "nobody"), item][..], "4004"),
        ("/aliexpress/item_get/", &[("secret", "wrong"), item], "4005"),
        ("/aliexpress/item_get/", &[("result_type", "xml"), item], "4003"),
        ("/aliexpress/item_get/", &[], "4003"),
        ("/aliexpress/item_get/", &[("num_iid", "5")], "2000"),
        ("/taobao/item_get/", &[item], "4012"),
        ("/aliexpress/item_review/", &[item], "4013"),
    ] {
        let answer = ask(&sandbox, path, own).await;
        assert_eq!(answer["error_code"], code, "{path} {own:?} {answer}");
        assert_ne!(answer["error"], "", "{answer}");
        assert!(answer.get("item").is_none());
    }
    sandbox.set_quotas(Quotas::default());
    assert_eq!(
        ask(&sandbox, "/aliexpress/item_review/", &[item]).await["error_code"],
        "4010"
    );
    sandbox.script().add("limited".parse().unwrap());
    assert_eq!(
        ask(&sandbox, "/aliexpress/item_get/", &[item]).await["error_code"],
        "4008"
    );
}

#[tokio::test]
async fn the_vendors_cache_is_as_old_as_the_hour() {
    let clock = "2026-11-23T17:20:27Z".parse().unwrap();
    let sandbox = Sandbox::builder().clock(clock).start().await.unwrap();
    let own = [("num_iid", "1005006000000001")];
    let answer = ask(&sandbox, "/aliexpress/item_get", &own).await;
    assert_eq!(answer["cache"], 1);
    assert_eq!(answer["secache_date"], "2026-11-24 01:00:00");
    assert_eq!(answer["server_time"], "Beijing/2026-11-24 01:20:27");
}
