//! Several limiters on one ledger in a folder, as several processes have it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use itemget::limit::{
    CallEnd, FileLedger, LimitScope, LimiterOptions, QuotaLedger, RateLimiter,
};

use super::world::{
    Chance, METHOD, Platform, SECOND, VirtualClock, call, in_virtual_time, per_second,
};

/// A process of its own, but for its memory: its own limiter on its own opening.
fn process(folder: &Path, clock: VirtualClock, options: LimiterOptions) -> RateLimiter {
    let ledger = FileLedger::open(folder, Arc::new(clock)).unwrap();
    let ledger = Arc::new(ledger) as Arc<dyn QuotaLedger>;
    RateLimiter::new("12345678", ledger, Arc::new(clock), options)
}

async fn spend(limiter: &RateLimiter) {
    let mut permit = limiter.acquire(METHOD).await.unwrap();
    permit.sent_off();
    permit.complete(CallEnd::Answered);
    limiter.flush().await;
}

async fn spent(limiter: &RateLimiter) -> String {
    let report = limiter.report().await.unwrap();
    report.scope(&LimitScope::App).unwrap().spent.to_string()
}

#[test]
fn eight_processes_share_one_quota_and_use_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    in_virtual_time(async move {
        let (clock, platform) = (VirtualClock::new(), Platform::new());
        let mut crowd = tokio::task::JoinSet::new();
        let mut processes = Vec::new();
        for number in 0..8 {
            let limiter = process(&path, clock, per_second(50));
            processes.push(limiter.clone());
            for task in 0..8 {
                let (limiter, platform, clock) =
                    (limiter.clone(), platform.clone(), clock);
                let mut chance = Chance(number * 8 + task);
                crowd.spawn(async move {
                    loop {
                        let there = Duration::from_millis(20) + chance.ms_below(15);
                        let way = (there, chance.ms_below(60));
                        call(&limiter, &platform, clock, way).await.unwrap();
                    }
                });
            }
        }
        tokio::time::sleep(Duration::from_secs(11)).await;
        assert_eq!(platform.violations(50, SECOND), 0);
        let used = platform.between(SECOND, SECOND * 11);
        assert!(used >= 485, "{used} of 500 calls in 10 s");
        let shares: Vec<u64> = processes.iter().map(RateLimiter::calls).collect();
        let (least, most) = (shares.iter().min().unwrap(), shares.iter().max().unwrap());
        assert!(least * 10 >= most * 7, "shares of eight equals: {shares:?}");
    });
}

#[test]
fn what_was_spent_and_learned_is_remembered_by_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let first = process(folder.path(), clock, per_second(50));
        for _ in 0..3 {
            spend(&first).await;
        }
        drop(first);
        let next = process(folder.path(), clock, per_second(50));
        assert_eq!(spent(&next).await, "3");
    });
}

#[test]
fn a_process_that_died_gives_its_permits_back_late_but_gives_them_back() {
    let folder = tempfile::tempdir().unwrap();
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let flight = Duration::from_secs(5);
        let options = LimiterOptions { longest_flight: flight, ..per_second(2) };
        let died = process(folder.path(), clock, options.clone());
        for _ in 0..2 {
            let mut permit = died.acquire(METHOD).await.unwrap();
            permit.sent_off();
            // A killed process settles nothing and drops nothing.
            std::mem::forget(permit);
        }
        let start = tokio::time::Instant::now();
        let heir = process(folder.path(), clock, options);
        drop(heir.acquire(METHOD).await.unwrap());
        let waited = start.elapsed();
        assert!(
            waited >= flight + SECOND,
            "a call on its way was not waited for: {waited:?}"
        );
        assert!(waited <= flight + SECOND * 2, "{waited:?}");
        let report = heir.report().await.unwrap();
        let app = report.scope(&LimitScope::App).unwrap();
        assert_eq!((app.spent.value, app.unconfirmed), (2, 2), "they may have arrived");
    });
}

#[test]
fn a_torn_copy_is_set_aside_and_the_other_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    in_virtual_time(async {
        let clock = VirtualClock::new();
        let limiter = process(folder.path(), clock, per_second(50));
        for _ in 0..4 {
            spend(&limiter).await;
        }
        let before: u64 = spent(&limiter).await.parse().unwrap();
        let torn = folder.path().join("quota.b.json");
        let whole = std::fs::read(&torn).unwrap();
        std::fs::write(&torn, &whole[..whole.len() / 2]).unwrap();
        let report = limiter.report().await.unwrap();
        assert!(report.notices[0].contains("torn"), "{:?}", report.notices);
        let after = report.scope(&LimitScope::App).unwrap().spent.value;
        assert!((before - 1..=before).contains(&after), "{after} of {before}");
        spend(&limiter).await;
        assert_eq!(names(folder.path(), "damaged-").len(), 1, "it is kept once");
    });
}

#[test]
fn books_that_are_damaged_are_set_aside_and_never_believed() {
    for damage in ["", "itemget-quota 1 00000000 9 2\n{}\n", "{\"calls\": 0}", "\0\0\0\0"]
    {
        let folder = tempfile::tempdir().unwrap();
        in_virtual_time(async {
            let clock = VirtualClock::new();
            let limiter = process(folder.path(), clock, per_second(50));
            spend(&limiter).await;
            for name in names(folder.path(), "quota.") {
                let path = folder.path().join(&name);
                if !name.ends_with(".json") {
                    continue;
                }
                let mut bytes = std::fs::read(&path).unwrap();
                match damage {
                    "" => {
                        let middle = bytes.len() / 2;
                        bytes[middle] ^= 1;
                    }
                    text => bytes = text.as_bytes().to_vec(),
                }
                std::fs::write(&path, bytes).unwrap();
            }
            let start = tokio::time::Instant::now();
            spend(&limiter).await;
            let waited = start.elapsed().as_secs();
            assert_eq!(waited, 60, "what was on its way is not known: {damage:?}");
            let report = limiter.report().await.unwrap();
            assert!(report.notices[0].contains("damaged"), "{:?}", report.notices);
            assert_eq!(spent(&limiter).await, "1+", "a lower bound from then on");
            assert!(!names(folder.path(), "damaged-").is_empty());
        });
    }
}

#[test]
fn a_newer_format_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    in_virtual_time(async {
        let newer = folder.path().join("quota.a.json");
        std::fs::write(&newer, "itemget-quota 2 whatever comes\n").unwrap();
        let clock = Arc::new(VirtualClock::new());
        let error = FileLedger::open(folder.path(), clock).unwrap_err();
        assert!(error.to_string().contains("of format 2"), "{error}");
        assert!(newer.exists());
    });
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_it_and_no_key_is_in_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("ledger");
    in_virtual_time(async {
        let limiter = process(&inside, VirtualClock::new(), per_second(50));
        spend(&limiter).await;
    });
    assert_eq!(std::fs::metadata(&inside).unwrap().permissions().mode() & 0o777, 0o700);
    let files = names(&inside, "quota.");
    assert!(files.len() >= 2, "{files:?}");
    for name in files {
        let path = inside.join(&name);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{name}");
        assert!(!std::fs::read_to_string(&path).unwrap().contains("12345678"), "{name}");
    }
}

#[test]
fn a_ledger_that_cannot_be_written_stops_calls_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    in_virtual_time(async {
        let limiter = process(folder.path(), VirtualClock::new(), per_second(50));
        std::fs::remove_dir_all(folder.path()).unwrap();
        let error = limiter.acquire(METHOD).await.unwrap_err();
        let below = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(error.to_string(), "the quota cannot be counted");
        assert!(below.contains("could not open the lock of the quota ledger"), "{below}");
    });
}

/// The files whose names begin like this.
fn names(folder: &Path, begin: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(begin)).collect()
}
