//! What a request says: its query and its body as typed values, with the service's own
//! words where they are none.

use std::fmt;
use std::marker::PhantomData;

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let read = object(&mut reader).and_then(|value| reader.end().map(|()| value));
        match read {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(ServiceError::bad_request(format!("the body: {error}"))),
        }
    }
}

/// An object with names, as a `T`. Without this its values in a list, without names, would
/// be taken as well.
pub(crate) fn object<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_map(Named(PhantomData))
}

/// The same, or null.
pub(crate) fn maybe_object<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_option(MaybeNamed(PhantomData))
}

struct Named<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Named<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

struct MaybeNamed<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for MaybeNamed<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or null")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, of: D) -> Result<Option<T>, D::Error> {
        object(of).map(Some)
    }
}

/// How many are wished for by this parameter, from 1 to so many; the usual number where it
/// is not said.
pub(crate) fn within(
    name: &str,
    said: Option<u32>,
    usual: u32,
    most: u32,
) -> Result<u32, ServiceError> {
    match said.unwrap_or(usual) {
        many if (1..=most).contains(&many) => Ok(many),
        _ => Err(ServiceError::bad_request(format!("{name} is from 1 to {most}"))),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        id: u8,
        #[serde(default, deserialize_with = "maybe_object")]
        want: Option<Box<Self>>,
    }

    #[test]
    fn an_object_has_names() {
        for (text, is_one) in [
            (r#"{"id":1}"#, true),
            (r#"{"id":1,"want":null}"#, true),
            (r#"{"id":1,"want":{"id":2}}"#, true),
            (r#"{"id":1,"want":[2]}"#, false),
            (r#"{"id":1,"want":{"id":2,"x":3}}"#, false),
            ("[1]", false),
            ("null", false),
        ] {
            let mut reader = serde_json::Deserializer::from_str(text);
            let read: Result<Asked, _> = object(&mut reader);
            assert_eq!(read.is_ok(), is_one, "{text}");
        }
    }

    #[test]
    fn a_limit_is_kept_to_and_not_bent() {
        for (limit, expected) in [
            (None, Some(100)),
            (Some(1), Some(1)),
            (Some(1000), Some(1000)),
            (Some(0), None),
            (Some(1001), None),
        ] {
            assert_eq!(within("limit", limit, 100, 1000).ok(), expected);
        }
    }
}
