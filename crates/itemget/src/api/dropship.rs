//! `aliexpress.ds.*`: the dropshipping methods. They need a user's consent.

mod category_get;
mod feed_item_ids_get;
mod feed_name_get;
pub(crate) mod freight_query;
mod image_file_search;
pub(crate) mod image_search;
pub(crate) mod product_get;
mod product_special_info_get;
mod product_wholesale_get;
mod recommend_feed_get;
pub(crate) mod text_search;

pub use category_get::CategoryGet;
pub use feed_item_ids_get::{FeedItemIds, FeedItemIdsGet};
pub use feed_name_get::FeedNameGet;
pub use freight_query::{DeliveryOptions, FreightQuery};
pub use image_file_search::ImageFileSearch;
pub use image_search::{ImageMatch, ImageMatches, ImageSearch, ImageSort, SearchType};
pub use product_get::ProductGet;
pub use product_special_info_get::{Certificate, ProductSpecialInfoGet, SpecialInfo};
pub use product_wholesale_get::{ProductWholesaleGet, WholesaleItem, WholesaleTier};
pub use recommend_feed_get::{FeedSort, RecommendFeedGet};
pub use text_search::{SearchExtend, TextSearch, TextSort};
