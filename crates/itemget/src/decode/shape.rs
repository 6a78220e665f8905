//! How a body is written.

use super::known::{Known, Reading};
use crate::wire::{Kind, Value};

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// In an envelope named after the method, each list in a wrapper named after its type:
    /// what `/sync` gives.
    Wrapped,
    /// In the envelope, with lists as they are.
    Hybrid,
    /// Without an envelope: what `simplify=true` gives, and `/rest` always.
    Simplified,
    /// Without an envelope, every scalar a text: what the documentation prints.
    Documentation,
    /// A part of a reply, cut out by somebody: one product, one block.
    Part,
}

impl Shape {
    /// A stable word for it: `wrapped`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Wrapped => "wrapped",
            Self::Hybrid => "hybrid",
            Self::Simplified => "simplified",
            Self::Documentation => "documentation",
            Self::Part => "part",
        }
    }
}

pub(super) fn of(root: Value<'_>, in_envelope: bool, known: Option<Known>) -> Shape {
    let is_token = known.is_some_and(|known| known.reading == Reading::Token);
    let is_part = known.is_some_and(|known| known.at.is_empty()) && !is_token;
    match (in_envelope, is_part) {
        (true, _) if has_bare_list(root) => Shape::Hybrid,
        (true, _) => Shape::Wrapped,
        (false, true) => Shape::Part,
        // A no at the root is all text by nature.
        (false, false) if known.is_some() && all_text(root) => Shape::Documentation,
        (false, false) => Shape::Simplified,
    }
}

/// Whether some list stands beside other fields; a wrapper holds its list alone.
fn has_bare_list(value: Value<'_>) -> bool {
    let among_others = value.members().nth(1).is_some();
    let lists = |field: Value<'_>| among_others && field.kind() == Kind::List;
    value.members().any(|(_, field)| lists(field) || has_bare_list(field))
        || value.elements().any(has_bare_list)
}

/// Whether every scalar is a text. The documentation makes one exception itself.
fn all_text(value: Value<'_>) -> bool {
    match value.kind() {
        Kind::Text | Kind::EscapedText | Kind::Null => true,
        Kind::Number | Kind::True | Kind::False => false,
        Kind::List => value.elements().all(all_text),
        Kind::Object => value.members().all(|(name, field)| {
            name.text().as_deref() == Some("sub_product_id") || all_text(field)
        }),
    }
}
