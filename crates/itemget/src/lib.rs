//! Product data from AliExpress's official API: typed, honest, one outcome for every id.
//!
//! # The story of one call
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use itemget::api::dropship::ProductGet;
//! use itemget::{AccessToken, Client, Credentials, View};
//! # let sandbox = itemget_sandbox::Sandbox::start().await?;
//! # let (address, known) = (sandbox.url(), sandbox.credentials());
//! # let (app_key, app_secret) = (known.app_key(), known.app_secret());
//! # let consent = AccessToken::new(known.access_token());
//!
//! let client = Client::builder(Credentials::new(app_key, app_secret))
//!     .with_access_token(consent)
//!     .with_endpoints(address) // a sandbox; the real platform without this line
//!     .build()?;
//!
//! let call = ProductGet::new("1005006000000001".parse()?, View::default());
//! let answer = client.send(&call).await?;
//!
//! let basics = answer.value.basics.expect("the dropshipping API always has them");
//! assert_eq!(basics.source, "aliexpress.ds.product.get");
//! assert!(basics.value.title.is_some());
//! assert_eq!(answer.attempts, 1);
//! # Ok(())
//! # }
//! ```
//!
//! 1. A [`Call`] is a value that knows its method's name and its parameters; [`api`] has
//!    one for each method that is typed, and [`RawCall`] is any other.
//! 2. [`Client::send`] stamps and signs it in the [`Dialect`] of its gateway ([`sign`]) and
//!    hands it to the [`Transport`], once.
//! 3. The body is opened: an HTTP 200 can be a [`Refusal`] in any of five places.
//! 4. A failure is looked at by the [`RetryPolicy`]: what can get better is sent again after
//!    a pause, with a time and a signature of its own.
//! 5. What comes back is an [`Answer`] with the body as it came, or an [`Error`] that knows
//!    what was being done, how often, the platform's code and request id, and what to do.
//!
//! # What it keeps
//!
//! * Ids are exact, money is decimal with its currency, "5000+" is a lower bound, and what
//!   was not observed is not zero. Each group of an [`Item`] has its source and its time.
//! * No secret is in any error, `Debug` text, trace or address.
//! * It reads no environment, prints nothing and installs nothing in the process. The
//!   network ([`Transport`]), time ([`Clock`]) and tokens ([`TokenStore`]) can be replaced.
#![warn(missing_docs)]

pub mod api;

mod advice;
mod builder;
mod cache;
mod call;
mod categories;
mod client;
mod clock;
mod count;
mod decode;
mod dialect;
mod digits;
mod endpoint;
mod envelope;
mod error;
mod exchange;
mod files;
mod freight;
mod gather;
mod ids;
pub mod item;
pub mod limit;
mod link;
mod locale;
mod lookup;
mod money;
mod multipart;
mod opened;
mod outcome;
mod params;
mod permitted;
mod promotion;
mod refusal;
mod reply;
mod resolve;
mod retry;
#[cfg(feature = "utoipa")]
mod schema;
mod secret;
pub mod sign;
mod sku_details;
pub mod token;
mod transport;
mod walk;
mod wire;

pub use advice::Advice;
pub use builder::{BuildError, ClientBuilder};
pub use cache::{
    Audience, Cache, CacheEntry, CacheError, CacheFuture, CacheKey, CachePolicy,
    CacheStats, CacheUsage, CachedAnswer, DiskCache, Kept, MemoryCache, Network, Origin,
    default_age, default_age_of_method,
};
pub use call::{Answer, Auth, Call, CallFile, Dialect, RawCall};
pub use categories::{CategoryNode, CategoryTree};
pub use client::Client;
pub use clock::{Clock, SleepFuture, SystemClock};
pub use count::{Bound, Count, ParseCountError};
pub use decode::{Contents, Decoded, Shape, decode};
pub use endpoint::EndpointError;
pub use error::{Error, ErrorKind};
pub use exchange::{
    NotRecorded, RecordError, RecordLog, Recorder, ReplayError, Replayer,
};
pub use freight::{Freight, FreightApi, FreightOptions, SkuFreight};
pub use gather::{Gatherer, Gathering};
pub use ids::{ItemId, ParseIdError, SkuId};
pub use item::Item;
pub use link::{ItemLink, ItemRef, Link, LinkError, Platform, ShortLink};
pub use locale::{Country, Currency, Language, ParseCodeError, View};
pub use lookup::{FallBack, LookupOptions, PlannedCalls, Source};
pub use money::{Money, ParsePercentError, Percent, PriceRange};
pub use outcome::{Lookup, Miss, Outcome, OutcomeKind};
pub use params::Params;
pub use promotion::{LinkOptions, LinkOutcome, LinkTarget, LinkTargetError, MadeLink};
pub use refusal::{Cause, Layer, Refusal};
pub use reply::{Reply, ReplyError, Unreadable};
pub use resolve::{Reach, ResolveError};
pub use retry::{Decision, Progress, RetryPolicy};
pub use secret::{AccessToken, AppSecret, AuthCode, Credentials, RefreshToken};
pub use sku_details::SkuDetails;
pub use token::{
    FileTokenStore, Keyring, KeyringError, KeyringTokenStore, MemoryTokenStore,
    StoreFuture, Token, TokenAccount, TokenError, TokenKeeper, TokenLock, TokenStore,
    TokenStoreError,
};
pub use transport::mark::WriteMark;
pub use transport::net::Compression;
pub use transport::proxy::ProxyError;
pub use transport::tls::TlsError;
pub use transport::{SendFuture, Transport, TransportError, TransportErrorKind};
pub use walk::{
    CursorError, FoundPage, Limits, Paged, SearchCursor, SearchPosition, SearchWalk,
    Unreached,
};
