//! Whatever comes from outside, damaged in every way we can think of: nothing panics, and
//! each target states what else must hold.
//!
//! An ordinary run tries the same few hundred inputs a target; `cargo xtask fuzz SECONDS`
//! tries others, for so long each.

mod bodies;
mod engine;
mod files;
mod requests;
mod texts;
