//! What the client's policy costs: the same items by the bare send loop and by the client.

use std::process::Command;

use super::contenders::{Body, IN_FLIGHT};
use super::goals;
use super::programs::{self, Programs};
use super::report::{Sample, median};
use crate::out;

/// The layers, from the inside out, by the words with which the bench target knows them.
const LAYERS: [(&str, &str); 4] = [
    ("unread", "the bare loop, answers dropped unread: the floor"),
    ("bare", "the bare loop: sign, send, read"),
    ("itemget", "the client: pool, time-outs, retry, outcome of a call"),
    ("whole", "the client with limits, a kept token, and an outcome for each id"),
];

/// How many rounds the layers take turns for: many short ones. A shared machine is faster
/// and slower from second to second, and what is weighed must meet the same of it.
const ROUNDS: usize = 81;

/// Measures all layers for both bodies.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    let (_gateway, base) = programs.gateway()?;
    let mut tables = Vec::new();
    for body in [Body::Flat, Body::Large] {
        let mut rounds = Vec::new();
        for round in 1..=ROUNDS {
            if round % 9 == 0 {
                out::say(&format!("policy, {}: round {round} of {ROUNDS}", body.name()));
            }
            let mut cpu = [0.0; LAYERS.len()];
            for ((word, _), cpu) in LAYERS.iter().zip(&mut cpu) {
                let mut command = Command::new(&programs.client);
                let base = format!("{base}{}", body.prefix());
                let count = if body == Body::Flat { "6000" } else { "1500" };
                command.args([word, body.dialect(), &base, "1000", count, IN_FLIGHT]);
                *cpu = Sample::parse(&programs::output(&mut command)?)?.cpu_per_item();
            }
            rounds.push(cpu);
        }
        tables.push(table(body, &rounds));
    }
    Ok(tables.join("\n"))
}

/// The medians, and of each layer the median of its ratios to the bare loop, round by round.
fn table(body: Body, rounds: &[[f64; LAYERS.len()]]) -> String {
    let mut lines = vec![
        format!("| {} | CPU per item, µs | times the bare loop | goal |", body.name()),
        "|---|---:|---:|---:|".to_owned(),
    ];
    for (place, (word, layer)) in LAYERS.iter().enumerate() {
        let cpu = median(rounds.iter().map(|round| round[place]).collect());
        let times = median(rounds.iter().map(|round| round[place] / round[1]).collect());
        let goal = match *word {
            "whole" => goals::at_most(times, goals::POLICY),
            _ => String::new(),
        };
        lines.push(format!("| {layer} | {cpu:.1} | {times:.2} | {goal} |"));
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_weighed_against_the_bare_loop_of_their_round() {
        let rounds =
            [[5.0, 10.0, 11.0, 11.5], [10.0, 20.0, 21.0, 25.0], [6.0, 10.0, 12.0, 13.0]];
        let table = table(Body::Flat, &rounds);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert!(rows[0].ends_with("| 6.0 | 0.50 |  |"), "{table}");
        assert!(rows[1].ends_with("| 10.0 | 1.00 |  |"), "{table}");
        assert!(rows[3].ends_with("| 13.0 | 1.25 | 1.2 **missed** |"), "{table}");
    }
}
