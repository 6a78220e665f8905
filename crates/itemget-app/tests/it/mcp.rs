//! Tools for assistants, as a client meets them: over the standard input and output, and
//! over HTTP.

use itemget_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::past::{Day, ITEM, Past, key};
use crate::platform::Platform;
use crate::service::{Key, Service};
use crate::world::{Running, World};

/// An item of which nothing was ever kept.
const OTHER: &str = "1005006000000002";

/// A world in which an item was followed for forty days.
fn world() -> World {
    let world = World::new();
    Past::usual().put_into(&world);
    world
}

fn call(id: u32, tool: &str, arguments: &Value) -> Value {
    let params = json!({ "name": tool, "arguments": arguments });
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params })
}

fn greeting() -> Value {
    let client = json!({ "name": "a test", "version": "1" });
    let params = json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client,
    });
    json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params })
}

/// What a tool said, and whether it is trouble.
#[track_caller]
fn said(answer: &Value) -> (String, bool) {
    let result = &answer["result"];
    let text = result["content"][0]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no text: {answer}")).to_owned();
    (text, result["isError"] == true)
}

/// How many tokens a text has for a model at the most, or nearly: a token for each three
/// letters of a word, each two digits of a number, and each other sign. Tokenizers make
/// words of four letters and more of one token, and three digits.
fn tokens(text: &str) -> usize {
    let kind = |c: char| match c {
        c if c.is_ascii_alphabetic() => 3,
        c if c.is_ascii_digit() => 2,
        _ => 1,
    };
    let (mut count, mut run) = (0, (0, 0));
    for c in text.chars().chain(['\n']) {
        let kind = kind(c);
        if kind != run.0 || kind == 1 {
            count += usize::div_ceil(run.1, usize::max(run.0, 1));
            run = (kind, 0);
        }
        run.1 += usize::from(!c.is_whitespace());
    }
    count
}

#[test]
fn tokens_are_counted_on_the_safe_side() {
    for (text, expected) in
        [("", 0), ("now", 1), ("price", 2), ("12.75 EUR", 4), ("[a, b]", 5), ("手机", 2)]
    {
        assert_eq!(tokens(text), expected, "{text}");
    }
}

struct Stdio<'a> {
    running: Running<'a>,
    count: u32,
}

impl<'a> Stdio<'a> {
    fn started(world: &'a World, arguments: &'a [&'a str]) -> Self {
        let mut running = world.start(arguments);
        running.write(&format!("{}\n", greeting()));
        let line = running.line_with("protocolVersion");
        let answer: Value = serde_json::from_str(&line).expect("a line is a message");
        assert_eq!(answer["result"]["serverInfo"]["name"], "itemget");
        let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        running.write(&format!("{ready}\n"));
        Self { running, count: 0 }
    }

    fn ask(&mut self, message: &Value, id: u32) -> Value {
        self.running.write(&format!("{message}\n"));
        let line = self.running.line_with(&format!("\"id\":{id},"));
        serde_json::from_str(&line).expect("a line is a message")
    }

    #[track_caller]
    fn call(&mut self, tool: &str, arguments: Value) -> (String, bool) {
        self.count += 1;
        said(&self.ask(&call(self.count, tool, &arguments), self.count))
    }
}

#[test]
fn a_price_check_is_short_and_says_where_it_comes_from() {
    let world = world();
    let mut client = Stdio::started(&world, &["mcp", "--log", "off"]);
    for arguments in [
        json!({ "item": ITEM }),
        json!({ "item": OTHER }),
        json!({ "item": format!("https://www.aliexpress.com/item/{ITEM}.html") }),
        json!({ "item": 1005006000000002_u64, "max_age_hours": 1 }),
    ] {
        let (text, is_trouble) = client.call("check_price", arguments.clone());
        assert!(!is_trouble, "{text}");
        assert!(tokens(&text) <= 60, "{} tokens: {text}", tokens(&text));
        assert!(text.contains("ds.product.get 2026-11-23T"), "{arguments}: {text}");
        assert!(text.ends_with("synthetic]"), "{text}");
        let is_followed = !arguments.to_string().contains("0002");
        assert_eq!(text.contains("90 d: low"), is_followed, "{text}");
        assert_eq!(text.contains("no history"), !is_followed, "{text}");
    }
    let (quota, _) = client.call("quota", json!({}));
    assert!(quota.contains("tools: 195 of 200 calls left"), "{quota}");
    // What was followed is answered from the store and costs nothing; the other item a
    // call each time, because a sandbox's answers are not kept.
    assert!(quota.contains("get (this app): 2 spent today"), "{quota}");
    client.running.end().must_end(0);
}

/// The same with so many days in euros, at prices that nothing in dollars has.
fn with_euros(mut past: Past) -> Past {
    for days_ago in (0..40).rev() {
        let day = Day::Seen { list: "99.00", sale: ["55.55", "66.66"], stock: [9, 9] };
        past = past.day_of(key(ITEM, "US", "EUR"), days_ago, &day);
    }
    past
}

#[test]
fn what_was_seen_in_another_currency_is_not_told_as_if_it_were_this_one() {
    for (past, told, other) in [
        (with_euros(Past::usual()), "USD", ["EUR", "55.55"]),
        // Where nothing else is known, with its own currency.
        (with_euros(Past::new()), "EUR", ["USD", "6.00"]),
    ] {
        let world = World::new();
        past.put_into(&world);
        let mut client = Stdio::started(&world, &["mcp", "--log", "off"]);
        let (text, is_trouble) = client.call("price_history", json!({ "item": ITEM }));
        assert!(!is_trouble && text.contains("changes: "), "{text}");
        assert!(other.iter().all(|it| !text.contains(it)), "{text}");
        let figures: Vec<&str> =
            text.lines().filter(|it| it.contains(": low ")).collect();
        assert!(!figures.is_empty(), "{text}");
        assert!(figures.iter().all(|it| it.contains(told)), "{text}");
        client.running.end().must_end(0);
    }
}

#[test]
fn rows_of_a_search_that_cannot_be_read_are_no_empty_search() {
    let platform = Platform::of(Sandbox::builder());
    // Rows whose item nobody could name.
    let fault =
        "without*always field=product_id method=aliexpress.affiliate.product.query";
    platform.sandbox.script().add(fault.parse().unwrap());
    let world = platform.world();
    let mut client = Stdio::started(&world, &["mcp", "--log", "off"]);
    let (text, is_trouble) = client.call("search_items", json!({ "text": "lamp" }));
    assert!(is_trouble && text.contains("rows could not be read"), "{text}");
    assert!(!text.contains("nothing was found"), "{text}");
    client.running.end().must_end(0);
    let serve = ["serve", "--listen", "127.0.0.1:0", "--no-scheduler", "--log", "off"];
    let service = Service::started(&world, &serve);
    let page = service.get("/v1/search?text=lamp").json();
    assert_eq!(page["items"], json!([]), "{page}");
    assert!(page["unread"].as_u64() > Some(0), "{page}");
    let key = Key::made(&world);
    let who = format!("key={}&secret={}", key.key, key.secret);
    let search = format!("/aliexpress/item_search/?{who}&q=lamp&lang=en");
    let answer = service.get(&search).json();
    // 2000 is that nothing is there.
    assert_ne!(answer["error_code"], "2000", "{answer}");
    assert_ne!(answer["error_code"], "0000", "{answer}");
    service.end().must_end(0);
}

#[test]
fn every_tool_answers_in_few_lines_with_its_source() {
    let world = world();
    let mut client = Stdio::started(&world, &["mcp", "--log", "off"]);
    let list = json!({ "jsonrpc": "2.0", "id": 99, "method": "tools/list" });
    let list = client.ask(&list, 99);
    assert!(list["result"].to_string().len() <= 6 * 1024);
    for (tool, arguments, parts) in [
        ("find_item", json!({ "item": OTHER }), &["price ", "variants", "shop "][..]),
        ("compare_variants", json!({ "item": OTHER, "limit": 2 }), &["stock ", "sku 12"]),
        ("price_history", json!({ "item": ITEM }), &["now ", "90 d: low", "changes: "]),
        ("search_items", json!({ "text": "lamp", "limit": 2 }), &["in all", "page 1"]),
        ("list_tracked", json!({}), &[]),
        ("track_item", json!({ "item": OTHER, "list": "lamps" }), &["from now on"]),
        ("track_item", json!({ "item": OTHER }), &["already"]),
        ("list_tracked", json!({ "list": "lamps" }), &[OTHER, "not looked at yet"]),
    ] {
        let (text, _) = client.call(tool, arguments);
        for part in parts {
            assert!(text.contains(part), "{tool}: {text}");
        }
        assert!(text.len() < 1500, "{tool}: {text}");
        let is_data = !matches!(tool, "track_item" | "list_tracked");
        assert_eq!(text.contains("synthetic]"), is_data, "{tool}: {text}");
    }
    for (tool, arguments) in [
        ("find_item", json!({ "item": "lamp" })),
        ("find_item", json!({ "item": "1005999999999999" })),
        ("find_item", json!({})),
        ("find_item", json!({ "item": ITEM, "itme": 1 })),
        ("compare_variants", json!({ "item": OTHER, "with": "no such words" })),
        ("price_history", json!({ "item": "1005006000000003" })),
        ("search_items", json!({ "text": " " })),
        ("search_items", json!({ "text": "lamp", "min_price": "cheap" })),
        ("search_items", json!({ "text": "nosuchthing" })),
        ("list_tracked", json!({ "list": "none" })),
    ] {
        let (text, is_trouble) = client.call(tool, arguments.clone());
        assert!(is_trouble && text.contains("; hint: "), "{tool} {arguments}: {text}");
    }
    let unknown = client.ask(&call(77, "buy_item", &json!({})), 77);
    assert!(
        unknown["error"]["message"].as_str().is_some_and(|it| it.contains("find_item"))
    );
    client.running.end().must_end(0);
}

#[test]
fn a_session_ends_with_its_calls_and_its_log_is_not_among_the_messages() {
    let world = world();
    let mut client = Stdio::started(&world, &["mcp", "--calls", "2"]);
    let (_, is_trouble) = client.call("quota", json!({}));
    assert!(!is_trouble);
    let (text, is_trouble) = client.call("quota", json!({}));
    assert!(is_trouble && text.contains("quota's 1 calls are spent"), "{text}");
    let said = client.running.end().ended(0);
    assert!(said.stderr.contains("synthetic"), "the note is for people: {said}");
    for line in said.stdout.lines() {
        serde_json::from_str::<Value>(line).expect("a message, and nothing else");
    }
}

#[test]
fn over_http_the_same_rules_hold_as_for_everything_else() {
    let world = world();
    let make = |scope: &str| {
        let said = world.run(&["token", "create", scope, "--scope", scope]).ended(0);
        format!("authorization: Bearer {}\r\n", said.stdout.trim())
    };
    let (reads, tracks) = (make("read"), make("track"));
    let serve = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--no-scheduler",
        "--log",
        "off",
        "--require-token",
    ];
    let service = Service::started(&world, &serve);
    let kinds = "content-type: application/json\r\n\
         accept: application/json, text/event-stream\r\nmcp-protocol-version: 2025-06-18\r\n";
    let ask = |more: &str, message: &Value| {
        service.ask("POST", "/mcp", &format!("{kinds}{more}"), &message.to_string())
    };
    let greeted = ask(&reads, &greeting());
    assert_eq!(greeted.status, 200, "{greeted:?}");
    assert_eq!(greeted.json()["result"]["serverInfo"]["name"], "itemget");
    let answer = ask(&reads, &call(1, "check_price", &json!({ "item": ITEM }))).json();
    let (text, is_trouble) = said(&answer);
    assert!(!is_trouble && text.contains("90 d: low"), "{text}");
    let follow = call(2, "track_item", &json!({ "item": OTHER }));
    let (text, is_trouble) = said(&ask(&reads, &follow).json());
    assert!(is_trouble && text.contains("itemget token create"), "{text}");
    assert_eq!(ask("", &greeting()).status, 401);
    assert_eq!(ask(&tracks, &follow).status, 403, "a tool is asked with the scope read");
    for (more, status) in [
        ("origin: https://evil.example\r\n", 403),
        ("sec-fetch-site: cross-site\r\n", 403),
        ("host: evil.example\r\n", 421),
    ] {
        assert_eq!(ask(&format!("{reads}{more}"), &greeting()).status, status, "{more}");
    }
    let big = json!({ "item": "x".repeat(70_000) });
    assert_eq!(ask(&reads, &call(3, "find_item", &big)).status, 413);
    let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
    let deep = service.ask("POST", "/mcp", &format!("{kinds}{reads}"), &deep);
    assert!((400..500).contains(&deep.status), "{deep:?}");
    assert_eq!(service.ask("GET", "/mcp", &reads, "").status, 405);
    assert_eq!(service.ask("DELETE", "/mcp", &reads, "").status, 403);
    service.end().must_end(0);
}
