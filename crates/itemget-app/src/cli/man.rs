//! `itemget man`: the manual's pages.

use clap::Args;

use super::Context;
use crate::exit::Exit;
use crate::usage::UsageError;

/// Write a page of the manual
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The page of one command; without, the page of the program
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(super) fn run(args: &ManArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let mut root = super::command(context.lang);
    root.build();
    let page = match &args.command {
        None => root,
        Some(name) => {
            let found = root.find_subcommand(name).cloned();
            let page =
                found.ok_or_else(|| UsageError::NoSuchCommand { name: name.clone() })?;
            page.name(format!("itemget-{name}"))
        }
    };
    clap_mangen::Man::new(page).render(context.output.data())?;
    Ok(Exit::Done)
}
