//! The goals: how many times less CPU an item is to cost than with another client.

use super::contenders::Body;

/// The factor to reach against the contender of that name, if there is one.
pub(crate) fn against(body: Body, contender: &str) -> Option<f64> {
    match (body, contender) {
        (Body::Flat, "the tutorial") => Some(50.0),
        (Body::Large, "the tutorial") => Some(20.0),
        (Body::Flat, "Node, undici") => Some(7.0),
        (Body::Large, "Node, undici") => Some(4.0),
        _ => None,
    }
}
