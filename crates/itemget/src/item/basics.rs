//! Basics: what the product is and who sells it.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What the product is and who sells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Basics {
    /// In the language asked for, where the platform has it.
    pub title: Option<String>,
    /// The description as HTML; tens of kilobytes are usual.
    pub description_html: Option<String>,
    /// The description for phones: JSON text, as the seller's editor wrote it.
    pub mobile_detail: Option<String>,
    /// Whether it is on sale at all.
    pub status: Option<SaleStatus>,
    /// The first picture.
    pub main_image: Option<String>,
    /// All pictures, the main one first where it is among them.
    pub images: Vec<String>,
    /// Videos of the product.
    pub videos: Vec<Video>,
    /// From the broadest to the narrowest, as far as the API tells.
    pub categories: Vec<Category>,
    /// Brand, material and so on.
    pub attributes: Vec<Attribute>,
    /// Who sells it.
    pub shop: Option<Shop>,
    /// The product's page.
    pub page_url: Option<String>,
    /// A link that earns commission; only there when a tracking id was sent.
    pub promotion_url: Option<String>,
}

/// Whether a product can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SaleStatus {
    /// `onSelling`.
    OnSale,
    /// `offline`: taken off sale.
    OffSale,
    /// Any other word of the platform's, as it came: `auditing`, `editingRequired`.
    Other(String),
}

impl SaleStatus {
    /// Reads the platform's word, in any case.
    pub fn from_wire(word: &str) -> Self {
        if word.eq_ignore_ascii_case("onSelling") {
            Self::OnSale
        } else if word.eq_ignore_ascii_case("offline") {
            Self::OffSale
        } else {
            Self::Other(word.to_owned())
        }
    }
}

/// A category of the platform's tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Category {
    /// The platform's number of it.
    pub id: Option<u64>,
    /// In the language asked for; some APIs give the number alone.
    pub name: Option<String>,
}

/// A fact about the product, such as its material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Attribute {
    /// The platform's number of the name; the seller's own names have none.
    pub name_id: Option<u64>,
    /// `Material`.
    pub name: String,
    /// The platform's number of the value; free text has none.
    pub value_id: Option<u64>,
    /// `Cotton`.
    pub value: String,
}

/// A seller's shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Shop {
    /// The platform's number of it.
    pub id: Option<u64>,
    /// Its name.
    pub name: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Where it is, as a two-letter code.
    pub country: Option<String>,
    /// What buyers said of it.
    pub ratings: ShopRatings,
}

/// What buyers said of a shop, in stars of 1 to 5.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ShopRatings {
    /// Items were as described.
    pub as_described: Option<Decimal>,
    /// The seller answered well.
    pub communication: Option<Decimal>,
    /// Parcels left in time.
    pub shipping_speed: Option<Decimal>,
}

/// A video of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Video {
    /// Where it plays from.
    pub url: String,
    /// Its still picture.
    pub poster_url: Option<String>,
}
