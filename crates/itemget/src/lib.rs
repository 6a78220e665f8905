//! Product data from AliExpress's official API: typed, honest, one outcome for every id.
#![warn(missing_docs)]

pub mod api;

mod advice;
mod builder;
mod call;
mod client;
mod clock;
mod count;
mod decode;
mod dialect;
mod endpoint;
mod envelope;
mod error;
mod exchange;
mod files;
mod ids;
pub mod item;
mod link;
mod locale;
mod lookup;
mod money;
mod opened;
mod outcome;
mod params;
mod refusal;
mod reply;
mod retry;
mod secret;
pub mod sign;
mod token;
mod transport;
mod wire;

pub use advice::Advice;
pub use builder::{BuildError, ClientBuilder};
pub use call::{Answer, Auth, Call, Dialect, RawCall};
pub use client::Client;
pub use clock::{Clock, SleepFuture, SystemClock};
pub use count::{Bound, Count, ParseCountError};
pub use decode::{Contents, Decoded, Shape, decode};
pub use endpoint::EndpointError;
pub use error::{Error, ErrorKind};
pub use exchange::{
    NotRecorded, RecordError, RecordLog, Recorder, ReplayError, Replayer,
};
pub use ids::{ItemId, ParseIdError, SkuId};
pub use item::Item;
pub use link::{ItemLink, ItemRef, Link, LinkError, Platform, ShortLink};
pub use locale::{Country, Currency, Language, ParseCodeError, View};
pub use lookup::{LookupOptions, Source};
pub use money::{Money, ParsePercentError, Percent, PriceRange};
pub use outcome::{Lookup, Miss, Outcome, OutcomeKind};
pub use params::Params;
pub use refusal::{Cause, Layer, Refusal};
pub use reply::{Reply, ReplyError, Unreadable};
pub use retry::{Decision, Progress, RetryPolicy};
pub use secret::{AccessToken, AppSecret, AuthCode, Credentials, RefreshToken};
pub use token::{
    FileTokenStore, MemoryTokenStore, StoreFuture, Token, TokenAccount, TokenError,
    TokenKeeper, TokenLock, TokenStore, TokenStoreError,
};
pub use transport::net::Compression;
pub use transport::proxy::ProxyError;
pub use transport::tls::TlsError;
pub use transport::{SendFuture, Transport, TransportError, TransportErrorKind};
