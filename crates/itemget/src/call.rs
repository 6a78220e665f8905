//! What a gateway method is here: a value that knows its name, its parameters and how its
//! answer is read. [`RawCall`] is the way to a method that has no type yet.

use std::fmt;

use bytes::Bytes;
use jiff::Timestamp;

use crate::opened;
use crate::params::Params;
use crate::reply::{Reply, ReplyError};

/// A method of one of the gateways.
///
/// ```
/// use itemget::api::dropship::ProductGet;
/// use itemget::{Call, View};
///
/// let call = ProductGet::new("1005006000000001".parse()?, View::default());
/// assert_eq!(ProductGet::METHOD, "aliexpress.ds.product.get");
/// assert_eq!(call.params().value("ship_to_country"), Some("US"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Call: Send + Sync {
    /// What the answer says.
    type Output: Send;

    /// The gateway's name of it: `aliexpress.ds.product.get`, or a path for the calls of
    /// the system: `/auth/token/create`.
    const METHOD: &'static str;

    /// Which gateway has it, and so how it is signed.
    const DIALECT: Dialect = Dialect::Iop;

    /// Whether a user's consent is needed.
    const AUTH: Auth;

    /// Whether sending it twice does no more than sending it once. Only such a call is
    /// repeated when it is not known whether the first one arrived.
    const IDEMPOTENT: bool = true;

    /// The business parameters. Those of the system (key, time, signature) are the
    /// dialect's.
    fn params(&self) -> Params;

    /// The file that travels beside the parameters. It is not signed.
    fn file(&self) -> Option<CallFile> {
        None
    }

    /// Reads the answer's body; an HTTP 200 can be a refusal.
    ///
    /// # Errors
    ///
    /// [`ReplyError::Refused`] where the platform says no, [`ReplyError::Unreadable`]
    /// where the body is not what the method answers with.
    fn read(&self, reply: &Reply) -> Result<Self::Output, ReplyError>;
}

/// A file that travels beside a call's parameters, in the form of browsers.
#[derive(Clone, PartialEq, Eq)]
pub struct CallFile {
    /// The parameter that it stands for.
    pub name: &'static str,
    /// Its content.
    pub bytes: Bytes,
}

impl fmt::Debug for CallFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallFile")
            .field("name", &self.name)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// One of the gateways' languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dialect {
    /// The AliExpress Open Platform of today: `/sync` and `/rest`, HMAC-SHA256.
    Iop,
    /// The dialect of the public tutorials: a JSON POST to `api.item.get`, MD5.
    ItemGet,
}

/// Whether a call needs a user's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Auth {
    /// It carries no access token.
    None,
    /// It carries an access token, and is refused without.
    Token,
    /// It carries the app secret itself and no signature (`getToken`).
    AppSecret,
}

/// Any method by its name, answered by the body as it came.
#[derive(Debug, Clone)]
pub struct RawCall {
    /// The gateway's name of it.
    pub method: String,
    /// Which gateway has it.
    pub dialect: Dialect,
    /// Whether to send the access token along.
    pub auth: Auth,
    /// Whether it may be repeated when it is not known whether it arrived.
    pub idempotent: bool,
    /// The business parameters.
    pub params: Params,
}

impl RawCall {
    /// A method of the AliExpress Open Platform, not repeated in doubt.
    pub fn new(method: impl Into<String>, params: Params) -> Self {
        Self {
            method: method.into(),
            dialect: Dialect::Iop,
            auth: Auth::None,
            idempotent: false,
            params,
        }
    }

    /// The same, with the access token sent along.
    #[must_use]
    pub fn with_token(self) -> Self {
        Self { auth: Auth::Token, ..self }
    }
}

/// An answer, with what is known about how it came.
#[derive(Clone)]
pub struct Answer<T> {
    /// What it says.
    pub value: T,
    /// The body as it came.
    pub body: Bytes,
    /// When the answer arrived.
    pub observed_at: Timestamp,
    /// How many times the call was sent until it was answered.
    pub attempts: u32,
}

impl<T> Answer<T> {
    /// The platform's number of this exchange, looked up in the body; its support asks
    /// for it.
    pub fn request_id(&self) -> Option<&str> {
        opened::request_id(&self.body)
    }

    /// The same answer, its value made into another one.
    pub(crate) fn map<U>(self, made: impl FnOnce(T) -> U) -> Answer<U> {
        let Self { value, body, observed_at, attempts } = self;
        Answer { value: made(value), body, observed_at, attempts }
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    // Without the body: that of a token call holds the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("value", &self.value)
            .field("bytes", &self.body.len())
            .field("request_id", &self.request_id())
            .field("observed_at", &self.observed_at)
            .field("attempts", &self.attempts)
            .finish()
    }
}
