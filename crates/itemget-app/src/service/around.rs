//! What happens around every request: it is counted, timed, named and written down; it is
//! not begun where too much is under way, and not left to run for ever.

use std::any::Any;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;

use super::error::Logged;
use super::held::held;
use super::{App, Metrics, ServiceError};

/// Whom a request came from: the other end of its connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) SocketAddr);

/// How long a request may take until its answer begins, its body read within.
const DEADLINE: Duration = Duration::from_secs(60);

/// How much is read of a body where a path does not say otherwise, in bytes.
const SHORT: usize = 2 * 1024 * 1024;

/// How long a page may wait for the others: after that nobody looks at it any more.
const IN_LINE: Duration = Duration::from_secs(2);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a page may load: what this service serves, and pictures from where they are.
/// Scripts and styles stand in files of their own, so that none can be slipped in.
pub(crate) const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: https:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

// Values as well as names, so that they are looked through when this is compiled.
const SECURITY: [(HeaderName, HeaderValue); 5] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (OPENER, HeaderValue::from_static("same-origin")),
    (RESOURCE, HeaderValue::from_static("same-origin")),
];
const OPENER: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds what keeps browsers from being used against their owner.
pub(super) async fn secured(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    secure(response.headers_mut());
    response
}

/// Adds those that are not there already.
pub(super) fn secure(headers: &mut HeaderMap) {
    for (name, value) in SECURITY {
        headers.entry(name).or_insert(value);
    }
}

/// Begins a request only where not too many are under way, and ends it in time.
pub(super) async fn bounded(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, ServiceError> {
    // Whoever looks after a process in trouble must still hear from it.
    if matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics") {
        return Ok(next.run(request).await);
    }
    let Ok(room) = Arc::clone(&app.room).try_acquire_owned() else {
        return Err(ServiceError::overloaded());
    };
    let has_body = has_body(request.headers());
    let _body = match has_body {
        true => {
            let weight = weight(request.headers(), request.uri().path());
            match (app.bodies.try_acquire(), app.weight.try_acquire_many(weight)) {
                (Ok(one), Ok(weight)) => Some((one, weight)),
                _ => return Err(ServiceError::overloaded()),
            }
        }
        false => None,
    };
    // A form may be long in coming, and must not keep others from their pages.
    let _page = match !has_body && is_page(request.uri().path()) {
        true => match tokio::time::timeout(IN_LINE, app.pages.acquire()).await {
            Ok(Ok(permit)) => Some(permit),
            _ => return Err(ServiceError::overloaded()),
        },
        false => None,
    };
    // What a handler holds when it falls over is its own, or behind a lock of the store's.
    let whole = AssertUnwindSafe(next.run(request)).catch_unwind();
    match tokio::time::timeout(DEADLINE, whole).await {
        // Who is slow to read it takes room until it is read.
        Ok(Ok(response)) => Ok(held(response, room).map(Body::new)),
        Ok(Err(panic)) => Err(after_panic(&panic)),
        Err(_) => Err(ServiceError::too_slow()),
    }
}

/// Whether a path is one of the pages, which are made of much that is in the store.
fn is_page(path: &str) -> bool {
    let root = path.split('/').nth(1).unwrap_or_default();
    matches!(root, "items" | "jobs" | "alerts" | "health" | "settings")
}

/// How much a body may come to, in KiB: what it says of itself, and no more than what is
/// read of it.
fn weight(headers: &HeaderMap, path: &str) -> u32 {
    let most = match path {
        "/v1/items" | "/v1/jobs" => super::v1::LONGEST,
        _ => SHORT,
    };
    let length = headers.get(header::CONTENT_LENGTH);
    let length = length.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    let bytes = length.map_or(most, |length| length.min(most));
    u32::try_from(bytes.div_ceil(1024)).unwrap_or(u32::MAX)
}

/// Whether a request's body is yet to come.
pub(super) fn has_body(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH);
    headers.contains_key(header::TRANSFER_ENCODING)
        || length.is_some_and(|length| length.as_bytes() != b"0")
}

/// Names, counts, times and logs a request. Its query is not written down: programs of
/// other doors send their key in it.
pub(super) async fn watched(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = app.requests.next();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let peer = request.extensions().get::<Peer>().map(|it| it.0.ip().to_string());
    let mut response = next.run(request).await;
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let peer = peer.as_deref();
    let watched = Watched { begun, id, method: &method, path: &path, route, peer };
    watched.answered(&app.metrics, &mut response);
    response
}

/// A request, as it is counted and written down when it is answered.
pub(super) struct Watched<'a> {
    pub(super) begun: Instant,
    pub(super) id: String,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) route: &'a str,
    /// The address of who asked.
    pub(super) peer: Option<&'a str>,
}

impl Watched<'_> {
    /// Counts it, gives its answer its name, and writes down what came of it.
    pub(super) fn answered<B>(self, metrics: &Metrics, response: &mut http::Response<B>) {
        let Self { begun, id, method, path, route, peer } = self;
        let status = response.status();
        let took = begun.elapsed();
        metrics.request(method, route, status, took);
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let (id, status, method) = (id.as_str(), status.as_u16(), method.as_str());
        let logged = response.extensions().get::<Logged>();
        let code = logged.map(|it| it.code);
        match logged.and_then(|it| it.cause.as_deref()) {
            Some(cause) => tracing::error!(
                id, method, path, status, micros, peer, code, cause, "failed"
            ),
            None => {
                tracing::info!(id, method, path, status, micros, peer, code, "answered");
            }
        }
    }
}

/// What is answered where a handler fell over: the log has what it said.
fn after_panic(panic: &Box<dyn Any + Send>) -> ServiceError {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    ServiceError::internal(said.unwrap_or("a handler panicked").to_owned())
}

/// What is answered where there is nothing.
pub(super) async fn nothing_here() -> ServiceError {
    ServiceError::not_found("path")
}

/// What is answered where there is something, for another method.
pub(super) async fn wrong_method() -> ServiceError {
    ServiceError::wrong_method()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_weighs_what_it_says_and_no_more_than_is_read() {
        for (length, path, kib) in [
            (Some("1"), "/v1/items", 1),
            (Some("2048"), "/v1/tracked", 2),
            (Some("99999999999"), "/v1/tracked", 2048),
            (Some("99999999999"), "/v1/jobs", 12 * 1024),
            (Some("much"), "/v1/items", 12 * 1024),
            (None, "/v1/items", 12 * 1024),
            (None, "/sign-in", 2048),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(length) = length {
                headers.insert(header::CONTENT_LENGTH, length.parse().unwrap());
            }
            assert_eq!(weight(&headers, path), kib, "{length:?} {path}");
        }
    }

    #[test]
    fn pages_wait_for_each_other_and_nothing_waits_for_them() {
        for (path, expected) in [
            ("/items", true),
            ("/items/1005006000000001", true),
            ("/alerts/preview", true),
            ("/jobs", true),
            ("/v1/items", false),
            ("/assets/1/items", false),
            ("/pictures/items/1", false),
            ("/", false),
            ("", false),
        ] {
            assert_eq!(is_page(path), expected, "{path}");
        }
    }
}
