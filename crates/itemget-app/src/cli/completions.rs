//! `itemget completions`: what a shell needs to complete our commands.

use clap::Args;
use clap_complete::{Shell, generate};

use super::Context;
use crate::exit::Exit;

/// Write the completions for a shell
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// bash, zsh, fish, elvish or powershell
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

pub(super) fn run(
    args: &CompletionsArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    // Into memory first: the generator panics where it cannot write.
    let mut script = Vec::new();
    generate(args.shell, &mut super::command(context.lang), "itemget", &mut script);
    context.output.data().write_all(&script)?;
    Ok(Exit::Done)
}
