//! What is followed, with what is known of it now.

use std::collections::BTreeMap;

use itemget::ItemRef;
use itemget_history::{Moment, Trail, TrailKey};
use itemget_store::{Store, StoreError, Tracked};

use crate::database::World;
use crate::records::TrackedRecord;
use crate::tracking::{Looks, NowState};
use crate::trails::{Items, Walk};

/// The records of what is followed, in its order.
pub(crate) async fn records(
    store: &Store,
    tracked: &[Tracked],
    world: World,
    now: Moment,
) -> Result<Vec<TrackedRecord>, StoreError> {
    let states = states(store, tracked, now).await?;
    let mut records = Vec::with_capacity(tracked.len());
    for (tracked, state) in tracked.iter().zip(states) {
        let looks = looks(store, tracked).await?;
        let groups = store.groups(tracked.id).await?;
        let synthetic = world == World::Sandbox;
        records.push(TrackedRecord::of(tracked, groups, &looks, state, synthetic));
    }
    Ok(records)
}

/// How an item looks, in the language that it is followed in.
pub(crate) async fn looks(store: &Store, tracked: &Tracked) -> Result<Looks, StoreError> {
    let language = tracked.watch.view.language;
    let card = store.card(tracked.watch.item, language).await?;
    Ok(card.map(|card| Looks::read(&card.text)).unwrap_or_default())
}

/// What is known of each now.
async fn states(
    store: &Store,
    tracked: &[Tracked],
    now: Moment,
) -> Result<Vec<Option<NowState>>, StoreError> {
    let mut wanted: BTreeMap<ItemRef, Vec<usize>> = BTreeMap::new();
    for (at, tracked) in tracked.iter().enumerate() {
        wanted.entry(tracked.watch.item).or_default().push(at);
    }
    let mut states = vec![None; tracked.len()];
    let items = Items::These(wanted.keys().copied().collect());
    let mut walk = Walk::over(store, &items).await?;
    while let Some(found) = walk.next().await? {
        for of_item in found {
            let places = wanted.get(&of_item.item).cloned().unwrap_or_default();
            let trails: Vec<(TrailKey, Trail)> = of_item.open()?;
            for at in places {
                states[at] = NowState::of(&trails, tracked[at].watch.view, now);
            }
        }
    }
    Ok(states)
}
