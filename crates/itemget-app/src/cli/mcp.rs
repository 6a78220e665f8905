//! `itemget mcp`: tools for an assistant at the other end of the standard input and output.

use std::sync::Arc;

use clap::Args;

use super::calling::CallingArgs;
use super::interrupt::Interrupt;
use super::{Account, Context, session};
use crate::config::keys;
use crate::connect::{self, Connection};
use crate::database::World;
use crate::exit::Exit;
use crate::mcp::{self, Budgets, Desk};
use crate::service::{self, LogForm};

/// Serve tools to an assistant (MCP) over the standard input and output
#[derive(Debug, Args)]
pub(super) struct McpArgs {
    /// How many calls of tools a session has; half of them for one tool
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    calls: u32,
    /// How the log looks that goes to the standard error: text, json or off
    #[arg(long, value_name = "FORM", default_value = "text")]
    log: LogForm,
    #[arg(long, value_name = "ADDRESS", help = super::database::DATABASE_HELP)]
    database: Option<String>,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &McpArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let settings = context.settings(flags)?;
    let target = args.account.target();
    let world = World::of(&settings, target);
    // What the API was answered is kept: an assistant asks for the same thing twice.
    let calling = CallingArgs::default();
    let work = async |at: &Connection, store, _: &mut Context<'_>| {
        let _log = service::log(args.log)?;
        let mut quit = Interrupt::listen()?.heard();
        let app_key = match at.is_sandbox() {
            true => "sandbox".to_owned(),
            false => connect::app_key(&settings, target)?,
        };
        let desk = Desk {
            store,
            world,
            client: at.client.clone(),
            app_key,
            limiter: at.limiter.clone(),
            clock: Arc::new(settings.clock()?),
            view: settings.view,
            source: settings.source.value,
            budgets: Budgets::of_a_session(args.calls),
        };
        tokio::select! {
            served = mcp::over_stdio(desk) => served?,
            // An error is the end of whoever could wish: then it is over as well.
            wished = quit.wait_for(Option::is_some) => drop(wished),
        }
        Ok(Exit::Done)
    };
    session::run_over(world, &settings, &args.account, &calling, context, work)
}
