//! Logistics: where it is sent from, how, how fast, for how much.

use std::borrow::Cow;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::count::Count;
use crate::ids::SkuId;
use crate::locale::Country;
use crate::money::Money;

/// Where it is sent from, how, how fast, for how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Logistics {
    /// Where parcels can start, as the platform writes it: codes, or names of the SKU
    /// property 200007763.
    pub ship_from: Vec<String>,
    /// The country the answer is for.
    pub ship_to: Option<Country>,
    /// Days until the seller hands the parcel over: not the journey.
    pub handling_days: Option<u32>,
    /// The ways to send it, the same for every SKU that was asked about. `None` is not
    /// asked, or different ones; an empty list is "none".
    pub options: Option<Vec<DeliveryOption>>,
    /// The ways to send each SKU that was asked about. They come from an API of their own,
    /// and each says when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub by_sku: Vec<SkuDelivery>,
    /// The parcel.
    pub package: Option<Package>,
    /// Free text such as "ship to RU in 7 days".
    pub note: Option<String>,
}

/// The ways to send one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct SkuDelivery {
    /// Which SKU.
    pub sku_id: SkuId,
    /// For how many pieces sent together the fees are.
    pub quantity: u32,
    /// The gateway's name of the API that said it.
    pub source: Cow<'static, str>,
    /// When the answer arrived.
    pub observed_at: Timestamp,
    /// The ways; none where nobody brings it there.
    pub options: Vec<DeliveryOption>,
}

/// One way to send it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct DeliveryOption {
    /// The platform's code of the service: `CAINIAO_FULFILLMENT_STD`.
    pub code: Option<String>,
    /// The service's name.
    pub company: Option<String>,
    /// What it costs.
    pub fee: Option<DeliveryFee>,
    /// Basket value from which it is free.
    pub free_from: Option<Money>,
    /// Fewest days on the way.
    pub days_min: Option<u32>,
    /// Most days on the way.
    pub days_max: Option<u32>,
    /// Days after which the buyer gets the money back.
    pub guaranteed_days: Option<u32>,
    /// Whether the parcel can be followed.
    pub tracking: Option<bool>,
    /// Where the parcel starts, as a two-letter code.
    pub ship_from: Option<String>,
    /// How many can be sent this way.
    pub stock: Option<Count>,
}

/// What a way of sending costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFee {
    /// Nothing.
    Free,
    /// This much.
    Paid(Money),
}

impl DeliveryFee {
    /// What a fee of `money` is: one of zero is none.
    pub fn of(money: Money) -> Self {
        if money.amount.is_zero() { Self::Free } else { Self::Paid(money) }
    }
}

/// The parcel, as the seller declares it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Package {
    /// Kilograms.
    pub weight_kg: Option<Decimal>,
    /// Centimetres.
    pub length_cm: Option<Decimal>,
    /// Centimetres.
    pub width_cm: Option<Decimal>,
    /// Centimetres.
    pub height_cm: Option<Decimal>,
}
