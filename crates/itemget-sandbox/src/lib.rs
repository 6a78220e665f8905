//! The platform on your own machine: the AliExpress Open Platform's gateway with its
//! signatures, tokens, quotas and faults, over a synthetic catalogue.
//!
//! A request is read (`request`), checked in the order of the protocol (`gateway`, with
//! `verify`, `tokens` and `quota`), answered by the catalogue (`answers`) or by the system
//! APIs (`system`), and dressed for the door it came through (`envelope`, `shape`). The
//! fault `script` may spoil any of it. Beside the platform's doors stand the pages a browser
//! is shown (`consent`, `short_links`, `pages`), the data vendors' route (`onebound`) and a
//! bank's exchange rates (`reference_rates`). Nothing of the SDK is used here: what a
//! signature must be is written twice, so that a mistake has to be made twice.

mod admin;
mod answer;
mod answers;
mod apps;
mod builder;
mod catalogue;
mod clock;
mod consent;
mod credentials;
mod envelope;
mod faults;
mod gateway;
mod get_token;
mod gzip;
mod inside;
mod journal;
mod onebound;
mod pages;
mod pictures;
mod proxy;
mod quota;
mod reference_rates;
mod refusal;
mod reply_profile;
mod request;
mod sandbox;
mod script;
mod server;
mod service;
mod shape;
mod short_links;
mod system;
mod tokens;
mod verify;
mod wire;

pub use apps::AppState;
pub use builder::{SandboxBuilder, StartError};
pub use catalogue::Catalogue;
pub use catalogue::showcase::{Exhibit, SHOWCASE};
pub use clock::{Clock, ClockSetting, ParseClockError};
pub use credentials::Credentials;
pub use inside::Inside;
pub use journal::{ACCEPTED, Entry, Journal};
pub use pictures::{Picture, picture};
pub use proxy::TlsProxy;
pub use quota::{Quotas, Usage};
pub use reply_profile::{ParseReplyProfileError, ReplyProfile};
pub use request::raw::{ReadRequestError, read_request};
pub use sandbox::Sandbox;
pub use script::Script;
pub use script::fault::{Fault, FaultKind};
pub use script::known::{NamedFault, OTHER_FAULTS, PEER_FAULTS};
pub use script::text::ParseFaultError;
pub use shape::Shape;
pub use short_links::{SHORT_LINKS, ShowcaseLink};
pub use verify::diagnose::{Diagnosis, diagnose};
pub use verify::received::{Received, SignDialect};
pub use verify::rules::BrokenRule;
