//! The SDK's client, measured: sign, call over loopback, read into an `Item`; and the same
//! with all the policy there is before and after a call.

use std::sync::Arc;

use itemget::api::dropship::ProductGet;
use itemget::api::tutorial::ItemGet;
use itemget::limit::{Limit, LimiterOptions, Limits, MemoryLedger, Rate, RateLimiter};
use itemget::{
    AccessToken, Client, Credentials, Dialect, ItemRef, LookupOptions, MemoryTokenStore,
    Source, SystemClock, Token, TokenAccount, TokenKeeper, View,
};
use jiff::Timestamp;

use crate::load::{Called, Work, Worker};
use crate::{Failure, bodies};

/// More calls in a second than any machine makes: the limiter keeps its books, and nobody
/// waits.
const NO_WAITING: u32 = 10_000_000;

/// A client as one builds it from credentials and a token.
pub(crate) fn plain(base: &str) -> Result<Client, Failure> {
    Ok(Client::builder(Credentials::new(bodies::APP_KEY, bodies::APP_SECRET))
        .with_access_token(AccessToken::new(bodies::ACCESS_TOKEN))
        .with_endpoints(base)
        .build()?)
}

/// A client with limits and with a token that is kept and renewed.
pub(crate) fn whole(base: &str, work: Work) -> Result<Client, Failure> {
    let dialect = match work.called {
        Called::ItemGet => Dialect::ItemGet,
        Called::ProductGet => Dialect::Iop,
    };
    let clock = Arc::new(SystemClock);
    let limits = Limits::none().with_app(Limit::rate(Rate::per_second(NO_WAITING)));
    let limiter = RateLimiter::new(
        bodies::APP_KEY,
        Arc::new(MemoryLedger::new(Arc::clone(&clock) as _)),
        clock,
        LimiterOptions { limits, ..LimiterOptions::default() },
    );
    let token = Token {
        access: AccessToken::new(bodies::ACCESS_TOKEN),
        access_expires_at: Timestamp::MAX,
        refresh: None,
        refresh_expires_at: None,
        account: TokenAccount::default(),
    };
    Ok(Client::builder(Credentials::new(bodies::APP_KEY, bodies::APP_SECRET))
        .with_token_keeper(TokenKeeper::new(MemoryTokenStore::new(token), dialect))
        .with_limiter(limiter)
        .with_endpoints(base)
        .build()?)
}

/// Sends typed calls.
pub(crate) struct Sending(Client, Work);

/// A worker that sends typed calls with `client`.
pub(crate) async fn worker(client: Client, work: Work) -> Result<Sending, Failure> {
    Ok(Sending(client, work))
}

impl Worker for Sending {
    async fn one(&mut self) -> Result<(), String> {
        let Self(client, work) = self;
        let (id, view) = (work.item, View::default());
        let item = match work.called {
            Called::ItemGet => client.send(&ItemGet::new(id, view)).await,
            Called::ProductGet => client.send(&ProductGet::new(id, view)).await,
        };
        // Looked at where it lies: a client's user moves no item to see it.
        match &item {
            Ok(answer) => work.judge(&answer.value),
            Err(error) => Err(format!("{error:?}")),
        }
    }
}

/// Looks items up, each with its outcome.
pub(crate) struct LookingUp(Client, Work, LookupOptions);

/// A worker that looks items up with `client`.
pub(crate) async fn looking_up(client: Client, work: Work) -> Result<LookingUp, Failure> {
    let source = match work.called {
        Called::ItemGet => Source::ItemGet,
        Called::ProductGet => Source::Dropship,
    };
    let options = LookupOptions::new(View::default()).with_source(source);
    Ok(LookingUp(client, work, options))
}

impl Worker for LookingUp {
    async fn one(&mut self) -> Result<(), String> {
        let Self(client, work, options) = self;
        let item = ItemRef::aliexpress(work.item);
        let lookup = client.look_up(item, options).await;
        let item = lookup.outcome.item().ok_or_else(|| format!("{lookup:?}"))?;
        work.judge(item)
    }
}
