//! The limiter over sockets: eight processes with one app key, one server that counts what
//! arrives in each window.

use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::goals;
use super::programs::{self, Programs};
use crate::out;

/// A load: its name, the options for it, and the least share of the quota to be used, where
/// answers are at once; strict mode's goal is divided by 1 + the time of an answer.
const LOADS: [(&str, &[&str], f64); 4] = [
    ("default", &[], 0.97),
    ("default, answers after 50 ms", &["--rtt-ms", "50"], 0.97),
    ("strict", &["--pace", "strict"], 0.98),
    ("strict, answers after 50 ms", &["--pace", "strict", "--rtt-ms", "50"], 0.98),
];

/// Loads the limiter in each of its modes for 20 s.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    let mut lines = vec![
        "| mode | calls | windows exceeded | quota used | goal |".to_owned(),
        "|---|---:|---:|---:|---:|".into(),
    ];
    let limiter_load = programs.limiter_load()?;
    for (name, options, goal) in LOADS {
        out::say(&format!("limiter: {name}, 20 s"));
        let mut command = Command::new(&limiter_load);
        command.args(["--seconds", "20"]).args(options);
        lines.push(row(name, goal, &programs::output(&mut command)?)?);
    }
    Ok(lines.join("\n") + "\n")
}

fn row(name: &str, goal: f64, output: &str) -> anyhow::Result<String> {
    let verdict: Value = serde_json::from_str(output.trim())
        .with_context(|| format!("the load printed `{output}`"))?;
    let number = |field: &str| {
        let number = verdict[field].as_f64();
        number.with_context(|| format!("the load says nothing of `{field}`"))
    };
    let (calls, exceeded) = (number("calls")?, number("violations")?);
    let (used, answer) = (number("used")?, number("answer_ms")? / 1e3);
    let goal = if name.starts_with("strict") { goal / (1.0 + answer) } else { goal };
    let goal = (goal * 1000.0).round() / 1000.0;
    let judged = match exceeded > 0.0 {
        true => "0 exceeded **missed**".to_owned(),
        false => format!("0 exceeded, {}", goals::at_least(used, goal)),
    };
    Ok(format!("| {name} | {calls:.0} | {exceeded:.0} | {used:.3} | {judged} |"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_window_too_many_is_a_miss_whatever_is_used() {
        let said = |violations: u32, used: f64, answer_ms: f64| {
            format!(
                r#"{{"calls":990,"violations":{violations},"used":{used},"answer_ms":{answer_ms}}}"#
            )
        };
        for (name, output, expected) in [
            ("default", said(0, 0.981, 0.2), "0 exceeded, 0.97 reached |"),
            ("default", said(1, 0.981, 0.2), "0 exceeded **missed** |"),
            ("default", said(0, 0.9, 0.2), "0 exceeded, 0.97 **missed** |"),
            // 0.98 / 1.1 is what an answer after 100 ms leaves to reach.
            ("strict", said(0, 0.9, 100.0), "0 exceeded, 0.891 reached |"),
        ] {
            let goal = if name == "strict" { 0.98 } else { 0.97 };
            let row = row(name, goal, &output).unwrap();
            assert!(row.ends_with(expected), "{row}");
        }
        row("default", 0.97, "{}").unwrap_err();
    }
}
