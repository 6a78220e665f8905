//! The integration tests of xtask, one binary: what `cargo xtask bench history` measures,
//! small.

#[path = "../../benches/history/engine.rs"]
mod engine;
#[path = "../../benches/history/experiment.rs"]
mod experiment;
mod history;
#[path = "../../benches/history/rows.rs"]
mod rows;
#[path = "../../benches/history/store.rs"]
mod store;
#[path = "../../benches/history/told.rs"]
mod told;
#[path = "../../benches/history/used.rs"]
mod used;

type Failure = Box<dyn std::error::Error>;
