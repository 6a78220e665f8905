//! `aliexpress.affiliate.hotproduct.download`: the hot products of one category, in pages.

use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of a category's hot products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotProductDownload {
    /// The category's number.
    pub category: u64,
    /// For which site they were chosen; the platform's choice where it is not said.
    pub site: Option<LocaleSite>,
    /// Where, in which currency and language.
    pub view: View,
    /// Whose commission it is. Without one there are no promotion links.
    pub tracking_id: Option<String>,
    /// Which page.
    pub page: Page,
}

impl HotProductDownload {
    /// The first page of the category `category`.
    pub fn new(category: u64, view: View) -> Self {
        Self { category, site: None, view, tracking_id: None, page: Page::default() }
    }
}

/// A site with products chosen for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LocaleSite {
    /// `global`
    Global,
    /// `it_site`
    Italy,
    /// `es_site`
    Spain,
    /// `ru_site`
    Russia,
}

impl LocaleSite {
    fn wire(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Italy => "it_site",
            Self::Spain => "es_site",
            Self::Russia => "ru_site",
        }
    }
}

impl Call for HotProductDownload {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.affiliate.hotproduct.download";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        Params::new()
            .with("category_id", self.category.to_string())
            .with("locale_site", self.site.map_or("", LocaleSite::wire))
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("country", self.view.ship_to.as_str())
            .with("tracking_id", self.tracking_id.as_deref().unwrap_or_default())
            .with("page_no", self.page.number.to_string())
            .with("page_size", self.page.size.to_string())
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        Place::AFFILIATE.page(Self::METHOD, self.view, reply)
    }
}
