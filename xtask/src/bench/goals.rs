//! The goals of each figure, and whether it reaches them.

use super::contenders::Body;

/// The whole client against the bare send loop: a fifth more at most.
pub(super) const POLICY: f64 = 1.2;

/// User-space instructions for an item of 1.4 KB, in thousands.
pub(super) const INSTRUCTIONS: f64 = 45.0;

/// Memory with 64 calls in flight, in MB.
pub(super) const MEMORY: f64 = 20.0;

/// Bytes on disk for an observation in which anything changed.
pub(super) const HISTORY_BYTES: f64 = 6.0;

/// How many times smaller the store is to be than a table of rows.
pub(super) const HISTORY_SMALLER: f64 = 20.0;

/// Observations kept a second, in thousands: in a file, and on a server.
pub(super) const HISTORY_INGEST: f64 = 250.0;
pub(super) const HISTORY_SERVER_INGEST: f64 = 100.0;

/// The history of one variant, in microseconds.
pub(super) const HISTORY_ONE: f64 = 100.0;

/// What is asked of 100,000 variants at once, in milliseconds.
pub(super) const HISTORY_ALL: f64 = 300.0;

/// How many times less CPU an item is to cost than with the contender of that name, if
/// there is a goal.
pub(super) fn against(body: Body, contender: &str) -> Option<f64> {
    match (body, contender) {
        (Body::Flat, "the tutorial") => Some(50.0),
        (Body::Large, "the tutorial") => Some(20.0),
        (Body::Flat, "Node, undici") => Some(7.0),
        (Body::Large, "Node, undici") => Some(4.0),
        _ => None,
    }
}

/// A goal that is to be reached from below, and whether it is.
pub(super) fn at_least(reached: f64, goal: f64) -> String {
    if reached >= goal { format!("{goal} reached") } else { format!("{goal} **missed**") }
}

/// A goal that is not to be exceeded, and whether it is.
pub(super) fn at_most(reached: f64, goal: f64) -> String {
    if reached <= goal { format!("{goal} reached") } else { format!("{goal} **missed**") }
}
