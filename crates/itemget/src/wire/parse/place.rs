//! Which field was being read when a text stopped being JSON.

use super::{Kind, Node};
use crate::wire::brief;

/// The way from the root to where reading is now, through all that is still open.
pub(super) fn path(nodes: &[Node], open: &[u32], text: &str) -> String {
    let mut path = String::new();
    for &container in open {
        let container = container as usize;
        let inside = Inside { nodes, open, index: container + 1 };
        match nodes[container].kind {
            Kind::Object => {
                if let Some(name) = inside.last_name() {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    let name = &text[name.start as usize..name.end as usize];
                    path.push_str(&brief::name(name));
                }
            }
            _ => path.extend(["[", &inside.whole_values().to_string(), "]"]),
        }
    }
    brief::path(path)
}

/// What was read of a list or an object that is still open.
struct Inside<'a> {
    nodes: &'a [Node],
    open: &'a [u32],
    index: usize,
}

impl Inside<'_> {
    /// Steps over a value, if there is one that was read to its end.
    fn step_over(&mut self) -> Option<()> {
        let value = self.nodes.get(self.index)?;
        if self.open.iter().any(|open| *open as usize == self.index) {
            return None;
        }
        self.index = value.next as usize;
        Some(())
    }

    fn last_name(mut self) -> Option<Node> {
        let mut last = None;
        while let Some(name) = self.nodes.get(self.index) {
            last = Some(*name);
            self.index += 1;
            if self.step_over().is_none() {
                break;
            }
        }
        last
    }

    fn whole_values(mut self) -> usize {
        std::iter::from_fn(|| self.step_over()).count()
    }
}
