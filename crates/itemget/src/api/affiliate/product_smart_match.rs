//! `aliexpress.affiliate.product.smartmatch`: products that the platform thinks fit.

use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::ids::ItemId;
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of products like another one, or to some words, chosen for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductSmartMatch {
    /// The device that it is chosen for: a number of the caller's own choice will do, and
    /// the method refuses without.
    pub device_id: String,
    /// Products like this one.
    pub like: Option<ItemId>,
    /// Words, as one types them.
    pub keywords: Option<String>,
    /// Where, in which currency and language.
    pub view: View,
    /// Whose commission it is. Without one there are no promotion links.
    pub tracking_id: Option<String>,
    /// Which page; the method takes no size.
    pub page_number: u32,
}

impl ProductSmartMatch {
    /// The first page for this device.
    pub fn new(device_id: impl Into<String>, view: View) -> Self {
        Self {
            device_id: device_id.into(),
            like: None,
            keywords: None,
            view,
            tracking_id: None,
            page_number: Page::default().number,
        }
    }

    /// The same, like this product.
    #[must_use]
    pub fn like(self, item: ItemId) -> Self {
        Self { like: Some(item), ..self }
    }

    /// The same, with these words.
    #[must_use]
    pub fn with_keywords(self, keywords: impl Into<String>) -> Self {
        Self { keywords: Some(keywords.into()), ..self }
    }
}

impl Call for ProductSmartMatch {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.affiliate.product.smartmatch";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let like = self.like.map(|id| id.to_string()).unwrap_or_default();
        Params::new()
            .with("device_id", &*self.device_id)
            .with("product_id", like)
            .with("keywords", self.keywords.as_deref().unwrap_or_default())
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("country", self.view.ship_to.as_str())
            .with("tracking_id", self.tracking_id.as_deref().unwrap_or_default())
            .with("page_no", self.page_number.to_string())
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        Place::AFFILIATE.page(Self::METHOD, self.view, reply)
    }
}
