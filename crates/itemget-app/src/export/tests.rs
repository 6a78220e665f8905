//! Exports that are stopped, and what limits do to them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use itemget::{ItemId, ItemRef};
use itemget_history::{Entry, Kind, Quantity, Reading, Series, State};
use itemget_store::DatabaseAddress;

use super::*;
use crate::config::ObjectStoreSettings;
use crate::depot::DepotAddress;
use crate::trails::Items;

const DAY: i64 = 86_400;

/// Thirty items over ten days, of which every third moves on a day.
async fn store(folder: &Path) -> Store {
    let address = DatabaseAddress::Sqlite(folder.join("a.db"));
    let store = Store::open(&address).await.unwrap();
    let mut readings = Vec::new();
    // In another order than that of their names.
    for item in (0..30_u64).rev() {
        let id = ItemId::from_u64(1_005_006_000_000_001 + item).unwrap();
        let key = TrailKey {
            item: ItemRef::aliexpress(id),
            ship_to: "FR".parse().unwrap(),
            currency: "EUR".parse().unwrap(),
            source: "a".to_owned(),
        };
        for day in 0..10 {
            let price = 800 + i64::from((item as i64 + day) % 3 == 0);
            let state = State::Value(Quantity::whole(price));
            let entry = Entry { series: Series::of_item(Kind::SalePrice), state };
            let at = Moment::from_seconds(day * DAY);
            let holds_for = Duration::from_secs(2 * 86_400);
            readings.push((key.clone(), Reading::of_item(at, holds_for, vec![entry])));
        }
    }
    store.append(&readings).await.unwrap();
    store
}

fn terms() -> Terms {
    Terms {
        format: itemget_exchange::FileFormat::Csv,
        synthetic: true,
        since: "all".to_owned(),
        until: None,
        only: BTreeMap::new(),
    }
}

/// Runs an export into `folder`, and ends it at the `calls`th time that it is heard of.
async fn run(store: &Store, folder: &Path, limits: Limits, calls: u32) -> Tally {
    let address = DepotAddress::Folder(folder.to_owned());
    let depot = Depot::open(&address, &ObjectStoreSettings::default()).unwrap();
    let trails = InOrder::of(store, &Items::All, |_| true).await.unwrap();
    let export = Export {
        store,
        depot: &depot,
        trails: &trails,
        terms: terms(),
        since: None,
        until: Moment::from_seconds(20 * DAY),
    };
    let (wish, quit) = watch::channel(None);
    let mut heard = 0;
    let mut hear = |far: Far| {
        assert!(far.done <= far.total, "{far:?}");
        heard += 1;
        if heard == calls {
            wish.send_replace(Some(Exit::Interrupted));
        }
    };
    export.run(limits, &quit, &mut hear).await.unwrap()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => waiting.push(path),
                false => {
                    let bytes = std::fs::read(&path).unwrap();
                    found.insert(
                        path.strip_prefix(folder).unwrap().display().to_string(),
                        bytes,
                    );
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn an_export_stopped_anywhere_goes_on_and_is_the_same() {
    let home = tempfile::tempdir().unwrap();
    let store = store(home.path()).await;
    let limits = Limits { rows_at_once: 60, rows_of_part: 25 };
    let whole = home.path().join("whole");
    let tally = run(&store, &whole, limits, 0).await;
    assert!(tally.complete && tally.written > 10, "{tally:?}");
    let expected = files(&whole);
    let mut stops = 0;
    for calls in 1.. {
        let folder = home.path().join(format!("stopped-{calls}"));
        if run(&store, &folder, limits, calls).await.complete {
            break;
        }
        stops += 1;
        let half = files(&folder);
        assert!(half.keys().all(|name| !name.ends_with(".tmp")), "{:?}", half.keys());
        let again = run(&store, &folder, limits, 0).await;
        assert!(
            again.complete && again.written + again.before == tally.written,
            "{again:?}"
        );
        assert!(files(&folder) == expected, "stopped at {calls}");
    }
    assert!(stops > 5, "{stops}");
}

#[tokio::test]
async fn how_much_is_held_at_once_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let store = store(home.path()).await;
    let mut found = Vec::new();
    for rows_at_once in [1, 50, 1_000_000] {
        let folder = home.path().join(rows_at_once.to_string());
        let limits = Limits { rows_at_once, ..Limits::default() };
        run(&store, &folder, limits, 0).await;
        found.push(files(&folder));
    }
    assert!(found[0] == found[1] && found[1] == found[2]);
}
