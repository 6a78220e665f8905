//! Trails in the order of their names, whatever numbers they have: the same history is
//! always walked over in the same order.

use std::collections::BTreeMap;
use std::sync::Arc;

use itemget::ItemRef;
use itemget_history::{Trail, TrailKey};
use itemget_store::{Store, StoreError, TrailId, ranges};

use super::Items;

/// Which trails, by item.
type Named = BTreeMap<ItemRef, Vec<(Arc<TrailKey>, TrailId)>>;

/// Trails, named, of which any number of walks can be made.
#[derive(Debug)]
pub(crate) struct InOrder {
    trails: Named,
}

/// How many items are read together.
const TOGETHER: usize = 128;

impl InOrder {
    /// Those trails of `items` that `keeps` wants.
    pub(crate) async fn of(
        store: &Store,
        items: &Items,
        keeps: impl Fn(&TrailKey) -> bool,
    ) -> Result<Self, StoreError> {
        let wanted = |key: &TrailKey| match items {
            Items::All => true,
            Items::These(items) => items.contains(&key.item),
        };
        let mut trails = Named::new();
        for (id, key) in store.trails(None).await? {
            if wanted(&key) && keeps(&key) {
                trails.entry(key.item).or_default().push((Arc::new(key), id));
            }
        }
        trails.values_mut().for_each(|of_item| of_item.sort_unstable());
        Ok(Self { trails })
    }

    /// How many items there are.
    pub(crate) fn items(&self) -> usize {
        self.trails.len()
    }

    /// Begins a walk over all of them.
    pub(crate) fn walk<'a>(&'a self, store: &'a Store) -> WalkInOrder<'a> {
        WalkInOrder { store, rest: self.trails.values() }
    }
}

/// A walk over trails in the order of their names.
#[derive(Debug)]
pub(crate) struct WalkInOrder<'a> {
    store: &'a Store,
    rest: std::collections::btree_map::Values<'a, ItemRef, Vec<(Arc<TrailKey>, TrailId)>>,
}

impl WalkInOrder<'_> {
    /// The trails of the next items; none where there are no more.
    pub(crate) async fn next(
        &mut self,
    ) -> Result<Option<Vec<(Arc<TrailKey>, Trail)>>, StoreError> {
        let next: Vec<_> = self.rest.by_ref().take(TOGETHER).flatten().collect();
        if next.is_empty() {
            return Ok(None);
        }
        let mut ids: Vec<TrailId> = next.iter().map(|(_, id)| *id).collect();
        ids.sort_unstable();
        let mut found = BTreeMap::new();
        for range in ranges(ids) {
            let packed = self.store.packed_trails(range).await?;
            found.extend(packed.into_iter().map(|packed| (packed.id, packed)));
        }
        let trails = next.into_iter().filter_map(|(key, id)| {
            let packed = found.remove(id)?;
            Some(packed.open().map(|trail| (Arc::clone(key), trail)))
        });
        trails.collect::<Result<_, _>>().map(Some)
    }
}
