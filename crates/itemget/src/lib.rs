//! Product data from AliExpress's official API: typed, honest, one outcome for every id.
#![warn(missing_docs)]

pub mod api;

mod advice;
mod call;
mod count;
mod error;
mod ids;
pub mod item;
mod link;
mod locale;
mod money;
mod outcome;
mod params;
mod refusal;
mod reply;
mod secret;
pub mod sign;
mod transport;

pub use advice::Advice;
pub use call::{Answer, Auth, Call, Dialect, RawCall};
pub use count::{Bound, Count, ParseCountError};
pub use error::{Error, ErrorKind};
pub use ids::{ItemId, ParseIdError, SkuId};
pub use item::Item;
pub use link::{ItemLink, ItemRef, Link, LinkError, Platform, ShortLink};
pub use locale::{Country, Currency, Language, ParseCodeError, View};
pub use money::{Money, ParsePercentError, Percent, PriceRange};
pub use outcome::{Lookup, Miss, Outcome, OutcomeKind};
pub use params::Params;
pub use refusal::{Cause, Layer, Refusal};
pub use reply::{Reply, ReplyError, Unreadable};
pub use secret::{AccessToken, AppSecret, AuthCode, Credentials, RefreshToken};
pub use transport::{SendFuture, Transport, TransportError, TransportErrorKind};
