//! `/v1/tracked` and `/v1/lists`: what is followed, with what is known of it now.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use itemget::View;
use itemget_history::Moment;
use itemget_store::{Tracked, TrackedChange, TrackedId, Which};
use serde::{Deserialize, Serialize};

use super::history::item;
use super::wanted::read;
use crate::followed;
use crate::records::{TrackListRecord, VerdictRecord};
use crate::service::answer::{Page, json};
use crate::service::asking::{Body, Params};
use crate::service::{App, ServiceError};
use crate::source::SourceName;
use crate::tracking::{self, Asked, EveryWord, ItemLevel, Level, Wish, judge};

/// Which of what is followed, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Listing {
    list: Option<String>,
    tag: Option<String>,
    item: Option<String>,
    paused: Option<bool>,
    after: Option<i64>,
    limit: Option<u32>,
}

/// How many are on a page where it is not said, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 1000;
/// How many are added at once.
const ADDED: usize = 10_000;

/// `GET /v1/tracked`.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Params(listing): Params<Listing>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let limit = listing.limit.unwrap_or(USUAL).clamp(1, MOST);
    let which = Which {
        list: listing.list,
        tag: listing.tag,
        item: listing.item.as_deref().map(item).transpose()?,
        paused: listing.paused,
        after: listing.after.map(TrackedId),
        limit: Some(limit),
    };
    let tracked = app.store.tracked(&which).await?;
    let is_full = tracked.len() == limit as usize;
    let next = tracked.last().filter(|_| is_full).map(|last| last.id.0.to_string());
    let now = app.clock.now().into();
    let items = followed::records(&app.store, &tracked, app.world, now).await?;
    json(&headers, &Page { items, next })
}

/// `GET /v1/lists`.
pub(super) async fn lists(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let lists = app.store.lists().await?;
    let items = lists.iter().map(TrackListRecord::of).collect();
    json(&headers, &Page { items, next: None })
}

/// What is to be followed, and how.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Adding {
    ids: Vec<String>,
    list: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    every: Option<String>,
    importance: Option<u32>,
    ship_to: Option<String>,
    currency: Option<String>,
    language: Option<String>,
    source: Option<String>,
}

/// `POST /v1/tracked`: each row gets its verdict; nothing is sent.
pub(super) async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(adding): Body<Adding>,
) -> Result<Response, ServiceError> {
    if adding.ids.is_empty() || adding.ids.len() > ADDED {
        let detail = format!("`ids` has from 1 to {ADDED} entries");
        return Err(ServiceError::bad_request(detail));
    }
    let View { ship_to, currency, language } = app.view;
    let view = View {
        ship_to: read(adding.ship_to.as_deref(), ship_to)?,
        currency: read(adding.currency.as_deref(), currency)?,
        language: read(adding.language.as_deref(), language)?,
    };
    let every = adding.every.as_deref().map(str::parse::<EveryWord>).transpose();
    let own = Level {
        every: every.map_err(ServiceError::bad_request)?,
        importance: adding.importance.map(i64::from),
        ..Level::default()
    };
    for name in adding.list.iter().chain(&adding.tags) {
        tracking::group_name(name).map_err(ServiceError::bad_request)?;
    }
    let source = read(adding.source.as_deref(), SourceName::Auto)?;
    let known = tracking::followed(&app.store, view, source.as_str()).await?;
    let mut judged = judge(Asked::arguments(&adding.ids), &known);
    let wish = Wish {
        view,
        source: source.as_str().to_owned(),
        own,
        list: adding.list,
        tags: adding.tags,
        now: app.clock.now().into(),
    };
    wish.keep(&app.store, &mut judged).await?;
    let items = judged.iter().map(|judged| VerdictRecord::of(judged, app.lang)).collect();
    json(&headers, &Page { items, next: None })
}

/// What is to be changed; what is not said stays as it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    paused: Option<bool>,
    every: Option<String>,
    importance: Option<u32>,
}

/// Of how many views of an item something was changed.
#[derive(Debug, Serialize)]
struct Changed {
    changed: usize,
}

/// `PATCH /v1/tracked/{id}`: in all views in which the item is followed.
pub(super) async fn change(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(change): Body<Change>,
) -> Result<Response, ServiceError> {
    let every = change.every.as_deref().map(str::parse::<EveryWord>).transpose();
    let every = every.map_err(ServiceError::bad_request)?;
    let tracked = of_item(&app, &id).await?;
    let ids: Vec<TrackedId> = tracked.iter().map(|it| it.id).collect();
    if let Some(paused) = change.paused {
        let change = match paused {
            true => TrackedChange::Pause,
            false => TrackedChange::Resume(Moment::from(app.clock.now())),
        };
        app.store.change_tracked(&ids, &change).await?;
    }
    if every.is_some() || change.importance.is_some() {
        for tracked in &tracked {
            let mut level = ItemLevel::read(&tracked.settings);
            if every.is_some() {
                level.level.every = every;
            }
            if change.importance.is_some() {
                level.level.importance = change.importance.map(i64::from);
            }
            let change = TrackedChange::Settings(level.text());
            app.store.change_tracked(&[tracked.id], &change).await?;
        }
        let which = Which { item: Some(item(&id)?), ..Which::default() };
        tracking::apply(&app.store, &which).await?;
    }
    json(&headers, &Changed { changed: ids.len() })
}

/// `DELETE /v1/tracked/{id}`: its history stays.
pub(super) async fn remove(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ServiceError> {
    let ids: Vec<TrackedId> = of_item(&app, &id).await?.iter().map(|it| it.id).collect();
    app.store.untrack(&ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn of_item(app: &App, id: &str) -> Result<Vec<Tracked>, ServiceError> {
    let which = Which { item: Some(item(id)?), ..Which::default() };
    let tracked = app.store.tracked(&which).await?;
    match tracked.is_empty() {
        true => Err(ServiceError::not_found("item that is followed")),
        false => Ok(tracked),
    }
}
