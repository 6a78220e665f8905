//! `itemget alerts`: what one wants to be told of, and what was told.

mod channel;

use clap::{Args, Subcommand};
use itemget::{Clock as _, ItemRef};
use itemget_history::alert::{Policy, Rule, replay};
use itemget_history::{Moment, TrailKey};
use itemget_store::{AlertsOf, RuleId, RuleScope, Store, Tracked, Which};
use serde::Serialize;

use super::format::Format;
use super::table::{Side, harmless, padded, width};
use super::{Account, Context};
use crate::calling::Age;
use crate::config::keys;
use crate::database::{self, World};
use crate::exit::Exit;
use crate::follow::alerting;
use crate::lang::Lang;
use crate::records::{AlertRecord, RuleRecord, csv_line, json_line};
use crate::usage::UsageError;

/// Say what you want to be told of, and see what was told
#[derive(Debug, Args)]
pub(super) struct AlertsArgs {
    #[command(subcommand)]
    action: Action,
    #[arg(long, value_name = "ADDRESS", global = true, help = super::database::DATABASE_HELP)]
    database: Option<String>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT", global = true)]
    format: Option<Format>,
    #[command(flatten)]
    account: Account,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add a rule, such as "back in stock"
    Add(AddArgs),
    /// Show the rules
    List,
    /// Remove rules by their numbers; what they told stays
    Remove(RuleArgs),
    /// Put rules out of force
    Pause(RuleArgs),
    /// Put rules into force again
    Resume(RuleArgs),
    /// Make, show, try and remove the ways to tell
    #[command(subcommand)]
    Channel(channel::ChannelAction),
    /// Show what was told, and why
    Log(LogArgs),
    /// Show what a rule would have told of the past
    Replay(ReplayArgs),
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The rule
    #[arg(value_name = "RULE")]
    rule: String,
    #[command(flatten)]
    about: AboutArgs,
    /// Whom to tell: a channel's name; may be given again
    #[arg(long, value_name = "NAME")]
    channel: Vec<String>,
}

/// What a rule is about.
#[derive(Debug, Args)]
struct AboutArgs {
    /// Only what is in this list
    #[arg(long, value_name = "NAME", conflicts_with = "item")]
    list: Option<String>,
    /// Only this item, by its id or link
    #[arg(long, value_name = "ID|LINK")]
    item: Option<ItemRef>,
}

#[derive(Debug, Args)]
struct RuleArgs {
    /// The rules' numbers
    #[arg(value_name = "NUMBER", required = true)]
    rules: Vec<i64>,
}

#[derive(Debug, Args)]
struct LogArgs {
    /// From how long ago on, such as 30d
    #[arg(long, value_name = "TIME")]
    since: Option<Age>,
    /// Only of this item, by its id or link
    #[arg(long, value_name = "ID|LINK")]
    item: Option<ItemRef>,
    /// No more than so many, the newest first
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    limit: u32,
}

#[derive(Debug, Args)]
struct ReplayArgs {
    /// The rule; without one, all that are in force
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// From how long ago on
    #[arg(long, value_name = "TIME", default_value = "90d")]
    since: Age,
    #[command(flatten)]
    about: AboutArgs,
}

pub(super) fn run(args: &AlertsArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let settings = context.settings(flags)?;
    let world = World::of(&settings, args.account.target());
    let now = Moment::from(settings.clock()?.now());
    super::runtime()?.block_on(async {
        let store = database::open(&settings, world).await?;
        match &args.action {
            Action::Add(add) => self::add(add, &store, now, context).await,
            Action::List => list(args.format, &store, context).await,
            Action::Remove(rules) => {
                change(rules, context, async |id| Ok(store.remove_rule(id).await?)).await
            }
            Action::Pause(rules) => {
                let pause = async |id| Ok(store.enable_rule(id, false).await?);
                change(rules, context, pause).await
            }
            Action::Resume(rules) => {
                let resume = async |id| Ok(store.enable_rule(id, true).await?);
                change(rules, context, resume).await
            }
            Action::Channel(action) => {
                channel::run(action, args.format, &store, now, context).await
            }
            Action::Log(log) => self::log(log, args.format, &store, now, context).await,
            Action::Replay(past) => {
                replayed(past, args.format, &store, now, context).await
            }
        }
    })
}

async fn add(
    args: &AddArgs,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let rule: Rule = args.rule.parse()?;
    let mut scopes = Vec::new();
    match (&args.about.list, args.about.item) {
        (Some(list), _) => scopes.push(RuleScope::List(list.clone())),
        (None, Some(item)) => {
            let which = Which { item: Some(item), ..Which::default() };
            let tracked = store.tracked(&which).await?;
            if tracked.is_empty() {
                return Err(UsageError::NotTracked { item: item.id.to_string() }.into());
            }
            scopes.extend(tracked.iter().map(|it| RuleScope::Tracked(it.id)));
        }
        (None, None) => scopes.push(RuleScope::All),
    }
    let known = store.channels().await?;
    for name in &args.channel {
        if known.iter().all(|(it, _)| it != name) {
            context.output.warn(&match context.lang {
                Lang::En => {
                    format!("warning: there is no channel `{}` yet", harmless(name))
                }
                Lang::Zh => format!("警告：尚无名为 `{}` 的渠道", harmless(name)),
            });
        }
    }
    for scope in scopes {
        let text = rule.to_string();
        let id = store.add_rule(&text, &scope, &args.channel, now).await?;
        context.output.note(&match context.lang {
            Lang::En => format!("rule {}: {text}", id.0),
            Lang::Zh => format!("规则 {}：{text}", id.0),
        });
    }
    Ok(Exit::Done)
}

/// Does something to each rule; those that there are not are named.
async fn change<C>(
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
            context.output.warn(&match context.lang {
                Lang::En => format!("there is no rule {id}; see `itemget alerts list`"),
                Lang::Zh => {
                    format!("没有编号为 {id} 的规则，请用 `itemget alerts list` 查看")
                }
            });
        }
    }
    Ok(exit)
}

async fn list(
    format: Option<Format>,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let rules = store.rules().await?;
    let records: Vec<RuleRecord> = rules.into_iter().map(RuleRecord::of).collect();
    let lang = context.lang;
    let heading = lang.pick(
        ["No.", "Rule", "About", "Tells", "In force"],
        ["编号", "规则", "范围", "渠道", "生效"],
    );
    let cells = |record: &RuleRecord| {
        let about = match &record.target {
            Some(target) => format!("{} {target}", record.scope),
            None => record.scope.to_owned(),
        };
        let force = match record.enabled {
            true => lang.pick("yes", "是"),
            false => lang.pick("no", "否"),
        };
        let channels = record.channels.join(", ");
        [record.id.to_string(), record.rule.clone(), about, channels, force.to_owned()]
    };
    show(&records, format, heading, &cells, context)?;
    Ok(if records.is_empty() { Exit::NotFound } else { Exit::Done })
}

async fn log(
    args: &LogArgs,
    format: Option<Format>,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let since = args.since.map(|Age(age)| now - age);
    let of = AlertsOf { item: args.item, since, limit: Some(args.limit) };
    let alerts = store.alerts(&of).await?;
    let firings =
        alerts.iter().filter_map(|kept| serde_json::from_str(&kept.firing).ok());
    let records: Vec<AlertRecord> = firings.map(AlertRecord::of).collect();
    show_alerts(&records, format, context)
}

async fn replayed(
    args: &ReplayArgs,
    format: Option<Format>,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let Age(age) = args.since;
    let one = args.rule.as_deref().map(str::parse::<Rule>).transpose()?;
    let rules = alerting::in_force(store).await?;
    let which = Which {
        list: args.about.list.clone(),
        item: args.about.item,
        ..Which::default()
    };
    let policy = Policy::default();
    let mut firings = Vec::new();
    for tracked in store.tracked(&which).await? {
        let rules: Vec<Rule> = match &one {
            Some(rule) => vec![rule.clone()],
            None => {
                let lists = store.groups(tracked.id).await?.lists;
                let about = rules.iter().filter(|rule| rule.is_about(&tracked, &lists));
                about.map(|rule| rule.rule.clone()).collect()
            }
        };
        for (key, trail) in trails_of(store, &tracked).await? {
            for rule in rules.iter().filter(|rule| rule.is_for(&key)) {
                firings.extend(replay(rule, &key, &trail, now - age, &policy, None).told);
            }
        }
    }
    // An item that is followed twice from one country is told of once, as in `run`.
    let mut known = std::collections::BTreeSet::new();
    firings.retain(|firing| known.insert(firing.identity()));
    firings.sort_by_key(|firing| std::cmp::Reverse(firing.at));
    let records: Vec<AlertRecord> = firings.into_iter().map(AlertRecord::of).collect();
    show_alerts(&records, format, context)
}

async fn trails_of(
    store: &Store,
    tracked: &Tracked,
) -> anyhow::Result<Vec<(TrailKey, itemget_history::Trail)>> {
    let all = store.trails_of(tracked.watch.item).await?;
    let ship_to = tracked.watch.view.ship_to;
    Ok(all.into_iter().filter(|(key, _)| key.ship_to == ship_to).collect())
}

fn show_alerts(
    records: &[AlertRecord],
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let heading = lang.pick(
        ["When", "Item", "What", "Before", "After", "Rule"],
        ["时间", "商品", "内容", "之前", "之后", "规则"],
    );
    let cells = |record: &AlertRecord| {
        let sku = record.series.sku.map(|sku| format!(" {sku}")).unwrap_or_default();
        [
            record.at.to_string(),
            record.key.item.id.to_string(),
            format!("{}{sku}", record.series.kind),
            record.before.clone().unwrap_or_else(|| "–".to_owned()),
            record.after.clone(),
            record.rule.clone(),
        ]
    };
    show(records, format, heading, &cells, context)?;
    Ok(if records.is_empty() { Exit::NotFound } else { Exit::Done })
}

/// Shows rows in the form that was asked for.
fn show<T: Serialize, const N: usize>(
    records: &[T],
    format: Option<Format>,
    heading: [&str; N],
    cells: &dyn Fn(&T) -> [String; N],
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json | Format::Jsonl => {
            for record in records {
                json_line(context.output.data(), record)?;
            }
        }
        Format::Csv => {
            csv_line(context.output.data(), &heading)?;
            for record in records {
                csv_line(context.output.data(), &cells(record))?;
            }
        }
        Format::Table => {
            let heading = heading.map(str::to_owned);
            let rows: Vec<[String; N]> = records.iter().map(cells).collect();
            let widths: Vec<usize> = (0..N)
                .map(|at| {
                    let all = rows.iter().chain([&heading]);
                    all.map(|row| width(&row[at])).max().unwrap_or(0)
                })
                .collect();
            let line = |row: &[String; N]| {
                let cells = row.iter().zip(&widths);
                let cells = cells
                    .map(|(cell, width)| padded(&harmless(cell), *width, Side::Left));
                cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
            };
            if !rows.is_empty() {
                let heading = context.output.paint.faint(&line(&heading));
                context.output.line(&heading)?;
            }
            for row in &rows {
                context.output.line(&line(row))?;
            }
        }
    }
    if records.is_empty() {
        context.output.note(context.lang.pick("there are none", "没有"));
    }
    Ok(())
}
