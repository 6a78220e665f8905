//! `itemget track`: what is followed. Nothing is sent.

mod add;
mod edit;
mod list;
mod lists;
mod named;
mod set;
mod show;

use clap::{Args, Subcommand};

use super::Context;
use crate::exit::Exit;

/// Say what is to be followed over time; nothing is sent
#[derive(Debug, Args)]
pub(super) struct TrackArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Add(Box<add::AddArgs>),
    List(Box<list::ListArgs>),
    Show(Box<show::ShowArgs>),
    Pause(Box<edit::PauseArgs>),
    Resume(Box<edit::ResumeArgs>),
    Remove(Box<edit::RemoveArgs>),
    Set(Box<set::SetArgs>),
    Lists(Box<lists::ListsArgs>),
}

pub(super) fn run(args: TrackArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let runtime = super::runtime()?;
    runtime.block_on(async {
        match args.action {
            Action::Add(args) => add::run(*args, context).await,
            Action::List(args) => list::run(&args, context).await,
            Action::Show(args) => show::run(&args, context).await,
            Action::Pause(args) => edit::pause(&args, context).await,
            Action::Resume(args) => edit::resume(&args, context).await,
            Action::Remove(args) => edit::remove(&args, context).await,
            Action::Set(args) => set::run(&args, context).await,
            Action::Lists(args) => lists::run(&args, context).await,
        }
    })
}
