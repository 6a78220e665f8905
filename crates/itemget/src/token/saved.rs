//! A token as it is written where it is kept. The only place where one is written out.

use std::io;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Token, TokenAccount};
use crate::secret::{AccessToken, RefreshToken};

/// The token as text.
pub(super) fn text(token: &Token) -> io::Result<Zeroizing<Vec<u8>>> {
    Ok(Zeroizing::new(serde_json::to_vec_pretty(&Saved::from(token))?))
}

/// The token of a text.
pub(super) fn parse(text: &[u8]) -> io::Result<Token> {
    // Serde's message can quote what stood there, and what stands there is a secret.
    let saved: Saved = serde_json::from_slice(text).map_err(|error| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            format!("it is damaged at line {} column {}", error.line(), error.column()),
        )
    })?;
    Ok(saved.into())
}

#[derive(Serialize, Deserialize)]
struct Saved {
    version: u32,
    access_token: String,
    access_expires_at: Timestamp,
    refresh_token: Option<String>,
    refresh_expires_at: Option<Timestamp>,
    #[serde(default)]
    account: TokenAccount,
}

impl From<&Token> for Saved {
    fn from(token: &Token) -> Self {
        Self {
            version: 1,
            access_token: token.access.expose().to_owned(),
            access_expires_at: token.access_expires_at,
            refresh_token: token.refresh.as_ref().map(|it| it.expose().to_owned()),
            refresh_expires_at: token.refresh_expires_at,
            account: token.account.clone(),
        }
    }
}

impl From<Saved> for Token {
    fn from(saved: Saved) -> Self {
        Self {
            access: AccessToken::new(saved.access_token),
            access_expires_at: saved.access_expires_at,
            refresh: saved.refresh_token.map(RefreshToken::new),
            refresh_expires_at: saved.refresh_expires_at,
            account: saved.account,
        }
    }
}
