//! From what came over the wire to a [`Received`]: the union of query and body, equal
//! repeats once. Pure; it refuses, it never panics.

pub(crate) mod json;
pub(crate) mod multipart;
pub(crate) mod query;
pub(crate) mod raw;

use crate::request::json::JsonBodyError;
use crate::request::multipart::MultipartError;
use crate::request::query::NotUtf8;
use crate::verify::received::{Received, SignDialect};

/// The largest body that is read: a search picture in a parameter is far below it.
pub(crate) const BODY_LIMIT: usize = 8 << 20;

/// How many parameters one request may have.
const PARAMS_LIMIT: usize = 1000;

/// Why a request's parameters cannot be told.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadParams {
    #[error("the query is not readable")]
    Query(#[source] NotUtf8),
    #[error("the form is not readable")]
    Form(#[source] NotUtf8),
    #[error("the multipart body is not readable")]
    Multipart(#[from] MultipartError),
    #[error("the JSON body is not readable")]
    Json(#[from] JsonBodyError),
    #[error("`{0}` came twice, with different values")]
    Differing(String),
    #[error("more than {PARAMS_LIMIT} parameters came")]
    TooMany,
    #[error(
        "a body of type `{0}` holds no parameters here: use the query, a form or multipart"
    )]
    BodyKind(String),
}

/// Reads the parameters of a request.
pub(crate) fn read(
    path: &str,
    query: &str,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Received, BadParams> {
    let mut pairs = query::pairs(query.as_bytes()).map_err(BadParams::Query)?;
    let mut files = Vec::new();
    let kind = content_type.unwrap_or_default();
    let media = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let empty = Received::new(path, Vec::<(String, String)>::new());
    match media.as_str() {
        _ if body.is_empty() => {}
        "" | "application/x-www-form-urlencoded" => {
            pairs.extend(query::pairs(body).map_err(BadParams::Form)?);
        }
        "multipart/form-data" => {
            let form = multipart::read(kind, body)?;
            pairs.extend(form.fields);
            files = form.files;
        }
        "application/json" if empty.dialect() == SignDialect::ItemGet => {
            pairs.extend(json::pairs(body)?);
        }
        other => return Err(BadParams::BodyKind(other.to_owned())),
    }
    Ok(Received::new(path, without_repeats(pairs)?).with_contents(files))
}

/// Each pair once: an official client sends `method` in the query and again in the form.
fn without_repeats(
    pairs: Vec<(String, String)>,
) -> Result<Vec<(String, String)>, BadParams> {
    if pairs.len() > PARAMS_LIMIT {
        return Err(BadParams::TooMany);
    }
    let mut kept: Vec<(String, String)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        match kept.iter().find(|(seen, _)| *seen == name) {
            Some((_, seen)) if *seen != value => return Err(BadParams::Differing(name)),
            Some(_) => {}
            None => kept.push((name, value)),
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Option<&str> = Some("application/x-www-form-urlencoded;charset=utf-8");

    #[test]
    fn query_and_body_make_one_set() {
        let received =
            read("/sync", "a=1&b=x+y", FORM, b"c=%E2%9C%93&a=1&d=x%20y&e=").unwrap();
        let shown: Vec<String> =
            received.params().iter().map(|(k, v)| format!("{k}={v}")).collect();
        assert_eq!(shown, ["a=1", "b=x y", "c=✓", "d=x y", "e="]);
    }

    #[test]
    fn what_cannot_be_told_is_refused() {
        let json = Some("application/json");
        for (query, kind, body, said) in [
            ("a=1&a=2", None, &b""[..], "`a` came twice"),
            ("a=1", FORM, b"a=2", "`a` came twice"),
            ("a=%FF", None, b"", "query is not readable"),
            ("", FORM, b"a=\xFF", "form is not readable"),
            ("", json, b"{}", "type `application/json`"),
            ("", Some("multipart/form-data"), b"x", "multipart body is not readable"),
        ] {
            let error = read("/sync", query, kind, body).unwrap_err().to_string();
            assert!(error.contains(said), "{query:?} {kind:?}: {error}");
        }
        let many = "a=1&".repeat(1001);
        assert!(matches!(read("/sync", &many, None, b""), Err(BadParams::TooMany)));
    }
}
