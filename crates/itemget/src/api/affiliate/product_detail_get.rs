//! `aliexpress.affiliate.productdetail.get`: up to fifty items at once, without their SKUs.

use std::borrow::Cow;

use super::product;
use crate::call::{Auth, Call};
use crate::envelope::{self, Envelope};
use crate::ids::ItemId;
use crate::item::{Item, Unread};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::wire::{Notes, Observer};

/// Asks for up to [`LIMIT`](Self::LIMIT) items: price, 30-day sales, commission, shop; no
/// SKUs, no stock, no description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDetailGet {
    /// The ids; beyond [`LIMIT`](Self::LIMIT) the platform refuses or forgets some.
    pub items: Vec<ItemId>,
    /// Where, in which currency and language.
    pub view: View,
    /// Whose commission it is. Without one there are no promotion links.
    pub tracking_id: Option<String>,
}

impl ProductDetailGet {
    /// How many ids one call takes (Help Centre of the platform; the method's own page
    /// names no number).
    pub const LIMIT: usize = 50;

    /// The items `items` as seen with `view`.
    pub fn new(items: impl Into<Vec<ItemId>>, view: View) -> Self {
        Self { items: items.into(), view, tracking_id: None }
    }

    /// The same, with promotion links that count for `tracking_id`.
    #[must_use]
    pub fn with_tracking_id(self, tracking_id: impl Into<String>) -> Self {
        Self { tracking_id: Some(tracking_id.into()), ..self }
    }
}

/// The items of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductDetails {
    /// In the platform's order, which is not the asked one. An item that is not in the
    /// affiliate programme, or not sold to the country, is left out without a word.
    pub items: Vec<Item>,
    /// Rows that are no item: without a readable id nobody knows whose prices they are.
    pub unread: Vec<Unread>,
}

impl ProductDetails {
    /// The item `id`, whichever site's form of the id is asked for.
    #[must_use]
    pub fn find(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.site_id.global() == id.global())
    }
}

impl Call for ProductDetailGet {
    type Output = ProductDetails;
    const METHOD: &'static str = "aliexpress.affiliate.productdetail.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let ids: Vec<String> = self.items.iter().map(ItemId::to_string).collect();
        Params::new()
            .with("product_ids", ids.join(","))
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("country", self.view.ship_to.as_str())
            .with("tracking_id", self.tracking_id.as_deref().unwrap_or_default())
    }

    fn read(&self, reply: &Reply) -> Result<ProductDetails, ReplyError> {
        let document = envelope::document(&reply.body)?;
        let envelope = Envelope::open_success(&document, &reply.body)?;
        let notes = Notes::new(envelope.payload);
        let result = notes.root().at("resp_result").object().at("result").object();
        if !result.is_there() {
            let expected = "a `resp_result` with a `result` in it";
            return Err(envelope.unexpected(&reply.body, expected).into());
        }
        let observer = Observer {
            source: Cow::Borrowed(Self::METHOD),
            observed_at: reply.observed_at,
            view: self.view,
            synthetic: envelope.synthetic,
            body: &reply.body,
        };
        let items = product::items(result.at("products"), &observer);
        Ok(ProductDetails { items, unread: notes.into_unread() })
    }
}
