//! The short way of an answer that is ready: what is around every request is done here for
//! it in one go, with the same decisions in the same order, and the router is not asked.
//! Whatever is not simply answered has taken nothing when it goes the long way.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::http::{Method, Request, Response, header};
use http_body_util::Full;
use tower_http::compression::predicate::Predicate as _;

use super::answer::BY_ENCODING;
use super::around::{Watched, has_body, secure};
use super::held::{Held, held};
use super::hot::Found;
use super::packed::Packing;
use super::sent::OtherEnd;
use super::{App, access, guard, packed_from, v1};
use crate::api_tokens::Scope;

/// An answer of the short way.
pub(super) type Short = Response<Held<Full<Bytes>>>;

/// What the route of these answers is called, and what the paths begin with that it has.
const ROUTE: &str = "/v1/items/{id}";
const ROOT: &str = "/v1/items/";

/// The answer, where it is ready and nothing speaks against giving it.
pub(super) fn answer<B>(
    app: &App,
    request: &Request<B>,
    from: &OtherEnd,
) -> Option<Short> {
    let begun = Instant::now();
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let id = uri.path().strip_prefix(ROOT)?;
    // HEAD is its own question, and a browser's cookie is one to the store.
    let is_plain = method == Method::GET
        && !id.contains('/')
        && !has_body(headers)
        && !headers.contains_key(header::COOKIE);
    if !is_plain {
        return None;
    }
    let asked = uri.path_and_query()?.as_str();
    let Found { ready, age, is_as_sent } =
        app.hot.find(asked, Packing::of(headers), app.clock.now())?;
    // Packing takes its time.
    if !is_as_sent {
        return None;
    }
    let room = Arc::clone(&app.room).try_acquire_owned().ok()?;
    if guard::refused(&app.hosts, method, uri, headers).is_some()
        || !access::is_admitted_at_once(app, Scope::Read, headers, from.peer, begun)
    {
        return None;
    }
    app.metrics.short();
    let mut response = v1::aged(ready.whole(headers), age.as_secs());
    if packed_from().should_compress(&response) {
        response.headers_mut().insert(header::VARY, BY_ENCODING);
    }
    let id = app.requests.next();
    let (path, peer) = (uri.path(), Some(from.ip.as_str()));
    let watched = Watched { begun, id, method, path, route: ROUTE, peer };
    watched.answered(&app.metrics, &mut response);
    secure(response.headers_mut());
    Some(held(response, room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_paths_take_the_scope_that_it_asks_for() {
        let path = format!("{ROOT}1005006000000001");
        assert_eq!(access::needed(&Method::GET, &path), Scope::Read);
    }
}
