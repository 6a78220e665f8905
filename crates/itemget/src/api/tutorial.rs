//! The methods of the public tutorials' dialect, [`Dialect::ItemGet`](crate::Dialect).

mod get_token;
pub(crate) mod item;
mod item_get;

pub use get_token::{GetToken, Grant};
pub use item_get::ItemGet;
