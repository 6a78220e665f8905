//! What was said to be kept, held against what is.

use std::collections::BTreeMap;

use itemget_history::{Kind, Moment, Series, Trail, TrailKey};
use itemget_store::{AlertsOf, DatabaseAddress, Store};
use serde::Deserialize;

use crate::world::World;

/// A reading that a process said it kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct Acknowledged {
    #[serde(flatten)]
    pub(super) trail: TrailKey,
    pub(super) at: Moment,
}

/// The readings that are acknowledged in these lines.
pub(super) fn acknowledged(lines: &[String]) -> Vec<Acknowledged> {
    let kept = lines.iter().filter(|line| line.contains("\"event\":\"kept\""));
    kept.map(|line| serde_json::from_str(line).expect("a whole line is a record"))
        .collect()
}

/// How much of it there was.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) acknowledged: u64,
    /// Kept, and killed before that could be said.
    pub(super) unsaid: u64,
    pub(super) bodies: u64,
    /// Trails that were compared before and after compaction.
    pub(super) checked: u64,
}

/// All that was acknowledged so far, and how many readings each trail had.
pub(super) struct Ledger {
    address: DatabaseAddress,
    all: Vec<Acknowledged>,
    readings: BTreeMap<TrailKey, u64>,
    pub(super) counts: Counts,
}

impl Ledger {
    pub(super) fn new(world: &World) -> Self {
        let address =
            DatabaseAddress::Sqlite(world.path(".local/share/itemget/synthetic.db"));
        let counts = Counts::default();
        Self { address, all: Vec::new(), readings: BTreeMap::new(), counts }
    }

    pub(super) async fn store(&self) -> Store {
        Store::open(&self.address).await.expect("it opens after any kill")
    }

    /// Enters what was acknowledged, and looks whether all that ever was is there, and
    /// nothing twice. `asked` are the items that were asked for meanwhile, each time: each
    /// is a reading of each of the item's trails at most.
    pub(super) async fn enter(
        &mut self,
        said: &[Acknowledged],
        asked: &[String],
        what: &str,
    ) {
        let store = self.store().await;
        let trails = all_trails(&store).await;
        self.all.extend_from_slice(said);
        for Acknowledged { trail, at } in &self.all {
            let kept = trails.get(trail);
            let spans = kept.map(Trail::spans).unwrap_or_default();
            let is_there = spans.iter().any(|span| span.first <= *at && *at <= span.last);
            assert!(is_there, "{what}: the reading of {trail:?} at {at} is lost");
        }
        // Of an item that is not there, there is no body either.
        for Acknowledged { trail, at } in said.iter().filter(|it| is_there(&trails, it)) {
            let body = store.body(trail, *at).await.expect("bodies can be read");
            let seen_at = body.map(|(seen_at, _)| seen_at);
            assert_eq!(seen_at, Some(*at), "{what}: the body of {trail:?}");
            self.counts.bodies += 1;
        }
        for (key, trail) in &trails {
            let before = self.readings.insert(key.clone(), trail.readings()).unwrap_or(0);
            let new = trail.readings().checked_sub(before);
            let new =
                new.unwrap_or_else(|| panic!("{what}: readings of {key:?} are gone"));
            let told = said.iter().filter(|it| it.trail == *key).count() as u64;
            let item = key.item.to_string();
            let most = asked.iter().filter(|it| **it == item).count() as u64;
            assert!(told <= new, "{what}: {told} said of {key:?}, {new} kept");
            assert!(new <= most, "{what}: {new} kept of {key:?}, asked for {most} times");
            self.counts.unsaid += new - told;
        }
        self.counts.acknowledged += said.len() as u64;
    }

    /// Compacts what there is: each trail is what it was.
    pub(super) async fn compaction_changes_nothing(&mut self) {
        let store = self.store().await;
        let before = all_trails(&store).await;
        store.compact().await.expect("it can be compacted");
        assert_eq!(store.waiting().await.expect("it can be counted"), 0);
        let after = all_trails(&store).await;
        assert!(before == after, "a trail is another one after compaction");
        self.counts.checked += after.len() as u64;
    }

    /// The identities of all alerts that are kept.
    pub(super) async fn alerts(&self) -> Vec<String> {
        let store = self.store().await;
        let alerts = store.alerts(&AlertsOf::default()).await.expect("they can be read");
        alerts.into_iter().map(|alert| alert.identity).collect()
    }
}

/// Whether a reading saw the item.
fn is_there(trails: &BTreeMap<TrailKey, Trail>, said: &Acknowledged) -> bool {
    let whole = Series::of_item(Kind::Availability);
    let changes = trails.get(&said.trail).map(|trail| trail.changes(whole));
    let last = changes.unwrap_or_default().iter().rfind(|change| change.at <= said.at);
    last.is_some_and(|change| change.state.value().is_some())
}

async fn all_trails(store: &Store) -> BTreeMap<TrailKey, Trail> {
    let mut trails = BTreeMap::new();
    for (id, key) in store.trails(None).await.expect("they can be read") {
        let packed = store.packed_trail(id).await.expect("it can be read");
        trails.insert(key, packed.open().expect("no block is half written"));
    }
    trails
}
