//! The gateway methods that have a type, a file each. Any other: [`RawCall`](crate::RawCall).
//!
//! Not covered by a type: orders, and the sellers' own methods.

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
