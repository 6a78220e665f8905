//! `/auth/token/*`: the calls that make and renew access tokens. They need no token.

mod token_create;
mod token_refresh;

pub use token_create::TokenCreate;
pub use token_refresh::TokenRefresh;
