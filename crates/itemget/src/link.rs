//! From any id or link to the product it means, offline.

use serde::{Deserialize, Serialize};

use crate::ids::ItemId;

/// Where a product is sold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Platform {
    /// All AliExpress sites: one catalogue.
    AliExpress,
}

/// One product: a platform and the product's id there.
///
/// The id is the global one, so that a US-site link and an ordinary link to the same
/// product are equal.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct ItemRef {
    /// Where it is sold.
    pub platform: Platform,
    /// Its global id there.
    pub id: ItemId,
}

impl ItemRef {
    /// The AliExpress product with this id, in either form.
    pub fn aliexpress(id: ItemId) -> Self {
        Self { platform: Platform::AliExpress, id: id.global() }
    }
}
