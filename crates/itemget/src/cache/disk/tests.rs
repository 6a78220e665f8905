//! What a folder adds: other processes, cut writes, full disks, permissions.

use std::io::{BufRead as _, Write as _};

use bytes::Bytes;

use super::*;
use crate::cache::Kept;
use crate::files::FullAfter;

const LIMIT: u64 = 64 << 20;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn entry(body: &'static str) -> CacheEntry {
    CacheEntry {
        observed_at: at(0),
        kept: Kept::Answer(Bytes::from_static(body.as_bytes())),
    }
}

fn unfinished(folder: &Path) -> usize {
    fs::read_dir(folder.join("unfinished")).unwrap().count()
}

#[tokio::test]
async fn what_one_keeps_the_other_finds() {
    let folder = tempfile::tempdir().unwrap();
    let open = || DiskCache::open(folder.path(), LIMIT).unwrap();
    let (one, other, key) = (open(), open(), CacheKey::of_number(1));
    one.keep(&key, &entry("{}"), at(0)).await.unwrap();
    assert_eq!(other.find(&key, at(0)).await.unwrap(), Some(entry("{}")));
    other.clear().await.unwrap();
    assert_eq!(one.find(&key, at(0)).await.unwrap(), None);
}

#[tokio::test]
async fn a_write_that_was_killed_is_nothing_and_goes_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let key = CacheKey::of_number(1);
    let cache = DiskCache::open(folder.path(), LIMIT).unwrap();
    let half = folder.path().join("unfinished/.1-0-00000000.unfinished");
    fs::write(&half, "itemget").unwrap();
    fs::write(folder.path().join("unfinished/mine.txt"), "not the cache's").unwrap();
    fs::File::options()
        .write(true)
        .open(&half)
        .unwrap()
        .set_modified(system_time(at(0)))
        .unwrap();
    cache.keep(&key, &entry("{}"), at(60)).await.unwrap();
    assert_eq!(unfinished(folder.path()), 2, "its process may still be at it");
    let later = DiskCache::open(folder.path(), LIMIT).unwrap();
    later.keep(&key, &entry("{}"), at(2 * 3600)).await.unwrap();
    assert_eq!(unfinished(folder.path()), 1, "it is removed, and nothing else is");
}

#[tokio::test]
async fn a_damaged_entry_is_none_and_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let key = CacheKey::of_number(1);
    let cache = DiskCache::open(folder.path(), LIMIT).unwrap();
    cache.keep(&key, &entry(r#"{"price":"12.50"}"#), at(0)).await.unwrap();
    let path = cache.store.path(&key);
    let whole = fs::read(&path).unwrap();
    for damaged in [&whole[..whole.len() - 3], &[][..], b"something else"] {
        fs::write(&path, damaged).unwrap();
        assert_eq!(cache.find(&key, at(0)).await.unwrap(), None);
        assert!(!path.exists());
    }
    // An entry under another's name is not that other's answer.
    fs::write(cache.store.path(&CacheKey::of_number(1)), &whole).unwrap();
    assert!(cache.find(&key, at(0)).await.unwrap().is_some());
    let other = cache.store.path(&CacheKey::of_number(2));
    fs::create_dir_all(other.parent().unwrap()).unwrap();
    fs::write(&other, &whole).unwrap();
    assert_eq!(cache.find(&CacheKey::of_number(2), at(0)).await.unwrap(), None);
}

#[tokio::test]
async fn a_full_disk_says_so_and_keeps_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let key = CacheKey::of_number(1);
    let roomy = DiskCache::open(folder.path(), LIMIT).unwrap();
    roomy.keep(&key, &entry("old"), at(0)).await.unwrap();
    let disk = Box::new(FullAfter(10.into()));
    let full = DiskCache::open_on(folder.path().to_owned(), LIMIT, disk).unwrap();
    let error = full.keep(&key, &entry("new"), at(0)).await.unwrap_err();
    let expected =
        format!("could not write the cache entry `{}`", full.store.path(&key).display());
    assert_eq!(error.to_string(), expected);
    assert!(error.source.to_string().contains("storage"), "{}", error.source);
    assert_eq!(unfinished(folder.path()), 0);
    assert_eq!(full.find(&key, at(0)).await.unwrap(), Some(entry("old")));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("cache");
    let cache = DiskCache::open(&folder, LIMIT).unwrap();
    let key = CacheKey::of_number(1);
    cache.keep(&key, &entry("{}"), at(0)).await.unwrap();
    let path = cache.store.path(&key);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    for folder in [&folder, &folder.join("entries"), path.parent().unwrap()] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_used_is_named() {
    let outer = tempfile::tempdir().unwrap();
    let file = outer.path().join("file");
    fs::write(&file, "").unwrap();
    let error = DiskCache::open(file.join("cache"), LIMIT).unwrap_err().to_string();
    assert!(error.starts_with("could not make the cache folder `"), "{error}");
    // In a path where a folder stands for an entry, nothing can be read or written.
    let cache = DiskCache::open(outer.path().join("cache"), LIMIT).unwrap();
    let key = CacheKey::of_number(1);
    fs::create_dir_all(cache.store.path(&key)).unwrap();
    let error = cache.find(&key, at(0)).await.unwrap_err().to_string();
    assert!(error.starts_with("could not read the cache entry `"), "{error}");
    assert!(cache.keep(&key, &entry("{}"), at(0)).await.is_err());
}

#[tokio::test]
async fn a_folder_that_was_deleted_meanwhile_is_made_again() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("cache");
    let cache = DiskCache::open(&folder, LIMIT).unwrap();
    let key = CacheKey::of_number(1);
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(cache.find(&key, at(0)).await.unwrap(), None);
    cache.keep(&key, &entry("{}"), at(0)).await.unwrap();
    assert_eq!(cache.find(&key, at(0)).await.unwrap(), Some(entry("{}")));
}

/// Each of these handles has estimates of its own, as two processes have.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_who_write_and_make_room_at_once_spoil_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let limit = 1 << 20;
    let body: Bytes =
        (0..1500_u32).map(|at| at.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    let hammer = |seed: u64| {
        let cache = DiskCache::open(folder.path(), limit).unwrap();
        let body = body.clone();
        tokio::spawn(async move {
            let mut chance = fastrand::Rng::with_seed(seed);
            for round in 0..600 {
                let key = CacheKey::of_number(chance.u64(..200));
                let entry =
                    CacheEntry { observed_at: at(0), kept: Kept::Answer(body.clone()) };
                cache.keep(&key, &entry, at(round)).await.unwrap();
                let other = CacheKey::of_number(chance.u64(..200));
                let found = cache.find(&other, at(round)).await.unwrap();
                assert!(found.is_none_or(|found| found == entry));
            }
            cache.usage().await.unwrap()
        })
    };
    let tasks = [hammer(1), hammer(2), hammer(3)];
    for task in tasks {
        let usage = task.await.unwrap();
        assert!(usage.bytes <= limit && usage.entries > 50, "{usage:?}");
    }
    assert_eq!(unfinished(folder.path()), 0);
}

/// Runs itself in processes of their own, which write until they are killed.
#[tokio::test]
async fn processes_killed_while_they_write_leave_only_whole_entries() {
    const NAME: &str =
        "cache::disk::tests::processes_killed_while_they_write_leave_only_whole_entries";
    const BODY: &str = "what stands in each entry, long enough to be cut in the middle";
    let here = std::env::current_dir().unwrap();
    if here.join("a process to be killed").exists() {
        let cache = DiskCache::open(here.join("cache"), LIMIT).unwrap();
        loop {
            let key = CacheKey::of_number(fastrand::u64(..500));
            cache.keep(&key, &entry(BODY), at(0)).await.unwrap();
            writeln!(io::stdout(), "kept").unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a process to be killed"), "").unwrap();
    for round in 1..=5 {
        let start = || {
            std::process::Command::new(std::env::current_exe().unwrap())
                .args([NAME, "--exact", "--nocapture"])
                .current_dir(folder.path())
                .stdout(std::process::Stdio::piped())
                .spawn()
                .unwrap()
        };
        let mut processes = [start(), start()];
        for process in &mut processes {
            let lines = io::BufReader::new(process.stdout.as_mut().unwrap()).lines();
            let kept = lines.map_while(Result::ok).filter(|line| line.ends_with("kept"));
            assert_eq!(kept.take(20 * round).count(), 20 * round, "it ended by itself");
        }
        for process in &mut processes {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }
    let cache = DiskCache::open(folder.path().join("cache"), LIMIT).unwrap();
    let before = cache.usage().await.unwrap();
    let mut whole = 0;
    for number in 0..500 {
        if let Some(found) =
            cache.find(&CacheKey::of_number(number), at(0)).await.unwrap()
        {
            assert_eq!(found, entry(BODY));
            whole += 1;
        }
    }
    assert_eq!(whole, before.entries, "damaged entries were removed");
    assert!(whole >= 100, "{whole}");
}
