//! Items a second against `wrk`, which does no more than it must: the same requests to the
//! same gateway, in turn.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::contenders::IN_FLIGHT;
use super::goals;
use super::programs::{self, Programs};
use super::report::{Sample, median};
use crate::out;

/// How many rounds the two take turns for.
const ROUNDS: usize = 5;

/// Who is asked: the sandbox, or the gateway with what stands before the path.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Sandbox,
    Gateway(&'static str),
}

/// Who answers, what that is called, how many items that is in a few seconds, and the share
/// of wrk's rate that is the goal, if there is one.
const CASES: [(Asked, &str, &str, Option<f64>); 3] = [
    (Asked::Sandbox, "the sandbox, at once", "30000", Some(0.9)),
    (Asked::Gateway("/after-50-ms/flat"), "the gateway, after 50 ms", "4000", Some(0.95)),
    (Asked::Gateway("/flat"), "the gateway, at once and unchecked", "30000", None),
];

/// Measures, or says what to measure with is missing.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    // Whatever it ends with: its version is shown with an error's code.
    if Command::new("wrk").arg("--version").output().is_err() {
        return Ok("Not measured: wrk is missing (`apt-get install wrk`).\n".into());
    }
    let (_gateway, gateway) = programs.gateway()?;
    let (_sandbox, sandbox) = programs.sandbox()?;
    let scratch = tempfile::tempdir().context("could not make a scratch folder")?;
    let script = scratch.path().join("item.lua");
    let mut lines = vec![
        "| who answers | itemget, items/s | wrk, requests/s | share | goal |".into(),
        "|---|---:|---:|---:|---:|".to_owned(),
    ];
    for (asked, name, count, goal) in CASES {
        let base = match asked {
            Asked::Sandbox => sandbox.clone(),
            Asked::Gateway(prefix) => format!("{gateway}{prefix}"),
        };
        let mut rounds = Vec::new();
        for round in 1..=ROUNDS {
            out::say(&format!("throughput, {name}: round {round} of {ROUNDS}"));
            let mut ours = Command::new(&programs.client);
            ours.args(["itemget", "item-get", &base, "1000", count, IN_FLIGHT]);
            let ours = Sample::parse(&programs::output(&mut ours)?)?.per_second();
            // Signed anew for each round: a signature is good for some minutes.
            let body = programs::output(Command::new(&programs.client).arg("signed"))?;
            std::fs::write(&script, self::script(body.trim()))
                .context("could not write wrk's script")?;
            rounds.push((ours, wrk(&base, &script)?));
        }
        lines.push(row(name, &rounds, goal));
    }
    Ok(lines.join("\n") + "\n")
}

/// The request that ours makes, with this body; wrk signs nothing.
fn script(body: &str) -> String {
    format!(
        r#"wrk.method = "POST"
wrk.headers["content-type"] = "application/json"
wrk.headers["accept"] = "application/json"
wrk.headers["accept-encoding"] = "gzip"
wrk.headers["user-agent"] = "itemget/0.1.0"
wrk.body = '{body}'
"#
    )
}

fn wrk(base: &str, script: &Path) -> anyhow::Result<f64> {
    let url = format!("{base}/openapi/param2/2/portals.open/api.item.get");
    let connections = format!("-c{IN_FLIGHT}");
    let mut command = Command::new("wrk");
    command.args(["-t1", &connections, "-d3s", "-s"]).arg(script).arg(url);
    let output = programs::output(&mut command)?;
    anyhow::ensure!(!output.contains("Non-2xx"), "wrk was refused:\n{output}");
    rate(&output).with_context(|| format!("wrk told no rate:\n{output}"))
}

fn rate(output: &str) -> Option<f64> {
    let line = output.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    line.trim().parse().ok()
}

fn row(name: &str, rounds: &[(f64, f64)], goal: Option<f64>) -> String {
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect());
    let wrk = median(rounds.iter().map(|(_, wrk)| *wrk).collect());
    let share = median(rounds.iter().map(|(ours, wrk)| ours / wrk).collect());
    let goal = goal.map(|goal| goals::at_least(share, goal)).unwrap_or_default();
    format!("| {name} | {ours:.0} | {wrk:.0} | {share:.2} | {goal} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_the_median_of_the_rounds() {
        assert_eq!(rate("  Latency\nRequests/sec:  12345.67\nTransfer"), Some(12345.67));
        let rounds = [(90.0, 100.0), (30.0, 60.0), (95.0, 100.0)];
        assert_eq!(
            row("at once", &rounds, Some(0.9)),
            "| at once | 90 | 100 | 0.90 | 0.9 reached |"
        );
        assert_eq!(
            row("late", &rounds[1..2], Some(0.9)),
            "| late | 30 | 60 | 0.50 | 0.9 **missed** |"
        );
        assert_eq!(row("bare", &rounds[1..2], None), "| bare | 30 | 60 | 0.50 |  |");
    }
}
