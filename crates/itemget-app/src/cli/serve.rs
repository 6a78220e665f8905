//! `itemget serve`: pages, answers for programs, and the scheduler, in one process.

use std::sync::Arc;

use clap::Args;

use super::calling::CallingArgs;
use super::interrupt::Interrupt;
use super::serving::{self, Served, ServingArgs};
use super::{Account, Context, session};
use crate::config::keys;
use crate::connect::Connection;
use crate::database::World;
use crate::exit::Exit;
use crate::service::Scheduler;

/// Serve the pages and the API, and look at what is tracked
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[command(flatten)]
    serving: ServingArgs,
    /// Do not look at what is tracked: `run` or workers do
    #[arg(long)]
    no_scheduler: bool,
    #[arg(long, value_name = "ADDRESS", help = super::database::DATABASE_HELP)]
    database: Option<String>,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &ServeArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let settings = context.settings(flags)?;
    let target = args.account.target();
    let world = World::of(&settings, target);
    // What the API was answered is kept; looks of the scheduler ask anyway.
    let calling = CallingArgs::default();
    let work = async |at: &Connection, store, context: &mut Context<'_>| {
        let quit = Interrupt::listen()?.heard();
        let served = Served {
            connection: at,
            settings: &settings,
            target,
            world,
            store,
            clock: Arc::new(settings.clock()?),
            scheduler: match args.no_scheduler {
                true => Scheduler::Elsewhere,
                false => Scheduler::Here,
            },
        };
        let listener = args.serving.bind().await?;
        serving::serve(&args.serving, listener, served, quit, context).await
    };
    session::run_over(world, &settings, &args.account, &calling, context, work)
}
