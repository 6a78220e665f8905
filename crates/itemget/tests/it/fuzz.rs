//! Whatever comes from outside, damaged in every way we can think of: nothing panics, and
//! each target states what else must hold.
//!
//! An ordinary run tries the same few hundred inputs a target; `cargo xtask fuzz SECONDS`
//! tries others, for so long each: those of `tests/fuzz` where a fuzzer's eye on the ways
//! through the code finds more, the others as they are.

mod bodies;
mod engine;
mod files;
mod holds;
mod requests;
mod seeds;
mod texts;
