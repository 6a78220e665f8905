//! A disk that is full, and two processes on one database.

use super::ledger::{Ledger, acknowledged};
use super::{Scene, item};
use crate::platform::ids;

/// How many items are followed here.
const ITEMS: u64 = 12;

/// Files may grow to so many blocks of 512 bytes, and what goes beyond is an error, as on a
/// full disk.
fn with_room(blocks: u64, command: &str) -> String {
    format!("trap '' XFSZ; ulimit -f {blocks}; exec itemget {command}")
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_costs_nothing_that_was_kept() {
    let mut scene = Scene::new(ITEMS);
    let mut world = scene.world(ITEMS);
    let mut ledger = Ledger::new(&world);
    let path = world.path(".local/share/itemget/synthetic.db");
    let mut was_full = 0;
    for more in [1_u64, 8, 24, 64, 160, 400] {
        world = scene.later(world, 6);
        let asked = scene.platform.requests();
        let wal = path.with_extension("db-wal");
        let size = |path| std::fs::metadata(path).map_or(0, |it| it.len());
        let blocks = size(&path).max(size(&wal)) / 512 + more;
        let run = "run --once --format jsonl --batch 2";
        let output = world.shell(&with_room(blocks, run));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            was_full += 1;
            assert!(output.status.code().is_some(), "it ends by itself: {said}");
            assert!(said.contains("hint: make room on the disk"), "it says so: {said}");
        }
        let lines = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<String> = lines.split_inclusive('\n').map(str::to_owned).collect();
        world.run(&["store", "check"]).must_end(0);
        let asked = scene.platform.asked_after(asked);
        let what = format!("room for {more} blocks more: {said}");
        scene.runtime.block_on(ledger.enter(&acknowledged(&lines), &asked, &what));
    }
    assert!(was_full > 0, "the disk was never full");
    // With room again it goes on as if nothing had been.
    world = scene.later(world, 6);
    let said = world.run(&["run", "--once", "--format", "json"]).ended(0);
    assert_eq!(said.json()["looked"], ITEMS, "{said}");
    scene.runtime.block_on(ledger.compaction_changes_nothing());
}

#[test]
fn two_processes_at_one_database_look_at_each_item_once() {
    let mut scene = Scene::new(ITEMS);
    let world = scene.world(ITEMS);
    let world = scene.later(world, 6);
    let mut ledger = Ledger::new(&world);
    let asked = scene.platform.requests();
    let run = ["run", "--once", "--format", "jsonl", "--batch", "2"];
    let both = [world.start(&run), world.start(&run)];
    let said = both.map(|running| running.end().ended(0).stdout);
    let asked = scene.platform.asked_after(asked);
    for number in 1..=ITEMS {
        let item = item(number);
        assert_eq!(asked.iter().filter(|it| **it == item).count(), 1, "{item}");
    }
    let lines: Vec<String> =
        said.iter().flat_map(|it| it.split_inclusive('\n')).map(str::to_owned).collect();
    let kept = acknowledged(&lines);
    scene.runtime.block_on(ledger.enter(&kept, &asked, "two at once"));
    assert_eq!(ledger.counts.unsaid, 0, "all that was kept was said");
    assert_eq!(ids(1, ITEMS).lines().count() as u64, ITEMS);
}

#[test]
fn the_store_is_looked_after_while_somebody_writes() {
    let mut scene = Scene::new(ITEMS);
    let mut world = scene.world(ITEMS);
    let mut ledger = Ledger::new(&world);
    for _ in 0..2 {
        world = scene.later(world, 6);
        let asked = scene.platform.requests();
        let said = world.run(&["run", "--once", "--format", "jsonl"]).ended(0);
        let lines: Vec<String> =
            said.stdout.split_inclusive('\n').map(str::to_owned).collect();
        let asked = scene.platform.asked_after(asked);
        scene.runtime.block_on(ledger.enter(&acknowledged(&lines), &asked, "before"));
    }
    for round in 0..3 {
        world = scene.later(world, 6);
        let asked = scene.platform.requests();
        let follows = ["run", "--format", "jsonl", "--batch", "1"];
        let mut running = world.start(&follows);
        running.line_with("\"event\":\"kept\"");
        // Each of these at the same time as the one that follows, and as the others.
        let copy = format!("copy{round}.db");
        let backup = ["store", "backup", copy.as_str()];
        let others = [
            world.start(&["store", "check", "--format", "json"]),
            world.start(&["store", "stats", "--format", "json"]),
            world.start(&["store", "compact"]),
            world.start(&backup),
        ];
        let [checked, stats, compacted, copied] =
            others.map(|other| other.end().ended(0));
        drop((compacted, copied));
        assert_eq!(checked.json()["whole"], true, "{checked}");
        let stats = stats.json();
        assert!(stats["bytes_per_change_hundredths"].as_u64() > Some(0), "{stats}");
        assert!(stats["series"].as_u64() > Some(0), "{stats}");
        assert!(stats["observed_basis_points"].as_u64() > Some(0), "{stats}");
        let said = running.kill_and_read();
        let asked = scene.platform.asked_after(asked);
        let what = format!("round {round}");
        scene.runtime.block_on(ledger.enter(&acknowledged(&said), &asked, &what));
        let at = format!("sqlite:{}", world.path(&copy).display());
        let check = ["store", "check", "--format", "json", "--database", &at];
        let copy = world.run(&check).ended(0);
        assert!(copy.json()["trails"].as_u64() > Some(0), "{copy}");
    }
    scene.runtime.block_on(ledger.compaction_changes_nothing());
}
