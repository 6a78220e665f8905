//! `cargo xtask bench schedule`: changes caught for each call, beside a fixed interval and
//! beside those who know more.

use std::process::{Command, ExitCode};

use anyhow::Context as _;

use super::programs;
use crate::out;
use crate::workspace::Workspace;

/// Where the figures are kept.
const DOCUMENT: &str = "docs/SCHEDULE.md";

/// Replays all lists and shows the tables; with `write` they are kept in the document.
pub(super) fn run(workspace: &Workspace, write: bool) -> anyhow::Result<ExitCode> {
    let which = ["--release", "-p", "itemget-history", "--example", "schedule"];
    let mut program = Command::new(workspace.executable("schedule", &which)?);
    let history =
        workspace.shared().map(|shared| shared.join("data/price_history_changes.csv"));
    match history.filter(|path| path.exists()) {
        Some(path) => {
            program.arg(path);
        }
        None => {
            out::say("no real price history lies beside the checkout: made lists only");
        }
    }
    let tables = programs::output(&mut program)?;
    out::say(&tables);
    if write {
        let path = workspace.root.join(DOCUMENT);
        std::fs::write(&path, document(&tables))
            .with_context(|| format!("could not write `{}`", path.display()))?;
        out::say(&format!("written: {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

fn document(tables: &str) -> String {
    include_str!("schedule.md.in").replace("{tables}", tables.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_open_in_the_document() {
        let text = document("T\n\n");
        assert!(!text.contains(['{', '}']) && text.contains("\nT\n"), "{text}");
    }
}
