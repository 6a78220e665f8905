//! What can be walked: the searches and lists that come in pages.

use crate::api::affiliate::{
    FeaturedPromoProductsGet, HotProductDownload, HotProductQuery, PriceBand,
    ProductQuery,
};
use crate::api::dropship::{RecommendFeedGet, TextSearch};
use crate::api::{ItemPage, Page};
use crate::call::Call;

use super::steps::Limits;

/// A call that gives one page of a list, and can be asked for any other.
pub trait Paged: Call<Output = ItemPage> + Clone {
    /// How far its pages reach, and whether its prices can be split.
    const LIMITS: Limits;

    /// The prices that are walked through.
    fn band(&self) -> PriceBand;

    /// The same call for page `page` of the prices `band`; a call that knows no bands is
    /// never given another than its own.
    #[must_use]
    fn page_of(&self, band: PriceBand, page: u32) -> Self;
}

impl Paged for ProductQuery {
    const LIMITS: Limits = Limits::SPLITTABLE;

    fn band(&self) -> PriceBand {
        self.filter.price
    }

    fn page_of(&self, band: PriceBand, page: u32) -> Self {
        let mut call = self.clone();
        call.filter.price = band;
        call.page = Page::number(page);
        call
    }
}

impl Paged for HotProductQuery {
    const LIMITS: Limits = Limits::SPLITTABLE;

    fn band(&self) -> PriceBand {
        self.filter.price
    }

    fn page_of(&self, band: PriceBand, page: u32) -> Self {
        let mut call = self.clone();
        call.filter.price = band;
        call.page = Page::number(page);
        call
    }
}

/// Of the others only the first 5,000 can be reached: none of them takes prices. (The
/// `searchExtend` of a text search has bounds, and no key for prices is documented.)
macro_rules! of_one_piece {
    ($($call:ty),*) => {$(
        impl Paged for $call {
            const LIMITS: Limits = Limits::ONE_PIECE;

            fn band(&self) -> PriceBand {
                PriceBand::ALL
            }

            fn page_of(&self, _: PriceBand, page: u32) -> Self {
                Self { page: Page::number(page), ..self.clone() }
            }
        }
    )*};
}
of_one_piece!(FeaturedPromoProductsGet, HotProductDownload, RecommendFeedGet, TextSearch);
