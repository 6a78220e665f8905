//! `itemget export`: history as files for other programs, partitioned by platform and day.

use std::collections::BTreeMap;

use clap::Args;
use itemget::{Clock as _, ItemRef};
use itemget_exchange::{FileFormat, Terms};
use itemget_history::Moment;
use serde::Serialize;

use super::Context;
use super::chosen;
use super::database::DatabaseArgs;
use super::interrupt::Interrupt;
use super::progress::{Begin, Progress, ProgressForm};
use super::table::thousands;
use crate::calling::ByteSize;
use crate::config::ObjectStoreSettings;
use crate::database::World;
use crate::depot::{Depot, DepotAddress};
use crate::exit::Exit;
use crate::export::{Export, ExportError, Far, Limits, Tally};
use crate::lang::Lang;
use crate::past::since;
use crate::records::json_line;
use crate::selection::Selection;
use crate::trails::InOrder;

/// Write history as files for other programs, partitioned by platform and day
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// csv, jsonl or parquet; parquet if not said
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "parquet",
        hide_default_value = true
    )]
    format: FileFormat,
    #[arg(long, short, value_name = "DIR|s3://BUCKET/PREFIX", help = OUT_HELP)]
    out: String,
    /// From then on: 90d, 2026-01-31, or all; all if not said
    #[arg(long, value_name = "WHEN", default_value = "all", hide_default_value = true)]
    since: String,
    /// Until then, that day not among it: 2026-03-01, or 7d; now if not said
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Of this item; may be repeated. All of which anything was seen if none is named
    #[arg(long = "id", value_name = "ID|LINK")]
    ids: Vec<String>,
    /// Those in this list
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// Those with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// As seen from this country, such as FR
    #[arg(long, value_name = "COUNTRY")]
    ship_to: Option<String>,
    /// In this currency, such as EUR
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<String>,
    /// As told by this source: dropship, affiliate, item-get, or an API's name
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// How to show progress: auto, bar, lines, json or none
    #[arg(long, value_name = "FORM", default_value = "auto", hide_default_value = true)]
    progress: ProgressForm,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Not a doc comment: as one the address would have to be a link.
const OUT_HELP: &str =
    "Where to: a folder, or s3://BUCKET/PREFIX; one that was stopped is gone on with";

/// What an export came to, for programs.
#[derive(Debug, Serialize)]
struct ExportRecord {
    complete: bool,
    /// Parts that were written, were the same, had been written before, and were removed.
    written: u64,
    unchanged: u64,
    before: u64,
    removed: u64,
    rows: u64,
    bytes: u64,
    out: String,
    synthetic: bool,
}

pub(super) fn run(args: &ExportArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(export(args, context))
}

async fn export(args: &ExportArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let address: DepotAddress = args.out.parse()?;
    let named: Vec<ItemRef> =
        args.ids.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let selection = Selection {
        ship_to: args.ship_to.as_deref().map(str::parse).transpose()?,
        currency: args.currency.as_deref().map(str::parse).transpose()?,
        source: args.source.clone(),
        ..Selection::default()
    };
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let now = Moment::from(settings.clock()?.now());
    let from = since(&args.since, now)?;
    let until = match &args.until {
        None => now,
        // The day itself is not among it.
        Some(text) => since(text, now)?.map_or(now, before).min(now),
    };
    if from.is_some_and(|from| until < from) {
        return Err(ExportError::Reversed.into());
    }
    let Some(found) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let (list, tag) = (args.list.as_deref(), args.tag.as_deref());
    let items = chosen::items(&found.store, named.iter().copied(), list, tag).await?;
    let trails = InOrder::of(&found.store, &items, |key| selection.keeps(key)).await?;
    if trails.items() == 0 {
        context.output.warn(context.lang.pick(
            "nothing of the kind was seen: there is nothing to export",
            "没有此类历史数据，无可导出",
        ));
        return Ok(Exit::NotFound);
    }
    let synthetic = found.world == World::Sandbox;
    let depot = Depot::open(&address, &ObjectStoreSettings::of(context.environment))?;
    let export = Export {
        store: &found.store,
        depot: &depot,
        trails: &trails,
        terms: terms(args, &named, synthetic),
        since: from,
        until,
    };
    let quit = Interrupt::listen()?.heard();
    let mut shown: Option<Progress> = None;
    let (output, lang) = (&context.output, context.lang);
    let mut heard = |Far { done, total }: Far| {
        let progress = shown.get_or_insert_with(|| {
            let begin =
                Begin { total: Some(total), done, is_local: true, ..Begin::default() };
            Progress::start(args.progress, begin, output, lang)
        });
        progress.reach(done, output);
    };
    let ended = export.run(Limits::default(), &quit, &mut heard).await;
    if let Some(progress) = shown {
        progress.end(&context.output);
    }
    say(&ended?, &address, synthetic, &quit, context)
}

/// The second before a moment.
fn before(moment: Moment) -> Moment {
    Moment::from_seconds(moment.seconds() - 1)
}

/// What is asked for, in the words of the command line.
fn terms(args: &ExportArgs, named: &[ItemRef], synthetic: bool) -> Terms {
    let mut ids: Vec<String> = named.iter().map(|item| item.id.to_string()).collect();
    ids.sort_unstable();
    ids.dedup();
    let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
    let only = [
        ("id", ids),
        ("list", one(&args.list)),
        ("tag", one(&args.tag)),
        ("ship_to", one(&args.ship_to)),
        ("currency", one(&args.currency)),
        ("source", one(&args.source)),
    ];
    let only = only.into_iter().filter(|(_, values)| !values.is_empty());
    let only: BTreeMap<String, Vec<String>> =
        only.map(|(name, values)| (name.to_owned(), values)).collect();
    Terms {
        format: args.format,
        synthetic,
        since: args.since.clone(),
        until: args.until.clone(),
        only,
    }
}

fn say(
    tally: &Tally,
    address: &DepotAddress,
    synthetic: bool,
    quit: &tokio::sync::watch::Receiver<Option<Exit>>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let Tally { written, unchanged, before, removed, rows, bytes, complete } = *tally;
    if context.output.data_is_for_a_person {
        let [rows, parts] = [rows, written + unchanged + before].map(thousands);
        let size = ByteSize(bytes).words();
        context.output.line(&match lang {
            Lang::En => format!("{rows} rows in {parts} files, {size}, in {address}"),
            Lang::Zh => format!("{address}：{parts} 个文件，{rows} 行，{size}"),
        })?;
    } else {
        let out = address.to_string();
        let record = ExportRecord {
            complete,
            written,
            unchanged,
            before,
            removed,
            rows,
            bytes,
            out,
            synthetic,
        };
        json_line(context.output.data(), &record)?;
    }
    if complete {
        let [written, unchanged, before] = [written, unchanged, before].map(thousands);
        context.output.note(&match lang {
            Lang::En => format!(
                "{written} files written, {unchanged} unchanged, {before} from a run before; all of it is there"
            ),
            Lang::Zh => format!(
                "写入 {written} 个文件，{unchanged} 个无变化，{before} 个由上次运行写入；导出完成"
            ),
        });
        return Ok(Exit::Done);
    }
    context.output.warn(lang.pick(
        "stopped: the same command goes on where it was",
        "已停止：重复同一命令即可从中断处继续",
    ));
    Ok(quit.borrow().unwrap_or(Exit::Interrupted))
}
