//! How many calls a thousand items take.

use std::process::Command;

use anyhow::Context as _;

use super::programs::{self, Programs};
use crate::out;

/// Has the SDK look up a thousand items in each way, and counts at the gateway.
pub(super) fn section(programs: &Programs<'_>) -> anyhow::Result<String> {
    out::say("calls for a thousand items");
    let (_gateway, base) = programs.gateway()?;
    table(&programs::output(Command::new(&programs.client).args(["calls", &base]))?)
}

fn table(output: &str) -> anyhow::Result<String> {
    let mut lines = vec![
        "| a thousand items: what is asked for | calls |".to_owned(),
        "|---|---:|".into(),
    ];
    for line in output.lines() {
        let (way, calls) =
            line.split_once('\t').with_context(|| format!("no count: `{line}`"))?;
        lines.push(format!("| {way} | {calls} |"));
    }
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_is_a_row() {
        let table = table("the price of each\t20\n").unwrap();
        assert!(table.ends_with("|---|---:|\n| the price of each | 20 |\n"), "{table}");
        super::table("no count\n").unwrap_err();
    }
}
