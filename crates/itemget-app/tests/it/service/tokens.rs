//! Tokens: who has none, a wrong one, or one that does not allow it.

use serde_json::json;

use super::{ITEM, Service};
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

fn bearer(token: &str) -> String {
    format!("authorization: Bearer {token}\r\n")
}

#[test]
fn a_token_allows_what_it_was_made_for_until_it_is_revoked() {
    let world = World::new();
    let make = |name: &str, scope: &str| {
        let said = world.run(&["token", "create", name, "--scope", scope]).ended(0);
        said.stdout.trim().to_owned()
    };
    let (reader, admin) = (make("reader", "read"), make("owner", "admin"));
    assert!(reader.starts_with("itemget_") && reader.len() == 72, "{}", reader.len());
    let listed = world.run(&["token", "list", "--format", "json"]).ended(0);
    assert!(listed.stdout.contains("reader"), "{listed}");
    assert!(!listed.stdout.contains(&reader), "{listed}");
    let service = Service::started(&world, SERVE);
    let ask = |method: &str, path: &str, token: &str| {
        let json = "content-type: application/json\r\n";
        let body = json!({ "ids": [ITEM] }).to_string();
        let body = if method == "POST" { body.as_str() } else { "" };
        service.ask(method, path, &format!("{json}{}", bearer(token)), body).status
    };
    let mut guessed = reader.clone();
    guessed.pop();
    guessed.push(if reader.ends_with('0') { '1' } else { '0' });
    for (method, path, token, status) in [
        ("GET", "/v1", reader.as_str(), 200),
        ("POST", "/v1/items", &reader, 200),
        ("POST", "/v1/tracked", &reader, 403),
        ("GET", "/v1/tokens", &reader, 403),
        ("GET", "/v1/tokens", &admin, 200),
        ("POST", "/v1/tracked", &admin, 200),
        ("GET", "/v1", &guessed, 401),
        ("GET", "/v1", "", 401),
        ("GET", "/v1", "itemget_", 401),
        ("GET", "/v1", "' OR 1=1 --", 401),
    ] {
        assert_eq!(ask(method, path, token), status, "{method} {path}");
    }
    let nobody = service.get("/v1");
    assert_eq!((nobody.status, &*nobody.error()), (401, "unauthorised"));
    assert_eq!(nobody.headers["www-authenticate"], "Bearer");
    assert_eq!(service.get("/metrics").status, 401);
    assert_eq!(service.get("/healthz").status, 200);
    let cookie = format!("cookie: a=b; itemget_token={reader}\r\n");
    assert_eq!(service.ask("GET", "/v1", &cookie, "").status, 200);
    let tokens = service.ask("GET", "/v1/tokens", &bearer(&admin), "");
    assert!(!tokens.text().contains(&reader));
    let id = tokens.json()["items"][0]["id"].as_i64().unwrap();
    assert_eq!(ask("DELETE", &format!("/v1/tokens/{id}"), &admin), 204);
    assert_eq!(ask("GET", "/v1", &reader), 401, "a revoked token ends at once");
    let made = json!({ "name": "shop", "scopes": ["read"] });
    let made = service.send_with("POST", "/v1/tokens", &bearer(&admin), &made);
    assert_eq!((made.status, &*made.headers["cache-control"]), (201, "no-store"));
    assert_eq!(ask("GET", "/v1", made.json()["token"].as_str().unwrap()), 200);
    let said = service.end().ended(0);
    for token in [&reader, &admin, &guessed] {
        assert!(!said.stderr.contains(token.as_str()), "a token is in the log");
    }
}

#[test]
fn what_is_kept_of_a_token_is_not_the_token() {
    let world = World::new();
    let said = world.run(&["token", "create", "shop"]).ended(0);
    let token = said.stdout.trim().to_owned();
    world.each_file(|path, bytes| {
        let is_there = bytes.windows(token.len()).any(|it| it == token.as_bytes());
        assert!(!is_there, "{} has the token", path.display());
    });
    world.run(&["token", "revoke", "1"]).must_end(0);
    world.run(&["token", "revoke", "1"]).must_end(1);
    world.run(&["token", "create", "shop", "--scope", "everything"]).must_end(2);
}
