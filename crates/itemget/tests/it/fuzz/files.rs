//! Files that were damaged behind our back: the ledger's, the cache's, the token's. What is
//! damaged is never believed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use itemget::limit::{CallEnd, FileLedger, LimiterOptions, QuotaLedger, RateLimiter};
use itemget::{
    AccessToken, CachePolicy, DiskCache, FileTokenStore, RefreshToken, Token,
    TokenAccount, TokenStore as _,
};

use super::engine::run;
use crate::held::HeldClock;
use crate::surface::whole;
use crate::world::World;

const NOW: &str = "2026-11-23T17:20:27Z";

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// All files in a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

async fn told(folder: &Path) -> Result<(RateLimiter, String), String> {
    let clock = Arc::new(HeldClock::at(NOW));
    let ledger = FileLedger::open(folder, Arc::<HeldClock>::clone(&clock))
        .map_err(|it| it.to_string())?;
    let ledger = Arc::new(ledger) as Arc<dyn QuotaLedger>;
    let limiter = RateLimiter::new("12345678", ledger, clock, LimiterOptions::default());
    let report = limiter.report().await.map_err(|error| error.to_string())?;
    Ok((limiter, format!("{:?}", report.scopes)))
}

#[test]
fn a_damaged_ledger_is_never_believed() {
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let (empty, whole) = runtime.block_on(async {
        let (limiter, empty) = told(folder.path()).await.unwrap();
        for _ in 0..3 {
            let mut permit = limiter.acquire("a.method").await.unwrap();
            permit.sent_off();
            permit.complete(CallEnd::Answered);
            limiter.flush().await;
        }
        drop(limiter);
        (empty, told(folder.path()).await.unwrap().1)
    });
    assert_ne!(empty, whole);
    let saved: Vec<(PathBuf, Vec<u8>)> = files(folder.path())
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect();
    assert!(!saved.is_empty());
    let seeds: Vec<Vec<u8>> = saved.iter().map(|(_, bytes)| bytes.clone()).collect();
    // Truths: the books as they are in each copy, and no books at all.
    let mut truths = vec![empty, whole];
    for (path, bytes) in &saved {
        for (other, _) in saved.iter().filter(|(other, _)| other != path) {
            fs::write(other, b"").unwrap();
        }
        fs::write(path, bytes).unwrap();
        truths.extend(runtime.block_on(told(folder.path())).map(|(_, told)| told));
        restore(folder.path(), &saved);
    }
    run("ledger", &seeds, |input| {
        for (path, _) in &saved {
            fs::write(path, input).unwrap();
        }
        let found = runtime.block_on(told(folder.path())).map(|(_, told)| told);
        restore(folder.path(), &saved);
        match found {
            Ok(found) if !truths.contains(&found) => Err(format!("believed: {found}")),
            _ => Ok(()),
        }
    });
}

/// The files as they were, and no others.
fn restore(folder: &Path, saved: &[(PathBuf, Vec<u8>)]) {
    for path in files(folder) {
        if !saved.iter().any(|(known, _)| *known == path) {
            fs::remove_file(path).unwrap();
        }
    }
    for (path, bytes) in saved {
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn a_damaged_token_file_is_told_without_its_secrets() {
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let store = FileTokenStore::new(&path);
    let token = Token {
        access: AccessToken::new("planted-access-0123456789"),
        access_expires_at: NOW.parse().unwrap(),
        refresh: Some(RefreshToken::new("planted-refresh-0123456789")),
        refresh_expires_at: Some(NOW.parse().unwrap()),
        account: TokenAccount { user_id: Some("60001".into()), ..Default::default() },
    };
    runtime.block_on(store.save(&token)).unwrap();
    let saved = fs::read(&path).unwrap();
    run("token file", &[saved], |input| {
        fs::write(&path, input).unwrap();
        let loaded = runtime.block_on(store.load());
        // A piece of the secret that was put where a name belongs is a name.
        let Err(error) = &loaded else { return Ok(()) };
        let shown = whole(error);
        match shown.contains("0123456789") || shown.contains("planted") {
            true => Err(shown),
            false => Ok(()),
        }
    });
}

#[test]
fn a_damaged_cache_entry_is_none_or_the_same() {
    let runtime = runtime();
    let folder = tempfile::tempdir().unwrap();
    let world = runtime.block_on(World::with_faults(""));
    let cache = Arc::new(DiskCache::open(folder.path(), 100_000_000).unwrap());
    let client = world.client().with_cache(cache).build().unwrap();
    let id = "1005006000000001".parse().unwrap();
    let call = itemget::api::dropship::ProductGet::new(id, itemget::View::default());
    let policy = CachePolicy::default().with_max_age(Duration::from_secs(3600));
    let truth = runtime.block_on(client.send_with(&call, &policy)).unwrap().answer.body;
    let [path] = &files(folder.path())[..] else { panic!("one entry, one file") };
    let whole = fs::read(path).unwrap();
    let offline = policy.offline();
    run("cache entry", &[whole], |input| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, input).unwrap();
        match runtime.block_on(client.send_with(&call, &offline)) {
            Ok(found) if found.answer.body != truth => Err("another body".to_owned()),
            Ok(_) => Ok(()),
            Err(error) => match error.kind() {
                itemget::ErrorKind::NotCached => Ok(()),
                other => Err(format!("{other:?}")),
            },
        }
    });
}
