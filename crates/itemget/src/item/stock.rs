//! Stock: how much of the whole item there is to buy.

use serde::{Deserialize, Serialize};

use crate::count::Count;

/// How much of the whole item there is to buy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Stock {
    /// Over all variants. A lower bound where some variant's stock was not told.
    pub total: Option<Count>,
    /// Whether it is sold before it exists. No AliExpress API tells today.
    pub presale: Option<Presale>,
}

/// Whether a product is sold before it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Presale {
    /// Ordered now, made or delivered later.
    Yes,
    /// Ordinary stock.
    No,
}
