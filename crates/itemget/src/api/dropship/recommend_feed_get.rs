//! `aliexpress.ds.recommend.feed.get`: the products of a feed, in pages.

use crate::api::affiliate::product;
use crate::api::page::{ItemPage, Page, Place};
use crate::call::{Auth, Call};
use crate::locale::View;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// Asks for a page of a feed's products.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecommendFeedGet {
    /// The feed's name, letter for letter as [`FeedNameGet`](super::FeedNameGet) gives it.
    pub feed: String,
    /// Only of this category.
    pub category: Option<u64>,
    /// In which order; the platform's own where it is not said.
    pub sort: Option<FeedSort>,
    /// Where, in which currency and language.
    pub view: View,
    /// Which page.
    pub page: Page,
}

impl RecommendFeedGet {
    /// The first page of the feed `feed`.
    pub fn new(feed: impl Into<String>, view: View) -> Self {
        let page = Page::default();
        Self { feed: feed.into(), category: None, sort: None, view, page }
    }
}

/// In which order a feed's products come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedSort {
    /// `priceAsc`: the cheapest first.
    Cheapest,
    /// `priceDesc`: the dearest first.
    Dearest,
    /// `volumeAsc`: the least sold first.
    LeastSold,
    /// `volumeDesc`: the most sold first.
    MostSold,
    /// `discountAsc`: the smallest discount first.
    SmallestDiscount,
    /// `discountDesc`: the largest discount first.
    LargestDiscount,
    /// `DSRratingAsc`: of the worst rated shops first.
    WorstRated,
    /// `DSRratingDesc`: of the best rated shops first.
    BestRated,
}

impl FeedSort {
    fn wire(self) -> &'static str {
        match self {
            Self::Cheapest => "priceAsc",
            Self::Dearest => "priceDesc",
            Self::LeastSold => "volumeAsc",
            Self::MostSold => "volumeDesc",
            Self::SmallestDiscount => "discountAsc",
            Self::LargestDiscount => "discountDesc",
            Self::WorstRated => "DSRratingAsc",
            Self::BestRated => "DSRratingDesc",
        }
    }
}

/// The rows are the affiliates', with fewer fields.
const PLACE: Place = Place { at: &["result"], rows: "products", read: product::items };

impl Call for RecommendFeedGet {
    type Output = ItemPage;
    const METHOD: &'static str = "aliexpress.ds.recommend.feed.get";
    const AUTH: Auth = Auth::Token;

    fn params(&self) -> Params {
        let category = self.category.map(|id| id.to_string()).unwrap_or_default();
        Params::new()
            .with("feed_name", &*self.feed)
            .with("category_id", category)
            .with("sort", self.sort.map_or("", FeedSort::wire))
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("country", self.view.ship_to.as_str())
            .with("page_no", self.page.number.to_string())
            .with("page_size", self.page.size.to_string())
    }

    fn read(&self, reply: &Reply) -> Result<ItemPage, ReplyError> {
        PLACE.page(Self::METHOD, self.view, reply)
    }
}
