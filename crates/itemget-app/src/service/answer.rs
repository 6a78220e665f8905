//! An answer as JSON, with a tag by which a client that has it already is told so.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::Full;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

use super::ServiceError;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    /// What `after` must be to get the next page; none behind the last one.
    pub(crate) next: Option<String>,
}

/// What `after` must be to go on behind these rows, of which a page has so many; none
/// where the page is not full.
pub(crate) fn after<T>(rows: &[T], limit: u32, id: impl Fn(&T) -> i64) -> Option<String> {
    let last = rows.last().filter(|_| rows.len() == limit as usize)?;
    Some(id(last).to_string())
}

/// What says that an answer is another one for who can take it packed otherwise.
pub(super) const BY_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// There are about so many headers when an answer is sent.
const HEADERS: usize = 16;

/// A body that is ready to be sent, and its tag.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub(crate) body: Bytes,
    tag: HeaderValue,
    /// How the body is packed, where it is.
    encoding: Option<HeaderValue>,
}

impl Ready {
    /// A value as JSON.
    pub(crate) fn of(value: &impl Serialize) -> Result<Self, ServiceError> {
        let body = serde_json::to_vec(value).map_err(ServiceError::internal)?;
        // Weak: packed or not, it says the same.
        let digest = Sha256::digest(&body);
        let short = u64::from_be_bytes(std::array::from_fn(|at| digest[at]));
        let tag = HeaderValue::from_str(&format!("W/\"{short:016x}\""));
        let tag = tag.map_err(ServiceError::internal)?;
        Ok(Self { body: body.into(), tag, encoding: None })
    }

    /// The same, packed.
    pub(super) fn packed(&self, encoding: HeaderValue, body: Bytes) -> Self {
        Self { body, tag: self.tag.clone(), encoding: Some(encoding) }
    }

    /// Whether it says the same, packed or not.
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.tag == other.tag
    }

    /// The answer to a client with these headers.
    pub(crate) fn answer(self, headers: &HeaderMap) -> Response {
        self.whole(headers).map(Body::new)
    }

    /// The same, its body as it is.
    pub(super) fn whole(self, headers: &HeaderMap) -> http::Response<Full<Bytes>> {
        let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
        let is_known = known.is_some_and(|known| self.is_among(known));
        let body = if is_known { Bytes::new() } else { self.body };
        let mut response = http::Response::new(Full::new(body));
        let headers = response.headers_mut();
        headers.reserve(HEADERS);
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            headers.insert(header::CONTENT_TYPE, JSON);
            if let Some(encoding) = self.encoding {
                headers.insert(header::CONTENT_ENCODING, encoding);
                headers.insert(header::VARY, BY_ENCODING);
            }
        }
        response.headers_mut().insert(header::ETAG, self.tag);
        response
    }

    fn is_among(&self, known: &str) -> bool {
        let own = self.tag.to_str().unwrap_or_default().trim_start_matches("W/");
        known
            .split(',')
            .map(str::trim)
            .any(|it| it == "*" || it.trim_start_matches("W/") == own)
    }
}

/// A value as JSON, to a client with these headers.
pub(crate) fn json(
    headers: &HeaderMap,
    value: &impl Serialize,
) -> Result<Response, ServiceError> {
    Ok(Ready::of(value)?.answer(headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_already_is_told_so() {
        let ready = Ready::of(&["a"]).unwrap();
        let tag = ready.tag.to_str().unwrap().to_owned();
        let strong = tag.trim_start_matches("W/").to_owned();
        for (known, status) in [
            (None, 200),
            (Some(tag.clone()), 304),
            (Some(strong), 304),
            (Some(format!("\"other\", {tag}")), 304),
            (Some("*".to_owned()), 304),
            (Some("\"other\"".to_owned()), 200),
        ] {
            let mut headers = HeaderMap::new();
            let known = known.map(|it| (header::IF_NONE_MATCH, it.parse().unwrap()));
            headers.extend(known);
            assert_eq!(ready.clone().answer(&headers).status(), status);
        }
    }
}
