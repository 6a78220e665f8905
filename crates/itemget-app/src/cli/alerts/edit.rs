//! `itemget alerts edit`: a rule in other words, or for other channels.

use clap::Args;
use itemget_history::alert::Rule;
use itemget_store::{RuleChange, RuleChanged, RuleId, Store};

use super::super::Context;
use super::rules::{say_rule, warn_of_missing, warn_of_unknown};
use crate::exit::Exit;
use crate::usage::UsageError;

#[derive(Debug, Args)]
pub(super) struct EditArgs {
    /// The rule's number
    #[arg(value_name = "NUMBER")]
    number: i64,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What is to be otherwise; what is not said stays as it is.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct ChangeArgs {
    /// What it says from now on
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// Whom to tell from now on: a channel's name; may be given again
    #[arg(long, value_name = "NAME")]
    channel: Vec<String>,
    /// Tell nobody from now on: what it says is in the log alone
    #[arg(long, conflicts_with = "channel")]
    no_channel: bool,
}

pub(super) async fn edit(
    args: &EditArgs,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let ChangeArgs { rule, channel, no_channel } = &args.change;
    let rule: Option<Rule> = rule.as_deref().map(str::parse).transpose()?;
    let rule = rule.map(|rule| rule.to_string());
    warn_of_unknown(channel, store, context).await?;
    let channels = (*no_channel || !channel.is_empty()).then(|| channel.clone());
    let change = RuleChange { rule: rule.clone(), channels, enabled: None };
    let id = RuleId(args.number);
    match store.change_rule(id, &change).await? {
        RuleChanged::Done => {
            let rules = store.rules().await?;
            let kept = rules.iter().find(|kept| kept.id == id);
            let text = kept.map(|kept| kept.rule.as_str()).unwrap_or_default();
            say_rule(id, text, context);
            Ok(Exit::Done)
        }
        RuleChanged::Gone => {
            warn_of_missing(args.number, context);
            Ok(Exit::NotFound)
        }
        RuleChanged::Taken(other) => {
            let rule = rule.unwrap_or_default();
            Err(UsageError::RuleIsThere { rule, other: other.0 }.into())
        }
    }
}
