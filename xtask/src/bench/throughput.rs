//! Items a second against `wrk`, which does no more than it must: the same requests to the
//! same gateway, in turn.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::contenders::IN_FLIGHT;
use super::goals;
use super::http::ask;
use super::programs::{self, Cores, End, Programs};
use super::report::{Sample, median};
use crate::out;

/// How many rounds the two take turns for.
const ROUNDS: usize = 5;

/// Who is asked, and for what.
#[derive(Debug, Clone, Copy)]
enum Asked {
    /// The sandbox, for this item.
    Sandbox(&'static str, Cores),
    /// The gateway, with what stands before the path. It answers with one item alone.
    Gateway(&'static str),
}

/// An item with one variant, and one with many: of about 1.4 and 13 KB.
const SMALL: &str = "1005006000000172";
const LARGE: &str = "1005006000000001";

/// Who answers, what that is called, how many items that is in a few seconds, and the share
/// of wrk's rate that is the goal, if there is one.
const CASES: [(Asked, &str, &str, Option<f64>); 6] = [
    (
        Asked::Sandbox(SMALL, Cores::OwnEach),
        "the sandbox, each end on a core of its own",
        "50000",
        Some(0.9),
    ),
    (
        Asked::Sandbox(LARGE, Cores::OwnEach),
        "the sandbox, each end on a core of its own",
        "20000",
        None,
    ),
    (
        Asked::Sandbox(SMALL, Cores::Shared),
        "the sandbox, both ends on all cores",
        "50000",
        None,
    ),
    (
        Asked::Sandbox(LARGE, Cores::Shared),
        "the sandbox, both ends on all cores",
        "20000",
        None,
    ),
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
    let scratch = tempfile::tempdir().context("could not make a scratch folder")?;
    let script = scratch.path().join("item.lua");
    let mut lines = vec![
        "| who answers | bytes | itemget, items/s | wrk, requests/s | share | goal |"
            .into(),
        "|---|---:|---:|---:|---:|---:|".to_owned(),
    ];
    for (asked, name, count, goal) in CASES {
        let (item, cores) = match asked {
            Asked::Sandbox(item, cores) => (item, cores),
            Asked::Gateway(_) => (LARGE, Cores::Shared),
        };
        if !cores.can_be() {
            lines.push(format!(
                "| {name} | | | | | not measured: one core, or no taskset |"
            ));
            continue;
        }
        let (_server, base) = match asked {
            Asked::Sandbox(..) => {
                let (sandbox, base) = programs.sandbox(cores)?;
                (Some(sandbox), base)
            }
            Asked::Gateway(prefix) => (None, format!("{gateway}{prefix}")),
        };
        // Signed anew for each round: a signature is good for some minutes.
        let signed =
            || programs::output(Command::new(&programs.client).args(["signed", item]));
        let bytes = size(&base, signed()?.trim())?;
        let mut rounds = Vec::new();
        for round in 1..=ROUNDS {
            out::say(&format!(
                "throughput, {name}, {bytes} bytes: round {round} of {ROUNDS}"
            ));
            let work = format!("item-get:{item}");
            let mut ours = cores.command(End::Client, &programs.client);
            ours.args(["itemget", &work, &base, "1000", count, IN_FLIGHT]);
            let ours = Sample::parse(&programs::output(&mut ours)?)?.per_second();
            std::fs::write(&script, self::script(signed()?.trim()))
                .context("could not write wrk's script")?;
            rounds.push((ours, wrk(cores, &base, &script)?));
        }
        lines.push(row(name, bytes, &rounds, goal));
    }
    Ok(lines.join("\n") + "\n")
}

const PATH: &str = "/openapi/param2/2/portals.open/api.item.get";

/// How long an answer is, in bytes.
fn size(base: &str, body: &str) -> anyhow::Result<usize> {
    let address = base.strip_prefix("http://").context("the server speaks http")?;
    let (host, prefix) = match address.split_once('/') {
        Some((host, prefix)) => (host, format!("/{prefix}")),
        None => (address, String::new()),
    };
    let kind = "content-type: application/json\r\n";
    let reply = ask(host, "POST", &format!("{prefix}{PATH}"), kind, body)?;
    anyhow::ensure!(reply.status == 200, "the server answered {}", reply.status);
    Ok(reply.body.len())
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

fn wrk(cores: Cores, base: &str, script: &Path) -> anyhow::Result<f64> {
    let url = format!("{base}{PATH}");
    let connections = format!("-c{IN_FLIGHT}");
    let mut command = cores.command(End::Client, "wrk");
    command.args(["-t1", &connections, "-d3s", "-s"]).arg(script).arg(url);
    let output = programs::output(&mut command)?;
    anyhow::ensure!(!output.contains("Non-2xx"), "wrk was refused:\n{output}");
    rate(&output).with_context(|| format!("wrk told no rate:\n{output}"))
}

fn rate(output: &str) -> Option<f64> {
    let line = output.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    line.trim().parse().ok()
}

fn row(name: &str, bytes: usize, rounds: &[(f64, f64)], goal: Option<f64>) -> String {
    let ours = median(rounds.iter().map(|(ours, _)| *ours).collect());
    let wrk = median(rounds.iter().map(|(_, wrk)| *wrk).collect());
    let share = median(rounds.iter().map(|(ours, wrk)| ours / wrk).collect());
    let goal = goal.map(|goal| goals::at_least(share, goal)).unwrap_or_default();
    format!("| {name} | {bytes} | {ours:.0} | {wrk:.0} | {share:.2} | {goal} |")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_is_the_median_of_the_rounds() {
        assert_eq!(rate("  Latency\nRequests/sec:  12345.67\nTransfer"), Some(12345.67));
        let rounds = [(90.0, 100.0), (30.0, 60.0), (95.0, 100.0)];
        assert_eq!(
            row("at once", 1408, &rounds, Some(0.9)),
            "| at once | 1408 | 90 | 100 | 0.90 | 0.9 reached |"
        );
        assert_eq!(
            row("late", 7, &rounds[1..2], Some(0.9)),
            "| late | 7 | 30 | 60 | 0.50 | 0.9 **missed** |"
        );
        assert_eq!(
            row("bare", 7, &rounds[1..2], None),
            "| bare | 7 | 30 | 60 | 0.50 |  |"
        );
    }
}
