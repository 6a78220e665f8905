//! Instructions for an item, counted by valgrind: the one figure that no busy machine moves.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::contenders::Body;
use super::goals;
use super::programs::{self, Programs};
use crate::{machine, out};

/// Two lengths of a run: their difference is items alone, without start and warm-up.
const COUNTS: [u64; 2] = [500, 1500];

/// Under valgrind all is some thirty times slower: with as many in flight as elsewhere a call
/// would take as long as the limiter's window, and be counted in twice.
const FEW_IN_FLIGHT: &str = "8";

/// What is counted: a name, and what stands for it on the bench target's command line,
/// around the number of items.
const PARTS: [(&str, &str, Body); 8] = [
    ("an item of 1.4 KB, by the client", "itemget", Body::Flat),
    ("the same with limits, a kept token and an outcome", "whole", Body::Flat),
    ("the same by the bare loop", "bare", Body::Flat),
    ("the same, unread, by the bare loop", "unread", Body::Flat),
    ("reading it alone", "read", Body::Flat),
    ("an item of 30 KB, by the client", "itemget", Body::Large),
    ("the same, unread, by the bare loop", "unread", Body::Large),
    ("reading it alone", "read", Body::Large),
];

/// Counts, or says that there is nothing to count with.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    if !machine::answers("valgrind", &["--version"]) {
        return Ok(
            "Not counted: valgrind is missing (`apt-get install valgrind`).\n".into()
        );
    }
    let (_gateway, base) = programs.gateway()?;
    let scratch = tempfile::tempdir().context("could not make a scratch folder")?;
    let mut rows = Vec::new();
    for (name, word, body) in PARTS {
        out::say(&format!("instructions: {name}"));
        let mut totals = Vec::new();
        for count in COUNTS {
            let count = count.to_string();
            let base = format!("{base}{}", body.prefix());
            let args = match word {
                "read" => vec![word, body.prefix().trim_start_matches('/'), &count],
                _ => vec![word, body.dialect(), &base, "200", &count, FEW_IN_FLIGHT],
            };
            totals.push(counted(&programs.client, &args, scratch.path())?);
        }
        let items = (COUNTS[1] - COUNTS[0]) as f64;
        rows.push((name, (totals[1] - totals[0]) / items / 1e3));
    }
    Ok(table(&rows))
}

fn counted(program: &Path, args: &[&str], scratch: &Path) -> anyhow::Result<f64> {
    let file = scratch.join("counts");
    let mut command = Command::new("valgrind");
    command.args(["--quiet", "--tool=callgrind"]);
    command.arg(format!("--callgrind-out-file={}", file.display()));
    programs::output(command.arg(program).args(args))?;
    let counts = std::fs::read_to_string(&file).context("valgrind wrote no counts")?;
    total(&counts).context("valgrind's counts have no total")
}

/// The total of callgrind's file.
fn total(counts: &str) -> Option<f64> {
    let total = counts.lines().rev().find_map(|line| line.strip_prefix("totals: "))?;
    total.trim().parse().ok()
}

fn table(rows: &[(&str, f64)]) -> String {
    let mut lines = vec![
        "| instructions in user space | thousands an item | goal |".to_owned(),
        "|---|---:|---:|".to_owned(),
    ];
    lines.extend(rows.iter().enumerate().map(|(place, (name, thousands))| {
        let goal = match place {
            0 => goals::at_most(*thousands, goals::INSTRUCTIONS),
            _ => String::new(),
        };
        format!("| {name} | {thousands:.1} | {goal} |")
    }));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read_and_the_first_row_has_the_goal() {
        assert_eq!(total("events: Ir\nfn=(1)\n1 5\ntotals: 1234\n"), Some(1234.0));
        assert_eq!(total("events: Ir\n"), None);
        let table = table(&[("a", 44.96), ("b", 600.0)]);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(rows, ["| a | 45.0 | 45 reached |", "| b | 600.0 |  |"]);
    }
}
