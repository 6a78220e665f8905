//! Lane `tidy`: what the compiler cannot see. The rules are tests of the app.

use crate::command;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    let what = ["test", "--package", "itemget-app", "--test", "it", "--locked"];
    command::run(workspace.cargo(&what).args(["--", "tidy::"]))?;
    Ok(String::new())
}
