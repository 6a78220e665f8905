//! `itemget track list`: what is followed, and what is known of it now.

use clap::Args;
use itemget::Clock as _;
use itemget_history::{Moment, Told};
use jiff::Timestamp;

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::format::Format;
use super::super::listing::{self, Written};
use super::super::table::{Side, grid, harmless, thousands};
use super::named::NamedArgs;
use crate::database::Found;
use crate::exit::Exit;
use crate::followed::records;
use crate::lang::Lang;
use crate::records::TrackedRecord;
use crate::told::{away, counted, outcome, percent, told};

/// List what is followed: price, how it moved, stock, when it is looked at
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    #[command(flatten)]
    named: NamedArgs,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) async fn run(
    args: &ListArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let Some(Found { store, world }) = args.database.find(&settings, context).await?
    else {
        return Ok(Exit::NotFound);
    };
    let now = settings.clock()?.now();
    let named = args.named.find(&store, true).await?;
    let missing = named.say_missing(context);
    let records = records(&store, &named.tracked, world, now.into()).await?;
    let cells = |record: &TrackedRecord| record.cells().to_vec();
    let csv = (&TrackedRecord::COLUMNS[..], cells);
    if listing::for_programs(&records, args.format, csv, !missing, context)?
        == Written::AsTable
    {
        table(&records, now, context)?;
    }
    if records.is_empty() && !missing {
        context.output.warn(context.lang.pick(
            "nothing is followed: `itemget track add` begins it",
            "尚未跟踪任何商品：可用 `itemget track add` 添加",
        ));
    }
    Ok(if missing || records.is_empty() { Exit::NotFound } else { Exit::Done })
}

fn table(
    records: &[TrackedRecord],
    now: Timestamp,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let (lang, paint) = (context.lang, context.output.paint);
    let heading = lang.pick(
        [
            "Id",
            "Title",
            "Price",
            "Last move",
            "Stock",
            "Looked",
            "Stale",
            "Next",
            "State",
        ],
        [
            "商品 ID",
            "标题",
            "价格",
            "最近变动",
            "库存",
            "上次查询",
            "过时",
            "下次查询",
            "状态",
        ],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    rows.extend(records.iter().map(|record| row(record, now, lang).to_vec()));
    use Side::{Left, Right};
    let sides = [Right, Left, Right, Right, Right, Left, Right, Left, Left];
    let lines = grid(&rows, &sides, context.output.width);
    for (at, line) in lines.iter().enumerate() {
        let Some(record) = at.checked_sub(1).map(|at| &records[at]) else {
            context.output.line(&paint.faint(line))?;
            continue;
        };
        let cell = &rows[at][3];
        let painted = match direction(record) {
            _ if record.paused => paint.faint(line),
            Some(true) => line.replacen(cell.as_str(), &paint.good(cell), 1),
            Some(false) => line.replacen(cell.as_str(), &paint.warning(cell), 1),
            None => line.clone(),
        };
        context.output.line(&painted)?;
    }
    let count = thousands(records.len() as u64);
    context.output.note(&match lang {
        Lang::En => format!("{count} followed"),
        Lang::Zh => format!("共跟踪 {count} 个商品"),
    });
    Ok(())
}

/// Whether the price fell last; none where it never moved.
fn direction(record: &TrackedRecord) -> Option<bool> {
    let change = record.now.as_ref()?.change.as_ref()?;
    Some(change.to.amount < change.from.amount)
}

fn row(record: &TrackedRecord, now: Timestamp, lang: Lang) -> [String; 9] {
    let state = record.now.as_ref();
    let price = state.and_then(|state| state.price.as_ref());
    let dash = || "–".to_owned();
    let moved = state.and_then(|state| state.change.as_ref()).map(|change| {
        let by = change.percent.map(|it| it.to_string()).unwrap_or_default();
        let sign = if change.to.amount > change.from.amount { "+" } else { "" };
        format!("{sign}{by} {}", away(change.at, now, lang))
    });
    let looked = record.last_at.map(|at| away(at, now, lang));
    let is_due = record.next_at <= Moment::from(now);
    let next = match (record.paused, is_due) {
        (true, _) => dash(),
        (false, true) => lang.pick("now", "立即").to_owned(),
        (false, false) => away(record.next_at, now, lang),
    };
    [
        record.id.to_string(),
        harmless(record.title.as_deref().unwrap_or("–")),
        told(price, lang),
        moved.unwrap_or_else(dash),
        counted(state.and_then(|state| state.stock.as_ref()), lang),
        looked.unwrap_or_else(|| lang.pick("never", "从未").to_owned()),
        record.stale.map_or_else(dash, |it| percent(it.chance)),
        next,
        status(record, price, lang),
    ]
}

/// Paused; or what came of the last look; or that there was none.
fn status(record: &TrackedRecord, price: Option<&Told>, lang: Lang) -> String {
    let last = match (&record.last_outcome, price) {
        (Some(word), _) => outcome(word, lang),
        (None, Some(_)) => lang.pick("known", "已知").to_owned(),
        (None, None) => lang.pick("new", "新增").to_owned(),
    };
    match record.paused {
        true => lang.pick("paused", "已暂停").to_owned(),
        false if record.failures > 1 => format!("{last} ×{}", record.failures),
        false => last,
    }
}
