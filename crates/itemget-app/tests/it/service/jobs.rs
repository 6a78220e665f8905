//! Jobs as programs meet them: begun, watched, read, cancelled, told of; and gone on with
//! by the next process where the first one was killed.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use itemget_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{SERVE, Service};
use crate::platform::Platform;
use crate::world::World;

/// A hang ends with the test.
const PATIENCE: Duration = Duration::from_secs(120);

pub(super) fn ids(count: u64) -> Vec<String> {
    (0..count).map(|it| (1_005_006_000_000_001 + it).to_string()).collect()
}

/// Looks at a job until it is as wished.
pub(super) fn until(
    service: &Service<'_>,
    job: i64,
    is_so: impl Fn(&Value) -> bool,
) -> Value {
    let begun = Instant::now();
    loop {
        let job = service.get(&format!("/v1/jobs/{job}")).json();
        if is_so(&job) {
            return job;
        }
        assert!(begun.elapsed() < PATIENCE, "it is never so: {job}");
        // The one who works on it needs the processor as well.
        std::thread::park_timeout(Duration::from_millis(50));
    }
}

fn is_done(job: &Value) -> bool {
    job["state"] == "done"
}

pub(super) fn created(service: &Service<'_>, body: &Value) -> i64 {
    let created = service.send("POST", "/v1/jobs", body);
    assert_eq!(created.status, 201, "{created:?}");
    let id = created.json()["id"].as_i64().expect("a number");
    assert_eq!(created.headers["location"], format!("/v1/jobs/{id}"));
    id
}

/// What was asked, line by line.
fn asked(lines: &str) -> Vec<String> {
    let records = lines.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    records.map(|it: Value| it["asked"].as_str().expect("a text").to_owned()).collect()
}

#[test]
fn a_job_is_worked_off_and_read_as_lines_and_as_rows() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let mut all = ids(230);
    all[7] = "lamp".to_owned();
    let body = json!({ "ids": all, "want": { "fields": "title,price" } });
    let id = created(&service, &body);
    let job = until(&service, id, is_done);
    assert_eq!((&job["asked"], &job["answered"]), (&json!(230), &json!(230)), "{job}");
    assert!(job["found"].as_u64() > Some(200), "{job}");
    assert_eq!((&job["failed"], &job["eta_seconds"]), (&json!(0), &Value::Null), "{job}");
    assert!(job["kept_until"].is_string(), "{job}");
    let at = format!("/v1/jobs/{id}/result");
    let lines = service.get(&at);
    assert_eq!(lines.headers["content-type"], "application/x-ndjson");
    assert_eq!(lines.headers["x-itemget-answered"], "230");
    assert_eq!(asked(&lines.text()), all);
    assert!(lines.text().contains("\"outcome\":\"not_an_item\""));
    let rest = service.get(&format!("{at}?after=205"));
    assert_eq!(asked(&rest.text()), all[205..]);
    assert_eq!(service.get(&format!("{at}?after=999")).text(), "");
    for packing in ["gzip", "br"] {
        let packed = format!("accept-encoding: {packing}\r\n");
        let packed = service.ask("GET", &at, &packed, "");
        assert_eq!(packed.headers["content-encoding"], packing);
        assert!(packed.is_whole, "{packing} broke off");
    }
    let tag = format!("if-none-match: {}\r\n", lines.headers["etag"]);
    assert_eq!(service.ask("GET", &at, &tag, "").status, 304);
    let cells = service.ask("GET", &at, "accept: text/csv\r\n", "");
    assert_eq!(cells.headers["content-type"], "text/csv; charset=utf-8");
    let text = cells.text();
    let mut rows = text.lines();
    let head = rows.next().expect("a header");
    assert!(head.starts_with("asked,outcome,id,title"), "{head}");
    assert!(rows.next().is_some_and(|it| it.starts_with(&all[0])), "{text}");
    let last = service.get(&format!("{at}?format=csv&after=229")).text();
    assert!(last.lines().skip(1).all(|it| it.starts_with(&all[229])), "{last}");
    assert!(last.lines().count() > 1, "{last}");
    for (path, code) in [
        (format!("{at}?format=xml"), "bad_request"),
        (format!("/v1/jobs/{}", id + 1), "not_found"),
        ("/v1/jobs/one".to_owned(), "bad_request"),
    ] {
        assert_eq!(service.get(&path).error(), code, "{path}");
    }
    let listed = service.get("/v1/jobs?limit=1").json();
    assert_eq!(
        (&listed["items"][0]["id"], &listed["next"]),
        (&json!(id), &json!(id.to_string()))
    );
    service.end().must_end(0);
}

#[test]
fn the_same_key_is_the_same_job_and_no_other() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let key = "idempotency-key: 5f2c\r\n";
    let body = json!({ "ids": ids(3) });
    let send = |key: &str, body: &Value| service.send_with("POST", "/v1/jobs", key, body);
    let first = send(key, &body);
    let again = send(key, &body);
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(first.json()["id"], again.json()["id"]);
    let other = send(key, &json!({ "ids": ids(4) }));
    assert_eq!((other.status, &*other.error()), (409, "key_is_taken"));
    let too_many = json!({ "ids": vec!["1"; 100_001] });
    let no_url = json!({ "ids": ids(1), "webhook": { "url": "ftp://shop.example/" } });
    for (key, body) in [
        ("idempotency-key: a b\r\n", &body),
        ("", &json!({ "ids": [] })),
        ("", &too_many),
        ("", &no_url),
        ("", &json!({ "ids": ids(1), "want": { "fields": "tittle" } })),
        ("", &json!({ "ids": ids(1), "wants": {} })),
        ("", &json!({ "ids": ids(1), "want": ["US"] })),
        ("", &json!([["1"]])),
    ] {
        assert_eq!(send(key, body).error(), "bad_request", "{key}");
    }
    let wrong = json!({ "url": "https://shop.example/", "secret": "whsec_planted!" });
    let wrong = send("", &json!({ "ids": ids(1), "webhook": wrong }));
    assert!(!wrong.text().contains("planted"), "{wrong:?}");
    assert_eq!(wrong.error(), "bad_request");
    service.end().must_end(0);
    // With other defaults it is the same request still.
    let world = world.env("ITEMGET_SHIP_TO", "FR").env("ITEMGET_CURRENCY", "EUR");
    let service = Service::started(&world, SERVE);
    let again = service.send_with("POST", "/v1/jobs", key, &body);
    assert_eq!((again.status, &again.json()["id"]), (200, &first.json()["id"]));
    service.end().must_end(0);
}

#[test]
fn a_cancelled_job_is_over_and_what_came_of_it_is_there() {
    let world = World::new();
    let service = Service::started(&world, SERVE);
    let all = ids(20_000);
    let id = created(&service, &json!({ "ids": all, "want": { "fields": "title" } }));
    until(&service, id, |job| job["answered"].as_u64() > Some(0));
    let at = format!("/v1/jobs/{id}");
    assert_eq!(service.ask("DELETE", &at, "", "").status, 204);
    let job = service.get(&at).json();
    assert_eq!(job["state"], "cancelled", "{job}");
    let answered = usize::try_from(job["answered"].as_u64().unwrap()).unwrap();
    assert!((1..20_000).contains(&answered), "{job}");
    assert_eq!(service.ask("DELETE", &at, "", "").status, 204);
    let lines = service.get(&format!("{at}/result"));
    assert_eq!(asked(&lines.text()), all[..answered]);
    assert_eq!(service.get(&at).json()["answered"], json!(answered));
    service.end().must_end(0);
}

#[test]
fn a_killed_process_loses_nothing_that_is_written_and_asks_for_it_no_more() {
    // The first window is answered, and the second one not before the end.
    let first = "slow*100 ms=0".parse().expect("it is a fault");
    let then = "stalled*always".parse().expect("it is a fault");
    let platform = Platform::of(Sandbox::builder().items(600).fault(first).fault(then));
    let world = platform.world();
    let all = ids(600);
    let want = json!({ "fields": "title", "source": "dropship", "max_age": "0" });
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/done", listener.local_addr().expect("one"));
    let body = json!({ "ids": all, "want": want, "webhook": { "url": url } });
    let private: &[&str] = &[SERVE, &["--private-webhooks"]].concat();
    let service = Service::started(&world, private);
    let id = created(&service, &body);
    let seen = until(&service, id, |job| job["answered"].as_u64() >= Some(100));
    service.kill();
    assert_eq!(seen["answered"], 100, "{seen}");
    platform.sandbox.script().clear();
    let service = Service::started(&world, private);
    let kept = service.get(&format!("/v1/jobs/{id}")).json();
    assert!(kept["answered"].as_u64() >= Some(100), "{kept}");
    let (_, told) = receive(&listener);
    assert_eq!((&told["job"]["id"], &told["job"]["answered"]), (&json!(id), &json!(600)));
    let lines = service.get(&format!("/v1/jobs/{id}/result")).text();
    assert_eq!(asked(&lines), all);
    // One call an id, and none for what was written before.
    let metrics = service.get("/metrics").text();
    let calls = metrics.lines().find_map(|it| it.strip_prefix("itemget_calls_total "));
    let calls: u64 = calls.expect("it is counted").parse().expect("a number");
    assert_eq!(calls, 500, "one for each that was not answered before");
    service.end().must_end(0);
}

/// Reads one request and says that it is there; gives its head and body.
fn receive(listener: &TcpListener) -> (String, Value) {
    receive_and_say(listener, "204 No Content")
}

/// Reads one request and answers it so; gives its head and body.
fn receive_and_say(listener: &TcpListener, status: &str) -> (String, Value) {
    let (sender, receiver) = mpsc::channel();
    let listener = listener.try_clone().expect("a second handle");
    std::thread::spawn(move || sender.send(listener.accept()));
    let came = receiver.recv_timeout(PATIENCE).expect("somebody comes");
    let (mut stream, _) = came.expect("it is a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("it can be set");
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).expect("it is read");
            return (head.to_lowercase(), body);
        }
        let read = stream.read(&mut part).expect("it is sent");
        assert!(read > 0, "it broke off: {text}");
        bytes.extend_from_slice(&part[..read]);
    }
}

#[test]
fn who_wants_to_hear_of_the_end_is_told_where_that_is_allowed() {
    let world = World::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/done?key=planted", listener.local_addr().expect("one"));
    let hook = json!({ "url": url, "secret": "planted-secret" });
    let body = json!({ "ids": ids(2), "want": { "fields": "title" }, "webhook": hook });
    let private: &[&str] = &[SERVE, &["--private-webhooks"]].concat();
    let service = Service::started(&world, private);
    let id = created(&service, &body);
    let (head, told) = receive(&listener);
    assert!(head.starts_with("post /done?key=planted http/1.1"), "{head}");
    for header in ["webhook-id: job-", "webhook-timestamp: ", "webhook-signature: v1,"] {
        assert!(head.contains(header), "{head}");
    }
    assert_eq!((&told["type"], &told["job"]["id"]), (&json!("job.done"), &json!(id)));
    assert_eq!(told["job"]["state"], "done");
    let job = until(&service, id, |job| job["webhook"]["state"] == "told");
    assert_eq!(job["webhook"]["host"], "127.0.0.1");
    assert!(
        !job.to_string().contains("planted") && !told.to_string().contains("planted")
    );
    service.end().must_end(0);
    // Without being allowed to, nothing goes to this machine's neighbours.
    let service = Service::started(&world, SERVE);
    let id = created(&service, &body);
    let job = until(&service, id, |job| job["webhook"]["state"] == "given_up");
    let trouble = job["webhook"]["trouble"].as_str().expect("it says why");
    assert!(trouble.contains("public internet"), "{job}");
    service.end().must_end(0);
}

#[test]
fn a_receiver_that_does_not_know_the_address_now_is_told_again() {
    let world = World::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/done", listener.local_addr().expect("one"));
    let body = json!({ "ids": ids(2), "webhook": { "url": url } });
    let private: &[&str] = &[SERVE, &["--private-webhooks"]].concat();
    let service = Service::started(&world, private);
    let id = created(&service, &body);
    drop(receive_and_say(&listener, "404 Not Found"));
    let job = until(&service, id, |job| job["webhook"]["tries"] == 1);
    assert_eq!(job["webhook"]["state"], "to_be_told", "{job}");
    assert!(job["webhook"]["trouble"].is_string(), "{job}");
    service.end().must_end(0);
}

#[test]
fn the_webhooks_of_jobs_leave_by_the_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let at = format!("http://{}", proxy.local_addr().expect("one"));
    let world = World::new().env("HTTPS_PROXY", &at).env("NO_PROXY", "127.0.0.1");
    let hook = json!({ "url": "http://shop.invalid/done" });
    let service = Service::started(&world, SERVE);
    created(&service, &json!({ "ids": ids(1), "webhook": hook }));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || sender.send(proxy.accept()));
    let came = receiver.recv_timeout(PATIENCE).expect("somebody comes");
    let (mut stream, _) = came.expect("it is a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("it can be set");
    let mut head = [0; 27];
    stream.read_exact(&mut head).expect("it asks");
    assert_eq!(String::from_utf8_lossy(&head), "CONNECT shop.invalid:80 HTT");
    drop(stream);
    service.end().must_end(0);
}
