//! The gateway methods that have a type, a file each. Any other: [`RawCall`](crate::RawCall).
//!
//! Not covered by a type: `aliexpress.affiliate.product.shipping.get` (no reply of it has
//! been seen), `aliexpress.ds.image.search` (a file in a multipart form; its successor
//! [`ImageSearch`](dropship::ImageSearch) takes the picture as text), orders, and the
//! sellers' own methods.

pub mod affiliate;
pub mod dropship;
pub mod system;
pub mod tutorial;

mod asked;
pub(crate) mod category;
pub(crate) mod page;
pub(crate) mod promo;
mod reading;
mod whole;

pub use category::{CategoryList, CategoryRow};
pub use page::{ItemPage, Page};
pub use promo::{Promo, PromoList};
