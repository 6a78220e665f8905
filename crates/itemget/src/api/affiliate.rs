//! `aliexpress.affiliate.*`: the methods for publishers. They need no user's consent.

mod category_get;
mod featured_promo_get;
mod featured_promo_products_get;
mod filter;
mod hot_product_download;
mod hot_product_query;
pub(crate) mod link_generate;
pub(crate) mod product;
mod product_detail_get;
mod product_query;
mod product_shipping_get;
pub(crate) mod product_sku_detail_get;
mod product_smart_match;

pub use category_get::CategoryGet;
pub use featured_promo_get::FeaturedPromoGet;
pub use featured_promo_products_get::{FeaturedPromoProductsGet, PromoSort};
pub use filter::{DeliveryDays, PriceBand, ProductFilter, ProductKind, ProductSort};
pub use hot_product_download::{HotProductDownload, LocaleSite};
pub use hot_product_query::HotProductQuery;
pub use link_generate::{LinkGenerate, LinkKind, PromotionLink, PromotionLinks};
pub use product_detail_get::{ProductDetailGet, ProductDetails};
pub use product_query::ProductQuery;
pub use product_shipping_get::ProductShippingGet;
pub use product_sku_detail_get::ProductSkuDetailGet;
pub use product_smart_match::ProductSmartMatch;
