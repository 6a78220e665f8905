//! `itemget alerts add|list|remove|pause|resume`: the rules, at four levels.

use clap::Args;
use itemget::{ItemRef, SkuId};
use itemget_history::Moment;
use itemget_history::alert::Rule;
use itemget_store::{RuleId, RuleScope, Store, Tracked, Which};

use super::super::Context;
use super::super::format::Format;
use super::super::listing::{self, Written};
use super::super::table::{Side, harmless};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::{NamedRule, named};
use crate::rules::is_list;
use crate::usage::UsageError;

#[derive(Debug, Args)]
pub(super) struct AddArgs {
    /// The rule
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    about: AboutArgs,
    /// Only this variant of the item, by its id
    #[arg(long, value_name = "ID", requires = "item")]
    sku: Option<SkuId>,
    /// Whom to tell: a channel's name; may be given again
    #[arg(long, value_name = "NAME")]
    channel: Vec<String>,
}

/// What a rule is about.
#[derive(Debug, Args)]
pub(super) struct AboutArgs {
    /// Only what is in this list
    #[arg(long, value_name = "NAME", conflicts_with = "item")]
    pub(super) list: Option<String>,
    /// Only this item, by its id or link
    #[arg(long, value_name = "ID|LINK")]
    pub(super) item: Option<ItemRef>,
}

#[derive(Debug, Args)]
pub(super) struct RuleArgs {
    /// The rules' numbers
    #[arg(value_name = "NUMBER", required = true)]
    rules: Vec<i64>,
}

pub(super) async fn add(
    args: &AddArgs,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let rule: Rule = args.rule.parse()?;
    let scopes = match (&args.about.list, args.about.item) {
        (Some(list), _) => vec![RuleScope::List(list.clone())],
        (None, Some(item)) => {
            let tracked = tracked(store, item).await?.into_iter();
            let scope = |it: Tracked| match args.sku {
                Some(sku) => RuleScope::Sku(it.id, sku),
                None => RuleScope::Tracked(it.id),
            };
            tracked.map(scope).collect()
        }
        (None, None) => vec![RuleScope::All],
    };
    if let Some(list) = &args.about.list
        && !is_list(store, list).await?
    {
        context.output.warn(&match context.lang {
            Lang::En => format!("warning: there is no list `{}` yet", harmless(list)),
            Lang::Zh => format!("警告：尚无名为 `{}` 的列表", harmless(list)),
        });
    }
    warn_of_unknown(&args.channel, store, context).await?;
    for scope in scopes {
        let text = rule.to_string();
        let id = store.add_rule(&text, &scope, &args.channel, now).await?;
        say_rule(id, &text, context);
    }
    Ok(Exit::Done)
}

/// Says what a rule says now.
pub(super) fn say_rule(id: RuleId, text: &str, context: &Context<'_>) {
    context.output.note(&match context.lang {
        Lang::En => format!("rule {}: {text}", id.0),
        Lang::Zh => format!("规则 {}：{text}", id.0),
    });
}

/// Warns of channels that there are not yet.
pub(super) async fn warn_of_unknown(
    channels: &[String],
    store: &Store,
    context: &Context<'_>,
) -> anyhow::Result<()> {
    let known = store.channels().await?;
    for name in channels {
        if known.iter().all(|(it, _)| it != name) {
            context.output.warn(&match context.lang {
                Lang::En => {
                    format!("warning: there is no channel `{}` yet", harmless(name))
                }
                Lang::Zh => format!("警告：尚无名为 `{}` 的渠道", harmless(name)),
            });
        }
    }
    Ok(())
}

/// Says that there is no such rule.
pub(super) fn warn_of_missing(id: i64, context: &Context<'_>) {
    context.output.warn(&match context.lang {
        Lang::En => format!("there is no rule {id}; see `itemget alerts list`"),
        Lang::Zh => format!("没有编号为 {id} 的规则，请用 `itemget alerts list` 查看"),
    });
}

/// What is tracked of an item; an error where that is nothing.
pub(super) async fn tracked(
    store: &Store,
    item: ItemRef,
) -> anyhow::Result<Vec<Tracked>> {
    let which = Which { item: Some(item), ..Which::default() };
    let tracked = store.tracked(&which).await?;
    match tracked.is_empty() {
        true => Err(UsageError::NotTracked { item: item.id.to_string() }.into()),
        false => Ok(tracked),
    }
}

/// Does something to each rule; those that there are not are named.
pub(super) async fn change<C>(
    args: &RuleArgs,
    context: &Context<'_>,
    change: C,
) -> anyhow::Result<Exit>
where
    C: AsyncFn(RuleId) -> anyhow::Result<bool>,
{
    let mut exit = Exit::Done;
    for id in &args.rules {
        if !change(RuleId(*id)).await? {
            exit = Exit::NotFound;
            warn_of_missing(*id, context);
        }
    }
    Ok(exit)
}

pub(super) async fn list(
    format: Option<Format>,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let records = named(store, store.rules().await?).await?;
    let lang = context.lang;
    let csv = (&NamedRule::COLUMNS[..], NamedRule::cells);
    let written = listing::for_programs(&records, format, csv, true, context)?;
    if written == Written::AsTable {
        let heading = lang.pick(
            ["No.", "Rule", "About", "Tells", "In force"],
            ["编号", "规则", "范围", "渠道", "生效"],
        );
        let rows = records.iter().map(|named| {
            let NamedRule { rule, .. } = named;
            let force = match rule.enabled {
                true => lang.pick("yes", "是"),
                false => lang.pick("no", "否"),
            };
            let channels = rule.channels.join(", ");
            let (id, text) = (rule.id.to_string(), rule.rule.clone());
            [id, text, named.about(lang), channels, force.to_owned()]
        });
        listing::table(heading, rows, [Side::Left; 5], context)?;
    }
    Ok(listing::exit(records.is_empty(), context))
}
