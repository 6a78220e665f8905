//! Lane `fmt`: the code is formatted.

use crate::command;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    command::run(&mut workspace.cargo(&["fmt", "--all", "--check"]))?;
    Ok(String::new())
}
