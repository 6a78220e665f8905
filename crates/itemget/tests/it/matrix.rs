//! The fault matrix: everything that can go wrong, times every typed call. Each cell says
//! how often is asked, with which pauses, and what is told in the end; in none is anything
//! lost, and in none is a secret shown.

pub(crate) mod calls;
mod cell;
mod faults;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::{Auth, FileTokenStore, RetryPolicy, TokenStore as _};
use itemget::{Client, Credentials, Dialect, Token, TokenKeeper};

use itemget_sandbox::{OTHER_FAULTS, PEER_FAULTS};

use crate::world::World;
use calls::rows;
use cell::Cell;
use faults::{How, faults};

/// Answers that do not come to their end: each in its own test, for they take real time.
const STALLS: [&str; 3] = ["slow ms=3600000", "stalled", "stalled-body"];

/// The methods that the files of `src/api` have types for, with the files.
fn typed() -> BTreeSet<(String, String)> {
    fn walk(folder: &Path, found: &mut BTreeSet<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for declared in text.split("const METHOD: &'static str = \"").skip(1) {
                let file = path.file_stem().unwrap().to_str().unwrap().to_owned();
                found.insert((declared.split('"').next().unwrap().to_owned(), file));
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api"), &mut found);
    found
}

#[test]
fn every_typed_call_has_its_row() {
    let covered: BTreeSet<String> = rows().iter().map(|row| row.method.into()).collect();
    let typed = typed();
    assert!(typed.len() >= 20, "the files are not where they were: {typed:?}");
    let missing: Vec<_> =
        typed.iter().filter(|(method, _)| !covered.contains(method)).collect();
    assert!(missing.is_empty(), "without a row in matrix/calls.rs: {missing:?}");
    assert_eq!(covered.len(), typed.len(), "a row for what has no type");
}

/// The lines of a list, without what only says how much: `http status=502`.
fn kinds<'f>(scripts: impl IntoIterator<Item = &'f str>) -> BTreeSet<String> {
    let kind = |script: &str| {
        let fault: itemget_sandbox::Fault = script.parse().unwrap();
        fault.to_string().split([' ', '*']).next().unwrap().to_owned()
    };
    scripts.into_iter().filter(|it| !it.is_empty()).map(kind).collect()
}

#[test]
fn every_fault_of_the_sandboxs_lists_has_its_column() {
    let faults = faults();
    let mut covered = kinds(faults.iter().filter_map(|fault| match fault.how {
        How::Script(script) => Some(script),
        How::Answer(_) => None,
    }));
    covered.extend(kinds(STALLS));
    let listed = PEER_FAULTS.iter().chain(OTHER_FAULTS).map(|fault| fault.script);
    let missing: Vec<_> = kinds(listed).difference(&covered).cloned().collect();
    assert!(missing.is_empty(), "without a row in matrix/faults.rs: {missing:?}");
}

#[tokio::test]
async fn every_fault_of_every_call_ends_as_it_should() {
    let (rows, faults) = (rows(), faults());
    let cells = rows.iter().flat_map(|row| faults.iter().map(move |fault| (row, fault)));
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (row, fault) in cells {
        let cell = Cell::play(row, fault).await;
        wrong.extend(cell.wrong());
        seen += 1;
    }
    assert_eq!(seen, rows.len() * faults.len());
    assert!(wrong.is_empty(), "of {seen} cells, wrong:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_stalled_answer_is_left_and_asked_for_again_where_that_is_safe() {
    let rows = rows();
    let all = rows.iter().flat_map(|row| STALLS.map(|script| (row, script)));
    let cells = all.map(|(row, script)| async move {
        let world = World::with_faults(script).await;
        let code = world.sandbox.open_code();
        // All wait at once, so that the whole table waits about as long as one.
        let timeout = Duration::from_secs(10);
        let client = world.client().with_timeout(timeout).build().unwrap();
        let result = (row.send)(&client, &code).await.result;
        let (attempts, told) = match &result {
            Ok(answer) => (answer.attempts, "fine".to_owned()),
            Err(error) => (error.attempts(), cell::told(error)),
        };
        let expected = if row.idempotent {
            (2, "fine".to_owned(), vec![500])
        } else {
            (1, "transport TimedOut(10s)".to_owned(), vec![])
        };
        let found = (attempts, told, world.clock.pauses());
        (found != expected).then(|| format!("{} x {script}: {found:?}", row.method))
    });
    let wrong: Vec<String> = futures_util::stream::iter(cells)
        .buffer_unordered(128)
        .filter_map(std::future::ready)
        .collect()
        .await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where a keeper holds the token, `IllegalAccessToken` renews it once and repeats once.
#[tokio::test]
async fn a_kept_token_that_is_refused_is_renewed_once_for_every_call() {
    let mut tried = 0;
    for row in rows().iter().filter(|row| row.auth == Auth::Token) {
        for (script, attempts, end) in [
            ("expired-token", 2, "fine"),
            // The renewal itself goes through; what it got is refused as well.
            ("expired-token*always", 2, "refused AccessToken"),
        ] {
            let script = format!("{script} method={}", row.method);
            let world = World::with_faults(&script).await;
            let folder = tempfile::tempdir().unwrap();
            let store = FileTokenStore::new(folder.path().join("token.json"));
            let known = world.sandbox.credentials();
            let token = Token {
                access: itemget::AccessToken::new(known.access_token()),
                access_expires_at: "2026-12-20T00:00:00Z".parse().unwrap(),
                refresh: Some(itemget::RefreshToken::new(known.refresh_token())),
                refresh_expires_at: Some("2027-01-20T00:00:00Z".parse().unwrap()),
                account: itemget::TokenAccount::default(),
            };
            store.save(&token).await.unwrap();
            let credentials = Credentials::new(known.app_key(), known.app_secret());
            let client = Client::builder(credentials)
                .with_token_keeper(TokenKeeper::new(store, Dialect::Iop))
                .with_endpoints(world.sandbox.url())
                .with_clock(world.clock.clone())
                .with_retry(RetryPolicy { jitter: 0.0, ..RetryPolicy::default() })
                .build()
                .unwrap();
            let code = world.sandbox.open_code();
            let result = (row.send)(&client, &code).await.result;
            let found = match &result {
                Ok(answer) => (answer.attempts, "fine".to_owned()),
                Err(error) => (error.attempts(), cell::told(error)),
            };
            let cell = format!("{} x {script}", row.method);
            assert_eq!(found, (attempts, end.to_owned()), "{cell}: {result:?}");
            assert_eq!(world.clock.pauses(), [], "{cell}");
            let entries = world.sandbox.journal().entries();
            let renewals = entries
                .iter()
                .filter(|entry| entry.api.as_deref() == Some("/auth/token/refresh"));
            assert_eq!(renewals.count(), 1, "{cell}");
            tried += 1;
        }
    }
    assert!(tried >= 16, "{tried}");
}
