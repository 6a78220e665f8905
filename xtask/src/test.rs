//! `cargo xtask test`: every check there is, each a named and timed lane.

mod choice;
mod failed;
mod lanes;
pub(crate) mod needs;
mod readme_blocks;
mod summary;

use std::process::ExitCode;
use std::time::Instant;

use crate::out;
use crate::workspace::Workspace;
use choice::Choice;
use lanes::{LANES, Lane};
use summary::{Line, Verdict};

/// Runs the lanes that `args` choose, all of them to the end, and sums up.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    let choice = match Choice::parse(args, &LANES.map(|lane| lane.name)) {
        Ok(choice) => choice,
        Err(error) => {
            out::say(&format!("error: {error}"));
            return Ok(ExitCode::from(2));
        }
    };
    if choice.list {
        out::say(&list());
        return Ok(ExitCode::SUCCESS);
    }
    let chosen: Vec<&Lane> =
        LANES.iter().filter(|lane| choice.takes(lane.name)).collect();
    let wanted: Vec<_> = chosen.iter().flat_map(|lane| lane.needs).copied().collect();
    needs::provide(&wanted, choice.install)?;

    let lines: Vec<Line> =
        chosen.into_iter().map(|lane| watch(lane, workspace)).collect();
    out::say(&summary::render(&lines));
    let red = lines.iter().any(|line| matches!(line.verdict, Verdict::Failed(_)));
    Ok(if red { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn watch(lane: &Lane, workspace: &Workspace) -> Line {
    out::title(&format!("{}: {}", lane.name, lane.what));
    let start = Instant::now();
    let verdict = match (lane.run)(workspace) {
        Ok(note) => Verdict::Passed(note),
        Err(error) => {
            out::error(&error);
            Verdict::Failed(error.to_string())
        }
    };
    Line { lane: lane.name, took: start.elapsed(), verdict }
}

fn list() -> String {
    let rows = LANES.iter().map(|lane| {
        let needs: Vec<&str> = lane.needs.iter().map(|need| need.name()).collect();
        let needs = match needs.is_empty() {
            true => String::new(),
            false => format!(" (needs {})", needs.join(", ")),
        };
        format!("{:9} {}{needs}", lane.name, lane.what)
    });
    rows.collect::<Vec<_>>().join("\n")
}
