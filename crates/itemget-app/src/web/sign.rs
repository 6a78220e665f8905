//! `/sign-in` and `/sign-out`: a browser that is not of this machine is given its token as
//! a cookie, out of reach of scripts and of other sites.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts as _, RawQuery, State};
use axum::http::header::{ORIGIN, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use url::form_urlencoded::{byte_serialize, parse};

use super::answer::{PageError, go, own};
use super::forms::Posted;
use super::refused::is_person;
use super::visit::{Visit, cookie};
use crate::api_tokens::{self, TokenText};
use crate::service::{App, COOKIE, ServiceError};

#[derive(Debug, Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    visit: &'a Visit,
    /// The page that was asked for.
    back: &'a str,
    wrong: bool,
}

/// A page that goes on by itself.
#[derive(Debug, Template)]
#[template(path = "go_on.html")]
struct GoOn<'a> {
    visit: &'a Visit,
    to: &'a str,
}

/// For how long a browser keeps its token, in seconds: 90 days.
const KEPT: u32 = 90 * 86_400;

/// The page for a browser that is turned away; none where it is a program that asks.
pub(crate) async fn turned_away(
    app: &Arc<App>,
    mut parts: Parts,
    error: &ServiceError,
) -> Option<Response> {
    if !is_person(&parts) {
        return None;
    }
    let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
    let page = match error.status() {
        StatusCode::UNAUTHORIZED => {
            // A form cannot be sent again from there; the page it was on can be shown.
            let back = match parts.method {
                Method::GET => visit.here.as_str(),
                _ => "/",
            };
            let back: String = byte_serialize(back.as_bytes()).collect();
            go(&format!("/sign-in?back={back}"))
        }
        StatusCode::FORBIDDEN => Err(PageError::NotAllowed),
        _ => return None,
    };
    Some(visit.answer(page))
}

/// `GET /sign-in`.
pub(super) async fn ask(
    State(app): State<Arc<App>>,
    visit: Visit,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    visit.answer(asked(&app, &visit, query.as_deref(), &headers).await)
}

async fn asked(
    app: &App,
    visit: &Visit,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, PageError> {
    let back = back(query.unwrap_or_default());
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if matches!(site, Some(b"cross-site" | b"same-site")) {
        // A link of another site led here, and so the browser held the cookie back. It
        // comes with what this page asks for.
        return visit.page(&GoOn { visit, to: &visit.here });
    }
    if let Some(text) = cookie(headers, COOKIE).and_then(TokenText::read)
        && api_tokens::known(&app.store, &text).await?.is_some()
    {
        return go(&back);
    }
    visit.page(&SignIn { visit, back: &back, wrong: false })
}

/// `POST /sign-in`.
pub(super) async fn enter(
    State(app): State<Arc<App>>,
    visit: Visit,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    visit.answer(entered(&app, &visit, &headers, &posted).await)
}

async fn entered(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: &Posted,
) -> Result<Response, PageError> {
    let back = own(posted.one("back"));
    let known = match TokenText::read(posted.one("token").trim()) {
        Some(text) => api_tokens::known(&app.store, &text).await?.map(|_| text),
        None => None,
    };
    let Some(text) = known else {
        let page = visit.page(&SignIn { visit, back, wrong: true })?;
        let (mut parts, body) = page.into_parts();
        parts.status = StatusCode::UNAUTHORIZED;
        return Ok(Response::from_parts(parts, body));
    };
    let cookie = token_cookie(text.expose(), KEPT, is_behind_tls(headers));
    with_cookie(go(back)?, &cookie)
}

/// `POST /sign-out`.
pub(super) async fn leave(visit: Visit, headers: HeaderMap, _: Posted) -> Response {
    let cookie = token_cookie("", 0, is_behind_tls(&headers));
    let left = go("/sign-in").and_then(|response| with_cookie(response, &cookie));
    visit.answer(left)
}

/// The page that a query says to go back to.
fn back(query: &str) -> String {
    let named = parse(query.as_bytes()).find(|(name, _)| name == "back");
    named.map_or_else(|| "/".to_owned(), |(_, path)| own(&path).to_owned())
}

fn token_cookie(value: &str, seconds: u32, is_behind_tls: bool) -> String {
    let secure = if is_behind_tls { "; Secure" } else { "" };
    format!(
        "{COOKIE}={value}; Path=/; Max-Age={seconds}; SameSite=Strict; HttpOnly{secure}"
    )
}

/// Whether the browser speaks TLS with whoever passes its requests on: it says so itself in
/// its form's origin, or the proxy does.
pub(super) fn is_behind_tls(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    text(ORIGIN.as_str()).is_some_and(|it| it.starts_with("https://"))
        || text("x-forwarded-proto").is_some_and(|it| it.eq_ignore_ascii_case("https"))
}

fn with_cookie(mut response: Response, cookie: &str) -> Result<Response, PageError> {
    let value = HeaderValue::from_str(cookie).map_err(|_ignored| PageError::NotFound)?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_this_service_alone_and_under_tls_only_so() {
        for (name, value, expected) in [
            ("origin", "https://prices.example", true),
            ("origin", "http://prices.example", false),
            ("x-forwarded-proto", "https", true),
            ("x-forwarded-proto", "http", false),
            ("x-other", "https", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            assert_eq!(is_behind_tls(&headers), expected, "{name} {value}");
        }
        let cookie = token_cookie("t", 9, true);
        for word in ["Path=/", "Max-Age=9", "SameSite=Strict", "HttpOnly", "Secure"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!token_cookie("t", 9, false).contains("Secure"));
    }

    #[test]
    fn after_signing_in_one_is_where_one_wanted_to_be() {
        for (query, expected) in [
            ("back=%2Fitems%3Fq%3Da%26page%3D2", "/items?q=a&page=2"),
            ("back=https%3A%2F%2Fevil.example", "/"),
            ("back=%2F%2Fevil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(back(query), expected, "{query}");
        }
    }
}
