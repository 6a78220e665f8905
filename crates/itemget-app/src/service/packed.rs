//! Ready answers as they are sent to who can take them packed: packed once for each way of
//! saying so, and by what packs every other answer.

use std::convert::Infallible;
use std::future::{Ready as AtOnce, ready};
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Request, Response, header};
use http_body_util::{BodyExt as _, Full};
use tower_http::compression::Compression;
use tower_service::Service;

use super::ServiceError;
use super::answer::Ready;
use super::packed_from;

/// What a request says of how its answer may be packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing<'a> {
    /// Nothing.
    Unsaid,
    Said(&'a HeaderValue),
    /// More than is kept answers for.
    Much,
}

/// The longest of such texts that answers are kept for, in bytes: browsers' are half that.
const LONGEST: usize = 64;

impl<'a> Packing<'a> {
    pub(super) fn of(headers: &'a HeaderMap) -> Self {
        let mut all = headers.get_all(header::ACCEPT_ENCODING).iter();
        match (all.next(), all.next()) {
            (None, _) => Self::Unsaid,
            (Some(one), None) if one.len() <= LONGEST => Self::Said(one),
            _ => Self::Much,
        }
    }
}

/// The answer as it is sent to who says this; none where there is none for him.
pub(super) async fn packed(
    answer: &Ready,
    said: &HeaderValue,
) -> Result<Option<Ready>, ServiceError> {
    let mut request = Request::new(());
    request.headers_mut().insert(header::ACCEPT_ENCODING, said.clone());
    let packing = Compression::new(Given(answer.clone().whole(&HeaderMap::new())));
    let packing = packing.compress_when(packed_from()).call(request);
    let Ok(response) = packing.await;
    if !response.status().is_success() {
        return Ok(None);
    }
    let encoding = response.headers().get(header::CONTENT_ENCODING).cloned();
    let Some(encoding) = encoding else { return Ok(Some(answer.clone())) };
    let body = response.into_body().collect().await.map_err(ServiceError::internal)?;
    Ok(Some(answer.packed(encoding, body.to_bytes())))
}

/// What gives this answer to everybody.
struct Given(Response<Full<Bytes>>);

impl Service<Request<()>> for Given {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = AtOnce<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        ready(Ok(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_answer_is_packed_as_it_may_be_where_that_is_worth_it() {
        let long = Ready::of(&"long ".repeat(1000)).unwrap();
        let short = Ready::of(&"short").unwrap();
        for (answer, said, encoding) in [
            (&long, "gzip", Some("gzip")),
            (&long, "br, gzip", Some("br")),
            (&long, "gzip;q=1, br;q=0", Some("gzip")),
            (&long, "identity", None),
            (&long, "", None),
            (&short, "gzip", None),
        ] {
            let said = HeaderValue::from_static(said);
            let packed = packed(answer, &said).await.unwrap().unwrap();
            let sent = packed.clone().whole(&HeaderMap::new());
            let found = sent.headers().get(header::CONTENT_ENCODING);
            assert_eq!(found.map(|it| it.to_str().unwrap()), encoding, "{said:?}");
            let is_shorter = packed.body.len() < answer.body.len();
            assert_eq!(is_shorter, encoding.is_some(), "{said:?}");
            assert!(packed.says_the_same(answer), "{said:?}");
        }
        let none = HeaderValue::from_static("identity;q=0, x;q=1");
        assert!(packed(&long, &none).await.unwrap().is_none());
    }

    #[test]
    fn what_is_said_once_and_in_few_words_is_kept_for() {
        let mut headers = HeaderMap::new();
        assert_eq!(Packing::of(&headers), Packing::Unsaid);
        let gzip = HeaderValue::from_static("gzip");
        headers.append(header::ACCEPT_ENCODING, gzip.clone());
        assert_eq!(Packing::of(&headers), Packing::Said(&gzip));
        headers.append(header::ACCEPT_ENCODING, gzip);
        assert_eq!(Packing::of(&headers), Packing::Much);
        let long = HeaderValue::from_str(&"x".repeat(LONGEST + 1)).unwrap();
        headers.insert(header::ACCEPT_ENCODING, long);
        assert_eq!(Packing::of(&headers), Packing::Much);
    }
}
