//! The ids that a walk has told lately.

use std::collections::{BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use crate::ids::ItemId;

/// How many ids are remembered: all that a band can show, and again as many of the one
/// before, for an item moves between pages, and between bands when its price changes.
///
/// One that comes up again later is told twice. Where the platform tells no total, these
/// are those of the pages before a band was found to need splitting.
const MOST: usize = 10_000;

/// The last ids told, each once. As text it is the list of them, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<ItemId>", into = "Vec<ItemId>")]
pub(super) struct LastSeen {
    order: VecDeque<ItemId>,
    ids: BTreeSet<ItemId>,
}

impl LastSeen {
    /// Remembers an id; `false` where it was remembered before.
    pub(super) fn insert(&mut self, id: ItemId) -> bool {
        if !self.ids.insert(id) {
            return false;
        }
        self.order.push_back(id);
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.ids.remove(&oldest);
        }
        true
    }
}

impl From<Vec<ItemId>> for LastSeen {
    fn from(ids: Vec<ItemId>) -> Self {
        let mut seen = Self::default();
        for id in ids {
            seen.insert(id);
        }
        seen
    }
}

impl From<LastSeen> for Vec<ItemId> {
    fn from(seen: LastSeen) -> Self {
        seen.order.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_are_remembered_and_the_oldest_go_first() {
        let id = |number: u64| ItemId::from_u64(number).unwrap();
        let mut seen = LastSeen::default();
        let most = MOST as u64;
        for number in 1..=most {
            assert!(seen.insert(id(number)));
        }
        assert!(!seen.insert(id(1)));
        assert!(seen.insert(id(most + 1)), "a new one");
        assert_eq!((seen.order.len(), seen.ids.len()), (MOST, MOST));
        assert!(seen.insert(id(1)), "the oldest was forgotten for it");
        assert!(!seen.insert(id(3)));
        let text = serde_json::to_string(&seen).unwrap();
        assert_eq!(serde_json::from_str::<LastSeen>(&text).unwrap(), seen);
    }
}
