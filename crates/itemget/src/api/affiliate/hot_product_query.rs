//! `aliexpress.affiliate.hotproduct.query`: products with a higher commission, in pages.

use super::filter::{ProductFilter, ProductSort};
use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of the hot products that fit: those with a higher commission. All of
/// them, beyond the 5,000 that can be paged through: [`Client::walk`](crate::Client::walk).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotProductQuery {
    /// What is looked for.
    pub filter: ProductFilter,
    /// In which order; the platform's own where it is not said.
    pub sort: Option<ProductSort>,
    /// Which page.
    pub page: Page,
}

impl HotProductQuery {
    /// The first page of what fits.
    pub fn new(filter: ProductFilter) -> Self {
        Self { filter, sort: None, page: Page::default() }
    }

    /// The same, in this order.
    #[must_use]
    pub fn with_sort(self, sort: ProductSort) -> Self {
        Self { sort: Some(sort), ..self }
    }
}

impl Call for HotProductQuery {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.affiliate.hotproduct.query";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let sort = self.sort.map_or("", ProductSort::wire);
        self.filter.params(self.page).with("sort", sort)
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        Place::AFFILIATE.page(Self::METHOD, self.filter.view, reply)
    }
}
