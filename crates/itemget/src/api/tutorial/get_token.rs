//! `system.oauth2/getToken`: the tutorials' way to a token.

use crate::call::{Auth, Call, Dialect};
use crate::params::Params;
use crate::reply::{Reply, ReplyError};
use crate::secret::{AuthCode, RefreshToken};
use crate::token::{self, Token};

/// Asks for an access token. The app secret itself is sent, in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GetToken {
    /// What is given for it.
    pub grant: Grant,
}

/// What an access token is given for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// A refresh token.
    Refresh(RefreshToken),
    /// The one-time code of the authorisation page, and the address it was sent to.
    Code {
        /// The code.
        code: AuthCode,
        /// The address the page was opened with.
        redirect_uri: String,
    },
}

impl Call for GetToken {
    type Output = Token;
    const METHOD: &'static str = "system.oauth2/getToken";
    const DIALECT: Dialect = Dialect::ItemGet;
    const AUTH: Auth = Auth::AppSecret;
    // A code works once, and a refresh token may be replaced by the answer.
    const IDEMPOTENT: bool = false;

    fn params(&self) -> Params {
        match &self.grant {
            Grant::Refresh(refresh) => Params::new()
                .with("grant_type", "refresh_token")
                .with("refresh_token", refresh.expose()),
            Grant::Code { code, redirect_uri } => Params::new()
                .with("grant_type", "authorization_code")
                .with("need_refresh_token", "true")
                .with("redirect_uri", redirect_uri.as_str())
                .with("code", code.expose()),
        }
    }

    fn read(&self, reply: &Reply) -> Result<Token, ReplyError> {
        token::read(reply)
    }
}
