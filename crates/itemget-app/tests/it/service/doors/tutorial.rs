//! The tutorials' endpoint, as their programs meet it.

use itemget::AppSecret;
use itemget::sign::{SignMethod, sign};
use serde_json::{Map, Value, json};

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
    // These programs have keys of their own, and no token.
    "--require-token",
];
const ITEM: &str = "1005006000000001";
const ITEM_GET: &str = "/openapi/param2/2/portals.open/api.item.get";
const GET_TOKEN: &str = "/openapi/http/1/system.oauth2/getToken";

/// The time at which the programs of these tests run, in milliseconds.
const NOW: u64 = 1_795_454_427_000;

/// What the tutorials' program sends, with these values in place of its own.
fn signed(key: &Key, token: &str, more: &[(&str, Value)]) -> Value {
    let mut params = Map::new();
    for (name, value) in [
        ("app_key", json!(key.key)),
        ("access_token", json!(token)),
        ("timestamp", json!(NOW)),
        ("format", json!("json")),
        ("v", json!("1.0")),
        ("productId", json!(ITEM)),
        ("fields", json!("productId,title,price,stock,imageUrl")),
    ] {
        params.insert(name.to_owned(), value);
    }
    for (name, value) in more {
        params.insert((*name).to_owned(), value.clone());
    }
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let texts: Vec<(String, String)> =
        params.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let pairs = texts.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let secret = AppSecret::new(key.secret.as_str());
    let signature = sign(SignMethod::TutorialMd5, "", pairs, &secret);
    params.insert("sign".to_owned(), signature.into());
    Value::Object(params)
}

fn token(service: &Service<'_>, key: &Key) -> String {
    let form = format!(
        "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token=your_refresh_token",
        key.key, key.secret
    );
    let kind = "content-type: application/x-www-form-urlencoded\r\n";
    let reply = service.ask("POST", GET_TOKEN, kind, &form);
    assert_eq!((reply.status, &*reply.headers["cache-control"]), (200, "no-store"));
    let granted = reply.json();
    assert_eq!(granted["expires_in"], "3600");
    assert_eq!(granted["refresh_token"], "your_refresh_token");
    granted["access_token"].as_str().expect("a token is granted").to_owned()
}

#[test]
fn a_program_of_the_tutorials_gets_its_item() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let token = token(&service, &key);
    let ask = |more: &[(&str, Value)]| {
        let reply = service.send("POST", ITEM_GET, &signed(&key, &token, more));
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.json()
    };
    let names = |item: &Value| -> Vec<String> {
        item.as_object().unwrap().keys().cloned().collect()
    };
    let answer = ask(&[]);
    assert_eq!(answer["item_get_response"]["_synthetic_"], true);
    let item = &answer["item_get_response"]["item"];
    let expected = ["currency", "imageUrl", "price", "productId", "stock", "title"];
    assert_eq!(names(item), expected);
    assert_eq!(item["productId"], ITEM);
    assert!(item["price"].is_string() && item["stock"].is_u64(), "{item}");
    // The same, asked with everything: the tutorial's own line, and all that there is.
    let line = "productId,title,price,originalPrice,stock,imageUrl,saleCount,storeName";
    let item = ask(&[("fields", line.into())])["item_get_response"]["item"].clone();
    assert_eq!(names(&item).len(), 9, "{item}");
    assert!(item["saleCount"].is_u64(), "{item}");
    let all = ask(&[("fields", "".into())])["item_get_response"]["item"].clone();
    assert_eq!(all["price"], item["price"]);
    let skus = all["skus"].as_array().unwrap();
    assert_eq!(skus.len(), 40);
    assert!(skus[0]["skuId"].is_string() && skus[0]["attributes"][0]["name"].is_string());
    let total: u64 = skus.iter().map(|sku| sku["stock"].as_u64().unwrap()).sum();
    assert_eq!(all["stock"], total);
    // The id as a number, and as a link.
    for id in [json!(1005006000000001_u64), json!("https://x.aliexpress.com/i/1")] {
        let answer = ask(&[("productId", id.clone())]);
        assert_eq!(answer["error_response"].is_object(), id.is_string(), "{answer}");
    }
    service.end().must_end(0);
}

#[test]
fn who_is_refused_is_told_why_in_the_codes_of_the_platform() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let token = token(&service, &key);
    let other = Key { key: key.key.clone(), secret: "a_wrong_secret".to_owned() };
    let nobody = Key { key: "999".to_owned(), secret: key.secret.clone() };
    let late = NOW - 3 * 3_600_000;
    for (params, code) in [
        (signed(&other, &token, &[]), "IncompleteSignature"),
        (signed(&nobody, &token, &[]), "InvalidAppKey"),
        (signed(&key, &token, &[("timestamp", late.into())]), "IllegalTimestamp"),
        (signed(&key, &token, &[("format", "xml".into())]), "InvalidParameter"),
        (signed(&key, "your_access_token", &[]), "IllegalAccessToken"),
        (signed(&key, "", &[]), "MissingParameter"),
        (signed(&key, &token, &[("productId", "".into())]), "MissingParameter"),
        (signed(&key, &token, &[("productId", "lamp".into())]), "InvalidParameter"),
        (
            signed(&key, &token, &[("productId", "1005999999999999".into())]),
            "ItemNotFound",
        ),
        (json!({}), "MissingParameter"),
        (json!([]), "InvalidParameter"),
    ] {
        let reply = service.send("POST", ITEM_GET, &params);
        let error = &reply.json()["error_response"];
        assert_eq!((reply.status, error["code"].as_str()), (200, Some(code)), "{params}");
        assert!(error["msg"].as_str().is_some_and(|msg| msg.len() > 10), "{error}");
    }
    let big = format!("{{\"a\":\"{}\"}}", "x".repeat(70_000));
    let kind = "content-type: application/json\r\n";
    assert_eq!(service.ask("POST", ITEM_GET, kind, &big).status, 413);
    assert_eq!(service.get(ITEM_GET).status, 405);
    // A page of another site can make a browser send this, and learns nothing.
    let site = format!("{kind}origin: https://evil.example\r\n");
    let body = signed(&key, &token, &[]).to_string();
    assert_eq!(service.ask("POST", ITEM_GET, &site, &body).status, 403);
    for (form, error) in [
        ("", "invalid_request"),
        ("client_id=1&client_secret=2&grant_type=refresh_token", "invalid_client"),
        (&*format!("client_id={}&client_secret=2", key.key), "invalid_client"),
        (
            &*format!(
                "client_id={}&client_secret={}&grant_type=password",
                key.key, key.secret
            ),
            "unsupported_grant_type",
        ),
    ] {
        let kind = "content-type: application/x-www-form-urlencoded\r\n";
        let reply = service.ask("POST", GET_TOKEN, kind, form);
        assert_eq!((reply.status, reply.json()["error"].as_str()), (400, Some(error)));
        assert!(reply.json()["error_description"].is_string());
    }
    world.run(&["door", "key", "revoke", "1"]).must_end(0);
    let reply = service.send("POST", ITEM_GET, &signed(&key, &token, &[])).json();
    assert_eq!(reply["error_response"]["code"], "InvalidAppKey");
    let said = service.end().ended(0);
    for secret in [&key.secret, &token] {
        assert!(!said.stderr.contains(secret.as_str()), "a secret is in the log");
    }
}

/// Our own client in this dialect, which knows nothing of the service, is at home there.
#[test]
fn the_client_of_this_dialect_finds_itself_understood() {
    let world = World::new();
    let key = Key::made(&world);
    let service = Service::started(&world, SERVE);
    let at = format!("http://{}", service.at);
    let secret = world.file("secret.txt", &key.secret);
    let token = world.file("token.txt", &token(&service, &key));
    let arguments = [
        "get",
        ITEM,
        "--endpoint",
        &at,
        "--source",
        "item-get",
        "--app-key",
        &key.key,
        "--secret-file",
        secret.to_str().unwrap(),
        "--token-file",
        token.to_str().unwrap(),
        "--format",
        "json",
    ];
    let said = world.run(&arguments).ended(0).json();
    let record = &said["records"][0];
    assert_eq!(record["outcome"], "found");
    assert_eq!(record["item"]["id"], ITEM);
    assert_eq!(record["item"]["synthetic"], true);
    assert!(record["item"].get("unread").is_none(), "{}", record["item"]["unread"]);
    assert_eq!(
        record["item"]["logistics"]["ship_from"],
        json!(["CHINA", "United States"])
    );
    assert_eq!(record["item"]["variants"]["skus"].as_array().unwrap().len(), 40);
    service.end().must_end(0);
}
