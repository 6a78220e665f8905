//! Jobs that are killed at any point end as those that were not.

use std::time::Instant;

use super::{Dice, tell, told};
use crate::jobs::{JOB, ids_in};
use crate::platform::{Platform, ids};

/// A job, and how it is killed.
struct Campaign<'a> {
    items: u64,
    flags: &'a [&'a str],
    rounds: usize,
    /// Each round kills it after fewer requests than this, and again after one more.
    most: u64,
    seed: u64,
}

/// What a campaign did.
#[derive(Debug)]
struct Done {
    kills: usize,
    /// How many ids were written when the last kill came.
    written: usize,
    /// How many requests came from the job that was killed, and from one that was not.
    requests: u64,
    unharmed: u64,
}

impl Campaign<'_> {
    /// Kills the job, lets it end, and compares. What was written is never asked for again.
    fn run(&self) -> Done {
        let items = self.items;
        let platform = Platform::with_items(items.try_into().expect("not that many"));
        let world = platform.world();
        world.file("ids.txt", &ids(1, items));
        let arguments = [&JOB[..], self.flags].concat();
        let mut dice = Dice(self.seed);
        let mut seen = 0;
        let mut rounds = 0;
        // A quick machine may kill each of them before its first answer is written: then it
        // goes on until one was.
        while rounds < self.rounds || (seen == 0 && rounds < 20 * self.rounds) {
            let round = rounds;
            rounds += 1;
            let before = platform.requests();
            let running = world.start(&arguments);
            platform.wait_for_requests(before + dice.below(self.most));
            running.kill();
            let written = ids_in(&world.path("out"), self.flags);
            let count = written.len();
            assert!(count >= seen, "round {round}: {seen} became {count}");
            seen = count;
            // What was on its way is not written, and may still arrive; all else that
            // comes now comes from the next one.
            let asked = platform.requests();
            let next = world.start(&arguments);
            platform.wait_for_requests(asked + 1);
            next.kill();
            for again in platform.asked_after(asked) {
                assert!(!written.contains(&again), "round {round}: {again} was written");
            }
            seen = seen.max(ids_in(&world.path("out"), self.flags).len());
        }
        assert!(seen > 0 && (seen as u64) < items, "the job was not at work: {seen}");
        let said = world.run(&arguments);
        assert!(matches!(said.code, Some(0 | 1)), "{said}");
        let requests = platform.requests();
        let other = platform.world();
        other.file("ids.txt", &ids(1, items));
        let whole = other.run(&arguments);
        assert_eq!(whole.code, said.code, "{whole}");
        let [killed, whole] = [&world, &other].map(|world| {
            std::fs::read_to_string(world.path("out")).expect("the job wrote it")
        });
        assert_eq!(whole.len(), killed.len());
        assert!(without_request_ids(&whole) == without_request_ids(&killed));
        Done {
            kills: 2 * rounds,
            written: seen,
            requests,
            unharmed: platform.requests() - requests,
        }
    }
}

/// Each answer has a number of its own.
fn without_request_ids(text: &str) -> String {
    let mut parts = text.split("\"request_id\":\"");
    let mut without = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        without.push_str(part.split_once('"').map_or("", |(_, rest)| rest));
    }
    without
}

#[test]
fn a_job_that_is_killed_ends_as_one_that_was_not() {
    let flags = ["--fields", "price", "--source", "affiliate"];
    let campaign = Campaign { items: 3_000, flags: &flags, rounds: 8, most: 7, seed: 3 };
    assert!(campaign.run().kills >= 16);
}

#[test]
fn a_job_of_rows_that_is_killed_ends_as_one_that_was_not() {
    let flags = ["--format", "csv", "--source", "dropship", "--fields", "variants.stock"];
    let campaign = Campaign { items: 120, flags: &flags, rounds: 6, most: 12, seed: 5 };
    assert!(campaign.run().kills >= 12);
}

#[test]
fn a_job_with_freight_that_is_killed_ends_as_one_that_was_not() {
    let flags = ["--with", "freight", "--fields", "title", "--ship-to", "FR"];
    let campaign = Campaign { items: 40, flags: &flags, rounds: 6, most: 150, seed: 7 };
    assert!(campaign.run().kills >= 12);
}

#[test]
#[ignore = "takes a minute: cargo xtask test"]
fn twenty_thousand_ids_killed_fifty_times_end_as_if_they_were_not() {
    let items = told("ITEMGET_CAMPAIGN_IDS").unwrap_or(20_000);
    let rounds = told("ITEMGET_CAMPAIGN_ROUNDS").unwrap_or(50);
    let seed = told("ITEMGET_CAMPAIGN_SEED").unwrap_or(0x9e37_79b9_7f4a_7c15).max(1);
    let flags = ["--fields", "title,price", "--source", "affiliate"];
    // So that the kills are spread over the job, whatever its length: fifty ids a call.
    let most = (items / 50 / rounds.max(1) * 3 / 2).max(2);
    let rounds = usize::try_from(rounds).expect("not that many");
    let start = Instant::now();
    let done = Campaign { items, flags: &flags, rounds, most, seed }.run();
    let seconds = start.elapsed().as_secs();
    tell(&format!(
        "kills: {items} ids, {} times kill -9 from seed {seed}, {seconds} s: the same result \
         byte for byte but for request ids; no written id asked for again; {} ids written \
         at the last kill; {} requests, {} without a kill",
        done.kills, done.written, done.requests, done.unharmed
    ));
}
