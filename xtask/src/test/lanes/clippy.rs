//! Lane `clippy`: no warning in any target.

use crate::command;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let what = ["clippy", "--workspace", "--all-targets", "--locked"];
    command::run(workspace.cargo(&what).args(["--", "-D", "warnings"]))?;
    Ok(String::new())
}
