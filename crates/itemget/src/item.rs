//! The one [`Item`]: what a reader of any of the platform's APIs makes of a product.
//!
//! Six groups, each possibly absent, each with the API it came from and the time it was
//! observed. Absent means "not observed", never zero and never "no".

mod basics;
mod delivered;
mod group;
mod logistics;
mod price;
mod stock;
mod trade;
mod variants;

use std::borrow::Cow;

use bytes::Bytes;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::ItemId;
use crate::link::ItemRef;
use crate::locale::View;

pub use basics::{Attribute, Basics, Category, SaleStatus, Shop, ShopRatings, Video};
pub use delivered::{Delivered, DeliveredPrice, WhyUnknown};
pub use group::{Group, ParseGroupError};
pub use logistics::{DeliveryFee, DeliveryOption, Logistics, Package, SkuDelivery};
pub use price::{Price, PricePair};
pub use stock::{Presale, Stock};
pub use trade::{Commission, Trade};
pub use variants::{BulkPrice, Variant, VariantAttribute, Variants};

/// A product, as far as it has been observed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Item {
    /// Which product: the global id, whichever site's id was asked for.
    #[serde(flatten)]
    pub item: ItemRef,
    /// The id in the form the platform answered with; the US site's differs.
    pub site_id: ItemId,
    /// Where, in which currency and language it was seen.
    pub view: View,
    /// Whether the view is only what was supposed: the request could not ask for one (the
    /// tutorials' dialect), or is not known (a saved body). The currency of each price is
    /// the reply's own all the same.
    #[serde(default, skip_serializing_if = "is_asked")]
    pub view_assumed: bool,
    /// Whether a sandbox made it up.
    pub synthetic: bool,
    /// Title, pictures, category, shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basics: Option<Observed<Basics>>,
    /// Prices of the whole item; each variant has its own as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Observed<Price>>,
    /// How much there is to buy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock: Option<Observed<Stock>>,
    /// Sales, ratings, commission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade: Option<Observed<Trade>>,
    /// The SKUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variants: Option<Observed<Variants>>,
    /// Where it is sent from, how, how fast, for how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logistics: Option<Observed<Logistics>>,
    /// Fields that were there and could not be understood. Their values are in `raw`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// The bodies it was read from, as they came: what the model does not name is here.
    #[serde(skip)]
    pub raw: Vec<RawReply>,
}

/// For serde, which hands a reference.
fn is_asked(view_assumed: &bool) -> bool {
    !view_assumed
}

impl Item {
    /// An item of which nothing is known yet but its ids.
    pub fn unobserved(site_id: ItemId, view: View) -> Self {
        Self {
            item: ItemRef::aliexpress(site_id),
            site_id,
            view,
            view_assumed: false,
            synthetic: false,
            basics: None,
            price: None,
            stock: None,
            trade: None,
            variants: None,
            logistics: None,
            unread: Vec::new(),
            raw: Vec::new(),
        }
    }

    /// Adds to this item the groups of `other` that it lacks, and keeps both raw bodies.
    ///
    /// Groups are taken whole: fields of two APIs are never mixed in one group, because
    /// a group has one source and one time.
    pub fn fill_from(&mut self, other: Self) {
        fn fill<T>(group: &mut Option<Observed<T>>, other: Option<Observed<T>>) {
            if group.is_none() {
                *group = other;
            }
        }
        fill(&mut self.basics, other.basics);
        fill(&mut self.price, other.price);
        fill(&mut self.stock, other.stock);
        fill(&mut self.trade, other.trade);
        fill(&mut self.variants, other.variants);
        fill(&mut self.logistics, other.logistics);
        self.synthetic |= other.synthetic;
        self.unread.extend(other.unread);
        self.raw.extend(other.raw);
    }
}

/// A group of fields, with where it came from and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Observed<T> {
    /// The gateway's name of the API that said it.
    pub source: Cow<'static, str>,
    /// When the answer arrived.
    pub observed_at: Timestamp,
    /// What it said.
    #[serde(flatten)]
    pub value: T,
}

/// A field that was in a reply and could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Unread {
    /// Where in the reply: `ae_item_base_info_dto.sales_count`.
    pub path: String,
    /// What was expected there.
    pub expected: String,
    /// The start of what stood there, as JSON.
    pub found: String,
}

/// A body as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct RawReply {
    /// The gateway's name of the API that sent it.
    pub source: Cow<'static, str>,
    /// When it arrived.
    pub observed_at: Timestamp,
    /// The bytes: the whole reply, or this item's part of it where one reply holds many.
    pub body: Bytes,
}

impl std::fmt::Debug for RawReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawReply")
            .field("source", &self.source)
            .field("observed_at", &self.observed_at)
            .field("bytes", &self.body.len())
            .finish()
    }
}
