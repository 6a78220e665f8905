//! `cargo xtask bench alerts`: how true alerts are, over five worlds of 90 days, with what
//! each guard is for.

use std::process::{Command, ExitCode};

use crate::command;
use crate::workspace::Workspace;

/// Runs the test that holds it, optimised, so that it takes five worlds and not one, and
/// shows its figures.
pub(super) fn run(workspace: &Workspace) -> anyhow::Result<ExitCode> {
    let test = ["test", "--release", "-p", "itemget-history", "--test", "it"];
    let shown = ["alert_truth", "--", "--nocapture", "--test-threads", "1"];
    let mut cargo = Command::new(env!("CARGO"));
    command::run(cargo.args(test).args(shown).current_dir(&workspace.root))?;
    Ok(ExitCode::SUCCESS)
}
