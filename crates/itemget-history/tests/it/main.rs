//! What the crate promises, on trails and readings made up at random.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alert_rules;
mod alert_truth;
mod blocks;
mod made;
mod model;
mod observed;
mod records;
mod scans;
mod segments;
mod trails;
