//! Variants: the SKUs one can put in a basket.

use serde::{Deserialize, Serialize};

use crate::count::Count;
use crate::ids::SkuId;
use crate::money::Money;

/// The SKUs of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Variants {
    /// In the platform's order.
    pub skus: Vec<Variant>,
}

/// One SKU.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Variant {
    /// The number that freight and orders ask for. Not `sku_attr`, not `id`.
    pub sku_id: Option<SkuId>,
    /// The platform's composed key, `14:29#Bear;183:200007741`; empty for an item
    /// without choices.
    pub sku_attr: Option<String>,
    /// The choices that make this SKU: colour, size.
    pub attributes: Vec<VariantAttribute>,
    /// Before any discount.
    pub list_price: Option<Money>,
    /// What one pays now.
    pub sale_price: Option<Money>,
    /// What one pays for several at once.
    pub bulk_price: Option<BulkPrice>,
    /// Whether tax is in the prices.
    pub tax_included: Option<bool>,
    /// How many can be bought. `Some` of zero is sold out; `None` is not told.
    pub stock: Option<Count>,
    /// The most one buyer may take at this price.
    pub buy_limit: Option<u64>,
    /// The seller's own article number.
    pub seller_code: Option<String>,
    /// Its barcode.
    pub ean: Option<String>,
    /// Its picture, where one of its choices has one.
    pub image: Option<String>,
}

/// One choice of a SKU: `Colour: White`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct VariantAttribute {
    /// The platform's number of the property: 14 is colour, 200007763 ship-from.
    pub name_id: Option<u64>,
    /// The property, in the language asked for.
    pub name: String,
    /// The platform's number of the value.
    pub value_id: Option<u64>,
    /// The platform's word for the value, in the language asked for.
    pub value: String,
    /// The seller's own word for the value, which buyers see.
    pub custom_value: Option<String>,
}

impl VariantAttribute {
    /// What a buyer reads: the seller's word where there is one.
    pub fn shown_value(&self) -> &str {
        self.custom_value.as_deref().unwrap_or(&self.value)
    }
}

/// A price for several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct BulkPrice {
    /// For each piece.
    pub price: Money,
    /// From how many pieces on, where told.
    pub min_quantity: Option<u64>,
}
