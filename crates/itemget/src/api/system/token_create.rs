//! `/auth/token/create`: the one-time code of the authorisation page becomes a token.

use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::secret::AuthCode;
use crate::token::{self, Token};

/// Turns the code that the authorisation page hands over into a token. A code works once,
/// for 30 minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenCreate {
    /// The `code` of the page's callback.
    pub code: AuthCode,
    /// The `uuid` that the authorisation page was opened with, if it was.
    pub uuid: Option<String>,
}

impl TokenCreate {
    /// Turns `code` into a token.
    pub fn new(code: AuthCode) -> Self {
        Self { code, uuid: None }
    }
}

impl Call for TokenCreate {
    type Output = Token;
    const METHOD: &'static str = "/auth/token/create";
    const AUTH: Auth = Auth::None;
    // The code is used up by the first one that arrives.
    const IDEMPOTENT: bool = false;

    fn params(&self) -> Params {
        Params::new()
            .with("code", self.code.expose())
            .with("uuid", self.uuid.as_deref().unwrap_or_default())
    }

    fn read(&self, reply: &Reply) -> Result<Token, ReplyError> {
        token::read(reply)
    }
}
