//! The account with the platform of a process that goes on: whose consent calls are made
//! with, where it is kept, and how another one takes its place while the process runs.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use itemget::{Client, Dialect, Token, TokenKeeper, TokenStore as _, TokenStoreError};

use super::authorize::Asking;
use super::callback::Callback;
use super::error::LoginError;
use super::exchange::exchange;
use super::logins::{Begun, Logins};
use crate::config::{Origin, Settings};
use crate::lang::Lang;
use crate::tokens::ConsentStore;

/// The account of a process.
#[derive(Debug)]
pub(crate) struct Account {
    /// The app that calls are made for.
    pub(crate) app_key: String,
    pub(crate) profile: Option<String>,
    /// None is the platform itself.
    pub(crate) endpoint: Option<String>,
    pub(crate) dialect: Dialect,
    /// Where the consent page leads to, if the settings say so.
    pub(crate) redirect_uri: Option<String>,
    /// Where an access token was set that is used instead of any consent.
    pub(crate) overridden_by: Option<Origin>,
    /// Where the consent is kept; nowhere, where the sandbox in the program answers.
    pub(crate) store: Option<ConsentStore>,
    logins: Mutex<Logins>,
}

/// Why a login came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CompleteError {
    #[error(transparent)]
    Login(#[from] LoginError),
    #[error(transparent)]
    Call(#[from] itemget::Error),
    #[error(transparent)]
    Store(#[from] TokenStoreError),
    /// There is no account that one could log in to.
    #[error("the sandbox in this program needs no consent")]
    NoAccount,
}

impl CompleteError {
    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Login(error) => error,
            Self::Call(error) => error,
            Self::Store(error) => error,
            Self::NoAccount => self,
        }
    }
}

impl Account {
    /// The one that the settings name.
    pub(crate) fn of(
        settings: &Settings,
        app_key: String,
        store: Option<ConsentStore>,
    ) -> Self {
        Self {
            app_key,
            profile: settings.profile.clone(),
            endpoint: settings.endpoint.as_ref().map(|set| set.value.clone()),
            dialect: settings.dialect(),
            redirect_uri: settings.redirect_uri.as_ref().map(|set| set.value.clone()),
            overridden_by: settings.access_token.as_ref().map(|set| set.origin.clone()),
            store,
            logins: Mutex::default(),
        }
    }

    /// The consent that is kept, if there is one.
    pub(crate) async fn consent(&self) -> Result<Option<Token>, TokenStoreError> {
        match &self.store {
            Some(store) => store.load().await,
            None => Ok(None),
        }
    }

    /// Begins a login that is answered at `here`, unless the settings name another address:
    /// the consent page to go to.
    pub(crate) fn begin(
        &self,
        here: String,
        lang: Lang,
        now: Instant,
    ) -> Result<url::Url, LoginError> {
        let asking = Asking::new(self.redirect_uri.clone().unwrap_or(here))?;
        let page = asking.page(&self.app_key, self.endpoint.as_deref())?;
        self.logins().begin(asking, lang, now);
        Ok(page)
    }

    /// Ends the login that an answer with this state belongs to, if there is one.
    pub(crate) fn take(&self, state: &str, now: Instant) -> Option<Begun> {
        self.logins().take(state, now)
    }

    /// What a pasted text says to the login that was begun last, which it ends where it is
    /// an answer.
    pub(crate) fn pasted(&self, text: &str, now: Instant) -> Option<(Begun, Callback)> {
        let mut logins = self.logins();
        let begun = logins.last(now)?.clone();
        let callback = Callback::of_pasted(text, &begun.asking.state);
        if matches!(callback, Callback::Code(_) | Callback::Denied { .. }) {
            drop(logins.take(&begun.asking.state, now));
        }
        Some((begun, callback))
    }

    /// Where the token was set that calls are made with instead of any consent, for people.
    pub(crate) fn overriding(&self, lang: Lang) -> Option<String> {
        self.overridden_by.as_ref().map(|it| lang.pick(it.to_string(), it.zh()))
    }

    /// Whether an answer is waited for.
    pub(crate) fn is_waiting(&self, now: Instant) -> bool {
        self.logins().last(now).is_some()
    }

    /// Makes a token of what came back to `begun`, keeps it, and lets `client` call with it.
    pub(crate) async fn complete(
        &self,
        client: &Client,
        begun: Begun,
        callback: Callback,
    ) -> Result<Token, CompleteError> {
        let store = self.store.as_ref().ok_or(CompleteError::NoAccount)?;
        let code = match callback {
            Callback::Code(code) => code,
            Callback::Denied { reason } => {
                return Err(LoginError::Denied { reason }.into());
            }
            Callback::WrongState | Callback::Nothing => {
                return Err(LoginError::NothingPasted.into());
            }
        };
        let redirect_uri = begun.asking.redirect_uri;
        let token = exchange(client, self.dialect, code, redirect_uri).await?;
        {
            let _lock = store.lock().await?;
            store.save(&token).await?;
        }
        if self.overridden_by.is_none() {
            client.keep_token(TokenKeeper::new(store.clone(), self.dialect));
        }
        Ok(token)
    }

    fn logins(&self) -> std::sync::MutexGuard<'_, Logins> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
