//! Workers that are killed at any point: what was acknowledged is kept, and not done again.

use std::time::Instant;

use super::{DAY, stop};
use crate::campaigns::{Dice, tell, told};
use crate::workers::fleet::Fleet;

const WORKER: [&str; 8] =
    ["worker", "--lease", "3s", "--batch", "6", "--strict", "--format", "json"];

#[test]
#[ignore = "needs PostgreSQL: cargo xtask test"]
fn workers_that_are_killed_lose_nothing_they_acknowledged_and_do_it_once() {
    let rounds = told("ITEMGET_CAMPAIGN_ROUNDS").unwrap_or(6);
    let items = told("ITEMGET_CAMPAIGN_ITEMS").unwrap_or(120);
    let mut dice = Dice(told("ITEMGET_CAMPAIGN_SEED").unwrap_or(7).max(1));
    let fleet = Fleet::new(items, DAY, 40);
    let machines = [fleet.machine(None), fleet.machine(None)];
    let start = Instant::now();
    let mut workers = machines.each_ref().map(|it| Some(it.start(&WORKER)));
    let mut noted = fleet.noted();
    let mut in_work = 0;
    for round in 0..rounds {
        let before = fleet.platform.requests();
        let all_seen = noted.len() as u64 >= items;
        if !all_seen {
            fleet.platform.wait_for_requests(before + dice.below(9));
        }
        let which = usize::from(dice.below(2) == 0);
        workers[which].take().expect("it runs").kill();
        let now = fleet.noted();
        for (item, at) in &noted {
            assert_eq!(now[item], *at, "round {round}: {item} was noted before");
        }
        in_work += u64::from((now.len() as u64) < items);
        noted = now;
        workers[which] = Some(machines[which].start(&WORKER));
    }
    let at_last_kill = noted.len();
    fleet.until_all_are_seen();
    for worker in workers.into_iter().flatten() {
        drop(stop(worker));
    }
    let end = fleet.noted();
    for (item, at) in &noted {
        assert_eq!(end[item], *at, "{item} was noted before the last kill");
    }
    fleet.keeps_what_was_noted(end.keys());
    // None is asked for again once it is noted.
    let answered = fleet.answered();
    for (item, at) in &answered {
        let noted = i64::try_from(end[item]).expect("it is a moment");
        assert!(*at < (noted + 2) * 1000, "{item} was noted at {noted}, asked at {at}");
    }
    let quota = fleet.quota_held();
    fleet.all_is_given_back();
    tell(&format!(
        "worker-kills: 2 workers, {items} items, {rounds} times kill -9 ({in_work} of them \
         while there was work), {} s: {} looks acknowledged, 0 lost, 0 done again; {} calls \
         answered, so that {} looks were made anew that a kill had cut off; {at_last_kill} \
         acknowledged at the last kill; {quota}",
        start.elapsed().as_secs(),
        end.len(),
        answered.len(),
        answered.len() - end.len(),
    ));
}
