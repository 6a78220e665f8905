//! What a request is told that cannot be answered: always the same shape,
//! `{"error":{"code","detail"}}`.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use itemget::limit::{LedgerError, LimitError, quota_day_end};
use itemget::{Cause, ErrorKind};
use itemget_store::StoreError;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::fields::Fields;
use crate::lang::Lang;
use crate::lookup::Told;
use crate::messages;
use crate::records::ItemRecord;
use crate::rules::BookError;
use crate::stop;
use crate::tracking::TrackingError;

/// A request that is not answered with what it asked for. `detail` is for the client,
/// `cause` for the log alone.
#[derive(Debug, thiserror::Error)]
#[error("answered {status} {code}: {detail}")]
pub(crate) struct ServiceError {
    status: StatusCode,
    /// A stable word.
    code: &'static str,
    detail: String,
    /// After how many seconds it is worth asking again.
    retry_after: Option<u64>,
    #[source]
    cause: Option<Box<dyn Error + Send + Sync>>,
}

/// The body of such an answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Error)]
pub(crate) struct ErrorBody {
    pub(crate) error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorDetail {
    /// A stable word.
    pub(crate) code: &'static str,
    /// A sentence.
    pub(crate) detail: String,
}

/// Why an answer is an error, for the log: it goes with the response and is not sent.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) code: &'static str,
    pub(crate) cause: Option<Arc<str>>,
}

impl Logged {
    /// What goes with an answer that has a form of its own.
    pub(crate) fn of(code: &'static str, error: &(dyn Error + 'static)) -> Self {
        Self { code, cause: Some(messages::in_full(error, Lang::En).into()) }
    }
}

/// The platform's code for a parameter that it does not take: of what a request can say, a
/// currency that there is not.
const INVALID: &str = "InvalidParameter";

impl ServiceError {
    fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), retry_after: None, cause: None }
    }

    /// The answer's status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// What went wrong is the service's own affair: the log has it, the client does not.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let detail = "this could not be answered; the service's log says why";
        let error = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail);
        Self { cause: Some(cause.into()), ..error }
    }

    /// The request does not say what it must, or says what cannot be.
    pub(crate) fn bad_request(detail: impl fmt::Display) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail.to_string())
    }

    /// What came of asking for one item, where that is none.
    pub(crate) fn of_told(told: &Told, lang: Lang, now: Timestamp) -> Self {
        let error = Self::of_outcome(&ItemRecord::of(told, &Fields::ALL, lang));
        let retry_after = stop::first_error(told).and_then(|error| waits(error, now));
        Self { retry_after, ..error }
    }

    fn of_outcome(record: &ItemRecord<'_>) -> Self {
        if record.code.as_deref() == Some(INVALID) {
            return Self::bad_request(record.message.as_deref().unwrap_or(INVALID));
        }
        let status = match record.outcome {
            "not_found" | "not_in_affiliate_programme" | "not_sold_to_country" => {
                StatusCode::NOT_FOUND
            }
            "not_an_item" => StatusCode::BAD_REQUEST,
            "throttled" => StatusCode::TOO_MANY_REQUESTS,
            "not_asked" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        };
        let said = record.message.clone().unwrap_or_default();
        let detail = match (&record.code, said.is_empty()) {
            (Some(code), false) => format!("{said} ({code})"),
            (Some(code), true) => code.clone(),
            (None, false) => said,
            (None, true) => "the platform says no more than that".to_owned(),
        };
        Self::new(status, record.outcome, detail)
    }

    /// A call of the platform's that failed.
    pub(crate) fn of_call(error: &Arc<itemget::Error>, now: Timestamp) -> Self {
        if matches!(error.kind(), ErrorKind::Limited(LimitError::Ledger(_))) {
            return Self::internal(Arc::clone(error));
        }
        if error.refusal().is_some_and(|refusal| refusal.code == INVALID) {
            return Self::bad_request(messages::in_full(&**error, Lang::En));
        }
        let (status, code) = if matches!(error.kind(), ErrorKind::Limited(_)) {
            (StatusCode::SERVICE_UNAVAILABLE, "not_asked")
        } else if error.is_rate_limited() {
            (StatusCode::TOO_MANY_REQUESTS, "throttled")
        } else if error.is_auth() {
            (StatusCode::BAD_GATEWAY, "unauthorised")
        } else {
            (StatusCode::BAD_GATEWAY, "failed")
        };
        let retry_after = waits(error, now);
        let detail = messages::in_full(&**error, Lang::En);
        Self { retry_after, ..Self::new(status, code, detail) }
    }

    /// There is no such thing.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what}"))
    }

    /// Another job has the key that this one was sent with.
    pub(crate) fn key_is_taken() -> Self {
        let detail = "another job has this `idempotency-key`";
        Self::new(StatusCode::CONFLICT, "key_is_taken", detail)
    }

    /// Another rule says of the same what this one was to say.
    pub(crate) fn rule_is_there(other: i64) -> Self {
        let detail = format!("rule {other} says this of the same already");
        Self::new(StatusCode::CONFLICT, "rule_is_there", detail)
    }

    /// So many jobs wait or run that one more would wait too long.
    pub(crate) fn too_many_jobs() -> Self {
        let detail = "too many jobs wait or run; ask again when some are done";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_jobs", detail);
        Self { retry_after: Some(60), ..error }
    }

    /// The path is one of the service's, and the method is not for it.
    pub(crate) fn wrong_method() -> Self {
        let detail = "the method is not one of those that this path has";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", detail)
    }

    /// The body is longer than this path takes.
    pub(crate) fn too_large() -> Self {
        let detail = "the body is larger than this path takes";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    }

    /// The body is not of the type that this path takes.
    pub(crate) fn wrong_type() -> Self {
        let detail = "the body must be JSON, with `content-type: application/json`";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type", detail)
    }

    /// The request was not for this service, by its name.
    pub(crate) fn wrong_host() -> Self {
        let detail = "this name is not one of the service's: `itemget serve --allow-host NAME` makes it one";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host", detail)
    }

    /// Another site sent it, through somebody's browser.
    pub(crate) fn cross_site() -> Self {
        let detail = "a page of another site sent this request";
        Self::new(StatusCode::FORBIDDEN, "cross_site", detail)
    }

    /// It came from elsewhere without a token, or with one that is not known.
    pub(crate) fn unauthorised() -> Self {
        let detail = "this takes a token: `authorization: Bearer …`; `itemget token create` makes one";
        Self::new(StatusCode::UNAUTHORIZED, "unauthorised", detail)
    }

    /// Too much is asked at once, by everybody.
    pub(crate) fn overloaded() -> Self {
        let detail = "too much is asked at once; ask again shortly";
        let error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail);
        Self { retry_after: Some(1), ..error }
    }

    /// The token does not allow it.
    pub(crate) fn forbidden(scope: &str) -> Self {
        let detail = format!("this takes a token with the scope `{scope}`");
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// Too much is asked at once, by this token.
    pub(crate) fn throttled(seconds: u64) -> Self {
        let detail = "this token has asked too often; ask again later";
        let error = Self::new(StatusCode::TOO_MANY_REQUESTS, "throttled", detail);
        Self { retry_after: Some(seconds.max(1)), ..error }
    }

    /// It took longer than anything may.
    pub(crate) fn too_slow() -> Self {
        let detail = "this took longer than a request may take";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "too_slow", detail)
    }
}

/// After how many seconds it is worth asking again, where a limit is why it came to nothing.
fn waits(error: &itemget::Error, now: Timestamp) -> Option<u64> {
    let until = |at: Timestamp| at.duration_since(now).as_secs().max(1).unsigned_abs();
    match error.kind() {
        // Nobody was asked: the next who asks is not either, until it reopens.
        ErrorKind::Limited(limit) => Some(limit.reopens().map_or(60, until)),
        ErrorKind::Refused(refusal) if refusal.cause == Cause::DailyQuota => {
            Some(until(quota_day_end(now)))
        }
        _ if error.is_rate_limited() => {
            Some(error.retry_after().map_or(10, |it| it.as_secs().max(1)))
        }
        _ => None,
    }
}

impl From<LedgerError> for ServiceError {
    fn from(cause: LedgerError) -> Self {
        Self::internal(cause)
    }
}

impl From<StoreError> for ServiceError {
    fn from(cause: StoreError) -> Self {
        Self::internal(cause)
    }
}

impl From<BookError> for ServiceError {
    fn from(cause: BookError) -> Self {
        Self::internal(cause)
    }
}

impl From<TrackingError> for ServiceError {
    fn from(cause: TrackingError) -> Self {
        Self::internal(cause)
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let error = ErrorDetail { code: self.code, detail: self.detail };
        let mut response = (self.status, Json(ErrorBody { error })).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        let cause = self.cause.as_deref();
        let cause = cause.map(|cause| messages::in_full(cause, Lang::En).into());
        response.extensions_mut().insert(Logged { code: self.code, cause });
        response
    }
}
