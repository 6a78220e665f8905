//! `cargo xtask bench`: what an item costs its client, beside other clients in one run.

mod alerts;
mod contenders;
mod goals;
mod micro;
mod report;

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::Context as _;

use crate::foreign::{self, Clients};
use crate::process::Running;
use crate::test::needs::{self, Need};
use crate::workspace::Workspace;
use crate::{command, machine, out};
use contenders::{Body, Contender};
use report::{Sample, Series};

/// How often each contender's turn comes, and so how many samples there are of it.
const ROUNDS: usize = 5;

/// Measures, prints the tables, and with `--write` puts them into the document.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> anyhow::Result<ExitCode> {
    if let [what] = args
        && what == "alerts"
    {
        return alerts::run(workspace);
    }
    let mut write = false;
    for arg in args {
        match arg.as_str() {
            "--write" => write = true,
            other => {
                out::say(&format!(
                    "error: `bench` knows `alerts` and `--write`, not `{other}`"
                ));
                return Ok(ExitCode::from(2));
            }
        }
    }
    needs::provide(&[Need::Python, Need::Node, Need::Npm], true)?;
    let clients = foreign::install(workspace)?;
    let program = workspace
        .executable("client", &["--release", "-p", "xtask", "--bench", "client"])?;
    let measured_on = machine::describe(&clients.python);

    let mut tables = Vec::new();
    for body in [Body::Flat, Body::Large] {
        let series = measure(workspace, &clients, &program, body)?;
        tables.push(report::table(body, &series));
        out::say(tables.last().expect("it was just pushed"));
    }
    let steps = micro::table(&micro::measure(&program)?);
    out::say(&steps);
    if write {
        let folder = workspace.root.join("docs");
        std::fs::create_dir_all(&folder).context("could not make `docs`")?;
        let path = folder.join("PERFORMANCE.md");
        let text = report::document(&tables, &steps, tutorial(workspace).1, &measured_on);
        std::fs::write(&path, text)
            .with_context(|| format!("could not write `{}`", path.display()))?;
        out::say(&format!("written: {}", path.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// All contenders in turn, round after round, so that a slow minute is slow for all.
fn measure(
    workspace: &Workspace,
    clients: &Clients,
    program: &PathBuf,
    body: Body,
) -> anyhow::Result<Vec<Series>> {
    let mut gateway = Running::start(Command::new(program).arg("gateway"))?;
    let base =
        gateway.wait_for(|line| line.starts_with("http://").then(|| line.to_owned()))?;
    let contenders =
        contenders::all(body, &base, clients, program, &tutorial(workspace).0, workspace);
    let mut series: Vec<Series> =
        contenders.iter().map(|it| Series::new(it.name)).collect();
    for round in 1..=ROUNDS {
        out::say(&format!("{}: round {round} of {ROUNDS}", body.name()));
        for (contender, series) in contenders.iter().zip(&mut series) {
            series.samples.push(sample(contender)?);
        }
    }
    Ok(series)
}

fn sample(contender: &Contender) -> anyhow::Result<Sample> {
    let mut command = contender.command();
    let shown = command::shown(&command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    anyhow::ensure!(output.status.success(), "`{shown}` ended with {}", output.status);
    Sample::parse(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("could not read what `{shown}` measured"))
}

/// The tutorial's program, and what to call it: the public one where it lies beside the
/// checkout, else one of ours that does the same.
fn tutorial(workspace: &Workspace) -> (PathBuf, &'static str) {
    let public = workspace.shared().map(|it| it.join("tutorial/item_get_client.py"));
    match public.filter(|path| path.exists()) {
        Some(path) => (path, "the public tutorial's own program"),
        None => (
            workspace.root.join("tests/foreign/tutorial.py"),
            "our own program with the tutorial's steps",
        ),
    }
}
