//! `/v1/jobs`: batches that go on after the request that began them, and what came of them.

pub(super) mod result;

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use itemget_history::Moment;
use itemget_store::{Hidden, Job, JobAdded, JobId, NewJob, StoreError};
use serde::Deserialize;
use url::Url;
use utoipa::{IntoParams, ToSchema};

use super::wanted::Wanted;
use crate::jobs::{self, MOST_IDS, MOST_OPEN, WINDOW};
use crate::notify::is_webhook_secret;
use crate::records::JobRecord;
use crate::service::answer::{Page, Ready, after, json};
use crate::service::asking::{Body, Params, maybe_object, object, within};
use crate::service::jobs::Target;
use crate::service::{App, ErrorBody, ServiceError};

/// A batch.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewJob)]
pub(super) struct Creating {
    /// Ids or links.
    #[schema(min_items = 1, max_items = 100_000)]
    ids: Vec<String>,
    /// What is wanted of them.
    #[serde(default, deserialize_with = "object")]
    want: Wanted,
    /// Whom to tell when it is done.
    #[serde(default, deserialize_with = "maybe_object")]
    webhook: Option<Hook>,
}

/// Whom to tell: `POST` of `{"type":"job.done","job":{…}}`, signed as the Standard Webhooks
/// specification says where there is a secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWebhook)]
struct Hook {
    /// On the public internet, unless the service allows others: `https://…`.
    #[schema(format = "uri", max_length = 2000, example = "https://shop.example/done")]
    url: String,
    /// What it is signed with; one that begins with `whsec_` is base64 after that.
    #[schema(min_length = 1, max_length = 500)]
    secret: Option<String>,
}

/// Which jobs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Listing {
    /// What `next` of the page before says.
    after: Option<i64>,
    /// How many at most; 100 where it is not said.
    #[param(minimum = 1, maximum = 1000)]
    limit: Option<u32>,
}

const USUAL: u32 = 100;
const MOST: u32 = 1000;
const KEY: &str = "idempotency-key";
/// The longest secret and address, in bytes.
const LONGEST_SECRET: usize = 500;
const LONGEST_URL: usize = 2000;

/// Begins a job: up to 100,000 ids, worked on in the service while others are answered. The
/// same request with the same `idempotency-key` gives the same job, however often it is sent.
#[utoipa::path(post, path = "/v1/jobs", operation_id = "create_job", tag = "jobs",
    params(("idempotency-key" = Option<String>, Header,
        description = "a word of up to 255 letters that no other job has, such as a UUID")),
    request_body = Creating,
    responses(
        (status = 200, description = "there is such a job already", body = JobRecord),
        (status = 201, description = "the job", body = JobRecord,
            headers(("location" = String, description = "where it is"))),
        (status = 409, description = "another job has this `idempotency-key`: `key_is_taken`", body = ErrorBody)))]
pub(super) async fn create(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Body(creating): Body<Creating>,
) -> Result<Response, ServiceError> {
    if creating.ids.is_empty() || creating.ids.len() > MOST_IDS {
        let detail = format!("`ids` has from 1 to {MOST_IDS} entries");
        return Err(ServiceError::bad_request(detail));
    }
    let webhook = creating.webhook.map(target).transpose()?;
    let webhook = webhook.as_ref().map(text).transpose()?.map(Hidden::new);
    let batch = NewBatch {
        ids: &creating.ids,
        want: &creating.want,
        webhook,
        key: key(&headers)?,
    };
    match begin(&app, batch).await? {
        JobAdded::New(job) => {
            let at = format!("/v1/jobs/{}", job.id.0);
            let at = HeaderValue::from_str(&at).map_err(ServiceError::internal)?;
            let answer = Ready::of(&record(&app, &job))?.answer(&HeaderMap::new());
            Ok((StatusCode::CREATED, [(header::LOCATION, at)], answer).into_response())
        }
        JobAdded::Known(job) => json(&HeaderMap::new(), &record(&app, &job)),
        JobAdded::KeyIsTaken => Err(ServiceError::key_is_taken()),
        JobAdded::Full => Err(ServiceError::too_many_jobs()),
    }
}

/// A batch that is to be begun.
pub(crate) struct NewBatch<'a> {
    /// From 1 to [`MOST_IDS`] ids or links.
    pub(crate) ids: &'a [String],
    pub(crate) want: &'a Wanted,
    /// Whom to tell when it is done, as text.
    pub(crate) webhook: Option<Hidden>,
    /// By which it is known when it is sent once more.
    pub(crate) key: Option<&'a str>,
}

/// Begins a job, unless there is one with its key.
pub(crate) async fn begin(
    app: &App,
    batch: NewBatch<'_>,
) -> Result<JobAdded, ServiceError> {
    // What cannot be meant is refused now, and not when the job is worked on.
    batch.want.look(app.usual())?;
    let want = text(&batch.want.settled(app.usual()))?;
    // Of the request as it is: what the service has where nothing is said, and how it cuts
    // the ids, may be otherwise when it is sent once more.
    let asked = [text(batch.want)?, text(&batch.ids)?];
    let fingerprint = jobs::fingerprint(&[
        &asked[0],
        batch.webhook.as_ref().map(Hidden::expose).unwrap_or_default(),
        &asked[1],
    ]);
    let windows = batch.ids.chunks(WINDOW);
    let windows: Result<Vec<(String, u64)>, ServiceError> =
        windows.map(|ids| Ok((text(&ids)?, ids.len() as u64))).collect();
    let windows = windows?;
    let new = NewJob {
        key: batch.key,
        fingerprint: &fingerprint,
        want: &want,
        webhook: batch.webhook,
        windows: &windows,
        most_open: MOST_OPEN,
        now: Moment::from(app.clock.now()),
    };
    let added = app.store.add_job(&new).await?;
    if matches!(added, JobAdded::New(_)) {
        app.bench.ring();
    }
    Ok(added)
}

/// Ends a job that is not over; what came of it until then is kept.
pub(crate) async fn end(app: &App, id: JobId) -> Result<(), StoreError> {
    if app.store.cancel_job(id, Moment::from(app.clock.now())).await? {
        app.bench.ring();
    }
    Ok(())
}

/// The jobs, the newest first.
#[utoipa::path(get, path = "/v1/jobs", operation_id = "list_jobs", tag = "jobs",
    params(Listing),
    responses((status = 200, description = "a page of jobs", body = Page<JobRecord>)))]
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Params(listing): Params<Listing>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let limit = within("limit", listing.limit, USUAL, MOST)?;
    let jobs = app.store.jobs(listing.after.map(JobId), limit).await?;
    let next = after(&jobs, limit, |last| last.id.0);
    let items = jobs.iter().map(|job| record(&app, job)).collect();
    json(&headers, &Page { items, next })
}

/// A job: how far it is.
#[utoipa::path(get, path = "/v1/jobs/{id}", operation_id = "show_job", tag = "jobs",
    params(("id" = i64, Path, description = "its number")),
    responses((status = 200, description = "the job", body = JobRecord),
        (status = 404, description = "there is no such job, or none any more", body = ErrorBody)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    json(&headers, &record(&app, &job(&app, &id).await?))
}

/// Cancels a job. What came of it until then is kept; one that is over stays as it is.
#[utoipa::path(delete, path = "/v1/jobs/{id}", operation_id = "cancel_job", tag = "jobs",
    params(("id" = i64, Path, description = "its number")),
    responses((status = 204, description = "it is over"),
        (status = 404, description = "there is no such job, or none any more", body = ErrorBody)))]
pub(super) async fn cancel(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
) -> Result<StatusCode, ServiceError> {
    let job = job(&app, &id).await?;
    end(&app, job.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn job(app: &App, id: &str) -> Result<Job, ServiceError> {
    let id = id.parse().map(JobId).map_err(ServiceError::bad_request)?;
    let job = app.store.job(id).await?;
    job.ok_or_else(|| ServiceError::not_found("job"))
}

fn record(app: &App, job: &Job) -> JobRecord {
    let now = Moment::from(app.clock.now());
    JobRecord::of(job, Target::url_of(job).as_ref(), now)
}

fn text(value: &impl serde::Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(ServiceError::internal)
}

/// The key by which the job is known when it is sent once more.
fn key(headers: &HeaderMap) -> Result<Option<&str>, ServiceError> {
    let Some(value) = headers.get(KEY) else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| jobs::is_key(text));
    let detail = "`idempotency-key` is a word of up to 255 ASCII letters";
    text.map(Some).ok_or_else(|| ServiceError::bad_request(detail))
}

/// A webhook, where something can be sent to it. Its address is not told back.
fn target(hook: Hook) -> Result<Target, ServiceError> {
    let url = Url::parse(&hook.url).ok().filter(|url| {
        matches!(url.scheme(), "https" | "http")
            && url.host().is_some()
            && url.username().is_empty()
            && url.password().is_none()
            && hook.url.len() <= LONGEST_URL
    });
    if url.is_none() {
        let detail = "`webhook.url` is not an address of the form `https://…`";
        return Err(ServiceError::bad_request(detail));
    }
    if hook.secret.as_ref().is_some_and(|it| it.is_empty() || it.len() > LONGEST_SECRET) {
        let detail = format!("`webhook.secret` has from 1 to {LONGEST_SECRET} bytes");
        return Err(ServiceError::bad_request(detail));
    }
    let secret = hook.secret.as_deref().map(Hidden::new);
    if secret.as_ref().is_some_and(|it| !is_webhook_secret(it)) {
        let detail = "`webhook.secret` begins with `whsec_` and is no base64 after that";
        return Err(ServiceError::bad_request(detail));
    }
    Ok(Target { url: hook.url, secret: hook.secret })
}
