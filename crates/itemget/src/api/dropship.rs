//! `aliexpress.ds.*`: the dropshipping methods. They need a user's consent.

mod product_get;

pub use product_get::ProductGet;
