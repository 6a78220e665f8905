//! Asking an API in a test: a moment, a catalogue and a few parameters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Ask, Reply, answer};
use crate::catalogue::Catalogue;

/// The sandbox's time in these tests.
pub(super) const NOW: &str = "2026-11-23T17:20:27Z";

/// Asks at [`NOW`].
pub(super) fn reply(method: &str, params: &[(&str, &str)]) -> Reply {
    reply_at(NOW, method, params)
}

pub(super) fn reply_at(now: &str, method: &str, params: &[(&str, &str)]) -> Reply {
    let params: BTreeMap<String, String> = params
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let ask = Ask {
        method,
        params: &params,
        now: now.parse().unwrap(),
        base_url: "http://sandbox.test",
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
