//! What the platform said of deliveries since this process began: a page shows it again
//! without another call, whether or not answers are kept on the disk.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use itemget::{ItemId, SkuFreight, SkuId, View};

/// What was said of items that were asked about, of the last ones.
#[derive(Debug, Default)]
pub(crate) struct Asked(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    items: BTreeMap<Key, BTreeMap<SkuId, SkuFreight>>,
    /// The one that was asked about first is first.
    order: VecDeque<Key>,
}

/// An item, and from where it is seen, as words: the language changes no fee.
type Key = (ItemId, String, String);

/// Of so many items it is remembered.
const ITEMS: usize = 500;

fn key(item: ItemId, view: View) -> Key {
    (item, view.ship_to.to_string(), view.currency.to_string())
}

impl Asked {
    /// Remembers what was said just now.
    pub(crate) fn remember(&self, item: ItemId, view: View, told: &[SkuFreight]) {
        if told.is_empty() {
            return;
        }
        let key = key(item, view);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.items.contains_key(&key) {
            known.order.push_back(key.clone());
        }
        let of_item = known.items.entry(key).or_default();
        of_item.extend(told.iter().map(|it| (it.sku, it.clone())));
        if known.order.len() > ITEMS
            && let Some(oldest) = known.order.pop_front()
        {
            known.items.remove(&oldest);
        }
    }

    /// What is remembered of an item.
    pub(crate) fn of(&self, item: ItemId, view: View) -> BTreeMap<SkuId, SkuFreight> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.items.get(&key(item, view)).cloned().unwrap_or_default()
    }
}
