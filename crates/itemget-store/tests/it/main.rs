//! What the store promises, each promise by its name against each database.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot be is a failure")]

mod backend;
mod promises;
mod sqlite;
