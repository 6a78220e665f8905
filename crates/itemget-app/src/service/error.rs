//! What a request is told that cannot be answered: always the same shape,
//! `{"error":{"code","detail"}}`.

use std::error::Error;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use itemget::limit::LedgerError;
use serde::Serialize;

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
#[derive(Debug, Serialize)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

#[derive(Debug, Serialize)]
struct ErrorDetail {
    code: &'static str,
    detail: String,
}

impl ServiceError {
    /// What went wrong is the service's own affair: the log has it, the client does not.
    pub(crate) fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "internal",
            detail: "this could not be answered; the service's log says why".to_owned(),
            retry_after: None,
            cause: Some(cause.into()),
        }
    }
}

impl From<LedgerError> for ServiceError {
    fn from(cause: LedgerError) -> Self {
        Self::internal(cause)
    }
}

impl IntoResponse for ServiceError {
    fn into_response(self) -> Response {
        let error = ErrorDetail { code: self.code, detail: self.detail };
        let mut response = (self.status, Json(ErrorBody { error })).into_response();
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
