//! Long jobs: stopped by a limit, by a full disk, by a second process, and gone on with.

use std::collections::BTreeSet;
use std::path::Path;

use insta::assert_snapshot;
use itemget_sandbox::{Quotas, Sandbox};

use crate::campaigns::Dice;
use crate::platform::{Platform, id, ids};
use crate::world::{Said, World};

pub(crate) const JOB: [&str; 7] =
    ["get", "--file", "ids.txt", "--output", "out", "--resume", "job"];

/// A search that is killed again and again, each time after so many requests more.
fn search_killed_and_gone_on_with(flags: &[&str], kills: usize, most: u64) {
    // Of so many items, more are found than pages show.
    let platform = Platform::with_items(20_000);
    let world = platform.world();
    let arguments = [&SEARCH[..], flags].concat();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut seen = 0;
    for kill in 0..kills {
        let before = platform.requests();
        let running = world.start(&arguments);
        platform.wait_for_requests(before + 1 + dice.below(most));
        running.kill();
        let written = lines(&world, "out");
        // What was torn is cut off when it goes on: at the most the last page.
        assert!(written + 50 >= seen, "kill {kill}: {seen} became {written}");
        seen = written;
    }
    assert!(seen > 0, "kills met the search at work");
    let said = world.run(&arguments).ended(0);
    let other = platform.world();
    let whole = other.run(&arguments).ended(0);
    let [killed, whole_text] = [&world, &other].map(|world| {
        std::fs::read_to_string(world.path("out")).expect("the job wrote it")
    });
    assert!(whole_text == killed, "{said}\n{whole}");
    let mut ids: Vec<&str> = killed
        .lines()
        .filter(|line| line.contains(",found,"))
        .filter_map(|line| line.split(',').next())
        .collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "each once");
    assert!(count > 5_000, "{count}: {said}");
    // It is done, and says so without a call.
    let requests = platform.requests();
    let again = world.run(&arguments).ended(0);
    assert!(again.stderr.contains("there is nothing left to do"), "{again}");
    assert_eq!(platform.requests(), requests);
}

const SEARCH: [&str; 11] = [
    "search",
    "with",
    "--all",
    "--fields",
    "price.sale",
    "--format",
    "csv",
    "--output",
    "out",
    "--resume",
    "job",
];

#[test]
fn a_search_that_is_killed_ends_as_one_that_was_not() {
    search_killed_and_gone_on_with(&[], 4, 25);
}

#[test]
fn a_search_of_so_many_goes_on_to_that_number() {
    let platform = Platform::with_items(2_000);
    let world = platform.world();
    let search = ["search", "with", "--limit", "180", "--output", "out.jsonl"];
    let job = [&search[..], &["--resume", "job"]].concat();
    let said = world.run(&[&job[..], &["--max-calls", "2"]].concat()).ended(75);
    assert!(said.stderr.contains("100 are done and written"), "{said}");
    assert_eq!(lines(&world, "out.jsonl"), 100);
    // Under other terms it is another search.
    for flags in [&["--limit", "190"][..], &["--sort", "cheapest"], &["--format", "csv"]]
    {
        let arguments: Vec<&str> = match flags[0] {
            "--limit" => {
                let at = job.iter().position(|it| *it == "--limit").unwrap();
                [&job[..=at], &["190"], &job[at + 2..]].concat()
            }
            _ => [&job[..], flags].concat(),
        };
        let said = world.run(&arguments).ended(2);
        assert!(said.stderr.contains("the job was begun with"), "{said}");
    }
    let said = world.run(&job).ended(0);
    assert!(said.stderr.contains("going on behind 100"), "{said}");
    assert_eq!(platform.requests(), 4, "{said}");
    world.run(&[&search[..4], &["--output", "whole.jsonl"]].concat()).must_end(0);
    let text = |name| std::fs::read_to_string(world.path(name)).unwrap();
    assert!(text("out.jsonl") == text("whole.jsonl"), "{said}");
    // A journal of `get` is none of a search.
    world.file("ids.txt", &ids(1, 3));
    world.run(&JOB).must_end(2);
}

#[test]
fn ctrl_c_ends_a_search_in_good_order() {
    let sandbox = Sandbox::builder().items(20_000);
    let platform = Platform::of(sandbox.fault("stalled*1".parse().unwrap()));
    let world = platform.world();
    let running = world.start(&SEARCH);
    platform.wait_for_requests(1);
    running.interrupt();
    let said = running.end_by_itself().ended(130);
    assert!(said.stderr.contains("the same command goes on behind them"), "{said}");
    let rest = world.run(&[&SEARCH[..], &["--max-calls", "9"]].concat()).ended(75);
    assert!(lines(&world, "out") > 1, "{rest}");
}

#[test]
fn a_feed_is_a_job_as_well_and_offline_calls_nothing() {
    let platform = Platform::with_items(400);
    let world = platform.world();
    let feed = ["feed", "DS bestseller", "--all", "--output", "out", "--resume", "job"];
    world.run(&[&feed[..], &["--max-age", "1h"]].concat()).must_end(0);
    let (found, requests) = (lines(&world, "out"), platform.requests());
    assert!(found > 1 && requests > 0);
    let offline = ["feed", "DS bestseller", "--all", "--offline", "--format", "jsonl"];
    let said = world.run(&offline).ended(0);
    assert_eq!(said.stdout.lines().count(), found, "{said}");
    assert_eq!(platform.requests(), requests);
    let said = world.run(&["search", "with", "--all", "--offline"]).ended(1);
    assert!(said.stderr.contains("the cache has no answer to it"), "{said}");
    assert_eq!(platform.requests(), requests);
}

/// The ids of the whole records in an output.
pub(crate) fn ids_in(path: &Path, flags: &[&str]) -> BTreeSet<String> {
    let text = std::fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let ids = whole.lines().filter_map(|line| match flags.contains(&"csv") {
        // Of the last item some rows can be missing.
        true => line.split(',').next(),
        false => line.split("\"asked\":\"").nth(1)?.split('"').next(),
    });
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    if flags.contains(&"csv") {
        let last = ids.last().cloned();
        ids.retain(|id| Some(id) != last.as_ref());
    }
    ids.into_iter().filter(|id| id != "asked").collect()
}

/// A platform, a world with a job of thirty ids, and the ids.
fn a_job() -> (Platform, World) {
    let platform = Platform::with_items(40);
    let world = platform.world();
    world.file("ids.txt", &ids(1, 30));
    (platform, world)
}

fn lines(world: &World, name: &str) -> usize {
    std::fs::read_to_string(world.path(name)).unwrap_or_default().lines().count()
}

#[test]
fn a_job_that_is_done_is_done() {
    let (platform, world) = a_job();
    let first = world.run(&JOB);
    assert_eq!(lines(&world, "out"), 30, "{first}");
    let requests = platform.requests();
    let again = world.run(&JOB).ended(first.code.unwrap());
    assert!(again.stderr.contains("all 30 are done"), "{again}");
    assert_eq!(platform.requests(), requests);
}

#[test]
fn other_terms_or_another_input_are_refused_before_anything_is_touched() {
    let (platform, world) = a_job();
    world.run(&[&JOB[..], &["--max-calls", "7"]].concat()).must_end(75);
    let (out, requests) = (lines(&world, "out"), platform.requests());
    let mut said: Vec<Said> = Vec::new();
    for lang in ["en", "zh"] {
        let flags = [&["--fields", "title"][..], &["--format", "csv"]];
        for flags in flags {
            said.push(world.run(&[&JOB[..], flags, &["--lang", lang]].concat()).ended(2));
        }
    }
    world.file("ids.txt", &ids(2, 30));
    said.push(world.run(&JOB).ended(2));
    world.file("ids.txt", &(ids(1, 30) + &id(31)));
    said.push(world.run(&JOB).ended(2));
    let through_a_pipe = ["get", "-", "--output", "out", "--resume", "job"];
    said.push(world.run_with_input(&through_a_pipe, &ids(2, 30)).ended(2));
    let texts: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_snapshot!("job_refused", texts.join("\n"));
    assert_eq!((lines(&world, "out"), platform.requests()), (out, requests));
    // As it was begun, it goes on: through a pipe as well, where each text is looked at.
    let said = world.run_with_input(&through_a_pipe, &ids(1, 30));
    assert_eq!(lines(&world, "out"), 30, "{said}");
}

#[test]
fn what_is_not_of_this_job_is_not_written_over() {
    let (platform, world) = a_job();
    world.file("out", "somebody's work\n");
    let taken = world.run(&JOB).ended(2);
    world.file("job", "somebody's notes\n");
    let notes = world.run(&JOB).ended(2);
    let device = ["get", "--file", "ids.txt", "--output", "out", "--resume", "/dev/full"];
    let device = world.run(&device).ended(2);
    assert_snapshot!("job_not_ours", format!("{taken}\n{notes}\n{device}"));
    let kept = |name| std::fs::read_to_string(world.path(name)).unwrap();
    assert_eq!([kept("out"), kept("job")], ["somebody's work\n", "somebody's notes\n"]);
    assert_eq!(platform.requests(), 0);
}

#[test]
fn an_output_that_was_changed_is_not_gone_on_with() {
    let platform = Platform::with_items(1200);
    let world = platform.world();
    world.file("ids.txt", &ids(1, 1200));
    let arguments = [&JOB[..], &["--source", "affiliate", "--fields", "price"]].concat();
    let first = world.run(&arguments);
    assert_eq!(lines(&world, "out"), 1200, "{first}");
    let text = std::fs::read_to_string(world.path("out")).unwrap();
    world.file("out", &text.replacen("found", "FOUND", 1));
    let said = world.run(&arguments).ended(2);
    assert!(said.stderr.contains("was changed after byte 0"), "{said}");
}

#[test]
fn two_processes_do_not_work_on_one_job() {
    let (platform, world) = a_job();
    let arguments = ["get", "-", "--output", "out", "--resume", "job"];
    let mut first = world.start(&arguments);
    first.write(&ids(1, 3));
    platform.wait_for_requests(1);
    let second = world.run_with_input(&arguments, &ids(1, 3)).ended(74);
    assert!(second.stderr.contains("`job` is in use by another process"), "{second}");
    let other = ["get", "-", "--output", "out", "--resume", "job2"];
    let other = world.run_with_input(&other, &ids(1, 3)).ended(74);
    assert!(other.stderr.contains("`out` is in use by another process"), "{other}");
    let said = first.end();
    assert_eq!(lines(&world, "out"), 3, "{said}");
}

#[test]
fn a_number_of_calls_is_not_exceeded_and_the_rest_is_for_another_time() {
    let (platform, world) = a_job();
    let said = world.run(&[&JOB[..], &["--max-calls", "7"]].concat()).ended(75);
    assert_eq!(platform.requests(), 7);
    assert_eq!(lines(&world, "out"), 7, "{said}");
    assert!(said.stderr.contains("7 of 30 are done and written"), "{said}");
    let rest = world.run(&[&JOB[..], &["--max-calls", "100"]].concat());
    assert_eq!(lines(&world, "out"), 30, "{rest}");
    assert_eq!(platform.requests(), 30, "{rest}");
}

#[test]
fn without_a_journal_what_was_not_asked_is_said_of_each_id() {
    let (platform, world) = a_job();
    let arguments = ["get", "--file", "ids.txt", "--max-calls", "7", "--fields", "stock"];
    let said = world.run(&arguments).ended(75);
    let json = said.json();
    let records = json["records"].as_array().unwrap();
    assert_eq!(records.len(), 30);
    let not_asked = records.iter().filter(|it| it["outcome"] == "not_asked").count();
    assert_eq!(not_asked, 23, "{said}");
    assert_eq!(json["complete"], false);
    assert_eq!(platform.requests(), 7);
    assert_snapshot!("max_calls_stderr", said.stderr);
}

#[test]
fn a_limit_counts_each_sending_again() {
    let sandbox =
        Sandbox::builder().items(9).fault("http*99 status=503".parse().unwrap());
    let platform = Platform::of(sandbox);
    let world = platform.world();
    let arguments = ["get", &id(1), &id(2), &id(3), "--max-calls", "3"];
    let said = world.run(&arguments);
    assert_eq!(platform.requests(), 3, "{said}");
    assert_eq!(said.code, Some(75), "{said}");
}

#[test]
fn the_end_of_the_days_quota_ends_a_job_in_good_order() {
    let quotas = Quotas { per_day: Some(10), ..Quotas::default() };
    let platform = Platform::of(Sandbox::builder().items(40).quotas(quotas));
    let world = platform.world();
    world.file("ids.txt", &ids(1, 30));
    let said = world.run(&JOB).ended(75);
    // Of calls under way at once, any can be the one too many.
    let written = lines(&world, "out");
    assert!((3..=10).contains(&written), "{said}");
    let how_far = format!("{written} of 30 are done and written");
    assert!(said.stderr.contains(&how_far), "{said}");
    let sent = platform.requests();
    let again = world.run(&JOB).ended(75);
    assert_eq!(platform.requests(), sent, "it is known until when: {again}");
    assert_eq!(lines(&world, "out"), written, "{again}");
}

#[test]
fn a_plan_spends_nothing() {
    let (platform, world) = a_job();
    world.file("ids.txt", &(ids(1, 30) + &ids(1, 5) + "hello\n"));
    let mut said = Vec::new();
    for flags in [
        &["--format", "table"][..],
        &["--format", "table", "--fields", "price", "--lang", "zh"],
        &["--format", "csv", "--source", "affiliate"],
        &["--format", "json"],
    ] {
        let arguments = [&["get", "--file", "ids.txt", "--plan"][..], flags].concat();
        said.push(world.run(&arguments).ended(0).to_string());
    }
    assert_snapshot!("plans", said.join("\n"));
    assert_eq!(platform.requests(), 0);
}

#[test]
fn a_list_that_takes_days_is_said_to_before_it_is_begun() {
    let platform = Platform::with_items(2000);
    let world = platform.world().env("ITEMGET_CALLS_PER_DAY", "500");
    world.file("ids.txt", &ids(1, 1600));
    let said =
        world.run(&[&JOB[..], &["--max-calls", "1", "--source", "dropship"]].concat());
    assert!(said.stderr.contains("this list needs 3.2 days at your quota"), "{said}");
}

/// Runs a job that may write files of so many half kilobytes.
#[cfg(unix)]
fn with_a_small_disk(world: &World, blocks: u32) -> Option<i32> {
    let job = JOB.join(" ");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec itemget {job} 2>&1");
    let status = world.shell(&script).status;
    status.code()
}

#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing_that_was_written() {
    let (platform, world) = a_job();
    assert_eq!(with_a_small_disk(&world, 100), Some(74));
    let out = std::fs::metadata(world.path("out")).unwrap().len();
    assert!(out > 0 && out <= 100 * 1024, "{out} bytes");
    let written = ids_in(&world.path("out"), &[]);
    let asked = platform.requests();
    let said = world.run(&JOB);
    assert_eq!(lines(&world, "out"), 30, "{said}");
    for again in platform.asked_after(asked) {
        assert!(!written.contains(&again), "{again} was written before: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_on_a_full_disk_is_said() {
    let (_platform, world) = a_job();
    let said = world.run(&["get", &id(1), "--output", "/dev/full"]).ended(74);
    assert!(said.stderr.contains("No space left"), "{said}");
}

#[test]
fn ctrl_c_ends_a_job_in_good_order_and_says_how_to_go_on() {
    let (platform, world) = a_job();
    let arguments = ["get", "-", "--output", "out", "--resume", "job"];
    let mut running = world.start(&arguments);
    running.write(&ids(1, 3));
    platform.wait_for_requests(3);
    running.interrupt();
    let said = running.end_by_itself().ended(130);
    assert!(said.stderr.contains("the same command goes on behind them"), "{said}");
    let rest = world.run_with_input(&arguments, &ids(1, 5));
    assert_eq!(lines(&world, "out"), 5, "{rest}");
}

#[test]
fn progress_can_be_followed_by_a_program() {
    let (_platform, world) = a_job();
    let said = world.run(&[&JOB[..], &["--progress", "json"]].concat());
    let last = said.stderr.lines().last().unwrap();
    let event: serde_json::Value = serde_json::from_str(last).unwrap();
    assert_eq!(event["event"], "end");
    assert_eq!((&event["done"], &event["total"]), (&30.into(), &30.into()), "{said}");
    assert!(event["calls"].as_u64().unwrap() >= 30, "{said}");
}
