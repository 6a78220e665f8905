//! Doors for programs that were written for other services: each speaks as the service
//! that its programs know, with keys of our own, and answers from the platform's API.
//!
//! What the platform does not tell is absent, or what the other service says for unknown.

mod onebound;
mod tutorial;

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::routing::{get, post};
use itemget::{AppSecret, CachePolicy, Client, LookupOptions, Source, View};
use itemget_store::{DoorKeyId, StoreError};

use super::App;
use super::access::Asker;
use super::around::Peer;
use crate::fields::Fields;
use crate::lookup::{Told, look_up_one};

/// The paths behind which a request says by itself who asks. Each of their handlers asks
/// for a key and its secret, wherever the request comes from.
pub(super) const ROUTES: [&str; 7] = [
    tutorial::ITEM_GET,
    tutorial::GET_TOKEN,
    onebound::ITEM_GET[0],
    onebound::ITEM_GET[1],
    onebound::ITEM_SEARCH[0],
    onebound::ITEM_SEARCH[1],
    onebound::OTHERS,
];

/// The longest body, in bytes: an id and a list of fields.
const LONGEST: usize = 64 * 1024;

pub(super) fn router() -> Router<Arc<App>> {
    let small = DefaultBodyLimit::max(LONGEST);
    let mut router = Router::new();
    for (one, other) in onebound::ITEM_GET.into_iter().zip(onebound::ITEM_SEARCH) {
        router = router
            .route(one, get(onebound::item_get))
            .route(other, get(onebound::item_search));
    }
    router
        .route(onebound::OTHERS, get(onebound::other))
        .route(tutorial::ITEM_GET, post(tutorial::item_get).layer(small))
        .route(tutorial::GET_TOKEN, post(tutorial::get_token).layer(small))
}

/// Why somebody is not let in.
enum Turned {
    /// There is no such key in force.
    Unknown,
    /// The key has asked, or somebody was wrong about it, too often; in so many seconds it
    /// may ask again.
    TooOften(u64),
    Failed(StoreError),
}

/// A key in force, as somebody says that it is his.
struct Claimed {
    id: DoorKeyId,
    secret: AppSecret,
    peer: IpAddr,
}

/// The key that somebody names, where he may name one now: who was wrong too often is sent
/// away before anything is compared.
async fn claimed(app: &App, key: &str, peer: IpAddr) -> Result<Claimed, Turned> {
    let now = Instant::now();
    // Behind a proxy of this machine are many, and one who guesses keys must not keep the
    // others out.
    let may_be_many = peer.to_canonical().is_loopback();
    if !may_be_many {
        app.guesses.allow(None, peer, now).map_err(Turned::TooOften)?;
    }
    match app.store.door_key(key).await {
        Ok(Some((known, secret))) => {
            let id = known.id;
            app.guesses.allow(Some(id), peer, now).map_err(Turned::TooOften)?;
            Ok(Claimed { id, secret, peer })
        }
        Ok(None) => {
            app.guesses.wrong(None, peer, now);
            Err(Turned::Unknown)
        }
        Err(error) => Err(Turned::Failed(error)),
    }
}

impl Claimed {
    /// Who asks, where it was shown that the secret is known; else that was a guess.
    fn shown(&self, app: &App, is_known: bool) -> Option<Asker> {
        if !is_known {
            app.guesses.wrong(Some(self.id), self.peer, Instant::now());
        }
        is_known.then_some(Asker::Key(self.id))
    }
}

/// Where a request comes from.
fn peer(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>();
    peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.0.ip())
}

/// Takes a request from the budget of who has shown the secret.
fn take(app: &App, asker: Asker) -> Result<(), Turned> {
    app.door.take(asker, Instant::now()).map_err(Turned::TooOften)
}

/// What is kept is used where it is no older than that, and never because the platform
/// cannot be asked: these programs have no word for an answer of yesterday.
fn policy(max_age: Duration) -> CachePolicy {
    CachePolicy::default().with_max_age(max_age).with_stale_if_error(Duration::ZERO)
}

/// An item by its id or link, from what is kept where that is young enough.
async fn look(
    client: &Client,
    text: &str,
    view: View,
    fields: &Fields,
    (source, max_age): (Source, Duration),
) -> Told {
    let options = LookupOptions {
        cache: policy(max_age),
        ..LookupOptions::new(view).with_source(source).with_groups(fields.groups())
    };
    look_up_one(client, text, &options).await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use itemget::api::affiliate::{ProductFilter, ProductQuery};
    use itemget::{AccessToken, Credentials, DiskCache, RetryPolicy};
    use itemget_sandbox::{ClockSetting, Sandbox};

    use super::*;
    use crate::calling::MAX_AGE;
    use crate::clock::ProgramClock;
    use crate::search::{Pages, Query};

    const ITEM: &str = "1005006000000001";

    /// A platform whose time is held, and a client that keeps its answers in a folder.
    async fn platform(folder: &std::path::Path) -> (Sandbox, Client) {
        let start = ClockSetting::Pinned("2026-11-23T17:20:27Z".parse().unwrap());
        let sandbox = Sandbox::builder().clock(start).start().await.unwrap();
        let known = sandbox.credentials();
        let cache = DiskCache::open(folder, 1 << 24).unwrap();
        let credentials = Credentials::new(known.app_key(), known.app_secret());
        let client = Client::builder(credentials)
            .with_access_token(AccessToken::new(known.access_token()))
            .with_endpoints(sandbox.url())
            .with_clock(ProgramClock::new(sandbox.clock().clone()))
            .with_cache(Arc::new(cache))
            .with_retry(RetryPolicy::never())
            .build()
            .unwrap();
        (sandbox, client)
    }

    #[tokio::test]
    async fn what_is_kept_is_never_given_in_place_of_an_answer_that_fails() {
        let folder = tempfile::tempdir().unwrap();
        let (sandbox, client) = platform(folder.path()).await;
        let (view, fields) = (View::default(), Fields::ALL);
        let way = (Source::Auto, MAX_AGE);
        let asks = async || look(&client, ITEM, view, &fields, way).await;
        let filter = ProductFilter {
            keywords: Some("lamp".to_owned()),
            ..ProductFilter::new(view)
        };
        let query = Query::Products(ProductQuery::new(filter));
        let searches = async || {
            let policy = policy(MAX_AGE);
            Pages::new(&client, query.clone(), policy, Some(1)).next().await
        };
        assert!(asks().await.verdict.item().is_some());
        assert!(searches().await.is_ok_and(|page| page.is_some()));
        sandbox.script().add("http*always status=503".parse().unwrap());
        // Young enough: it costs no call, and nobody needs to be there.
        assert!(asks().await.verdict.item().is_some());
        sandbox.clock().advance(jiff::SignedDuration::from_mins(30));
        assert!(asks().await.verdict.item().is_none());
        assert!(searches().await.is_err());
        // There is one that could have been given.
        let kept = LookupOptions {
            cache: CachePolicy::default().with_max_age(MAX_AGE),
            ..LookupOptions::new(view)
        };
        let told = look_up_one(&client, ITEM, &kept).await;
        assert!(told.verdict.item().is_some() && told.remarks.stale.is_some());
    }
}
