//! Four workers, their server stopped and started under them, their network cut.

use std::time::{Duration, Instant};

use itemget_sandbox::Sandbox;
use jiff::SignedDuration;

use super::{looked, stop};
use crate::campaigns::{Dice, tell, told};
use crate::workers::fleet::Fleet;
use crate::workers::proxy::{Network, Proxy};
use crate::world::World;

/// A token is renewed half an hour before its end: so often.
const RENEWED_EVERY: i64 = 15;
/// Each item is looked at so often: sooner than it takes to learn that a connection went
/// silent. Somebody else looks at an item before its worker knows that its look was noted.
const EVERY: Duration = Duration::from_secs(15);
const PER_SECOND: u32 = 20;
/// Longer than any trouble here: nobody is too late.
const WORKER: [&str; 10] = [
    "worker",
    "--lease",
    "40s",
    "--batch",
    "10",
    "--strict",
    "--calls-per-day",
    "10000000",
    "--format",
    "json",
];

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn four_workers_whose_server_and_network_fail_lose_nothing_and_do_nothing_twice() {
    let seconds = told("ITEMGET_CAMPAIGN_SECONDS").unwrap_or(12);
    let items = told("ITEMGET_CAMPAIGN_ITEMS").unwrap_or(40);
    let mut dice = Dice(told("ITEMGET_CAMPAIGN_SEED").unwrap_or(11).max(1));
    let life = SignedDuration::from_secs(30 * 60 + RENEWED_EVERY);
    let fleet =
        Fleet::over(Sandbox::builder().token_life(life), items, EVERY, PER_SECOND);
    let first = fleet.without_consent(None).env("ITEMGET_TOKEN_STORE", "database");
    crate::running_sandbox::log_in(&first, "allow").1.must_end(0);
    let proxy = Proxy::to(fleet.database.port());
    let ports = [None, None, Some(proxy.port), Some(proxy.port)];
    let machines: Vec<World> =
        ports.iter().map(|port| fleet.without_consent(*port)).collect();
    let workers: Vec<_> = machines.iter().map(|it| it.start(&WORKER)).collect();
    fleet.until_seen(items.min(5));

    let began = Instant::now();
    let (mut restarts, mut cuts, mut silences) = (0, 0, 0);
    let mut how = "";
    while began.elapsed() < Duration::from_secs(seconds) {
        let pause = Duration::from_millis(1000 + dice.below(2500));
        match dice.below(3) {
            0 => {
                let mode = ["stop", "crash"][usize::from(dice.below(2) == 0)];
                how = fleet.database.restart(mode, pause);
                restarts += 1;
            }
            1 => {
                proxy.set(Network::Cut);
                std::thread::park_timeout(pause);
                cuts += 1;
            }
            _ => {
                proxy.set(Network::Silent);
                std::thread::park_timeout(pause);
                silences += 1;
            }
        }
        proxy.set(Network::Well);
        std::thread::park_timeout(Duration::from_millis(1500 + dice.below(3000)));
    }
    fleet.until_all_are_seen();
    let said: Vec<_> = workers.into_iter().map(stop).collect();

    // Nothing lost: what was answered is kept, and noted as done.
    let (asked, kept) = (fleet.asked(), fleet.kept());
    assert_eq!(asked, kept, "what the platform answered, and what is kept");
    let answered = fleet.answered();
    let noted: u64 = said.iter().map(looked).sum();
    assert_eq!(noted, answered.len() as u64, "looks noted, and calls answered");
    let late: u64 = said.iter().filter_map(|it| it.json()["late"].as_u64()).sum();
    assert_eq!(late, 0);
    // Nothing twice: an item is asked for again when it is due again.
    let mut closest = i64::MAX;
    for item in asked.keys() {
        let times = answered.iter().filter(|(it, _)| it == item).map(|(_, at)| *at);
        let times: Vec<i64> = times.collect();
        for pair in times.windows(2) {
            closest = closest.min(pair[1] - pair[0]);
        }
    }
    let every = i64::try_from(EVERY.as_millis()).expect("it is short");
    assert!(closest > every / 2, "an item was asked for again after {closest} ms");
    // One renewal for each end of a token.
    let renewals = fleet.renewals();
    let nearest = renewals.windows(2).map(|pair| pair[1] - pair[0]).min();
    let least = (RENEWED_EVERY - 1) * 1000;
    assert!(nearest.is_none_or(|it| it >= least), "{nearest:?} ms: {renewals:?}");
    let quota = fleet.quota_held();
    fleet.all_is_given_back();
    let count = |name| said.iter().filter_map(|it| it.json()[name].as_u64()).sum::<u64>();
    tell(&format!(
        "workers: 4 workers, {items} items every {} s, {} s; {restarts} x {how}, {cuts} \
         cuts and {silences} silences of the network to two of them; {} looks answered, \
         {noted} noted, {} readings kept: 0 lost, 0 twice (the nearest two looks at an item \
         {closest} ms apart), 0 too late; {} renewals, the nearest two {nearest:?} ms \
         apart; {quota}; {} exchanges with the shared quota for {} calls",
        EVERY.as_secs(),
        began.elapsed().as_secs(),
        answered.len(),
        kept.values().sum::<u64>(),
        renewals.len(),
        count("quota_exchanges"),
        count("calls"),
    ));
}
