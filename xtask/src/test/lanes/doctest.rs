//! Lane `doctest`: the examples in the documentation.

use crate::command;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> anyhow::Result<String> {
    command::run(&mut workspace.cargo(&["test", "--workspace", "--doc", "--locked"]))?;
    Ok(String::new())
}
