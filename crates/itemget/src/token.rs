//! [`Token`]: what a user's consent is worth, and until when; where it is kept, and how it
//! is kept alive.

pub mod conformance;
mod file;
mod keeper;
mod keyring;
mod read;
mod saved;
mod store;

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::secret::{AccessToken, RefreshToken};

pub use file::FileTokenStore;
pub(crate) use keeper::{Renew, RenewFuture};
pub use keeper::{TokenError, TokenKeeper};
pub use keyring::{Keyring, KeyringError, KeyringTokenStore};
pub(crate) use read::read;
pub use store::{MemoryTokenStore, StoreFuture, TokenLock, TokenStore, TokenStoreError};

/// An access token with all that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Sent with each call that needs a consent.
    pub access: AccessToken,
    /// Until when [`Token::access`] is taken.
    pub access_expires_at: Timestamp,
    /// What a new access token is asked for with; none where it cannot be renewed.
    pub refresh: Option<RefreshToken>,
    /// Until when [`Token::refresh`] is taken, where told. Refreshing does not move it: the
    /// user must consent again by then.
    pub refresh_expires_at: Option<Timestamp>,
    /// Whose consent it is.
    pub account: TokenAccount,
}

/// Whose consent a token is, as far as the platform says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenAccount {
    /// The account's login, an email address as a rule.
    pub login: Option<String>,
    /// The name that is shown for it.
    pub nick: Option<String>,
    /// The platform's number of the user.
    pub user_id: Option<String>,
    /// The platform's number of the seller.
    pub seller_id: Option<String>,
    /// What kind of account: `buyerApp`, `seller_center`.
    pub platform: Option<String>,
}

impl Token {
    /// The token as text, for a store to keep. All of it is secret, and it is wiped when it
    /// is dropped.
    ///
    /// # Errors
    ///
    /// None that is known: a token is texts and times.
    pub fn to_kept(&self) -> std::io::Result<zeroize::Zeroizing<Vec<u8>>> {
        saved::text(self)
    }

    /// The token of a text that [`Token::to_kept`] gave.
    ///
    /// # Errors
    ///
    /// Where it is another text; the error shows nothing of it.
    pub fn from_kept(text: &[u8]) -> std::io::Result<Self> {
        saved::parse(text)
    }

    /// Whether the access token is no longer taken at `now`, or within `margin` after it.
    pub fn expires_within(&self, margin: Duration, now: Timestamp) -> bool {
        now.saturating_add(margin).is_ok_and(|then| then >= self.access_expires_at)
    }

    /// This token as the renewal of `old`: what the platform leaves out of a refresh's
    /// answer is still what it was.
    #[must_use]
    pub fn renewed_from(mut self, old: &Self) -> Self {
        if self.refresh.is_none() {
            self.refresh.clone_from(&old.refresh);
        }
        if self.refresh_expires_at.is_none() {
            self.refresh_expires_at = old.refresh_expires_at;
        }
        let (new, old) = (&mut self.account, &old.account);
        for (new, old) in [
            (&mut new.login, &old.login),
            (&mut new.nick, &old.nick),
            (&mut new.user_id, &old.user_id),
            (&mut new.seller_id, &old.seller_id),
            (&mut new.platform, &old.platform),
        ] {
            if new.is_none() {
                new.clone_from(old);
            }
        }
        self
    }
}
