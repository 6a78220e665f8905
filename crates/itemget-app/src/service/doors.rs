//! Doors for programs that were written for other services: each speaks as the service
//! that its programs know, with keys of our own, and answers from the platform's API.
//!
//! What the platform does not tell is absent, or what the other service says for unknown.

mod onebound;
mod tutorial;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use futures_util::StreamExt as _;
use itemget::{AppSecret, CachePolicy, LookupOptions, Source, View};
use itemget_store::StoreError;

use super::App;
use super::access::Asker;
use crate::fields::Fields;
use crate::lookup::{Told, look_up};

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

/// How old an answer may be: these programs have no word for it.
const MAX_AGE: Duration = Duration::from_secs(15 * 60);

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
    /// The key has asked too often; in so many seconds it may again.
    TooOften(u64),
    Failed(StoreError),
}

/// The secret of a key in force.
async fn secret(app: &App, key: &str) -> Result<(Asker, AppSecret), Turned> {
    match app.store.door_key(key).await {
        Ok(Some((known, secret))) => Ok((Asker::Key(known.id), secret)),
        Ok(None) => Err(Turned::Unknown),
        Err(error) => Err(Turned::Failed(error)),
    }
}

/// Takes a request from the budget of who has shown the secret.
fn take(app: &App, asker: Asker) -> Result<(), Turned> {
    app.door.take(asker, Instant::now()).map_err(Turned::TooOften)
}

/// An item by its id or link, from what is kept where that is young enough.
async fn look(
    app: &App,
    text: &str,
    view: View,
    fields: &Fields,
    (source, max_age): (Source, Duration),
) -> Told {
    let options = LookupOptions {
        cache: CachePolicy::default().with_max_age(max_age),
        ..LookupOptions::new(view).with_source(source).with_groups(fields.groups())
    };
    let told = look_up(&app.client, vec![text.to_owned()], &options);
    std::pin::pin!(told).next().await.expect("what is asked for is told of")
}
