//! `/auth/token/refresh`: a new access token for an old consent.

use crate::call::{Auth, Call};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::secret::RefreshToken;
use crate::token::{self, Token};

/// Asks for a new access token. The answer can leave out what has not changed:
/// [`Token::renewed_from`] fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefresh {
    /// What came with the old access token.
    pub refresh: RefreshToken,
}

impl TokenRefresh {
    /// Asks for a new access token with `refresh`.
    pub fn new(refresh: RefreshToken) -> Self {
        Self { refresh }
    }
}

impl Call for TokenRefresh {
    type Output = Token;
    const METHOD: &'static str = "/auth/token/refresh";
    const AUTH: Auth = Auth::None;
    // The first one that arrives may put a new refresh token in this one's place.
    const IDEMPOTENT: bool = false;

    fn params(&self) -> Params {
        Params::new().with("refresh_token", self.refresh.expose())
    }

    fn read(&self, reply: &Reply) -> Result<Token, ReplyError> {
        token::read(reply)
    }
}
