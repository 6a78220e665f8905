//! A user's consent: asked for in a browser, received on this machine or by hand, judged by
//! its deadlines.

mod account;
mod authorize;
pub(crate) mod browser;
mod callback;
mod error;
mod exchange;
mod logins;
mod page;
mod receive;
mod standing;

pub(crate) use account::Account;
pub(crate) use authorize::{Asking, Way};
pub(crate) use callback::Callback;
pub(crate) use error::LoginError;
pub(crate) use exchange::exchange;
pub(crate) use receive::Receiver;
pub(crate) use standing::{Standing, consent_ends, standing};
