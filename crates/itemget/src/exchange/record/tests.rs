//! What is recorded, and what comes back of it.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicUsize;

use http::Response;
use http::header::CONTENT_TYPE;

use super::*;
use crate::exchange::Replayer;
use crate::files::FullAfter;
use crate::transport::{TransportError, TransportErrorKind};

/// Answers with each text in turn, and the last one again.
#[derive(Debug)]
struct Answers(Vec<&'static str>, AtomicUsize);

impl Answers {
    fn new(bodies: &[&'static str]) -> Self {
        Self(bodies.to_vec(), AtomicUsize::new(0))
    }
}

impl Transport for Answers {
    fn send(&self, _: Request<Bytes>) -> SendFuture<'_> {
        let turn = self.1.fetch_add(1, Ordering::Relaxed).min(self.0.len() - 1);
        let answer = match self.0[turn] {
            "broken" => Err(TransportError::from(TransportErrorKind::Interrupted)),
            body => Ok(Response::builder()
                .header(CONTENT_TYPE, "application/json")
                .header("set-cookie", "planted-cookie")
                .body(Bytes::from_static(body.as_bytes()))
                .unwrap()),
        };
        Box::pin(std::future::ready(answer))
    }
}

fn request(method: &str, more: &str) -> Request<Bytes> {
    let body = format!(
        "method={method}&{more}&app_key=12345678&timestamp=1&sign=PLANTED-SIGN-0123456789\
         &access_token=planted-access-token"
    );
    Request::post("http://127.0.0.1:9/sync")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded;charset=utf-8")
        .header("authorization", "Bearer planted-bearer")
        .header("cookie", "session=planted-session")
        .body(Bytes::from(body))
        .unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn body(transport: &impl Transport, request: Request<Bytes>) -> String {
    let response = transport.send(request).await.unwrap();
    String::from_utf8(response.body().to_vec()).unwrap()
}

#[tokio::test]
async fn what_was_recorded_is_answered_again_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = [r#"{"n":12000044126059467}"#, "broken", r#"{"n":2.50}"#];
    let recorder = Recorder::open(Answers::new(&bodies), folder.path()).unwrap();
    for _ in 0..3 {
        drop(recorder.send(request("a.b", "product_id=1")).await);
    }
    drop(recorder.send(request("a.c", "product_id=1")).await);
    assert_eq!((recorder.log().written(), recorder.log().lost()), (4, 0));

    let replayer = Replayer::open(folder.path()).unwrap();
    assert_eq!(replayer.len(), 4);
    let asked = || request("a.b", "product_id=1");
    assert_eq!(body(&replayer, asked()).await, bodies[0]);
    let failure = replayer.send(asked()).await.unwrap_err();
    assert_eq!(failure.kind, TransportErrorKind::Interrupted);
    assert_eq!(body(&replayer, asked()).await, bodies[2]);
    assert_eq!(body(&replayer, asked()).await, bodies[2], "the last one again");
}

#[tokio::test]
async fn no_planted_secret_is_in_any_byte_or_name() {
    let folder = tempfile::tempdir().unwrap();
    let bodies = [
        r#"{"error_response":{"msg":"planted-access-token is not valid"}}"#,
        r#"{"access_token":"planted-new","refresh_token":"planted-refresh","account":"planted@x"}"#,
        "planted-session and PLANTED-SIGN-0123456789",
    ];
    let recorder = Recorder::open(Answers::new(&bodies), folder.path()).unwrap();
    let token = "refresh_token=planted-old-refresh&client_secret=planted-client-secret\
                 &code=planted-code&unknown=planted-unknown&keywords=planted-access-token";
    for method in ["a.b", "/auth/token/refresh", "planted-access-token"] {
        drop(recorder.send(request(method, token)).await);
    }
    assert_eq!(recorder.log().written(), 3);
    for name in names(folder.path()) {
        let text = fs::read_to_string(folder.path().join(&name)).unwrap();
        for text in [&name, &text] {
            assert!(!text.to_lowercase().contains("planted"), "{name}: {text}");
            assert!(!text.contains("12345678"), "{name} says whose app it is: {text}");
        }
    }
}

#[tokio::test]
async fn two_recorders_of_one_folder_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Recorder::open(Answers::new(&["{}"]), folder.path()).unwrap();
    let (one, other) = (open(), open());
    for _ in 0..20 {
        tokio::join!(
            async { drop(one.send(request("a.b", "product_id=1")).await) },
            async { drop(other.send(request("a.b", "product_id=1")).await) },
        );
    }
    assert_eq!(one.log().written() + other.log().written(), 40);
    assert_eq!(names(folder.path()).len(), 40);
    let later = open();
    drop(later.send(request("a.b", "product_id=1")).await);
    let last = names(folder.path()).pop().unwrap();
    assert!(last.starts_with("000041-a.b-"), "{last}");
}

#[tokio::test]
async fn a_full_disk_loses_the_recording_and_not_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Box::new(FullAfter(100.into()));
    let recorder =
        Recorder::open_on(Answers::new(&["{}"]), folder.path().to_owned(), disk).unwrap();
    assert_eq!(body(&recorder, request("a.b", "product_id=1")).await, "{}");
    let log = recorder.log();
    assert_eq!((log.written(), log.lost()), (0, 1));
    let error = log.last_error().unwrap();
    assert_eq!(
        error.to_string(),
        format!("could not record to `{}`", folder.path().display())
    );
    assert_eq!(error.source.kind(), io::ErrorKind::StorageFull);
    assert_eq!(names(folder.path()), [""; 0], "half a file is none");
}

#[tokio::test]
async fn an_unrecorded_call_names_the_nearest_and_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = Recorder::open(Answers::new(&["{}"]), folder.path()).unwrap();
    drop(recorder.send(request("a.b", "product_id=1&ship_to_country=US&sort=x")).await);
    drop(recorder.send(request("a.b", "product_id=2&ship_to_country=US")).await);
    let replayer = Replayer::open(folder.path()).unwrap();
    let ask = async |method, more| {
        let error = replayer.send(request(method, more)).await.unwrap_err();
        std::error::Error::source(&error).unwrap().to_string()
    };
    let first = &names(folder.path())[0];
    assert_eq!(
        ask("a.b", "product_id=1&ship_to_country=FR&page_no=3").await,
        format!(
            "`a.b` was not recorded as it is asked; the nearest, `{first}`, has no `page_no` \
             where `3` is asked, `ship_to_country` = `US` where `FR` is asked, `sort` = `x` \
             where none is asked"
        )
    );
    assert_eq!(
        ask("a.z", "product_id=1").await,
        "`a.z` was not recorded as it is asked; only `a.b` was"
    );
}

#[test]
fn damaged_files_are_named_and_unfinished_ones_ignored() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        Replayer::open(folder.path()),
        Err(crate::ReplayError::Empty { .. })
    ));
    fs::write(folder.path().join(".1-0-ab.unfinished"), "{\"for").unwrap();
    fs::write(folder.path().join("README.md"), "not a recording").unwrap();
    fs::write(folder.path().join("000002-a.b-00.json"), "{\"format\":1,").unwrap();
    let error = Replayer::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("1 of the recordings"), "{error}");
    assert!(error.contains("`000002-a.b-00.json` (it is not the JSON"), "{error}");
    let missing = folder.path().join("nowhere");
    let error = Replayer::open(&missing).unwrap_err();
    assert_eq!(error.to_string(), format!("could not read `{}`", missing.display()));
}

#[test]
fn no_method_leads_out_of_the_folder() {
    for (method, expected) in [
        ("/auth/token/create", "auth_token_create"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("a\\b:c\0d", "a_b_c_d"),
    ] {
        assert_eq!(file_name_part(method), expected);
    }
    assert_eq!(file_name_part(&"x".repeat(500)).len(), 80);
}
