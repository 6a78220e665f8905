//! Answers that are ready go a short way. What comes of it, and what is logged and counted
//! of it, is what would have come of the long one.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Service;
use super::web_client::Reply;
use crate::world::World;

const SERVE: &[&str] =
    &["serve", "--listen", "127.0.0.1:0", "--no-scheduler", "--log", "json"];
const ITEM: &str = "/v1/items/1005006000000001?fields=title,price";
const LINK: &str =
    "/v1/items/https%3A%2F%2Fwww.aliexpress.com%2Fitem%2F1005006000000001.html";
/// Who sends a cookie is answered the long way.
const LONG: &str = "cookie: a=b\r\n";

/// What is the same whichever way it went: the status, the headers but for what names the
/// request and the second, and the body.
fn same(reply: &Reply) -> (u16, Vec<(&str, &str)>, &[u8]) {
    let headers = reply.headers.iter().map(|(name, value)| (&**name, &**value));
    let headers = headers.filter(|(name, _)| !matches!(*name, "date" | "x-request-id"));
    (reply.status, headers.collect(), &reply.body)
}

/// How many answers went the short way.
fn short(service: &Service<'_>, more: &str) -> u64 {
    let metrics = service.ask("GET", "/metrics", more, "").text();
    let line =
        metrics.lines().find_map(|it| it.strip_prefix("itemget_short_answers_total "));
    line.and_then(|it| it.parse().ok())
        .unwrap_or_else(|| panic!("not counted: {metrics}"))
}

/// The line of the log about this answer, without what names the request and the moment.
fn logged(log: &str, reply: &Reply) -> Value {
    let id = Value::from(reply.headers["x-request-id"].as_str());
    let lines = log.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    let mut lines = lines.filter(|it| it["id"] == id);
    let mut line = lines.next().unwrap_or_else(|| panic!("{id} is not logged: {log}"));
    assert!(lines.next().is_none(), "{id} is logged twice: {log}");
    let fields = line.as_object_mut().expect("it is an object");
    for name in ["id", "micros", "timestamp"] {
        assert!(fields.remove(name).is_some(), "{name}: {log}");
    }
    line
}

#[test]
fn the_short_way_cannot_be_told_from_the_long_one() {
    let world = World::new();
    let make = |name: &str, scope: &str| {
        let said = world.run(&["token", "create", name, "--scope", scope]).ended(0);
        format!("authorization: Bearer {}\r\n", said.stdout.trim())
    };
    let (reader, tracker) = (make("reader", "read"), make("tracker", "track"));
    let guessed = format!("authorization: Bearer itemget_{}\r\n", "0".repeat(64));
    let cookie = reader.replace("authorization: Bearer ", "cookie: itemget_token=");
    let serve = [SERVE, &["--require-token"]].concat();
    let service = Service::started(&world, &serve);
    let absolute = format!("http://{}{ITEM}", service.at);
    let ask = |method: &str, path: &str, more: &str| service.ask(method, path, more, "");
    let warm = ask("GET", ITEM, &reader);
    assert_eq!(warm.status, 200, "{warm:?}");
    for path in [LINK, "/v1/items/1005006000000001"] {
        assert_eq!(ask("GET", path, &reader).status, 200, "{path}");
    }
    // Packed once, and ready for who says the same.
    for packing in ["gzip", "br", "identity"] {
        let more = format!("{reader}accept-encoding: {packing}\r\n");
        assert_eq!(ask("GET", ITEM, &more).status, 200, "{packing}");
    }
    let tag = &warm.headers["etag"];
    let with = |more: &str| format!("{reader}{more}\r\n");
    let mut pairs = Vec::new();
    for (method, path, more, status, is_short) in [
        ("GET", ITEM, reader.clone(), 200, true),
        ("GET", LINK, reader.clone(), 200, true),
        ("GET", "/v1/items/1005006000000001", reader.clone(), 200, true),
        ("GET", &absolute, reader.clone(), 200, true),
        ("GET", ITEM, with(&format!("if-none-match: {tag}")), 304, true),
        ("GET", ITEM, with("if-none-match: \"other\""), 200, true),
        ("GET", ITEM, with("x-forwarded-for: 192.0.2.7"), 200, true),
        ("GET", ITEM, cookie, 200, false),
        ("GET", ITEM, with("accept-encoding: gzip"), 200, true),
        ("GET", ITEM, with("accept-encoding: br"), 200, true),
        ("GET", ITEM, with("accept-encoding: identity"), 200, true),
        (
            "GET",
            ITEM,
            with(&format!("accept-encoding: gzip\r\nif-none-match: {tag}")),
            304,
            true,
        ),
        // Not yet packed for who says it so.
        ("GET", ITEM, with("accept-encoding: gzip;q=0.5"), 200, false),
        ("GET", ITEM, with("accept-encoding: gzip\r\naccept-encoding: br"), 200, false),
        ("GET", ITEM, with("accept-encoding: identity;q=0"), 406, false),
        ("HEAD", ITEM, reader.clone(), 200, false),
        ("GET", ITEM, String::new(), 401, false),
        ("GET", ITEM, guessed, 401, false),
        ("GET", ITEM, "authorization: Basic eA==\r\n".to_owned(), 401, false),
        ("GET", ITEM, tracker, 403, false),
        ("GET", ITEM, with("host: evil.example"), 421, false),
        ("GET", ITEM, with("sec-fetch-site: cross-site"), 403, false),
        ("GET", &format!("{ITEM}&fields=title"), reader.clone(), 400, false),
        ("GET", &format!("{ITEM}&max_age=old"), reader.clone(), 400, false),
        ("GET", "/v1/items/1005006000000001/nothing", reader.clone(), 404, false),
    ] {
        let before = short(&service, &reader);
        let one = ask(method, path, &more);
        let count = short(&service, &reader) - before;
        assert_eq!(count, u64::from(is_short), "{method} {path} {more}");
        assert_eq!(one.status, status, "{method} {path} {more}: {one:?}");
        let may_be_packed = more.contains("gzip") || more.contains(" br");
        let is_packed = one.headers.contains_key("content-encoding");
        assert_eq!(is_packed, may_be_packed && status == 200, "{more}: {one:?}");
        let other = ask(method, path, &format!("{more}{LONG}"));
        assert_eq!(same(&one), same(&other), "{method} {path} {more}");
        pairs.push((one, other));
    }
    let log = service.end().ended(0).stderr;
    for (one, other) in &pairs {
        assert_eq!(logged(&log, one), logged(&log, other));
    }
}

#[test]
fn a_program_of_this_machine_goes_the_short_way_as_well_and_no_other_one() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    assert_eq!(service.get(ITEM).status, 200);
    assert_eq!(service.get(ITEM).status, 200);
    assert_eq!(short(&service, ""), 1);
    let passed_on = service.ask("GET", ITEM, "x-forwarded-for: 192.0.2.7\r\n", "");
    assert_eq!((passed_on.status, short(&service, "")), (401, 1));
    service.end().must_end(0);
}

#[test]
fn both_ways_take_from_one_budget() {
    let world = World::new();
    let said = world.run(&["token", "create", "shop", "--scope", "read"]).ended(0);
    let token = format!("authorization: Bearer {}\r\n", said.stdout.trim());
    let serve = [SERVE, &["--token-rate", "1"]].concat();
    let service = Service::started(&world, &serve);
    assert_eq!(service.get(ITEM).status, 200);
    let (begun, mut given) = (Instant::now(), 0);
    for more in [&token, &format!("{token}{LONG}")].into_iter().cycle() {
        let reply = service.ask("GET", ITEM, more, "");
        let passed = begun.elapsed();
        if reply.status == 429 {
            assert_eq!(reply.headers["retry-after"], "1");
            break;
        }
        given += 1;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert!(f64::from(given) <= 2.0 + passed.as_secs_f64(), "{given} in {passed:?}");
        // Where a request takes a second, there is always one left.
        if passed > Duration::from_secs(60) {
            break;
        }
    }
    service.end().must_end(0);
}
