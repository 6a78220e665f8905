//! `itemget alerts`: what one wants to be told of, and what was told.

mod channel;
mod edit;
mod options;
mod rules;
mod told;

use clap::{Args, Subcommand};
use itemget::Clock as _;
use itemget_history::Moment;

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use crate::database;
use crate::exit::Exit;

/// Say what you want to be told of, and see what was told
#[derive(Debug, Args)]
pub(super) struct AlertsArgs {
    #[command(subcommand)]
    action: Action,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT", global = true)]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a rule, such as "back in stock"
    Add(rules::AddArgs),
    /// Show the rules
    List,
    /// Change what a rule says or whom it tells; what it told stays
    Edit(edit::EditArgs),
    /// Say what holds for all rules of a level that say nothing else, or show it
    Options(options::OptionsArgs),
    /// Remove rules by their numbers; what they told stays
    Remove(rules::RuleArgs),
    /// Put rules out of force
    Pause(rules::RuleArgs),
    /// Put rules into force again
    Resume(rules::RuleArgs),
    /// Make, show, try and remove the ways to tell
    #[command(subcommand)]
    Channel(channel::ChannelAction),
    /// Show what was told, and why
    Log(told::LogArgs),
    /// Show what a rule would have told of the past; a run looks more closely and tells more
    Replay(told::ReplayArgs),
}

pub(super) fn run(args: &AlertsArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let world = args.database.world(&settings);
    let now = Moment::from(settings.clock()?.now());
    let format = args.format;
    super::runtime()?.block_on(async {
        let store = database::open(&settings, world).await?;
        match &args.action {
            Action::Add(add) => rules::add(add, &store, now, context).await,
            Action::List => rules::list(format, &store, context).await,
            Action::Edit(edit) => edit::edit(edit, &store, context).await,
            Action::Options(said) => {
                options::options(said, format, &store, context).await
            }
            Action::Remove(rules) => {
                let remove = async |id| Ok(store.remove_rule(id).await?);
                rules::change(rules, context, remove).await
            }
            Action::Pause(rules) => {
                let pause = async |id| Ok(store.enable_rule(id, false).await?);
                rules::change(rules, context, pause).await
            }
            Action::Resume(rules) => {
                let resume = async |id| Ok(store.enable_rule(id, true).await?);
                rules::change(rules, context, resume).await
            }
            Action::Channel(action) => {
                channel::run(action, format, &store, &settings, now, context).await
            }
            Action::Log(log) => told::log(log, format, &store, now, context).await,
            Action::Replay(past) => {
                told::replayed(past, format, &store, now, context).await
            }
        }
    })
}
