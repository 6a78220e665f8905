//! The stories, against a server that `cargo xtask` starts.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{JobAdded, JobId, NewJob, TrackedChange, Which};

use super::fleet::Fleet;
use super::proxy::{Network, Proxy};
use crate::platform::id;
use crate::world::{Running, Said, World};

mod campaign;
mod kills;

const DAY: Duration = Duration::from_secs(86_400);

/// A worker with a short lease that says in the end what it did.
const WORKER: [&str; 8] =
    ["worker", "--lease", "4s", "--batch", "10", "--strict", "--format", "json"];

/// Ends it as a service manager does.
fn stop(worker: Running<'_>) -> Said {
    worker.signal("-TERM");
    worker.end().ended(0)
}

fn looked(said: &Said) -> u64 {
    said.json()["looked"].as_u64().expect("a number")
}

/// Each item was asked for once, and what was said of it is kept once.
fn once_each(fleet: &Fleet, items: usize) {
    let (asked, kept) = (fleet.asked(), fleet.kept());
    assert_eq!(asked.len(), items);
    assert!(asked.values().all(|times| *times == 1), "{asked:?}");
    assert_eq!(asked, kept);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn workers_share_the_work_and_the_quota() {
    let fleet = Fleet::new(60, DAY, 20);
    let machines = [fleet.machine(None), fleet.machine(None), fleet.machine(None)];
    let workers: Vec<_> = machines.iter().map(|it| it.start(&WORKER)).collect();
    fleet.until_all_are_seen();
    let status = machines[0].run(&["status", "--format", "json"]).ended(0).json();
    let alive = status["workers"].as_array().expect("a list").iter();
    assert_eq!(alive.filter(|it| it["state"] == "alive").count(), 3, "{status}");
    assert_eq!(status["queue"]["tracked"], 60, "{status}");
    assert_eq!(status["queue"]["due"], 0, "{status}");
    assert_eq!(status["staleness"]["never_looked_at"], 0, "{status}");
    assert_eq!(status["quota"][0]["scopes"][0]["spent_today"]["value"], 60, "{status}");
    let said: Vec<_> = workers.into_iter().map(stop).collect();
    let all: u64 = said.iter().map(looked).sum();
    assert_eq!(all, 60, "{}", said[0]);
    once_each(&fleet, 60);
    fleet.quota_held();
    fleet.all_is_given_back();
    let status = machines[0].run(&["status", "--format", "json"]).ended(0).json();
    let ended = status["workers"].as_array().expect("a list").iter();
    assert_eq!(ended.filter(|it| it["state"] == "ended").count(), 3, "{status}");
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn what_a_killed_worker_had_taken_is_taken_by_another() {
    let fleet = Fleet::new(40, DAY, 20);
    let (first, second) = (fleet.machine(None), fleet.machine(None));
    let killed = first.start(&WORKER);
    fleet.until_seen(10);
    // In the middle of what it takes next.
    fleet.platform.wait_for_requests(13);
    killed.kill();
    let noted = fleet.noted();
    let other = second.start(&WORKER);
    fleet.until_all_are_seen();
    drop(stop(other));
    fleet.keeps_what_was_noted(noted.keys());
    let asked = fleet.asked();
    for item in noted.keys() {
        assert_eq!(asked[item], 1, "{item} was noted and is asked for again");
    }
    assert_eq!(fleet.kept().len(), 40);
    fleet.quota_held();
    fleet.all_is_given_back();
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn who_comes_too_late_is_refused_and_its_readings_do_no_harm() {
    let fleet = Fleet::new(10, DAY, 20);
    let (first, second) = (fleet.machine(None), fleet.machine(None));
    // So that it is held up before it has an answer, however fast the machine is.
    let answers_late = "slow*10 ms=3000".parse().expect("it is a fault");
    fleet.platform.sandbox.script().add(answers_late);
    let before = fleet.platform.requests();
    let slow = first.start(&WORKER);
    fleet.platform.wait_for_requests(before + 2);
    slow.signal("-STOP");
    let quick = second.start(&WORKER);
    fleet.until_all_are_seen();
    let noted = fleet.noted();
    slow.signal("-CONT");
    // It is told so when it hands in what it has seen.
    let late = "SELECT coalesce(max(late), 0) FROM workers";
    fleet.database.until(late, |late| late > 0);
    let said = stop(slow);
    assert_eq!(looked(&said) + said.json()["late"].as_u64().expect("a number"), 10);
    drop(stop(quick));
    let after = fleet.noted();
    let changed: Vec<_> =
        noted.iter().filter(|(item, at)| after[*item] != **at).collect();
    assert_eq!(changed, Vec::<(&String, &u64)>::new(), "what was noted stays");
    assert_eq!(fleet.kept().len(), 10);
    fleet.all_is_given_back();
}

/// Lets one worker work, troubles its connection, and sees that nothing comes of it.
fn troubled(trouble: impl Fn(&Fleet, &Proxy), is_noticed: bool) {
    let fleet = Fleet::new(40, DAY, 20);
    let proxy = Proxy::to(fleet.database.port());
    let machine = fleet.machine(Some(proxy.port));
    let worker = machine.start(&WORKER);
    fleet.until_seen(10);
    fleet.platform.wait_for_requests(12);
    trouble(&fleet, &proxy);
    fleet.until_all_are_seen();
    let said = stop(worker);
    assert_eq!(looked(&said), 40, "{said}");
    once_each(&fleet, 40);
    fleet.quota_held();
    fleet.all_is_given_back();
    let told = |text: &str| said.stderr.matches(text).count();
    let expected = usize::from(is_noticed);
    assert_eq!(told("is not reached"), expected, "once: {said}");
    assert_eq!(told("is reached again"), expected, "once: {said}");
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_connection_that_is_cut_is_waited_for_and_said_once() {
    let cut = |_: &Fleet, proxy: &Proxy| {
        proxy.set(Network::Cut);
        std::thread::park_timeout(Duration::from_secs(2));
        proxy.set(Network::Well);
    };
    troubled(cut, true);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_network_that_falls_silent_for_a_while_is_waited_for() {
    let silence = |_: &Fleet, proxy: &Proxy| {
        proxy.set(Network::Silent);
        std::thread::park_timeout(Duration::from_secs(2));
        proxy.set(Network::Well);
    };
    troubled(silence, false);
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_worker_ends_in_order_while_its_server_is_away() {
    let fleet = Fleet::new(40, DAY, 20);
    let proxy = Proxy::to(fleet.database.port());
    let machine = fleet.machine(Some(proxy.port));
    let worker = machine.start(&WORKER);
    fleet.until_seen(10);
    proxy.set(Network::Cut);
    let said = stop(worker);
    assert!(said.stderr.contains("could not be given back"), "{said}");
    proxy.set(Network::Well);
    let other = machine.start(&WORKER);
    fleet.until_all_are_seen();
    drop(stop(other));
    assert_eq!(fleet.kept().len(), 40);
    fleet.all_is_given_back();
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_consent_is_kept_for_all_and_renewed_once() {
    let fleet = Fleet::new(30, DAY, 20);
    let url = fleet.database.url(None);
    let first = fleet.without_consent(None).env("ITEMGET_TOKEN_STORE", "database");
    crate::running_sandbox::log_in(&first, "allow").1.must_end(0);
    // Renewed half an hour before its end: it is due from the start.
    let old = fleet.age_consent(jiff::SignedDuration::from_mins(10));
    let machines: Vec<World> = (0..3).map(|_| fleet.without_consent(None)).collect();
    let workers: Vec<_> = machines.iter().map(|it| it.start(&WORKER)).collect();
    fleet.until_all_are_seen();
    let said: Vec<_> = workers.into_iter().map(stop).collect();
    assert_eq!(said.iter().map(looked).sum::<u64>(), 30);
    let renewals = fleet.renewals();
    assert_eq!(renewals.len(), 1, "{renewals:?}");
    let status = first.run(&["status", "--format", "json", "--database", &url]).ended(0);
    let consent = &status.json()["consents"][0];
    assert!(consent["name"].as_str().expect("a text").starts_with("default/"));
    assert!(consent["access_expires_at"].is_string(), "{status}");
    let new = fleet.consent();
    assert_ne!(old.access, new.access);
    let known = fleet.platform.sandbox.credentials();
    let refresh = new.refresh.as_ref().expect("it came with it");
    for said in said.iter().chain([&status]) {
        let said = said.to_string();
        let secrets = [old.access.expose(), new.access.expose(), refresh.expose()];
        for secret in secrets.into_iter().chain([known.app_secret()]) {
            assert!(!said.contains(secret), "a secret is told: {said}");
        }
    }
}

/// The lines of JSON that are written of a job.
fn written(fleet: &Fleet, id: JobId) -> Vec<String> {
    let store = fleet.database.store();
    fleet.database.wait(async {
        let job = store.job(id).await.expect("it is read").expect("it is there");
        let mut lines = Vec::new();
        for number in 0..job.written {
            let window = store.window_lines(id, number).await.expect("it is read");
            let bytes = window.expect("it is written").bytes;
            let text = String::from_utf8(bytes).expect("it is text");
            lines.extend(text.lines().map(str::to_owned));
        }
        lines
    })
}

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn a_job_is_worked_on_by_workers_and_goes_on_when_one_is_killed() {
    let fleet = Fleet::new(240, DAY, 50);
    let store = fleet.database.store();
    // Nothing is due: what is asked for is the job's.
    fleet.database.wait(async {
        let all = store.tracked(&Which::default()).await.expect("it is there");
        let all: Vec<_> = all.iter().map(|it| it.id).collect();
        store.change_tracked(&all, &TrackedChange::Pause).await.expect("it is kept");
    });
    let ids: Vec<String> = (1..=240).map(id).collect();
    let windows = ids
        .chunks(100)
        .map(|ids| (serde_json::to_string(ids).expect("it is JSON"), ids.len() as u64));
    let windows: Vec<(String, u64)> = windows.collect();
    let new = NewJob {
        key: None,
        fingerprint: "print",
        want: r#"{"source":"dropship","fields":"title"}"#,
        webhook: None,
        windows: &windows,
        most_open: 9,
        now: Moment::from_seconds(5),
    };
    let added = fleet.database.wait(store.add_job(&new)).expect("it is kept");
    let JobAdded::New(job) = added else { panic!("{added:?}") };
    // One that leaves jobs alone does.
    let machine = fleet.machine(None);
    let alone = [&WORKER[..], &["--no-jobs"]].concat();
    let idle = machine.start(&alone);
    let (first, second) = (fleet.machine(None), fleet.machine(None));
    let killed = first.start(&WORKER);
    let state = |wanted: u64| {
        let sql = format!("SELECT answered FROM jobs WHERE id = {}", job.id.0);
        fleet.database.until(&sql, |answered| answered >= wanted);
    };
    state(100);
    killed.kill();
    let before: Vec<String> = written(&fleet, job.id);
    let other = second.start(&WORKER);
    state(240);
    drop(stop(other));
    drop(stop(idle));
    let lines = written(&fleet, job.id);
    assert_eq!(lines.len(), 240);
    assert!(lines.starts_with(&before), "what is written is written once");
    let asked = fleet.asked();
    for id in &ids[..before.len()] {
        assert_eq!(asked.get(id), Some(&1), "{id} was written and is asked for again");
    }
    assert!(ids.iter().all(|id| asked.contains_key(id)), "{asked:?}");
    fleet.quota_held();
}
