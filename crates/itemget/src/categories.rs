//! [`CategoryTree`]: the flat list of categories as a tree, nothing of it lost.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::api::CategoryRow;
use crate::api::affiliate;
use crate::api::dropship;
use crate::client::Client;
use crate::error::Error;
use crate::item::Unread;
use crate::locale::Language;

/// The categories as a tree.
///
/// Every row of the list is in it: one whose parent is not listed, and one that stands in
/// itself, in however many steps, is a root here and is told as such.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CategoryTree {
    nodes: BTreeMap<u64, CategoryNode>,
    roots: Vec<u64>,
    /// Categories whose parent is not in the list; roots here.
    pub orphans: Vec<u64>,
    /// Rings of categories that stand in one another; the first of each is a root here.
    pub cycles: Vec<Vec<u64>>,
    /// Rows with a number that another row had before, and something else to say. The
    /// first one counts.
    pub contradicted: Vec<CategoryRow>,
    /// Rows without a readable number.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
}

/// A category and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryNode {
    /// The row, as the platform lists it.
    #[serde(flatten)]
    pub row: CategoryRow,
    /// The categories directly in it, in the platform's order.
    pub children: Vec<u64>,
}

impl CategoryTree {
    /// The tree of a list.
    pub fn new(rows: impl IntoIterator<Item = CategoryRow>) -> Self {
        let mut tree = Self::default();
        let mut order = Vec::new();
        for row in rows {
            match tree.nodes.get(&row.id) {
                Some(known) if known.row != row => tree.contradicted.push(row),
                Some(_) => {}
                None => {
                    order.push(row.id);
                    tree.nodes.insert(row.id, CategoryNode { row, children: Vec::new() });
                }
            }
        }
        for id in &order {
            match tree.nodes[id].row.parent {
                None => tree.roots.push(*id),
                Some(parent) => match tree.nodes.get_mut(&parent) {
                    Some(parent) => parent.children.push(*id),
                    None => {
                        tree.orphans.push(*id);
                        tree.roots.push(*id);
                    }
                },
            }
        }
        tree.open_rings(&order);
        tree
    }

    /// What no root leads to is in a ring, or below one. Each ring is opened at the one of
    /// it that is listed first.
    fn open_rings(&mut self, order: &[u64]) {
        let mut reached: BTreeSet<u64> =
            self.walk().map(|(_, node)| node.row.id).collect();
        for id in order {
            if reached.contains(id) {
                continue;
            }
            let Some(ring) = self.ring_through(*id) else { continue };
            let last = ring[ring.len() - 1];
            let node = self.nodes.get_mut(&last).expect("a ring is made of nodes");
            node.children.retain(|child| child != id);
            self.roots.push(*id);
            reached.extend(self.walk_from(vec![*id]).map(|(_, node)| node.row.id));
            self.cycles.push(ring);
        }
    }

    /// The ring that `id` is in, from it down to the last one before it; none where it is
    /// only below one.
    fn ring_through(&self, id: u64) -> Option<Vec<u64>> {
        let mut ring = vec![id];
        let mut seen = BTreeSet::new();
        let mut here = self.nodes[&id].row.parent?;
        while here != id {
            if !seen.insert(here) {
                return None;
            }
            ring.insert(1, here);
            here = self.nodes.get(&here)?.row.parent?;
        }
        Some(ring)
    }

    /// The roots, in the platform's order; opened rings behind the others.
    pub fn roots(&self) -> &[u64] {
        &self.roots
    }

    /// A category.
    pub fn find(&self, id: u64) -> Option<&CategoryNode> {
        self.nodes.get(&id)
    }

    /// How many categories there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// From the root down to `id`; nothing where there is no such category.
    pub fn path(&self, id: u64) -> Vec<&CategoryNode> {
        let mut path = Vec::new();
        let mut seen = BTreeSet::new();
        let mut here = self.nodes.get(&id);
        while let Some(node) = here.filter(|node| seen.insert(node.row.id)) {
            path.insert(0, node);
            let is_root = self.roots.contains(&node.row.id);
            let parent = node.row.parent.filter(|_| !is_root);
            here = parent.and_then(|parent| self.nodes.get(&parent));
        }
        path
    }

    /// Every category once, each behind the one it stands in, with its depth: 0 for roots.
    pub fn walk(&self) -> impl Iterator<Item = (usize, &CategoryNode)> {
        self.walk_from(self.roots.iter().rev().copied().collect())
    }

    /// The category `id` and all that stands in it, in the same way.
    pub fn walk_below(&self, id: u64) -> impl Iterator<Item = (usize, &CategoryNode)> {
        self.walk_from(vec![id])
    }

    fn walk_from(
        &self,
        starts: Vec<u64>,
    ) -> impl Iterator<Item = (usize, &CategoryNode)> {
        let mut left: Vec<(usize, u64)> = starts.into_iter().map(|id| (0, id)).collect();
        std::iter::from_fn(move || {
            let (depth, id) = left.pop()?;
            let node = self.nodes.get(&id)?;
            left.extend(node.children.iter().rev().map(|child| (depth + 1, *child)));
            Some((depth, node))
        })
    }
}

impl Client {
    /// All categories as a tree: from the dropshipping side in `language` where the client
    /// has an access token, from the affiliate side in English where it has none. One call.
    ///
    /// # Errors
    ///
    /// As [`Client::send`].
    pub async fn categories(&self, language: Language) -> Result<CategoryTree, Error> {
        let list = match self.has_access_token() {
            true => self.send(&dropship::CategoryGet::new(language)).await?.value,
            false => self.send(&affiliate::CategoryGet).await?.value,
        };
        Ok(CategoryTree { unread: list.unread, ..CategoryTree::new(list.rows) })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tree(rows: &[(u64, u64)]) -> CategoryTree {
        let row = |(id, parent): &(u64, u64)| CategoryRow {
            id: *id,
            name: None,
            parent: Some(*parent).filter(|parent| *parent != 0),
        };
        CategoryTree::new(rows.iter().map(row))
    }

    fn walked(tree: &CategoryTree) -> Vec<(usize, u64)> {
        tree.walk().map(|(depth, node)| (depth, node.row.id)).collect()
    }

    #[test]
    fn rows_in_any_order_make_a_tree_in_the_platforms_order() {
        let tree = tree(&[(21, 2), (2, 0), (1, 0), (22, 2), (221, 22)]);
        assert_eq!(walked(&tree), [(0, 2), (1, 21), (1, 22), (2, 221), (0, 1)]);
        let path: Vec<u64> = tree.path(221).iter().map(|node| node.row.id).collect();
        assert_eq!(path, [2, 22, 221]);
        assert!(tree.path(99).is_empty());
        let below: Vec<u64> = tree.walk_below(22).map(|(_, node)| node.row.id).collect();
        assert_eq!(below, [22, 221]);
    }

    #[test]
    fn orphans_and_rings_are_kept_and_told() {
        let lost = tree(&[(1, 0), (5, 99), (51, 5)]);
        assert_eq!(walked(&lost), [(0, 1), (0, 5), (1, 51)]);
        assert_eq!(lost.orphans, [5]);
        let ring = tree(&[(31, 3), (1, 0), (3, 4), (4, 3), (7, 7)]);
        assert_eq!(ring.cycles, [vec![3, 4], vec![7]]);
        assert_eq!(walked(&ring), [(0, 1), (0, 3), (1, 31), (1, 4), (0, 7)]);
        assert_eq!(ring.path(4).len(), 2);
    }

    #[test]
    fn a_number_listed_twice_counts_once_and_a_contradiction_is_told() {
        let twice = tree(&[(1, 0), (2, 1), (2, 1), (2, 0)]);
        assert_eq!(walked(&twice), [(0, 1), (1, 2)]);
        assert_eq!(twice.contradicted.len(), 1);
    }

    proptest! {
        #[test]
        fn whatever_is_listed_every_category_is_walked_once(
            rows in prop::collection::vec((1_u64..12, 0_u64..14), 0..20),
        ) {
            let tree = tree(&rows);
            let listed: BTreeSet<u64> = rows.iter().map(|(id, _)| *id).collect();
            let mut walked: Vec<u64> =
                walked(&tree).into_iter().map(|(_, id)| id).collect();
            walked.sort_unstable();
            prop_assert_eq!(walked, Vec::from_iter(listed));
        }
    }
}
