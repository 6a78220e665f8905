//! The bodies of `fixtures/`, and the moment at which the tests read them.

use std::path::PathBuf;

use bytes::Bytes;
use itemget::{Reply, View};

/// A body of `fixtures/responses`.
pub(crate) fn body(inside: &str) -> Bytes {
    let folder =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/responses");
    std::fs::read(folder.join(inside)).unwrap().into()
}

/// The same body as if it had just arrived, at a fixed time.
pub(crate) fn reply(body: impl Into<Bytes>) -> Reply {
    Reply { body: body.into(), observed_at: "2026-11-23T17:20:27Z".parse().unwrap() }
}

/// France, in euro, in French.
pub(crate) fn france() -> View {
    View {
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        language: "fr_FR".parse().unwrap(),
    }
}
