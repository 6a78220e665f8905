//! Lane `docs`: the documentation builds without a warning.

use crate::command;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let what = ["doc", "--workspace", "--no-deps", "--locked"];
    command::run(workspace.cargo(&what).env("RUSTDOCFLAGS", "-D warnings"))?;
    Ok(String::new())
}
