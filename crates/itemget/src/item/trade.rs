//! Trade: how it sells and what buyers say.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::count::Count;
use crate::money::Percent;

/// How it sells and what buyers say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Trade {
    /// Units sold in the last 30 days (affiliate `lastest_volume`, the platform's spelling).
    pub sold_30_days: Option<Count>,
    /// Units sold since it was listed (`sales_count`); often a lower bound.
    pub sold_total: Option<Count>,
    /// Stars of 1 to 5.
    pub stars: Option<Decimal>,
    /// Share of positive reviews (`evaluate_rate`): not stars.
    pub positive_rate: Option<Percent>,
    /// How many reviews there are.
    pub reviews: Option<Count>,
    /// What an affiliate earns.
    pub commission: Option<Commission>,
}

/// What an affiliate earns on a sale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Commission {
    /// The ordinary rate.
    pub rate: Option<Percent>,
    /// The rate for "hot products".
    pub hot_rate: Option<Percent>,
}
