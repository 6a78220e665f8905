//! What somebody sends who means harm: lines in values, connections and bodies that come
//! slowly, addresses that lead inside.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use serde_json::json;

use super::web_client::Reply;
use super::{ITEM, SERVE, Service};
use crate::world::World;

const FORM: &str = "0123456789abcdef0123456789abcdef";

/// A hang ends with the test.
const PATIENCE: Duration = Duration::from_secs(60);

/// Connections that have said this and go on for ever.
fn holding(service: &Service<'_>, count: usize, said: &str) -> Vec<TcpStream> {
    let open = |_| {
        let mut stream = service.connect();
        stream.write_all(said.as_bytes()).expect("it is heard");
        stream
    };
    (0..count).map(open).collect()
}

#[test]
fn no_line_slips_into_the_head_of_an_answer() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let cookie = format!("cookie: itemget_form={FORM}\r\n");
    let form = "content-type: application/x-www-form-urlencoded\r\naccept: text/html\r\n";
    let slip = "%0d%0aset-cookie:%20slipped=1%0d%0aslipped:%201";
    for (method, path, body) in [
        ("GET", format!("/sign-in?back=/{slip}"), String::new()),
        ("GET", format!("/items/{slip}"), String::new()),
        ("GET", format!("/items/{ITEM}/body?view={slip}"), String::new()),
        ("GET", format!("/settings/authorised?state={slip}&code={slip}"), String::new()),
        ("GET", format!("/v1/items/{slip}"), String::new()),
        ("GET", format!("/assets/{slip}/app.css"), String::new()),
        (
            "POST",
            "/preferences".to_owned(),
            format!("lang={slip}&theme={slip}&back=/{slip}"),
        ),
        ("POST", "/items".to_owned(), format!("do=pause&query=list%3D{slip}")),
        ("POST", "/sign-in".to_owned(), format!("token={slip}&back=/{slip}")),
    ] {
        let body = if body.is_empty() { body } else { format!("form={FORM}&{body}") };
        let reply = service.ask(method, &path, &format!("{cookie}{form}"), &body);
        assert!(!reply.headers.contains_key("slipped"), "{path}: {reply:?}");
        let set = reply.headers.get("set-cookie").map_or("", |it| it);
        assert!(
            !set.contains("slipped=1;") && !set.starts_with("slipped"),
            "{path}: {set}"
        );
        assert!(reply.status < 500, "{path}: {reply:?}");
    }
    // Bare line ends in a head are no head at all.
    for head in ["x: a\rb\r\n", "x: a\0b\r\n", "x y: 1\r\n", "\u{fe}: 1\r\n"] {
        assert_eq!(service.ask("GET", "/v1", head, "").status, 400, "{head:?}");
    }
    let twice = b"POST /v1/items HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\
        transfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\n";
    assert!(service.raw(twice).status >= 400, "two lengths are none");
    service.end().must_end(0);
}

#[test]
fn paths_lead_to_nothing_but_what_is_served() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/0000000000000000/..%5capp.css",
        "/assets/0000000000000000/%2e%2e%2fapp.css",
        "/items/..%2f..%2fetc%2fpasswd",
        "/pictures/..%2f..%2f/x",
        "//etc/passwd",
        "/items/%00",
        "/items/1%2f..%2f..",
        "/sign-in/",
    ] {
        assert_eq!(service.get(path).status, 404, "{path}");
    }
    // What is no text is nobody's name: told in the shape of every error.
    for path in
        ["/v1/items/%FF", "/v1/jobs/%ff/result", "/items/%C3%28", "/aliexpress/%FF/"]
    {
        let reply = service.get(path);
        assert_eq!((reply.status, &*reply.error()), (400, "bad_request"), "{path}");
    }
    service.end().must_end(0);
}

#[test]
fn connections_that_say_little_do_not_keep_others_waiting() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let _silent = holding(&service, 100, "");
    let _halting =
        holding(&service, 100, "GET /v1 HTTP/1.1\r\nhost: localhost\r\nx-slow: a");
    for _ in 0..20 {
        assert_eq!(service.get("/v1").status, 200);
        assert_eq!(service.get("/items").status, 200);
    }
    service.end().must_end(0);
}

#[test]
fn bodies_that_never_end_are_shed_and_others_are_answered() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let begun = "POST /v1/items HTTP/1.1\r\nhost: localhost\r\n\
        content-type: application/json\r\ncontent-length: 1000000\r\n\r\n{";
    // More than there is room for.
    let mut slow = holding(&service, 280, begun);
    let ask = json!({ "ids": [ITEM], "want": { "fields": "title" } });
    let ask = || service.send("POST", "/v1/items", &ask);
    let shed = shed(&service, &mut slow, begun, ask);
    assert_eq!((shed.status, &*shed.error()), (503, "overloaded"));
    assert_eq!(shed.headers["retry-after"], "1");
    assert_eq!(service.get("/v1").status, 200, "who only asks is heard");
    assert_eq!(service.get("/items").status, 200);
    assert_eq!(service.get("/healthz").status, 200);
    drop(slow);
    let recovered = until(ask, |it| it.status != 503);
    assert_eq!(recovered.status, 200, "{recovered:?}");
    service.end().must_end(0);
}

/// What is answered when there is no room. Each connection that is held is begun at some
/// time; but who asks meanwhile has a place, and one that is held may be shed for it, so
/// that another one is held for each answer.
fn shed(
    service: &Service<'_>,
    held: &mut Vec<TcpStream>,
    said: &str,
    ask: impl Fn() -> Reply,
) -> Reply {
    let ask_and_hold = || {
        let reply = ask();
        if reply.status == 200 {
            held.extend(holding(service, 1, said));
        }
        reply
    };
    until(ask_and_hold, |reply| reply.status != 200)
}

/// Asks until it is answered as wished. A hang ends with the test.
fn until(mut ask: impl FnMut() -> Reply, is_so: impl Fn(&Reply) -> bool) -> Reply {
    let begun = Instant::now();
    loop {
        let reply = ask();
        if is_so(&reply) {
            return reply;
        }
        assert!(begun.elapsed() < PATIENCE, "it is never so: {reply:?}");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

#[test]
fn who_asks_for_long_answers_and_does_not_read_them_is_given_no_more_of_them() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let as_lines = "content-type: application/json\r\naccept: application/x-ndjson\r\n";
    // Answers that are longer than what the system keeps of them, and cost no call.
    let many = json!({ "ids": vec!["x"; 100_000] }).to_string();
    let begun = format!(
        "POST /v1/items HTTP/1.1\r\nhost: localhost\r\n{as_lines}content-length: {}\r\n\r\n{many}",
        many.len()
    );
    let mut unread = holding(&service, 34, &begun);
    let one = json!({ "ids": ["x"] }).to_string();
    let ask = || service.ask("POST", "/v1/items", as_lines, &one);
    let shed = shed(&service, &mut unread, &begun, ask);
    assert_eq!((shed.status, &*shed.error()), (503, "overloaded"));
    let short = service.send("POST", "/v1/items", &json!({ "ids": ["x"] }));
    assert_eq!(short.status, 200, "who asks for little is heard");
    assert_eq!(service.get("/v1").status, 200);
    drop(unread);
    assert_eq!(until(ask, |it| it.status != 503).status, 200);
    service.end().must_end(0);
}

#[test]
fn links_and_webhooks_that_lead_inside_are_not_followed() {
    let world = World::new();
    let inside = TcpListener::bind("127.0.0.1:0").expect("a port");
    inside.set_nonblocking(true).expect("it can be set");
    let port = inside.local_addr().expect("it listens").port();
    let channel = format!("kind = 'webhook'\nurl = 'http://127.0.0.1:{port}/hook'\n");
    let file = world.file("inside.toml", &channel);
    let file = file.to_str().expect("it is text");
    world.run(&["alerts", "channel", "set", "inside", "--file", file]).must_end(0);
    let service = Service::started(&world, SERVE);
    let links = [
        format!("http://127.0.0.1:{port}/e/_short"),
        format!("http://localhost:{port}/item/{ITEM}.html"),
        format!("http://[::1]:{port}/e/_short"),
        format!("http://a.aliexpress.com:{port}@127.0.0.1:{port}/_short"),
        format!("https://s.click.aliexpress.com.evil.example:{port}/e/_short"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        "gopher://127.0.0.1/".to_owned(),
    ];
    let told = service.send("POST", "/v1/items", &json!({ "ids": links })).json();
    for record in told["items"].as_array().expect("a list") {
        assert_ne!(record["outcome"], "found", "{record}");
    }
    let form = format!(
        "cookie: itemget_form={FORM}\r\ncontent-type: application/x-www-form-urlencoded\r\n"
    );
    let tried = service.ask(
        "POST",
        "/alerts",
        &form,
        &format!("form={FORM}&do=test&name=inside"),
    );
    assert_eq!(tried.status, 200, "{tried:?}");
    assert!(tried.text().contains("it did not arrive"), "{}", tried.text());
    let asked = inside.accept().err().map(|error| error.kind());
    assert_eq!(asked, Some(std::io::ErrorKind::WouldBlock), "nobody went there");
    service.end().must_end(0);
}
