//! `aliexpress.ds.*`: the dropshipping methods. They need a user's consent.

pub(crate) mod product_get;

pub use product_get::ProductGet;
