//! `aliexpress.affiliate.featuredpromo.products.get`: the products of a promotion, in pages.

use jiff::Timestamp;
use jiff::tz::Offset;

use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of a promotion's products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeaturedPromoProductsGet {
    /// The promotion's name, letter for letter as
    /// [`FeaturedPromoGet`](super::FeaturedPromoGet) gives it.
    pub promotion: String,
    /// Only of this category.
    pub category: Option<u64>,
    /// Only while the promotion runs after this moment.
    pub starts: Option<Timestamp>,
    /// Only while the promotion runs before this moment.
    pub ends: Option<Timestamp>,
    /// In which order; the platform's own where it is not said.
    pub sort: Option<PromoSort>,
    /// Where, in which currency and language.
    pub view: View,
    /// Whose commission it is. Without one there are no promotion links.
    pub tracking_id: Option<String>,
    /// Which page.
    pub page: Page,
}

impl FeaturedPromoProductsGet {
    /// The first page of the promotion `promotion`.
    pub fn new(promotion: impl Into<String>, view: View) -> Self {
        Self {
            promotion: promotion.into(),
            category: None,
            starts: None,
            ends: None,
            sort: None,
            view,
            tracking_id: None,
            page: Page::default(),
        }
    }
}

/// In which order a promotion's products come, and those of a picture that is a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PromoSort {
    /// `SALE_PRICE_ASC`: the cheapest first.
    Cheapest,
    /// `SALE_PRICE_DESC`: the dearest first.
    Dearest,
    /// `LAST_VOLUME_ASC`: the least sold first.
    LeastSold,
    /// `LAST_VOLUME_DESC`: the most sold first.
    MostSold,
}

impl PromoSort {
    pub(crate) fn wire(self) -> &'static str {
        match self {
            Self::Cheapest => "SALE_PRICE_ASC",
            Self::Dearest => "SALE_PRICE_DESC",
            Self::LeastSold => "LAST_VOLUME_ASC",
            Self::MostSold => "LAST_VOLUME_DESC",
        }
    }
}

impl Call for FeaturedPromoProductsGet {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.affiliate.featuredpromo.products.get";
    const AUTH: Auth = Auth::None;

    fn params(&self) -> Params {
        let number = |id: u64| id.to_string();
        Params::new()
            .with("promotion_name", &*self.promotion)
            .with("category_id", self.category.map(number).unwrap_or_default())
            .with("promotion_start_time", self.starts.map(pacific).unwrap_or_default())
            .with("promotion_end_time", self.ends.map(pacific).unwrap_or_default())
            .with("sort", self.sort.map_or("", PromoSort::wire))
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

/// The method takes Pacific **Standard** Time, summer or not, by its page.
fn pacific(moment: Timestamp) -> String {
    let standard = Offset::constant(-8).to_datetime(moment);
    standard.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_sent_as_the_platform_reads_them() {
        let mut call = FeaturedPromoProductsGet::new("Pay day", View::default());
        call.starts = Some("2026-07-01T00:00:00Z".parse().unwrap());
        let params = call.params();
        assert_eq!(params.value("promotion_start_time"), Some("2026-06-30 16:00:00"));
        assert_eq!(params.value("promotion_end_time"), None);
    }
}
