//! Which field was being read when a text stopped being JSON.

use super::{Kind, Node};

/// The way from the root to where reading is now, through all that is still open.
pub(super) fn path(nodes: &[Node], text: &str) -> String {
    let mut path = String::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.next != 0 {
            continue;
        }
        let children = closed_children(nodes, index);
        match node.kind {
            Kind::Object => {
                // Keys and values alternate: the last key is at an even place.
                if let Some(key) = children.chunks(2).next_back().map(|pair| pair[0]) {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(&text[key.start as usize..key.end as usize]);
                }
            }
            Kind::List => path.extend(["[", &children.len().to_string(), "]"]),
            _ => {}
        }
    }
    path
}

fn closed_children(nodes: &[Node], parent: usize) -> Vec<Node> {
    let mut children = Vec::new();
    let mut index = parent + 1;
    while let Some(node) = nodes.get(index).filter(|node| node.next != 0) {
        children.push(*node);
        index = node.next as usize;
    }
    children
}
