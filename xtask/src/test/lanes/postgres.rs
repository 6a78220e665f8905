//! Lane `postgres`: the tests below modules of that name, against a server that is made for
//! them.

use crate::machine;
use crate::postgres::{Durability, Server};
use crate::test::failed;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let server = Server::start(Durability::Waived)?;
    let nextest = machine::answers("cargo", &["nextest", "--version"]);
    let mut cargo = workspace.cargo(&arguments(nextest));
    cargo.env("ITEMGET_TEST_POSTGRES", server.url());
    failed::run(workspace, &mut cargo)?;
    Ok(String::new())
}

fn arguments(nextest: bool) -> Vec<&'static str> {
    let packages = ["-p", "itemget-store", "-p", "itemget-app", "--locked"];
    let (before, after): (&[&str], &[&str]) = match nextest {
        true => (
            &["nextest", "run"],
            &["--no-fail-fast", "--run-ignored", "only", "-E", "test(/postgres::/)"],
        ),
        false => (
            &["test", "--lib", "--bins", "--tests", "--no-fail-fast"],
            &["--", "--ignored", "postgres::"],
        ),
    };
    [before, &packages, after].concat()
}
