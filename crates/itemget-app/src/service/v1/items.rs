//! `/v1/items`: items by their ids or links. One is answered from what is ready where that
//! is young enough; many come as a list, or as a line each while they are found.

use std::sync::Arc;

use axum::body::{Body as Stream, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use utoipa::ToSchema;

use super::wanted::{Look, Wanted};
use crate::lookup::{Told, WINDOW, look_up, look_up_one};
use crate::records::{ItemRecord, json_line};
use crate::service::answer::{Page, Ready};
use crate::service::asking::{Body, Params, object};
use crate::service::packed::{Packing, packed};
use crate::service::{App, ErrorBody, ServiceError};

/// Many ids or links, and what is wanted of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ManyItems)]
pub(super) struct Many {
    /// Ids or links, up to 500; up to 100,000 where they are answered as lines.
    #[schema(min_items = 1, max_items = 100_000)]
    ids: Vec<String>,
    #[serde(default, deserialize_with = "object")]
    want: Wanted,
}

/// How many are answered as one list.
const IN_A_LIST: usize = WINDOW;
/// How many are answered as lines.
const AS_LINES: usize = 100_000;
/// How many lines wait for a slow reader; then no more is asked for.
const WAITING: usize = 64;
const LINES: &str = "application/x-ndjson";

/// An item by its id or link. What is young enough costs no call.
#[utoipa::path(get, path = "/v1/items/{id}", operation_id = "show_item", tag = "items",
    params(("id" = String, Path, description = "an id, or a link with its slashes encoded",
        example = "1005006000000001"), Wanted),
    responses((status = 200, description = "the item", body = ItemRecord<'_>,
        headers(("age" = u64, description = "how many seconds old its oldest group is"))),
        (status = 404, description = "there is no such item, or not there", body = ErrorBody),
        (status = 502, description = "the platform refused, or could not be understood", body = ErrorBody)))]
pub(super) async fn one(
    State(app): State<Arc<App>>,
    Path(text): Path<String>,
    Params(wanted): Params<Wanted>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let asked = uri.path_and_query().map_or("", |it| it.as_str());
    let now = app.clock.now();
    let max_age = wanted.max_age()?;
    let packing = Packing::of(&headers);
    if let Some(mut found) = app.hot.find(asked, packing, now) {
        app.metrics.hit();
        if !found.is_as_sent
            && let Packing::Said(said) = packing
            && let Some(packed) = packed(&found.ready, said).await?
        {
            app.hot.keep_packed(asked, said, packed.clone());
            found.ready = packed;
        }
        return Ok(aged(found.ready.answer(&headers), found.age.as_secs()));
    }
    let look = wanted.look(app.usual())?;
    let told = look_up_one(&app.client, &text, &look.options).await;
    let Some(item) = told.verdict.item() else {
        return Err(ServiceError::of_told(&told, app.lang, app.clock.now()));
    };
    let record = ItemRecord::of(&told, &look.fields, app.lang);
    let ready = Ready::of(&record)?;
    let observed_at = oldest(item);
    let now = app.clock.now();
    let age = observed_at.map_or(0, |at| now.duration_since(at).as_secs().max(0));
    let answer = aged(ready.clone().answer(&headers), age.unsigned_abs());
    // Lacking a part, it is not kept: the next who asks may get it.
    if let Some(at) = observed_at
        && record.missing.is_empty()
        && told.freight_errors().next().is_none()
    {
        app.hot.keep(asked.to_owned(), ready, at, max_age);
    }
    Ok(answer)
}

/// Many items by their ids or links, an outcome each, in their order: as one list, or with
/// `accept: application/x-ndjson` as a line each while they are found.
#[utoipa::path(post, path = "/v1/items", operation_id = "list_items", tag = "items",
    request_body = Many,
    responses((status = 200, description = "an outcome each; lines have one record each, with its `schema_version`",
        content((Page<ItemRecord<'_>> = "application/json"), (String = "application/x-ndjson")))))]
pub(super) async fn many(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(many): Body<Many>,
) -> Result<Response, ServiceError> {
    let look = many.want.look(app.usual())?;
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let as_lines = accept.is_some_and(|it| it.contains(LINES));
    let most = if as_lines { AS_LINES } else { IN_A_LIST };
    if many.ids.is_empty() || many.ids.len() > most {
        let detail = format!(
            "`ids` has from 1 to {IN_A_LIST} entries, and up to {AS_LINES} with `accept: {LINES}`"
        );
        return Err(ServiceError::bad_request(detail));
    }
    if as_lines {
        let room = Arc::clone(&app.long).try_acquire_owned();
        let room = room.map_err(|_full| ServiceError::overloaded())?;
        return Ok(lines(app, many.ids, look, room));
    }
    let told: Vec<Told> = look_up(&app.client, many.ids, &look.options).collect().await;
    let records = told.iter().map(|told| ItemRecord::of(told, &look.fields, app.lang));
    let page = Page { items: records.collect(), next: None };
    super::super::answer::json(&headers, &page)
}

/// A line each, while they are found. When the client goes away, no more is asked for.
fn lines(
    app: Arc<App>,
    ids: Vec<String>,
    look: Look,
    room: OwnedSemaphorePermit,
) -> Response {
    let (sender, receiver) = mpsc::channel::<Line>(WAITING);
    let left = ids.len();
    tokio::spawn(async move {
        // For as long as the ids are in memory: it ends when nobody reads any more.
        let _room = room;
        for window in ids.chunks(WINDOW) {
            let mut told = look_up(&app.client, window.to_vec(), &look.options);
            while let Some(told) = told.next().await {
                let record = ItemRecord::of(&told, &look.fields, app.lang);
                let line = line(&record);
                if sender.send(line).await.is_err() {
                    return;
                }
            }
        }
    });
    let lines = whole(receiver, left);
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(LINES))];
    // Who packs it asks once more behind the end.
    (kind, Stream::from_stream(lines.fuse())).into_response()
}

type Line = Result<Bytes, std::io::Error>;

/// As many lines as there are ids, as they come. Where fewer come, whoever makes them fell
/// over: then it breaks off, for an end in good order would say that these are all.
fn whole(receiver: mpsc::Receiver<Line>, ids: usize) -> impl stream::Stream<Item = Line> {
    stream::unfold((receiver, ids), |(mut receiver, left)| async move {
        match (left, receiver.recv().await) {
            (_, Some(line)) => Some((line, (receiver, left.saturating_sub(1)))),
            (0, None) => None,
            (_, None) => {
                tracing::error!(left, "lines broke off");
                let error = std::io::Error::other("not all ids were answered");
                Some((Err(error), (receiver, 0)))
            }
        }
    })
}

fn line(record: &impl Serialize) -> Line {
    let mut line = Vec::new();
    json_line(&mut line, record)?;
    Ok(line.into())
}

/// When the oldest part of an item was observed.
fn oldest(item: &itemget::Item) -> Option<Timestamp> {
    [
        item.basics.as_ref().map(|it| it.observed_at),
        item.price.as_ref().map(|it| it.observed_at),
        item.stock.as_ref().map(|it| it.observed_at),
        item.trade.as_ref().map(|it| it.observed_at),
        item.variants.as_ref().map(|it| it.observed_at),
        item.logistics.as_ref().map(|it| it.observed_at),
    ]
    .into_iter()
    .flatten()
    .min()
}

/// Kept here and for as long as the request allows: no proxy need keep it again.
const KEPT_HERE: HeaderValue = HeaderValue::from_static("private, no-cache");

/// The same answer with its age, in seconds.
pub(crate) fn aged<B>(
    mut response: http::Response<B>,
    seconds: u64,
) -> http::Response<B> {
    let headers = response.headers_mut();
    headers.insert(header::AGE, HeaderValue::from(seconds));
    headers.insert(header::CACHE_CONTROL, KEPT_HERE);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn fewer_lines_than_ids_are_no_end_in_good_order() {
        for (came, ids, breaks_off) in [(2, 2, false), (0, 0, false), (1, 2, true)] {
            let (sender, receiver) = mpsc::channel::<Line>(WAITING);
            for _ in 0..came {
                sender.send(Ok(Bytes::from_static(b"{}\n"))).await.unwrap();
            }
            drop(sender);
            let lines: Vec<Line> = whole(receiver, ids).collect().await;
            assert_eq!(lines.iter().filter(|it| it.is_ok()).count(), came);
            let broke_off = lines.iter().any(Result::is_err);
            assert_eq!(broke_off, breaks_off, "{came} of {ids}");
        }
    }
}
