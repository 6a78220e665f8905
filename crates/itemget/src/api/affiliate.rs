//! `aliexpress.affiliate.*`: the methods for publishers. They need no user's consent.

pub(crate) mod product;
mod product_detail_get;

pub use product_detail_get::{ProductDetailGet, ProductDetails};
