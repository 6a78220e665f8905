//! What the two product queries can be narrowed by.

use serde::{Deserialize, Serialize};

use crate::api::page::Page;
use crate::locale::View;
use crate::params::Params;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductFilter {
    /// Words, as one types them.
    pub keywords: Option<String>,
    /// Any of these categories, of either level; all of them where it is empty.
    pub categories: Vec<u64>,
    /// Bounds of the sale price.
    pub price: PriceBand,
    /// Only what arrives within so many days.
    pub delivery: Option<DeliveryDays>,
    /// Only products of this kind.
    pub kind: Option<ProductKind>,
    /// Where, in which currency and language.
    pub view: View,
    /// Whose commission it is. Without one there are no promotion links.
    pub tracking_id: Option<String>,
}

impl ProductFilter {
    /// Everything that there is to see with `view`.
    pub fn new(view: View) -> Self {
        Self {
            keywords: None,
            categories: Vec::new(),
            price: PriceBand::ALL,
            delivery: None,
            kind: None,
            view,
            tracking_id: None,
        }
    }

    /// The same, with these words.
    #[must_use]
    pub fn with_keywords(self, keywords: impl Into<String>) -> Self {
        Self { keywords: Some(keywords.into()), ..self }
    }

    /// The same, of these categories.
    #[must_use]
    pub fn with_categories(self, categories: impl Into<Vec<u64>>) -> Self {
        Self { categories: categories.into(), ..self }
    }

    /// The same, of these prices.
    #[must_use]
    pub fn with_price(self, price: PriceBand) -> Self {
        Self { price, ..self }
    }

    pub(super) fn params(&self, page: Page) -> Params {
        let categories: Vec<String> =
            self.categories.iter().map(u64::to_string).collect();
        let text =
            |cents: Option<u32>| cents.map_or_else(String::new, |it| it.to_string());
        Params::new()
            .with("keywords", self.keywords.as_deref().unwrap_or_default())
            .with("category_ids", categories.join(","))
            .with("min_sale_price", text(Some(self.price.least).filter(|it| *it > 0)))
            .with("max_sale_price", text(self.price.most))
            .with("delivery_days", self.delivery.map_or("", DeliveryDays::wire))
            .with("platform_product_type", self.kind.map_or("", ProductKind::wire))
            .with("target_currency", self.view.currency.as_str())
            .with("target_language", self.view.language.affiliate_code())
            .with("ship_to_country", self.view.ship_to.as_str())
            .with("tracking_id", self.tracking_id.as_deref().unwrap_or_default())
            .with("page_no", page.number.to_string())
            .with("page_size", page.size.to_string())
    }
}

/// Sale prices from one amount to another, both included, in **cents**.
///
/// Cents are hundredths of the asked currency, whatever decimals it is written with: the
/// parameters `min_sale_price` and `max_sale_price` of
/// `aliexpress.affiliate.product.query` take minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PriceBand {
    /// From this many cents.
    pub least: u32,
    /// Up to this many cents; without end where there is none.
    pub most: Option<u32>,
}

impl PriceBand {
    /// Every price.
    pub const ALL: Self = Self { least: 0, most: None };

    /// From `least` to `most` cents, both included.
    pub fn between(least: u32, most: u32) -> Self {
        Self { least, most: Some(most) }
    }

    /// From `least` cents on.
    pub fn from(least: u32) -> Self {
        Self { least, most: None }
    }
}

/// In which order, by a price or by the units sold in 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductSort {
    /// `SALE_PRICE_ASC`: the cheapest first.
    Cheapest,
    /// `SALE_PRICE_DESC`: the dearest first.
    Dearest,
    /// `LAST_VOLUME_ASC`: the least sold first.
    LeastSold,
    /// `LAST_VOLUME_DESC`: the most sold first.
    MostSold,
    /// `DISCOUNT_ASC`: the smallest discount first. Only hot products have it.
    SmallestDiscount,
    /// `DISCOUNT_DESC`: the largest discount first. Only hot products have it.
    LargestDiscount,
}

impl ProductSort {
    pub(super) fn wire(self) -> &'static str {
        match self {
            Self::Cheapest => "SALE_PRICE_ASC",
            Self::Dearest => "SALE_PRICE_DESC",
            Self::LeastSold => "LAST_VOLUME_ASC",
            Self::MostSold => "LAST_VOLUME_DESC",
            Self::SmallestDiscount => "DISCOUNT_ASC",
            Self::LargestDiscount => "DISCOUNT_DESC",
        }
    }
}

/// Within how many days it must arrive: the platform knows these four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryDays {
    /// Three days.
    Three,
    /// Five days.
    Five,
    /// Seven days.
    Seven,
    /// Ten days.
    Ten,
}

impl DeliveryDays {
    fn wire(self) -> &'static str {
        match self {
            Self::Three => "3",
            Self::Five => "5",
            Self::Seven => "7",
            Self::Ten => "10",
        }
    }
}

/// Which of the platform's shops it is sold in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProductKind {
    /// `ALL`.
    All,
    /// `PLAZA`: the Spanish Plaza.
    Plaza,
    /// `TMALL`: brands' own shops.
    Tmall,
}

impl ProductKind {
    fn wire(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Plaza => "PLAZA",
            Self::Tmall => "TMALL",
        }
    }
}
