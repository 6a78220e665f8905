//! The SDK from outside: one test binary, a file a topic.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod links;
mod shared;
mod signatures;
