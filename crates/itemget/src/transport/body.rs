//! Bodies: collected up to a limit, and uncompressed up to the same limit.

use std::io::Read as _;

use bytes::{Bytes, BytesMut};
use flate2::read::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};

use super::{TransportError, TransportErrorKind};

/// The whole body, at most `limit` bytes of it before and after uncompressing.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Incoming,
    limit: usize,
) -> Result<Bytes, TransportError> {
    let compressed = encoding(headers)?;
    let whole = collect(body, limit).await?;
    match compressed {
        Encoding::Identity => Ok(whole),
        Encoding::Gzip => gunzip(&whole, limit),
    }
}

enum Encoding {
    Identity,
    Gzip,
}

fn encoding(headers: &HeaderMap) -> Result<Encoding, TransportError> {
    match headers.get(CONTENT_ENCODING).map(|value| value.as_bytes()) {
        None | Some(b"" | b"identity") => Ok(Encoding::Identity),
        Some(b"gzip" | b"x-gzip") => Ok(Encoding::Gzip),
        Some(_) => Err(TransportError::new(
            TransportErrorKind::Malformed,
            "the answer is compressed in a way that was not offered",
        )),
    }
}

async fn collect(mut body: Incoming, limit: usize) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::from(TransportErrorKind::TooLarge(limit));
    let told = body.size_hint().exact().unwrap_or(0);
    let told = usize::try_from(told).ok().filter(|told| *told <= limit);
    // Copied out of the connection's buffer on purpose: a kept body must not keep it.
    let mut whole = BytesMut::with_capacity(told.ok_or_else(too_large)?);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            TransportError::new(TransportErrorKind::Interrupted, error)
        })?;
        let Some(data) = frame.data_ref() else { continue };
        if whole.len() + data.len() > limit {
            return Err(too_large());
        }
        whole.extend_from_slice(data);
    }
    Ok(whole.freeze())
}

fn gunzip(compressed: &[u8], limit: usize) -> Result<Bytes, TransportError> {
    // JSON shrinks to a fifth, as a rule.
    let mut whole = Vec::with_capacity(compressed.len().saturating_mul(5).min(limit));
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(compressed)
        .take(one_more)
        .read_to_end(&mut whole)
        .map_err(|error| TransportError::new(TransportErrorKind::Malformed, error))?;
    if whole.len() > limit {
        return Err(TransportErrorKind::TooLarge(limit).into());
    }
    Ok(whole.into())
}
