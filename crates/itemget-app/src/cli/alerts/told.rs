//! `itemget alerts log|replay`: what was told, and what would have been.

use clap::Args;
use itemget::ItemRef;
use itemget_history::Moment;
use itemget_store::{AlertsOf, RuleScope, Store, Which};

use super::super::Context;
use super::super::format::Format;
use super::super::listing::{self, Shown, Writing};
use super::super::table::{Side, thousands};
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
    /// No more than so many, the newest first; 100 in a table if not said
    #[arg(long, value_name = "NUMBER")]
    limit: Option<u32>,
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
    let shown = shown();
    let csv = (&shown.columns[..], |it: &AlertRecord| cells(it).to_vec());
    let mut writing = Writing::begin(format, csv, context)?;
    // What programs read is never less than all by itself.
    let limit = args.limit.or(writing.is_none().then_some(IN_A_TABLE));
    let mut of = AlertsOf { item: args.item, since, ..AlertsOf::default() };
    let mut records = Vec::new();
    let (mut read, mut told, mut unread) = (0, 0, 0);
    let left = loop {
        let wanted = limit.map_or(AT_ONCE, |limit| (limit - read).min(AT_ONCE));
        if wanted == 0 {
            break store.count_alerts(&of).await?;
        }
        let page = store.alerts(&AlertsOf { limit: Some(wanted), ..of.clone() }).await?;
        let Some(last) = page.last() else { break 0 };
        of.after = Some((last.at, last.id));
        read = read.saturating_add(u32::try_from(page.len()).unwrap_or(u32::MAX));
        let (some, unread_here) = AlertRecord::all(&page);
        unread += unread_here;
        told += some.len();
        match &mut writing {
            Some(writing) => writing.write(&some, context)?,
            None => records.extend(some),
        }
    };
    if unread > 0 {
        context.output.warn(&context.lang.pick(
            format!("{unread} more were kept by another version and cannot be read"),
            format!("另有 {unread} 条由其他版本保存，无法解析"),
        ));
    }
    match writing {
        Some(writing) => writing.end(left == 0, context)?,
        None => {
            let heading = context.lang.pick(shown.heading.0, shown.heading.1);
            listing::table(heading, records.iter().map(cells), shown.sides, context)?;
        }
    }
    let exit = listing::exit(told == 0, context);
    if left > 0 {
        let (all, left) = (u64::from(read) + left, thousands(left));
        context.output.note(&context.lang.pick(
            format!("{left} older ones are not shown; all: `--limit {all}`"),
            format!("另有 {left} 条更早的未显示，全部显示请用 `--limit {all}`"),
        ));
    }
    Ok(exit)
}

/// So many are shown to a person who does not say how many.
const IN_A_TABLE: u32 = 100;
/// So many are in memory at once, where a program reads them.
const AT_ONCE: u32 = 1000;

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
    if past.replaced > 0 {
        let (not_tried, all) = (past.replaced, tracked.len());
        context.output.note(&context.lang.pick(
            format!(
                "nothing is tried for {not_tried} of {all}: a rule about the same stands \
                 closer to them, as on a list, and takes its place (`itemget alerts \
                 list`); `--list NAME` or `--item ID` tries it there"
            ),
            format!(
                "{all} 个中有 {not_tried} 个未试用该规则：离它们更近（例如列表上）的同类规则会取代它（见 \
                 `itemget alerts list`）；可用 `--list NAME` 或 `--item ID` 在该处试用"
            ),
        ));
    }
    context.output.note(context.lang.pick(
        "of the past only changes are kept, and not each look: what did not surely stay \
         until a second look is not told here, and a run tells more",
        "过去只保留变动，不保留每次读取：不能确定持续到第二次读取的内容在此不提醒，实际运行会提醒更多",
    ));
    let told = past.told;
    let records: Vec<AlertRecord> = told.into_iter().map(AlertRecord::of).collect();
    Ok(listing::show(&records, format, &shown(), cells, context)?)
}

fn shown() -> Shown<6> {
    Shown {
        columns: ["at", "item", "series", "before", "after", "rule"],
        heading: (
            ["When", "Item", "What", "Before", "After", "Rule"],
            ["时间", "商品", "内容", "之前", "之后", "规则"],
        ),
        sides: [Side::Left; 6],
    }
}

fn cells(record: &AlertRecord) -> [String; 6] {
    let sku = record.series.sku.map(|sku| format!(" {sku}")).unwrap_or_default();
    [
        record.at.to_string(),
        record.key.item.id.to_string(),
        format!("{}{sku}", record.series.kind),
        record.before.clone().unwrap_or_else(|| "–".to_owned()),
        record.after.clone(),
        record.rule.clone(),
    ]
}
