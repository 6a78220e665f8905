//! Who may act for a user, and until when: codes, access tokens, refresh tokens. Pure but
//! for its memory: the time is an argument.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::apps::AppState;
use crate::credentials::{self, Credentials};

/// How long a code waits to be exchanged (protocol 2.5).
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(30);

/// The code of the documents' own signature vector: always good, so that their example
/// runs as it stands.
const DOCUMENTED_CODE: &str = "3_500102_JxZ05Ux3cnnSSUm6dCxYg6Q26";

/// What a successful exchange gives.
pub(crate) struct Issued {
    pub(crate) access_token: String,
    pub(crate) access_expires: Timestamp,
    pub(crate) refresh_token: String,
    pub(crate) refresh_expires: Timestamp,
}

/// Why a token or a code opens nothing, said to the developer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenFault {
    #[error("none was sent")]
    Missing,
    #[error("nobody here issued it, or a newer one took its place")]
    Unknown,
    #[error("it was issued to another app")]
    OtherApp,
    #[error("it expired at {0}")]
    Expired(Timestamp),
    #[error("it was used before; a code is good for one exchange")]
    Used,
}

struct Access {
    app_key: String,
    expires: Timestamp,
}

struct Refresh {
    app_key: String,
    expires: Timestamp,
    /// The access token that the next refresh replaces.
    access_token: String,
}

struct Code {
    app_key: String,
    expires: Timestamp,
    used: bool,
}

/// All codes and tokens of a sandbox.
pub(crate) struct TokenBook {
    state: AppState,
    /// How long access tokens live, where not as the app's state says.
    access_life: Option<SignedDuration>,
    seed: u64,
    issued: u64,
    access: BTreeMap<String, Access>,
    refresh: BTreeMap<String, Refresh>,
    codes: BTreeMap<String, Code>,
}

impl TokenBook {
    /// A book that holds the credentials known from the start, issued at `now`. Access
    /// tokens live for as long as is said, or as the app's state says.
    pub(crate) fn new(
        state: AppState,
        access_life: Option<SignedDuration>,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let mut book = Self {
            state,
            access_life,
            seed,
            issued: 0,
            access: BTreeMap::new(),
            refresh: BTreeMap::new(),
            codes: BTreeMap::new(),
        };
        for known in [credentials::DEFAULT, credentials::TUTORIAL] {
            book.enter(&known, now);
        }
        book
    }

    /// Whether an access token opens an API for an app.
    pub(crate) fn check(
        &self,
        token: Option<&str>,
        app_key: &str,
        now: Timestamp,
    ) -> Result<(), TokenFault> {
        let token = token.ok_or(TokenFault::Missing)?;
        let access = self.access.get(token).ok_or(TokenFault::Unknown)?;
        usable(&access.app_key, access.expires, app_key, now)
    }

    /// A new code, as the consent page hands out when a user agrees.
    pub(crate) fn open_code(&mut self, app_key: &str, now: Timestamp) -> String {
        let code = format!("3_{app_key}_{}", &self.fresh()[..26]);
        let opened = Code {
            app_key: app_key.to_owned(),
            expires: later(now, CODE_LIFETIME),
            used: false,
        };
        self.codes.insert(code.clone(), opened);
        code
    }

    /// Exchanges a code for tokens.
    pub(crate) fn create(
        &mut self,
        code: &str,
        app_key: &str,
        now: Timestamp,
    ) -> Result<Issued, TokenFault> {
        if code != DOCUMENTED_CODE {
            let opened = self.codes.get_mut(code).ok_or(TokenFault::Unknown)?;
            if opened.used {
                return Err(TokenFault::Used);
            }
            usable(&opened.app_key, opened.expires, app_key, now)?;
            opened.used = true;
        }
        let refresh_token = format!("50001{}", self.fresh());
        let refresh_expires = later(now, self.state.refresh_lifetime());
        Ok(self.issue(app_key, refresh_token, refresh_expires, now))
    }

    /// Exchanges a refresh token for a new access token. The old access token ends; the
    /// refresh token and its deadline stay as they are (protocol 2.5).
    pub(crate) fn refresh(
        &mut self,
        refresh_token: &str,
        app_key: &str,
        now: Timestamp,
    ) -> Result<Issued, TokenFault> {
        let known = self.refresh.get(refresh_token).ok_or(TokenFault::Unknown)?;
        usable(&known.app_key, known.expires, app_key, now)?;
        let expires = known.expires;
        self.access.remove(&known.access_token);
        Ok(self.issue(app_key, refresh_token.to_owned(), expires, now))
    }

    /// An access token for the tutorial's token call, which lives `lifetime`. Earlier ones
    /// stay good: every run of the script sends the same placeholder.
    pub(crate) fn lend(
        &mut self,
        refresh_token: &str,
        app_key: &str,
        lifetime: SignedDuration,
        now: Timestamp,
    ) -> Result<String, TokenFault> {
        if refresh_token != credentials::TUTORIAL.refresh_token() {
            let known = self.refresh.get(refresh_token).ok_or(TokenFault::Unknown)?;
            usable(&known.app_key, known.expires, app_key, now)?;
        }
        let token = format!("50000{}", self.fresh());
        self.admit(&token, app_key, later(now, lifetime));
        Ok(token)
    }

    fn issue(
        &mut self,
        app_key: &str,
        refresh_token: String,
        refresh_expires: Timestamp,
        now: Timestamp,
    ) -> Issued {
        let access_token = format!("50000{}", self.fresh());
        let access_expires = later(now, self.access_life()).min(refresh_expires);
        self.admit(&access_token, app_key, access_expires);
        let refresh = Refresh {
            app_key: app_key.to_owned(),
            expires: refresh_expires,
            access_token: access_token.clone(),
        };
        self.refresh.insert(refresh_token.clone(), refresh);
        Issued { access_token, access_expires, refresh_token, refresh_expires }
    }

    fn access_life(&self) -> SignedDuration {
        self.access_life.unwrap_or(self.state.access_lifetime())
    }

    fn enter(&mut self, known: &Credentials, now: Timestamp) {
        let expires = later(now, self.access_life());
        self.admit(known.access_token(), known.app_key(), expires);
        let refresh = Refresh {
            app_key: known.app_key().to_owned(),
            expires: later(now, self.state.refresh_lifetime()),
            access_token: known.access_token().to_owned(),
        };
        self.refresh.insert(known.refresh_token().to_owned(), refresh);
    }

    fn admit(&mut self, token: &str, app_key: &str, expires: Timestamp) {
        let access = Access { app_key: app_key.to_owned(), expires };
        self.access.insert(token.to_owned(), access);
    }

    /// The next text for a token: the same for the same seed, so that runs can be compared.
    fn fresh(&mut self) -> String {
        self.issued += 1;
        let digest = Sha256::digest(format!("{}/{}", self.seed, self.issued));
        hex::encode(&digest[..20])
    }
}

impl fmt::Debug for TokenBook {
    /// How many, not which.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenBook")
            .field("access", &self.access.len())
            .field("refresh", &self.refresh.len())
            .field("codes", &self.codes.len())
            .finish_non_exhaustive()
    }
}

fn usable(
    owner: &str,
    expires: Timestamp,
    app_key: &str,
    now: Timestamp,
) -> Result<(), TokenFault> {
    if owner != app_key {
        return Err(TokenFault::OtherApp);
    }
    if now >= expires {
        return Err(TokenFault::Expired(expires));
    }
    Ok(())
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "12345678";

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_second(1_795_454_427 + hours * 3600).unwrap()
    }

    fn book() -> TokenBook {
        TokenBook::new(AppState::Test, None, 1, at(0))
    }

    #[test]
    fn an_access_token_lasts_as_long_as_the_apps_state_says() {
        let default = Some(credentials::DEFAULT.access_token());
        for (state, last) in [(AppState::Test, 24), (AppState::Online, 30 * 24)] {
            let book = TokenBook::new(state, None, 1, at(0));
            assert_eq!(book.check(default, APP, at(last - 1)), Ok(()), "{state:?}");
            let expired = TokenFault::Expired(at(last));
            assert_eq!(book.check(default, APP, at(last)), Err(expired), "{state:?}");
        }
        let book = book();
        assert_eq!(book.check(None, APP, at(0)), Err(TokenFault::Missing));
        assert_eq!(book.check(Some("x"), APP, at(0)), Err(TokenFault::Unknown));
        assert_eq!(book.check(default, "your_app_key", at(0)), Err(TokenFault::OtherApp));
    }

    #[test]
    fn an_access_token_lives_as_long_as_was_said() {
        let life = Some(SignedDuration::from_hours(2));
        let mut book = TokenBook::new(AppState::Online, life, 1, at(0));
        let known = credentials::DEFAULT;
        assert_eq!(book.check(Some(known.access_token()), APP, at(1)), Ok(()));
        let expired = TokenFault::Expired(at(2));
        assert_eq!(book.check(Some(known.access_token()), APP, at(2)), Err(expired));
        let new = book.refresh(known.refresh_token(), APP, at(5)).unwrap();
        assert_eq!((new.access_expires, new.refresh_expires), (at(7), at(60 * 24)));
    }

    #[test]
    fn a_refresh_replaces_the_access_token_and_keeps_its_own_deadline() {
        let mut book = book();
        let known = credentials::DEFAULT;
        let first = book.refresh(known.refresh_token(), APP, at(20)).unwrap();
        assert_eq!(
            book.check(Some(known.access_token()), APP, at(20)),
            Err(TokenFault::Unknown)
        );
        assert_eq!(book.check(Some(&first.access_token), APP, at(43)), Ok(()));
        let second = book.refresh(&first.refresh_token, APP, at(40)).unwrap();
        assert_eq!(first.refresh_expires, second.refresh_expires);
        assert_ne!(first.access_token, second.access_token);
        // No access token outlives what renews it.
        assert_eq!(second.access_expires, second.refresh_expires);
        let late = book.refresh(&second.refresh_token, APP, at(48)).err();
        assert_eq!(late, Some(TokenFault::Expired(at(48))));
    }

    #[test]
    fn a_code_is_good_once_and_for_half_an_hour() {
        let mut book = book();
        let code = book.open_code(APP, at(0));
        assert!(
            book.create(&code, "your_app_key", at(0)).err() == Some(TokenFault::OtherApp)
        );
        assert!(book.create(&code, APP, at(0)).is_ok());
        assert!(book.create(&code, APP, at(0)).err() == Some(TokenFault::Used));
        let slow = book.open_code(APP, at(0));
        assert!(matches!(book.create(&slow, APP, at(1)), Err(TokenFault::Expired(_))));
        for _ in 0..2 {
            assert!(book.create(DOCUMENTED_CODE, APP, at(0)).is_ok());
        }
    }

    #[test]
    fn the_tutorials_placeholder_lends_to_any_app_and_ends_nothing() {
        let mut book = book();
        let hour = SignedDuration::from_hours(1);
        for app in ["your_app_key", APP] {
            let first = book.lend("your_refresh_token", app, hour, at(0)).unwrap();
            let second = book.lend("your_refresh_token", app, hour, at(0)).unwrap();
            assert_ne!(first, second);
            assert_eq!(book.check(Some(&first), app, at(0)), Ok(()));
            assert!(book.check(Some(&second), app, at(1)).is_err());
        }
        assert_eq!(book.lend("x", APP, hour, at(0)), Err(TokenFault::Unknown));
    }
}
