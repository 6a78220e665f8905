//! The process: who is answered at all, what comes with every answer, and how it ends.

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::Service;
use crate::world::World;

const SERVE: &[&str] =
    &["serve", "--listen", "127.0.0.1:0", "--no-scheduler", "--log", "json"];

#[test]
fn a_service_answers_logs_counts_and_ends_in_order() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    assert_eq!(service.get("/healthz").text(), "alive\n");
    assert_eq!(service.get("/readyz").text(), "ready\n");
    let unknown = service.get("/v1?secret=do-not-log-me");
    assert_eq!(unknown.error(), "bad_request");
    assert!(!unknown.text().contains("do-not-log-me"));
    let about = service.get("/v1");
    assert_eq!(about.status, 200);
    assert_eq!(about.json()["synthetic"], true);
    for (name, part) in [
        ("content-security-policy", "script-src 'self'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-request-id", "-"),
    ] {
        assert!(about.headers[name].contains(part), "{name}: {about:?}");
    }
    assert!(!about.headers["content-security-policy"].contains("unsafe"));
    let metrics = service.get("/metrics").text();
    for line in [
        "itemget_http_requests_total{method=\"GET\",route=\"/v1\",status=\"200\"} 1",
        "itemget_tracked 0",
        "itemget_queue_due 0",
        "itemget_calls_total 0",
    ] {
        assert!(metrics.lines().any(|it| it == line), "{line}: {metrics}");
    }
    let said = service.end().ended(0);
    let logged: Vec<serde_json::Value> =
        said.stderr.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let is_about = |line: &&serde_json::Value| line["path"] == "/v1";
    let about_line = logged.iter().rfind(is_about);
    let about_line = about_line.unwrap_or_else(|| panic!("not logged: {said}"));
    assert_eq!(about_line["status"], 200);
    assert_eq!(
        about_line["id"].as_str(),
        about.headers.get("x-request-id").map(|it| &**it)
    );
    assert!(!said.stderr.contains("do-not-log-me"), "{said}");
}

#[test]
fn what_is_not_meant_for_the_service_is_refused() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let json = "content-type: application/json\r\n";
    for (method, path, headers, status, code) in [
        ("GET", "/v1", "host: evil.example\r\n", 421, "wrong_host"),
        ("GET", "/v1", "host: localhost\r\nhost: evil.example\r\n", 421, "wrong_host"),
        ("GET", "/v1", "sec-fetch-site: cross-site\r\n", 403, "cross_site"),
        ("POST", "/v1", "origin: https://evil.example\r\n", 403, "cross_site"),
        ("GET", "/v1/nothing", "", 404, "not_found"),
        ("GET", "/v1/../../etc/passwd", "", 404, "not_found"),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", "", 404, "not_found"),
        ("GET", "/v1%00", "", 404, "not_found"),
        ("DELETE", "/v1", json, 405, "method_not_allowed"),
    ] {
        let reply = service.ask(method, path, headers, "");
        assert_eq!((reply.status, &*reply.error()), (status, code), "{path} {headers}");
    }
    for (bytes, status) in
        [(&b"GET /v1 HTTP/1.1\r\n\r\n"[..], 421), (b"nonsense\r\n\r\n", 400)]
    {
        let mut whole = bytes.to_vec();
        if status == 421 {
            whole = b"GET /v1 HTTP/1.1\r\nconnection: close\r\n\r\n".to_vec();
        }
        assert_eq!(service.raw(&whole).status, status, "{bytes:?}");
    }
    // More headers than anybody needs.
    let long = format!("x-long: {}\r\n", "a".repeat(100_000));
    assert_eq!(service.ask("GET", "/v1", &long, "").status, 431);
    service.end().must_end(0);
}

#[test]
fn a_connection_that_does_nothing_does_not_hold_up_the_end() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let mut idle = service.connect();
    assert_eq!(service.get("/healthz").status, 200);
    service.end().must_end(0);
    let mut nothing = Vec::new();
    idle.read_to_end(&mut nothing).unwrap();
    assert!(nothing.is_empty(), "{nothing:?}");
}

#[test]
fn what_a_proxy_passes_on_takes_a_token() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let reply = service.ask("GET", "/v1", "x-forwarded-for: 192.0.2.7\r\n", "");
    assert_eq!((reply.status, &*reply.error()), (401, "unauthorised"));
    let alive = service.ask("GET", "/healthz", "x-forwarded-for: 192.0.2.7\r\n", "");
    assert_eq!(alive.status, 200);
    service.end().must_end(0);
}

#[test]
fn a_demonstration_is_filled_offline() {
    let world = World::new();
    let demo = &["demo", "--listen", "127.0.0.1:0", "--items", "3", "--days", "20"];
    let service = Service::started(&world, demo);
    let metrics = service.get("/metrics").text();
    assert!(metrics.contains("itemget_tracked 3"), "{metrics}");
    assert!(metrics.contains("itemget_tracked_never_looked_at 0"), "{metrics}");
    // Twenty days passed in it, and their calls are not today's.
    let quota = service.get("/v1/quota").json();
    let spent = quota["scopes"][0]["spent_today"]["value"].as_u64();
    assert!(spent.is_some_and(|it| it <= 9), "{quota}");
    service.end().must_end(0);
}

#[test]
fn a_demonstration_that_was_broken_off_is_made_whole_the_next_time() {
    let world = World::new();
    let folder = world.path("demo");
    let folder = folder.to_str().unwrap();
    let demo = |items, days| {
        let listen = ["demo", "--listen", "127.0.0.1:0", "--log", "off"];
        [&listen[..], &["--dir", folder, "--items", items, "--days", days]].concat()
    };
    let first = demo("4", "40");
    let broken = world.start(&first);
    wait_for(&world.path("demo/demo.db"));
    broken.interrupt();
    let said = broken.end();
    assert!(!said.stdout.contains("http://"), "it was whole already: {said}");
    let other = demo("3", "2");
    let service = Service::started(&world, &other);
    let metrics = service.get("/metrics").text();
    assert!(metrics.contains("itemget_tracked 4"), "{metrics}");
    assert!(metrics.contains("itemget_tracked_never_looked_at 0"), "{metrics}");
    let history = service.get("/v1/items/1005006000000001/stats").text();
    let said = service.end().ended(0);
    assert!(said.stderr.contains("4 made-up products are followed"), "{said}");
    let service = Service::started(&world, &other);
    assert_eq!(service.get("/v1/items/1005006000000001/stats").text(), history);
    let said = service.end().ended(0);
    assert!(said.stderr.contains("holds 4 products over 40 days"), "{said}");
}

#[test]
fn a_demonstration_does_not_begin_where_its_pages_would_have_no_place() {
    let world = World::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let said = world.run(&["demo", "--listen", &at]);
    assert_ne!(said.code, Some(0), "{said}");
    assert!(said.stderr.contains("choose another port"), "{said}");
    assert!(!said.stderr.contains("are followed"), "{said}");
}

/// A hang ends with the test.
fn wait_for(file: &Path) {
    let begun = Instant::now();
    while !file.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{} is missing",
            file.display()
        );
        std::thread::park_timeout(Duration::from_millis(5));
    }
}
