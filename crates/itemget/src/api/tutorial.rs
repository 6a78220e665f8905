//! The methods of the public tutorials' dialect, [`Dialect::ItemGet`](crate::Dialect).

mod get_token;

pub use get_token::{GetToken, Grant};
