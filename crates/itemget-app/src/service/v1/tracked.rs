//! `/v1/tracked` and `/v1/lists`: what is followed, with what is known of it now.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::{Tracked, TrackedChange, TrackedId, Which};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::asked;
use super::history::item;
use super::wanted::{read, seen};
use crate::followed;
use crate::records::{TrackListRecord, TrackedRecord, VerdictRecord};
use crate::service::answer::{Page, after, json};
use crate::service::asking::{Body, Params, within};
use crate::service::{App, ErrorBody, ServiceError};
use crate::tracking::{self, Asked, EveryWord, ItemLevel, Level, Wish, judge};

/// Which of what is followed, and from where on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// Of this list alone.
    list: Option<String>,
    /// With this tag alone.
    tag: Option<String>,
    /// This item alone, by its id or link, in all views.
    item: Option<String>,
    /// Paused ones alone, or those alone that are not.
    paused: Option<bool>,
    /// What `next` of the page before says.
    after: Option<i64>,
    /// How many at most; 100 where it is not said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

/// How many are on a page where it is not said, and at most.
const USUAL: u32 = 100;
const MOST: u32 = 1000;
/// How many are added at once.
const ADDED: usize = 10_000;

/// What is followed, with what is known of it now.
#[utoipa::path(get, path = "/v1/tracked", operation_id = "list_tracked", tag = "tracking",
    params(Listing),
    responses((status = 200, description = "a page of what is followed", body = Page<TrackedRecord>)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Params(listing): Params<Listing>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let limit = within("limit", listing.limit, USUAL, MOST)?;
    let which = Which {
        list: listing.list,
        tag: listing.tag,
        item: listing.item.as_deref().map(item).transpose()?,
        paused: listing.paused,
        after: listing.after.map(TrackedId),
        limit: Some(limit),
    };
    let tracked = app.store.tracked(&which).await?;
    let next = after(&tracked, limit, |last| last.id.0);
    let now = app.clock.now().into();
    let items = followed::records(&app.store, &tracked, app.world, now).await?;
    json(&headers, &Page { items, next })
}

/// The lists of what is followed.
#[utoipa::path(get, path = "/v1/lists", operation_id = "list_lists", tag = "tracking",
    responses((status = 200, description = "the lists", body = Page<TrackListRecord>)))]
pub(super) async fn lists(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let lists = app.store.lists().await?;
    let items: Vec<_> =
        lists.iter().map(TrackListRecord::of).collect::<Result<_, _>>()?;
    json(&headers, &Page { items, next: None })
}

/// What is to be followed, and how.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewTracked)]
pub(super) struct Adding {
    /// Ids or links.
    #[schema(min_items = 1, max_items = 10_000)]
    ids: Vec<String>,
    /// Put into this list as well.
    #[schema(schema_with = asked::name_or_null)]
    list: Option<String>,
    /// With these tags.
    #[serde(default)]
    #[schema(schema_with = asked::names)]
    tags: Vec<String>,
    /// How often: `auto`, or an interval such as `6h`.
    #[schema(example = "6h")]
    every: Option<String>,
    /// How much it matters, in hundredths: 100 is ordinary, 200 twice as much.
    importance: Option<u32>,
    /// To which country.
    #[schema(schema_with = asked::country)]
    ship_to: Option<String>,
    /// What prices are asked in.
    #[schema(schema_with = asked::currency)]
    currency: Option<String>,
    /// What titles are asked in.
    #[schema(schema_with = asked::language)]
    language: Option<String>,
    /// Whom to ask; `auto` where it is not said.
    #[schema(schema_with = asked::source)]
    source: Option<String>,
}

/// Follows items. Each id gets its verdict; nothing is sent.
#[utoipa::path(post, path = "/v1/tracked", operation_id = "follow_items", tag = "tracking",
    request_body = Adding,
    responses((status = 200, description = "a verdict each", body = Page<VerdictRecord>)))]
pub(super) async fn add(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(adding): Body<Adding>,
) -> Result<Response, ServiceError> {
    if adding.ids.is_empty() || adding.ids.len() > ADDED {
        let detail = format!("`ids` has from 1 to {ADDED} entries");
        return Err(ServiceError::bad_request(detail));
    }
    let [ship_to, currency, language] =
        [&adding.ship_to, &adding.currency, &adding.language].map(Option::as_deref);
    let view = seen(ship_to, currency, language, app.view)?;
    let every = adding.every.as_deref().map(str::parse::<EveryWord>).transpose();
    let own = Level {
        every: every.map_err(ServiceError::bad_request)?,
        importance: adding.importance.map(i64::from),
        ..Level::default()
    };
    for name in adding.list.iter().chain(&adding.tags) {
        tracking::group_name(name).map_err(ServiceError::bad_request)?;
    }
    let source = read(adding.source.as_deref(), app.source)?;
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
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TrackedChange)]
pub(super) struct Change {
    paused: Option<bool>,
    /// `auto`, or an interval such as `6h`.
    #[schema(example = "6h")]
    every: Option<String>,
    /// How much it matters, in hundredths: 100 is ordinary, 200 twice as much.
    importance: Option<u32>,
}

/// Of how many views of an item something was changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TrackedChanged)]
struct Changed {
    changed: usize,
}

/// Changes how an item is followed, in all views in which it is.
#[utoipa::path(patch, path = "/v1/tracked/{id}", operation_id = "change_tracked", tag = "tracking",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001")),
    request_body = Change,
    responses((status = 200, description = "in how many views it was changed", body = Changed),
        (status = 404, description = "it is not followed", body = ErrorBody)))]
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
        let importance = change.importance.map(i64::from);
        let say = |text: &str| -> Result<String, ServiceError> {
            let mut own = ItemLevel::read(text)?;
            own.level.every = every.or(own.level.every);
            own.level.importance = importance.or(own.level.importance);
            Ok(own.text())
        };
        app.store.change_settings(&ids, say).await?;
        let which = Which { item: Some(item(&id)?), ..Which::default() };
        tracking::apply(&app.store, &which).await?;
    }
    json(&headers, &Changed { changed: ids.len() })
}

/// Follows an item no longer. Its history stays.
#[utoipa::path(delete, path = "/v1/tracked/{id}", operation_id = "remove_tracked", tag = "tracking",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001")),
    responses((status = 204, description = "it is followed no longer"),
        (status = 404, description = "it is not followed", body = ErrorBody)))]
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
