//! `itemget alerts log|replay`: what was told, and what would have been.

use clap::Args;
use itemget::ItemRef;
use itemget_history::Moment;
use itemget_store::{AlertsOf, RuleScope, Store, Which};

use super::super::Context;
use super::super::format::Format;
use super::super::listing::{self, Shown};
use super::super::table::Side;
use super::rules::AboutArgs;
use crate::calling::Age;
use crate::exit::Exit;
use crate::records::AlertRecord;
use crate::rules::{Book, told_of_the_past};

#[derive(Debug, Args)]
pub(super) struct LogArgs {
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
pub(super) struct ReplayArgs {
    /// The rule; without one, all that are in force
    #[arg(value_name = "RULE")]
    rule: Option<String>,
    /// From how long ago on
    #[arg(long, value_name = "TIME", default_value = "90d")]
    since: Age,
    #[command(flatten)]
    about: AboutArgs,
}

pub(super) async fn log(
    args: &LogArgs,
    format: Option<Format>,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let since = args.since.map(|Age(age)| now - age);
    let limit = Some(args.limit);
    let of = AlertsOf { item: args.item, since, limit, ..AlertsOf::default() };
    let alerts = store.alerts(&of).await?;
    let (records, unread) = AlertRecord::all(&alerts);
    if unread > 0 {
        context.output.warn(&context.lang.pick(
            format!("{unread} more were kept by another version and cannot be read"),
            format!("另有 {unread} 条由其他版本保存，无法解析"),
        ));
    }
    show(records, format, context)
}

pub(super) async fn replayed(
    args: &ReplayArgs,
    format: Option<Format>,
    store: &Store,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let Age(age) = args.since;
    let which = Which {
        list: args.about.list.clone(),
        item: args.about.item,
        ..Which::default()
    };
    let tracked = store.tracked(&which).await?;
    let (book, only) = match &args.rule {
        // Where it would be in force, and by what is said there.
        Some(rule) => {
            let scopes = match (&args.about.list, args.about.item) {
                (Some(list), _) => vec![RuleScope::List(list.clone())],
                (None, Some(_)) => {
                    tracked.iter().map(|it| RuleScope::Tracked(it.id)).collect()
                }
                (None, None) => vec![RuleScope::All],
            };
            let (book, trial) = Book::with_trial(store, &rule.parse()?, &scopes).await?;
            (book, Some(trial))
        }
        None => (Book::read(store).await?, None),
    };
    let past = told_of_the_past(store, &book, only, &tracked, now - age).await?;
    let told = past.told;
    show(told.into_iter().map(AlertRecord::of).collect(), format, context)
}

fn show(
    records: Vec<AlertRecord>,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let shown = Shown {
        columns: ["at", "item", "series", "before", "after", "rule"],
        heading: (
            ["When", "Item", "What", "Before", "After", "Rule"],
            ["时间", "商品", "内容", "之前", "之后", "规则"],
        ),
        sides: [Side::Left; 6],
    };
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
    Ok(listing::show(&records, format, &shown, cells, context)?)
}
