//! The SDK from outside: one test binary, a file a topic.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod agreement;
mod caching;
mod decoding;
mod encrypted;
mod examples;
mod faults;
mod fixtures;
mod gather;
mod genuine;
mod held;
mod json;
mod limited;
mod limits;
mod links;
mod lookup;
mod market;
mod mutation;
mod payloads;
mod planned;
mod products;
mod readings;
mod recordings;
mod refusals;
mod responses;
mod server;
mod shapes;
mod shared;
mod short_links;
mod signatures;
mod surface;
mod tokens;
mod traces;
mod walks;
mod wire;
mod world;
