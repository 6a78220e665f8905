//! Telling people: what an alert says, and how it gets to where they are.
//!
//! 1. A [`Message`] is what a bundle of alerts says in one language, short, with its why.
//! 2. A [`Channel`] makes a request of it: a pure function, a file for each kind of
//!    receiver. [`Channel::verdict`] reads the answer; robots say no with HTTP 200.
//! 3. A [`Courier`] carries it, once. [`HttpCourier`] goes to no address that is not on
//!    the public internet, unless that is allowed, and follows no redirect.
//! 4. [`next_attempt`] decides from what went wrong whether and when it is carried again.
//!    Who keeps what is to be told keeps it until this says that it was told or given up.
//!
//! Every message has an identity that stays the same however often it is carried, so that
//! who gets it twice can know.

mod channel;
mod courier;
mod dingtalk;
mod discord;
mod email;
mod failure;
mod feishu;
mod guard;
mod message;
mod outbox;
mod outgoing;
mod robot;
mod route;
mod sealed;
mod settings;
mod telegram;
mod tunnel;
mod way;
mod webhook;
mod wecom;
mod words;

pub use channel::{Carried, Channel};
pub use courier::{Carrying, Courier, CourierError, HttpCourier, Opening};
pub use dingtalk::DingTalk;
pub use discord::Discord;
pub use email::{Email, EmailError, Security};
pub use failure::{Failure, FailureKind};
pub use feishu::Feishu;
pub use guard::{Reach, is_public};
pub use itemget_store::Hidden;
pub use message::{About, Message};
pub use outbox::{Backoff, Next, next_attempt};
pub use outgoing::{BadAddress, Outgoing, Reply};
pub use route::Route;
pub use settings::{ChannelSettings, SettingsError};
pub use telegram::Telegram;
pub(crate) use way::Way;
pub use webhook::{Webhook, is_webhook_secret};
pub use wecom::WeCom;
pub(crate) use words::{happened, why};
