//! The trails of many items, read together and given item by item: as many at a time as
//! memory holds with ease.

mod in_order;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use itemget::ItemRef;
use itemget_history::{Part, Trail, TrailKey};
use itemget_store::{PackedTrail, Store, StoreError, TrailId, ranges};

pub(crate) use in_order::InOrder;

/// All that is kept of one item.
#[derive(Debug)]
pub(crate) struct OfItem {
    pub(crate) item: ItemRef,
    pub(crate) trails: Vec<(TrailKey, PackedTrail)>,
}

/// Which items.
#[derive(Debug, Clone)]
pub(crate) enum Items {
    /// All of which anything is kept.
    All,
    /// These.
    These(BTreeSet<ItemRef>),
}

/// A walk over items and their trails.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    store: &'a Store,
    keys: BTreeMap<TrailId, TrailKey>,
    /// What is still to be read.
    ranges: std::vec::IntoIter<Range<TrailId>>,
    /// How many trails of an item have not been read.
    left: BTreeMap<ItemRef, usize>,
    begun: BTreeMap<ItemRef, Vec<(TrailKey, PackedTrail)>>,
}

/// So many items are asked for one by one; more of them by looking through all.
const FEW: usize = 200;

impl<'a> Walk<'a> {
    /// Begins a walk over those of `items` of which anything is kept.
    pub(crate) async fn over(
        store: &'a Store,
        items: &Items,
    ) -> Result<Self, StoreError> {
        let keys: BTreeMap<TrailId, TrailKey> = match items {
            Items::These(items) if items.len() <= FEW => {
                let mut keys = BTreeMap::new();
                for item in items {
                    keys.extend(store.trails(Some(*item)).await?);
                }
                keys
            }
            Items::These(items) => {
                let all = store.trails(None).await?.into_iter();
                all.filter(|(_, key)| items.contains(&key.item)).collect()
            }
            Items::All => store.trails(None).await?.into_iter().collect(),
        };
        let mut left: BTreeMap<ItemRef, usize> = BTreeMap::new();
        for key in keys.values() {
            *left.entry(key.item).or_default() += 1;
        }
        let ranges = ranges(keys.keys().copied()).into_iter();
        Ok(Self { store, keys, ranges, left, begun: BTreeMap::new() })
    }

    /// The next items, in no order that means anything; none where there are no more.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<OfItem>>, StoreError> {
        for range in self.ranges.by_ref() {
            let ids: Vec<TrailId> =
                self.keys.range(range.clone()).map(|(id, _)| *id).collect();
            let found = self.store.packed_trails(range).await?;
            let mut found: BTreeMap<TrailId, PackedTrail> =
                found.into_iter().map(|packed| (packed.id, packed)).collect();
            let mut done = Vec::new();
            for id in ids {
                let key = self.keys[&id].clone();
                let item = key.item;
                let begun = self.begun.entry(item).or_default();
                if let Some(packed) = found.remove(&id) {
                    begun.push((key, packed));
                }
                let left = self.left.entry(item).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    let trails = self.begun.remove(&item).unwrap_or_default();
                    done.push(OfItem { item, trails });
                }
            }
            if !done.is_empty() {
                return Ok(Some(done));
            }
        }
        Ok(None)
    }
}

impl OfItem {
    /// Its trails, unpacked.
    pub(crate) fn open(self) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
        self.opened(PackedTrail::open)
    }

    /// As much of them as is in a part.
    pub(crate) fn open_part(
        self,
        part: Part<'_>,
    ) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
        self.opened(|packed| packed.open_part(part))
    }

    fn opened(
        self,
        open: impl Fn(&PackedTrail) -> Result<Trail, StoreError>,
    ) -> Result<Vec<(TrailKey, Trail)>, StoreError> {
        let trails = self.trails.into_iter();
        trails.map(|(key, packed)| Ok((key, open(&packed)?))).collect()
    }
}
