//! A reply as it came, and the two ways in which it can be no answer.

use bytes::Bytes;
use jiff::Timestamp;

use crate::refusal::Refusal;

/// A body with the time it arrived: all that reading needs.
#[derive(Clone)]
pub struct Reply {
    /// The bytes of the body, uncompressed.
    pub body: Bytes,
    /// When it arrived.
    pub observed_at: Timestamp,
}

impl std::fmt::Debug for Reply {
    // A reply to a token call holds the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("bytes", &self.body.len())
            .field("observed_at", &self.observed_at)
            .finish()
    }
}

/// Why a reply is no answer.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReplyError {
    /// The platform says no.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// The body is not what the method answers with.
    #[error(transparent)]
    Unreadable(Box<Unreadable>),
}

impl From<Refusal> for ReplyError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Unreadable> for ReplyError {
    fn from(unreadable: Unreadable) -> Self {
        Self::Unreadable(Box::new(unreadable))
    }
}

/// A body that could not be read, with its bytes and the place where reading failed.
#[derive(Clone, thiserror::Error)]
#[error("{expected} was expected at {place}, but {found}")]
pub struct Unreadable {
    /// Where: `line 1 column 812`, or a path such as `result.products`.
    pub place: String,
    /// What should have stood there.
    pub expected: String,
    /// What stood there, in a few words.
    pub found: String,
    /// The start of the body, at most [`Unreadable::KEPT`] bytes of it.
    pub body: Bytes,
    /// How long the whole body was, in bytes.
    pub length: usize,
}

impl Unreadable {
    /// How many bytes of an unreadable body are kept: 256 KiB.
    pub const KEPT: usize = 256 * 1024;

    /// An unreadable `body`.
    pub fn new(
        body: &Bytes,
        place: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            place: place.into(),
            expected: expected.into(),
            found: found.into(),
            body: body.slice(..body.len().min(Self::KEPT)),
            length: body.len(),
        }
    }
}

impl std::fmt::Debug for Unreadable {
    // Without the body: it can hold a token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unreadable")
            .field("place", &self.place)
            .field("expected", &self.expected)
            .field("found", &self.found)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
