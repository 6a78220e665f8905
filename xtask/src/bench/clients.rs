//! Our client beside those of others, for both bodies.

use std::path::PathBuf;

use anyhow::Context as _;

use super::contenders::{self, Body, Contender};
use super::programs::{self, Programs};
use super::report::{self, Sample, Series};
use crate::foreign::Clients;
use crate::workspace::Workspace;
use crate::{command, out};

/// How often each contender's turn comes, and so how many samples there are of it.
const ROUNDS: usize = 5;

/// Measures all contenders.
pub(super) fn section(
    workspace: &Workspace,
    clients: &Clients,
    programs: &Programs<'_>,
) -> anyhow::Result<String> {
    // Said with the figures: where a later run finds another one, these stay what they are.
    let mut tables = vec![format!("The tutorial is {}.\n", tutorial(workspace).1)];
    for body in [Body::Flat, Body::Large] {
        let series = measure(workspace, clients, programs, body)?;
        tables.push(report::table(body, &series));
    }
    Ok(tables.join("\n"))
}

/// All contenders in turn, round after round, so that a slow minute is slow for all.
fn measure(
    workspace: &Workspace,
    clients: &Clients,
    programs: &Programs<'_>,
    body: Body,
) -> anyhow::Result<Vec<Series>> {
    let (_gateway, base) = programs.gateway()?;
    let tutorial = tutorial(workspace).0;
    let contenders =
        contenders::all(body, &base, clients, &programs.client, &tutorial, workspace);
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
    Sample::parse(&programs::output(&mut command)?)
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
