//! What is followed, with what is known of it now.

use std::collections::BTreeMap;

use itemget::ItemRef;
use itemget_history::{Moment, Part, Trail, TrailKey};
use itemget_store::{Store, StoreError, Tracked};

use crate::card::Card;
use crate::database::World;
use crate::follow::{Learned, Planning};
use crate::overview::cards;
use crate::records::TrackedRecord;
use crate::tracking::NowState;
use crate::trails::{Items, Walk};

/// The records of what is followed, in its order.
pub(crate) async fn records(
    store: &Store,
    tracked: &[Tracked],
    world: World,
    now: Moment,
) -> Result<Vec<TrackedRecord>, StoreError> {
    let states = states(store, tracked, now).await?;
    let cards = cards(store, &tracked.iter().collect::<Vec<_>>()).await?;
    let ids: Vec<_> = tracked.iter().map(|tracked| tracked.id).collect();
    let groups = store.groups_of(&ids).await?;
    let planning = store.setting(Planning::NAME).await?;
    let planning = Planning::read(&planning.unwrap_or_default());
    let synthetic = world == World::Sandbox;
    let all = tracked.iter().zip(groups).zip(cards.iter().zip(states));
    let records = all.map(|((tracked, groups), (card, state))| {
        let stale = tracked.last_at.map(|checked| {
            planning.staleness(&Learned::read(&tracked.model), checked, now)
        });
        TrackedRecord::of(tracked, groups, card, state, stale, synthetic)
    });
    Ok(records.collect())
}

/// How an item looks, in the language that it is followed in.
pub(crate) async fn card(store: &Store, tracked: &Tracked) -> Result<Card, StoreError> {
    let cards = cards(store, &[tracked]).await?;
    Ok(cards.into_iter().next().unwrap_or_default())
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
            let trails: Vec<(TrailKey, Trail)> =
                of_item.open_part(Part::of_kinds(&[]))?;
            for at in places {
                states[at] = NowState::of(&trails, tracked[at].watch.view, now);
            }
        }
    }
    Ok(states)
}
