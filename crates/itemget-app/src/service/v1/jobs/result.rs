//! `/v1/jobs/{id}/result`: what came of a job, window by window while it is read: as much
//! as there is, whether the job is over or not.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use itemget_store::{Job, JobWindow, StoreError};
use serde::Deserialize;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::IntoParams;

use super::job;
use crate::records::{csv_line, header as columns};
use crate::service::asking::Params;
use crate::service::v1::asked;
use crate::service::v1::wanted::Wanted;
use crate::service::{App, ErrorBody, ServiceError};

/// As what, and from where on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::service) struct Reading {
    /// `jsonl` or `csv`; what `accept` says where it is not said, and lines of JSON where
    /// that says nothing.
    #[param(schema_with = asked::job_format)]
    format: Option<String>,
    /// Behind the first so many ids: what `answered` of the job said when they were read.
    after: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Lines,
    Cells,
}

impl Format {
    fn of(format: Option<&str>, accept: Option<&str>) -> Result<Self, ServiceError> {
        match format {
            Some("jsonl") => Ok(Self::Lines),
            Some("csv") => Ok(Self::Cells),
            Some(_) => Err(ServiceError::bad_request("format is `jsonl` or `csv`")),
            None if accept.is_some_and(|it| it.contains("text/csv")) => Ok(Self::Cells),
            None => Ok(Self::Lines),
        }
    }

    fn media(self) -> &'static str {
        match self {
            Self::Lines => "application/x-ndjson",
            Self::Cells => "text/csv; charset=utf-8",
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Lines => "l",
            Self::Cells => "c",
        }
    }

    async fn window(
        self,
        app: &App,
        job: &Job,
        number: u64,
    ) -> Result<Option<JobWindow>, StoreError> {
        match self {
            Self::Lines => app.store.window_lines(job.id, number).await,
            Self::Cells => app.store.window_cells(job.id, number).await,
        }
    }
}

/// How many ids are in what is read.
const ANSWERED: HeaderName = HeaderName::from_static("x-itemget-answered");

/// What came of a job so far: for each id, in their order, a line of JSON, or rows of CSV.
/// Of a job that goes on, `x-itemget-answered` is the `after` for the rest.
#[utoipa::path(get, path = "/v1/jobs/{id}/result", operation_id = "show_job_result", tag = "jobs",
    params(("id" = i64, Path, description = "its number"), Reading),
    responses(
        (status = 200, description = "as much as there is",
            content((String = "application/x-ndjson"), (String = "text/csv")),
            headers(
                ("x-itemget-answered" = u64, description = "so many ids were answered when it was read"),
                ("etag" = String, description = "with `if-none-match`, who has this already is told so"))),
        (status = 304, description = "it is as the client has it already"),
        (status = 404, description = "there is no such job, or none any more", body = ErrorBody)))]
pub(in crate::service) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Params(reading): Params<Reading>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let accept = headers.get(header::ACCEPT).and_then(|it| it.to_str().ok());
    let format = Format::of(reading.format.as_deref(), accept)?;
    let job = job(&app, &id).await?;
    let after = reading.after.unwrap_or(0);
    // What is written of a job is never written otherwise: so much of it is this.
    let tag = format!(
        "W/\"job-{}-{}-{}-{after}-{}\"",
        job.id.0,
        job.created_at.seconds(),
        job.answered,
        format.word()
    );
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let is_known = known.is_some_and(|it| it.split(',').any(|it| it.trim() == tag));
    let told = [
        (header::ETAG, HeaderValue::from_str(&tag).map_err(ServiceError::internal)?),
        (ANSWERED, HeaderValue::from(job.answered)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let mut head = Vec::new();
    if format == Format::Cells {
        let wanted: Wanted =
            serde_json::from_str(&job.want).map_err(ServiceError::internal)?;
        let fields = wanted.look(app.usual())?.fields;
        csv_line(&mut head, &columns(&fields)).map_err(ServiceError::internal)?;
    }
    let media = [(header::CONTENT_TYPE, HeaderValue::from_static(format.media()))];
    let room = Arc::clone(&app.long).try_acquire_owned();
    let _room = room.map_err(|_full| ServiceError::overloaded())?;
    let behind = app.store.window_behind(job.id, after).await?;
    let (number, skipped) = behind.unwrap_or((job.written, 0));
    let begin = Read { app, format, number, skipped, head, job, _room };
    // Who packs it asks once more behind the end.
    let parts = stream::unfold(begin, Read::next).fuse();
    Ok((told, media, Body::from_stream(parts)).into_response())
}

/// How far a reader is. One window is in memory at a time.
struct Read {
    app: Arc<App>,
    job: Job,
    format: Format,
    number: u64,
    /// How many ids of its window it begins behind.
    skipped: u64,
    /// What stands above all of it.
    head: Vec<u8>,
    /// Held until all is read.
    _room: OwnedSemaphorePermit,
}

type Part = Result<Bytes, StoreError>;

impl Read {
    async fn next(mut self) -> Option<(Part, Self)> {
        if !self.head.is_empty() {
            let head = std::mem::take(&mut self.head);
            return Some((Ok(head.into()), self));
        }
        // No more than what was said to be there: the rest is another reading's.
        if self.number >= self.job.written {
            return None;
        }
        match self.part().await {
            Ok(bytes) => {
                self.number += 1;
                self.skipped = 0;
                Some((Ok(bytes.into()), self))
            }
            Err(error) => {
                // The client sees that it broke off, and the log says why.
                let cause = crate::messages::in_full(&error, crate::Lang::En);
                tracing::error!(cause, "a result broke off");
                self.number = self.job.written;
                Some((Err(error), self))
            }
        }
    }
}

impl Read {
    /// What is to be read of the window whose turn it is. That there is none is an error: it
    /// may have been forgotten meanwhile, and an end in good order would say that all came.
    async fn part(&self) -> Result<Vec<u8>, StoreError> {
        let window = self.format.window(&self.app, &self.job, self.number).await?;
        let window =
            window.ok_or_else(|| StoreError::damaged("a window of a job is gone"))?;
        match self.format {
            Format::Lines => Ok(behind(&window.bytes, self.skipped)),
            Format::Cells => cells(&window.bytes, self.skipped),
        }
    }
}

/// What stands behind so many lines.
fn behind(bytes: &[u8], lines: u64) -> Vec<u8> {
    let mut rest = bytes;
    for _ in 0..lines {
        let end = rest.iter().position(|byte| *byte == b'\n');
        rest = &rest[end.map_or(rest.len(), |end| end + 1)..];
    }
    rest.to_vec()
}

/// The rows of CSV behind so many ids: an id can have any number of rows.
fn cells(bytes: &[u8], ids: u64) -> Result<Vec<u8>, StoreError> {
    let damaged = || StoreError::damaged("the rows of a job cannot be read");
    let rows: Vec<String> = serde_json::from_slice(bytes).map_err(|_json| damaged())?;
    let skipped = usize::try_from(ids).unwrap_or(usize::MAX);
    Ok(rows.into_iter().skip(skipped).collect::<String>().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_skipped_whole() {
        for (lines, expected) in [(0, "a\nb\n"), (1, "b\n"), (2, ""), (9, "")] {
            assert_eq!(behind(b"a\nb\n", lines), expected.as_bytes());
        }
    }

    #[test]
    fn rows_are_skipped_by_their_ids() {
        let rows = serde_json::to_vec(&["a,1\na,2\n", "b,1\n"]).unwrap();
        assert_eq!(cells(&rows, 0).unwrap(), b"a,1\na,2\nb,1\n");
        assert_eq!(cells(&rows, 1).unwrap(), b"b,1\n");
        assert_eq!(cells(&rows, 3).unwrap(), b"");
        // An end in good order would say that there were none.
        assert!(cells(&rows[..9], 0).is_err());
    }

    #[test]
    fn the_format_is_what_is_said_before_what_is_taken() {
        for (format, accept, expected) in [
            (None, None, Some(Format::Lines)),
            (None, Some("text/csv"), Some(Format::Cells)),
            (Some("jsonl"), Some("text/csv"), Some(Format::Lines)),
            (Some("csv"), None, Some(Format::Cells)),
            (Some("xml"), None, None),
        ] {
            assert_eq!(Format::of(format, accept).ok(), expected);
        }
    }
}
