//! Which requests are for this service at all: sent to one of its names, and by nobody's
//! browser on behalf of another site.
//!
//! A page of another site can make a browser send requests to `127.0.0.1`, and a name of
//! its own can be made to mean that address. The first is seen by what browsers say of a
//! request's origin, the second by the name in `Host`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::{App, ServiceError};

/// The names that the service goes by, in lower case and without a port.
#[derive(Debug, Clone)]
pub(crate) struct Hosts(BTreeSet<String>);

impl Hosts {
    /// Those of this machine's own, and these.
    pub(crate) fn with(others: impl IntoIterator<Item = String>) -> Self {
        let own = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned);
        let others =
            others.into_iter().map(|name| without_port(&name.to_lowercase()).to_owned());
        Self(own.into_iter().chain(others).collect())
    }

    fn has(&self, authority: &str) -> bool {
        let name = without_port(authority);
        self.0.iter().any(|own| own.eq_ignore_ascii_case(name))
    }
}

/// What browsers say of where a request comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What a request is refused for before anything else is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    WrongHost,
    CrossSite,
    /// Its path is not text, and so nothing's name.
    NoText,
}

pub(super) async fn guard(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Result<Response, ServiceError> {
    match refused(&app.hosts, request.method(), request.uri(), request.headers()) {
        Some(Refused::WrongHost) => Err(ServiceError::wrong_host()),
        Some(Refused::CrossSite) => Err(ServiceError::cross_site()),
        Some(Refused::NoText) => Err(ServiceError::bad_request(
            "the path is not UTF-8 where its percent signs are read",
        )),
        None => Ok(next.run(request).await),
    }
}

/// Why a request is refused, if it is.
pub(super) fn refused(
    hosts: &Hosts,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Option<Refused> {
    // Whoever looks after the process asks by its address, and learns nothing else.
    if matches!(uri.path(), "/healthz" | "/readyz") {
        return None;
    }
    let Some(host) = one(headers, header::HOST) else { return Some(Refused::WrongHost) };
    // A request line with an address in it must not name another host than `Host` does.
    let named_twice = uri.authority().is_some_and(|it| it.as_str() != host);
    if named_twice || !hosts.has(host) {
        return Some(Refused::WrongHost);
    }
    if percent_decode_str(uri.path()).decode_utf8().is_err() {
        return Some(Refused::NoText);
    }
    let reads_only = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    // A link on another site may lead to a page; an answer for programs may cost a call.
    if reads_only && !is_for_programs(uri.path()) {
        return None;
    }
    let site = headers.get(SITE).map(|site| site.as_bytes());
    let by_site = !matches!(site, None | Some(b"same-origin" | b"none"));
    let by_origin = headers.contains_key(header::ORIGIN)
        && !one(headers, header::ORIGIN).is_some_and(|it| is_own(it, host));
    (by_site || by_origin).then_some(Refused::CrossSite)
}

/// Whether a path has answers for programs, and no page.
pub(crate) fn is_for_programs(path: &str) -> bool {
    ["/v1", "/mcp", "/openapi"].iter().any(|root| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }) || path.split('/').nth(2).is_some_and(|part| part.starts_with("item_"))
}

/// The value of a header that is there once.
fn one(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Whether an origin is that of the host the request was sent to.
fn is_own(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("http://").or(origin.strip_prefix("https://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn without_port(authority: &str) -> &str {
    let end = match authority.rfind(']') {
        Some(end) => end + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (name, port) = authority.split_at(end);
    let is_port = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()));
    // With anything else behind it, it is no name at all.
    if is_port { name } else { authority }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn told(
        method: &str,
        uri: &str,
        headers: &[(&'static str, &str)],
    ) -> Option<Refused> {
        let hosts = Hosts::with(["Prices.example:443".to_owned()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_str(value).unwrap());
        }
        refused(&hosts, &method.parse().unwrap(), &uri.parse().unwrap(), &map)
    }

    #[test]
    fn only_its_own_names_reach_the_service() {
        for (host, is_known) in [
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("127.0.0.1:8080", true),
            ("[::1]:8080", true),
            ("prices.example", true),
            ("prices.example:8443", true),
            ("evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("localhost:80@evil.example", false),
            ("localhost:x", false),
            ("[::1]evil", false),
            ("", false),
        ] {
            let found = told("GET", "/", &[("host", host)]);
            assert_eq!(found.is_none(), is_known, "{host}");
        }
        assert_eq!(told("GET", "/", &[]), Some(Refused::WrongHost));
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(told("GET", "/", &twice), Some(Refused::WrongHost));
        let absolute = told("GET", "http://evil.example/", &[("host", "localhost")]);
        assert_eq!(absolute, Some(Refused::WrongHost));
        assert_eq!(told("GET", "/healthz", &[("host", "10.0.0.7")]), None);
    }

    #[test]
    fn what_another_site_sends_through_a_browser_is_refused() {
        let own = ("host", "localhost:8080");
        let site = |site| [own, ("sec-fetch-site", site)];
        let origin = |origin| [own, ("origin", origin)];
        let cross = Some(Refused::CrossSite);
        for (method, path, headers, expected) in [
            ("GET", "/items", &site("cross-site")[..], None),
            ("GET", "/v1/items/1", &site("cross-site"), cross),
            ("GET", "/v1/items/1", &site("same-origin"), None),
            ("GET", "/v1/items/1", &site("none"), None),
            ("GET", "/v1beta", &site("cross-site"), None),
            ("GET", "/aliexpress/item_get/", &site("cross-site"), cross),
            ("POST", "/items", &site("same-site"), cross),
            ("POST", "/items", &site("same-origin"), None),
            ("POST", "/items", &origin("http://localhost:8080"), None),
            ("POST", "/items", &origin("http://localhost:9090"), cross),
            ("POST", "/items", &origin("null"), cross),
            ("POST", "/items", &origin("http://localhost:8080.evil.example"), cross),
            ("DELETE", "/v1/tracked/1", &origin("https://evil.example"), cross),
            // A program is nobody's browser, and says nothing of the kind.
            ("POST", "/v1/items", &[own], None),
        ] {
            assert_eq!(told(method, path, headers), expected, "{method} {headers:?}");
        }
    }
}
