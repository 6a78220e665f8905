//! Asking an API in a test: a moment, a catalogue and a few parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Ask, Reply, answer};
use crate::catalogue::Catalogue;
use crate::catalogue::index::Indexes;

/// The sandbox's time in these tests.
pub(super) const NOW: &str = "2026-11-23T17:20:27Z";

/// Asks at [`NOW`].
pub(super) fn reply(method: &str, params: &[(&str, &str)]) -> Reply {
    reply_at(NOW, method, params)
}

pub(super) fn reply_at(now: &str, method: &str, params: &[(&str, &str)]) -> Reply {
    reply_to(now, method, params, &[])
}

/// Asks at [`NOW`] with a file.
pub(super) fn reply_with_file(
    method: &str,
    params: &[(&str, &str)],
    (name, bytes): (&str, &[u8]),
) -> Reply {
    reply_to(NOW, method, params, &[(name.to_owned(), bytes.to_vec())])
}

fn reply_to(
    now: &str,
    method: &str,
    params: &[(&str, &str)],
    files: &[(String, Vec<u8>)],
) -> Reply {
    let params: BTreeMap<String, String> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let ask = Ask {
        method,
        params: &params,
        now: now.parse().unwrap(),
        base_url: "http://sandbox.test",
        files,
        indexes: &Indexes::default(),
    };
    answer(&ask, &Catalogue::default())
}

/// The payload, where the API is expected to give one.
pub(super) fn payload(method: &str, params: &[(&str, &str)]) -> Value {
    match reply(method, params) {
        Reply::Payload(payload) => payload,
        refusal @ Reply::Refusal { .. } => panic!("{method} {params:?}: {refusal:?}"),
    }
}

/// What a search needs besides what it looks for, at [`NOW`].
pub(super) fn with_ask(test: impl FnOnce(&Ask<'_>, &Catalogue)) {
    let ask = Ask {
        method: "",
        params: &BTreeMap::new(),
        now: NOW.parse().unwrap(),
        base_url: "http://sandbox.test",
        files: &[],
        indexes: &Indexes::default(),
    };
    test(&ask, &Catalogue::default());
}
