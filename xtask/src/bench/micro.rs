//! Single steps: how long a signature takes, how long a body.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use super::programs;

/// One step and its time.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    nanoseconds: f64,
}

/// Runs the steps in a process of their own.
pub(crate) fn measure(program: &Path) -> anyhow::Result<Vec<Step>> {
    parse(&programs::output(Command::new(program).arg("micro"))?)
}

/// Reads `name<tab>nanoseconds` lines.
fn parse(output: &str) -> anyhow::Result<Vec<Step>> {
    let steps = output.lines().map(|line| {
        let (name, nanoseconds) =
            line.split_once('\t').with_context(|| format!("no step: `{line}`"))?;
        let nanoseconds =
            nanoseconds.parse().with_context(|| format!("no time: `{line}`"))?;
        Ok(Step { name: name.to_owned(), nanoseconds })
    });
    steps.collect()
}

/// The table of the steps.
pub(crate) fn table(steps: &[Step]) -> String {
    let mut lines = vec![
        "| step | time, µs | per second and core |".to_owned(),
        "|---|---:|---:|".to_owned(),
    ];
    lines.extend(steps.iter().map(|step| {
        let per_second = 1e9 / step.nanoseconds;
        format!("| {} | {:.2} | {per_second:.0} |", step.name, step.nanoseconds / 1e3)
    }));
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_shown_in_microseconds_and_as_a_rate() {
        let steps = parse("sign\t500\nparse\t64000.5\n").unwrap();
        let table = table(&steps);
        let rows: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(rows, ["| sign | 0.50 | 2000000 |", "| parse | 64.00 | 15625 |"]);
    }

    #[test]
    fn a_line_without_a_time_is_an_error() {
        parse("sign\n").unwrap_err();
        parse("sign\tsoon\n").unwrap_err();
    }
}
