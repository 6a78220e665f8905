//! Price: which amount is which. Four kinds are told apart and never mixed.

use serde::{Deserialize, Serialize};

use crate::money::{Percent, PriceRange};

/// Prices of the whole item: the least and the most over its variants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Price {
    /// Before any discount (`sku_price`, `target_original_price`).
    pub list: Option<PriceRange>,
    /// What one pays now (`offer_sale_price`, `target_sale_price`).
    pub sale: Option<PriceRange>,
    /// What one pays for several at once (`offer_bulk_sale_price`).
    pub bulk: Option<PriceRange>,
    /// What one pays in the platform's app (`target_app_sale_price`).
    pub app: Option<PriceRange>,
    /// The discount as the platform states it; it does not always fit the prices.
    pub stated_discount: Option<Percent>,
    /// Whether tax is in the prices, where the platform says so.
    pub tax_included: Option<bool>,
    /// The same list and sale prices in the seller's own currency, unconverted.
    pub in_seller_currency: Option<PricePair>,
}

/// A list price and a sale price in one currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PricePair {
    /// Before any discount.
    pub list: Option<PriceRange>,
    /// What one pays now.
    pub sale: Option<PriceRange>,
}
