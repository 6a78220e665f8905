//! What a request says: its query and its body as typed values, with the service's own
//! words where they are none.

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use super::ServiceError;

/// The query as a `T`. A parameter that `T` does not have is an error: a slip would change
/// what is answered without a word.
#[derive(Debug)]
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ServiceError;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> Result<Self, ServiceError> {
        match Query::<T>::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(Self(params)),
            Err(rejection) => Err(ServiceError::bad_request(rejection.body_text())),
        }
    }
}

/// The body, JSON, as a `T`.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ServiceError;

    async fn from_request(request: Request, _state: &S) -> Result<Self, ServiceError> {
        if !is_json(request.headers()) {
            return Err(ServiceError::wrong_type());
        }
        let bytes: Bytes = request.extract().await.map_err(unread)?;
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(ServiceError::bad_request(format!("the body: {error}"))),
        }
    }
}

/// A form that a page of another site can make a browser send is never JSON.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
}

fn unread(rejection: BytesRejection) -> ServiceError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServiceError::too_large(),
        _ => ServiceError::bad_request(rejection.body_text()),
    }
}
