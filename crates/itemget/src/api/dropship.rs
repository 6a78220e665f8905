//! `aliexpress.ds.*`: the dropshipping methods. They need a user's consent.

pub(crate) mod product_get;
pub(crate) mod text_search;

pub use product_get::ProductGet;
