//! OneBound's route, as its programs meet it.

use super::super::Service;
use super::Key;
use crate::world::World;

const SERVE: &[&str] = &[
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--no-scheduler",
    "--log",
    "json",
    "--require-token",
];
const ITEM: &str = "1005006000000001";

#[test]
fn a_program_of_onebounds_gets_its_item_and_its_search() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let who = format!("key={}&secret={}", key.key, key.secret);
    let ask = |call: &str, more: &str| {
        let reply = service.get(&format!("/aliexpress/{call}?{who}&{more}"));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    };
    let usual = format!(
        "api_name=item_get&cache=yes&result_type=json&lang=en&num_iid={ITEM}&ship_to=FR&currency=EUR"
    );
    let answer = ask("item_get/", &usual);
    assert_eq!((&answer["error_code"], &answer["error"]), (&"0000".into(), &"".into()));
    assert_eq!(answer["_synthetic_"], true);
    assert_eq!(answer["itemget"]["currency"], "EUR");
    assert_eq!(answer["secache_date"], "2026-11-24 01:20:27");
    let item = &answer["item"];
    assert_eq!(item["num_iid"], ITEM);
    assert!(item["orginal_price"].as_str().is_some_and(|it| it.contains('-')), "{item}");
    assert!(item["num"].as_str().is_some_and(|num| num.parse::<u64>().is_ok()), "{item}");
    let skus = item["skus"]["sku"].as_array().unwrap();
    assert_eq!(skus.len(), 40);
    let [properties, names] = ["properties", "properties_name"]
        .map(|name| skus[0][name].as_str().unwrap().split(';').count());
    assert_eq!((properties, names), (3, 3), "{}", skus[0]);
    let first = skus[0]["properties"].as_str().unwrap().split(';').next().unwrap();
    assert!(item["props_list"][first].is_string(), "{first}");
    // Nobody told these, and nobody makes them up.
    for name in ["created_time", "post_fee", "brandId", "seller_id"] {
        assert_eq!(item[name], "", "{name}");
    }
    let chinese = ask("item_get", &format!("num_iid={ITEM}"));
    assert_ne!(chinese["item"]["title"], item["title"]);
    assert_eq!(chinese["itemget"]["language"], "zh_CN");

    let page = |number: u32, size: u32| {
        let more = format!("q=lamp&lang=en&page={number}&page_size={size}");
        let items = ask("item_search/", &more)["items"].clone();
        let rows = items["item"].as_array().unwrap().clone();
        let ids = rows.iter().map(|row| row["num_iid"].as_str().unwrap().to_owned());
        (items, ids.collect::<Vec<_>>())
    };
    let (items, first) = page(1, 30);
    assert_eq!((first.len(), &items["page"]), (30, &"1".into()), "{items}");
    let (_, second) = page(2, 30);
    let (_, both) = page(1, 50);
    assert_eq!([first, second].concat()[..50], both[..]);
    let total = items["total_results"].as_u64().unwrap();
    assert_eq!(items["page_count"], total.div_ceil(30));
    let said = service.end().ended(0);
    assert!(said.stderr.contains("/aliexpress/item_get/"), "{said}");
    for secret in [&key.secret, &key.key] {
        assert!(!said.stderr.contains(secret.as_str()), "an address is in the log");
    }
}

#[test]
fn who_gets_nothing_is_told_why_in_the_vendors_codes() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let who = format!("key={}&secret={}", key.key, key.secret);
    for (path, code) in [
        (format!("/aliexpress/item_get/?num_iid={ITEM}"), "4003"),
        (format!("/aliexpress/item_get/?key=1&secret=2&num_iid={ITEM}"), "4004"),
        (
            format!("/aliexpress/item_get/?key={}&secret=2&num_iid={ITEM}", key.key),
            "4005",
        ),
        (format!("/aliexpress/item_get/?{who}"), "4003"),
        (format!("/aliexpress/item_get/?{who}&num_iid=lamp"), "4003"),
        (format!("/aliexpress/item_get/?{who}&num_iid=1005999999999999"), "2000"),
        (format!("/aliexpress/item_get/?{who}&num_iid={ITEM}&result_type=xml"), "4003"),
        (format!("/aliexpress/item_get/?{who}&num_iid={ITEM}&lang=de"), "4003"),
        (format!("/taobao/item_get/?{who}&num_iid={ITEM}"), "4012"),
        (format!("/aliexpress/item_review/?{who}&num_iid={ITEM}"), "4010"),
        (format!("/aliexpress/item_search/?{who}"), "4003"),
        (format!("/aliexpress/item_search/?{who}&q=lamp&sort=_new"), "4003"),
        (format!("/aliexpress/item_search/?{who}&q=nosuchthing"), "2000"),
        (format!("/aliexpress/item_search/?{who}&q=lamp&page=0"), "4003"),
    ] {
        let reply = service.get(&path);
        let body = reply.json();
        assert_eq!(
            (reply.status, &*body["error_code"].to_string()),
            (200, &*format!("\"{code}\"")),
            "{path}"
        );
        for name in ["error", "reason"] {
            assert!(body[name].as_str().is_some_and(|it| !it.is_empty()), "{body}");
        }
        assert!(body.get("item").is_none() && body.get("items").is_none(), "{body}");
        assert!(!reply.text().contains(&key.secret));
    }
    // What only looks like one of the vendor's paths is not let in without a token.
    for path in [
        "/aliexpress/item%5Fget".to_owned(),
        format!("/aliexpress//item_get/?{who}"),
        "/v1/items/item_get".to_owned(),
        "/v1/tracked".to_owned(),
        "/items/item_get/../../v1/tracked".to_owned(),
    ] {
        assert_eq!(service.get(&path).status, 401, "{path}");
    }
    for path in ["/aliexpress/other/", "/v1/tracked/"] {
        assert_eq!(service.get(path).status, 404, "{path}");
    }
    let site = "sec-fetch-site: cross-site\r\n";
    let path = format!("/aliexpress/item_get/?{who}&num_iid={ITEM}");
    assert_eq!(service.ask("GET", &path, site, "").status, 403);
    service.end().must_end(0);
}

/// Every key has a budget of its own, as every token has.
#[test]
fn who_guesses_secrets_is_stopped() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let guess = |at: u32| {
        let secret = format!("guess{at}");
        let asked = format!("key={}&secret={secret}&num_iid={ITEM}", key.key);
        let reply = service.get(&format!("/aliexpress/item_get/?{asked}"));
        reply.json()["error_code"].as_str().map(str::to_owned)
    };
    // On a slow machine some more are allowed meanwhile.
    let guessed = (0..200).find(|at| guess(*at).as_deref() != Some("4005"));
    let stopped = guessed.expect("it is stopped");
    assert!(stopped >= 20, "{stopped}");
    service.end().must_end(0);
}

#[test]
fn who_asks_too_often_is_told_to_wait() {
    let world = World::new();
    let [one, other] = [Key::made(&world), Key::made(&world)];
    let arguments = [SERVE, &["--token-rate", "1"]].concat();
    let service = Service::started(&world, &arguments);
    let ask = |key: &Key| {
        let who = format!("key={}&secret={}", key.key, key.secret);
        let reply = service.get(&format!("/taobao/item_get/?{who}"));
        reply.json()["error_code"].as_str().unwrap().to_owned()
    };
    // Two at once, and one a second after that: of very many, some are refused.
    assert_eq!(ask(&one), "4012");
    assert!((0..1000).any(|_| ask(&one) == "4008"));
    assert_eq!(ask(&other), "4012", "the other key's budget is its own");
    service.end().must_end(0);
}
