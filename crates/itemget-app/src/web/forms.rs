//! What a form sent, taken only from a page of ours: the token of the visitor's cookie must
//! be in it, and where the browser says where it comes from, that must be here.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::multipart::MultipartError;
use axum::extract::{Form, FromRequest, Multipart, Request};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use futures_util::StreamExt as _;

use super::answer::PageError;
use super::visit::{FORM, Visit, cookie};
use super::{LARGEST_FILE, LARGEST_FORM};
use crate::api_tokens;
use crate::service::App;

/// The field that repeats the cookie.
pub(super) const TOKEN: &str = "form";

/// What a form sent.
#[derive(Debug, Default)]
pub(super) struct Posted {
    fields: Vec<(String, String)>,
    /// The file's name and bytes.
    pub(super) file: Option<(String, Vec<u8>)>,
}

impl Posted {
    /// The first value of a field; nothing is empty.
    pub(super) fn one(&self, name: &str) -> &str {
        let named = self.fields.iter().find(|(key, _)| key == name);
        named.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// The number in a field, by which something is known; without one there is no such thing.
    pub(super) fn number(&self, name: &str) -> Result<i64, PageError> {
        self.one(name).parse().map_err(|_ignored| PageError::NotFound)
    }

    /// All values of a field.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    async fn read(request: Request, app: &Arc<App>) -> Result<Self, PageError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let is_multipart = kind.is_some_and(|it| it.starts_with("multipart/form-data"));
        if !is_multipart {
            let read = Form::<Vec<(String, String)>>::from_request(request, app).await;
            let Form(fields) = read.map_err(|error| unread(error.status()))?;
            return Ok(Self { fields, file: None });
        }
        let mut posted = Self::default();
        let read = Multipart::from_request(request, app).await;
        let mut parts = read.map_err(|error| unread(error.status()))?;
        let wrong = |error: MultipartError| unread(error.status());
        while let Some(part) = parts.next_field().await.map_err(wrong)? {
            let name = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(file) => {
                    let bytes = part.bytes().await.map_err(wrong)?;
                    if !bytes.is_empty() {
                        posted.file = Some((file, bytes.to_vec()));
                    }
                }
                None => posted.fields.push((name, part.text().await.map_err(wrong)?)),
            }
        }
        Ok(posted)
    }
}

/// What it means that a form could not be read.
fn unread(status: StatusCode) -> PageError {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::NoForm,
    }
}

/// So much of a body that is too large is read and dropped, in bytes: a browser shows no
/// answer to what it has not sent to its end.
const DROPPED: u64 = 128 << 20;

/// Reads what is too large anyway, as far as that is bearable.
async fn drop_body(body: Body) {
    let mut seen: u64 = 0;
    let mut pieces = body.into_data_stream();
    while let Some(Ok(piece)) = pieces.next().await {
        seen += piece.len() as u64;
        if seen > DROPPED {
            return;
        }
    }
}

/// Whether a body says that it is longer than is taken at this path.
fn is_too_large(path: &str, headers: &HeaderMap) -> bool {
    let most =
        if matches!(path, "/items/add" | "/jobs") { LARGEST_FILE } else { LARGEST_FORM };
    let length =
        headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    length.is_some_and(|length: usize| length > most)
}

impl FromRequest<Arc<App>> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(visit) =
            <Visit as axum::extract::FromRequestParts<_>>::from_request_parts(
                &mut parts, app,
            )
            .await;
        let headers = parts.headers.clone();
        let is_from_here = parts.method == Method::POST && is_from_here(&headers);
        if is_too_large(parts.uri.path(), &headers) {
            drop_body(body).await;
            return Err(visit.answer(Err(PageError::TooLarge)));
        }
        let read = Self::read(Request::from_parts(parts, body), app).await;
        let taken = read.and_then(|posted| {
            let known = cookie(&headers, FORM).unwrap_or_default();
            match is_from_here && is_same(posted.one(TOKEN), known) {
                true => Ok(posted),
                false => Err(PageError::NotOurs),
            }
        });
        taken.map_err(|error| visit.answer(Err(error)))
    }
}

/// Whether a request comes from a page of this very server, as far as the browser says.
fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text(ORIGIN.as_str()) else { return true };
    let host = text(HOST.as_str()).unwrap_or_default();
    origin.split_once("://").is_some_and(|(_, from)| from == host)
}

/// Whether two tokens are the same and there is one.
fn is_same(sent: &str, known: &str) -> bool {
    !known.is_empty() && api_tokens::is_same(sent.as_bytes(), known.as_bytes())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_form_without_the_cookies_token_is_not_taken() {
        for (sent, known, expected) in [
            ("0123", "0123", true),
            ("0124", "0123", false),
            ("012", "0123", false),
            ("01234", "0123", false),
            ("", "", false),
            ("", "0123", false),
        ] {
            assert_eq!(is_same(sent, known), expected, "{sent:?} {known:?}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_not_taken() {
        for (site, origin, expected) in [
            ("same-origin", "http://127.0.0.1:8080", true),
            // A page that sends no referrer sends no origin either.
            ("same-origin", "null", true),
            ("", "http://127.0.0.1:8080", true),
            ("", "", true),
            ("none", "", false),
            ("cross-site", "http://127.0.0.1:8080", false),
            ("same-site", "http://127.0.0.1:8081", false),
            ("", "http://127.0.0.1:8081", false),
            ("", "https://example.org", false),
            ("", "null", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if !value.is_empty() {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(is_from_here(&headers), expected, "{site:?} {origin:?}");
        }
    }
}
