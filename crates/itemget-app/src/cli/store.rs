//! `itemget store`: looking after what is kept. Nothing is sent.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_store::{Checked, Compacted, Figures, Forgotten, Store};
use serde::Serialize;

use super::Context;
use super::database::DatabaseArgs;
use super::duration;
use super::format::Format;
use super::table::{Side, harmless, padded, thousands, width};
use crate::calling::ByteSize;
use crate::database::{Found, World};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::{csv_line, json_line};
use crate::retention;
use crate::told::minute;

/// Check, measure, compact and back up what is kept
#[derive(Debug, Args)]
pub(super) struct StoreArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Check(Box<FormatArgs>),
    Stats(Box<StatsArgs>),
    Compact(Box<CompactArgs>),
    Backup(Box<BackupArgs>),
}

/// Read all that is kept, and say what cannot be read or does not fit together
#[derive(Debug, Args)]
struct FormatArgs {
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Say how much is kept, in how few bytes, and how much of the time was seen
#[derive(Debug, Args)]
struct StatsArgs {
    #[command(flatten)]
    common: FormatArgs,
}

/// Lay what came last beside what is kept, and forget answers that are old enough for it
#[derive(Debug, Args)]
struct CompactArgs {
    /// Give back room that is not used any more; takes as much room again meanwhile
    #[arg(long)]
    shrink: bool,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Copy all of it into a new file, while others go on with it
#[derive(Debug, Args)]
struct BackupArgs {
    /// The file, which must not be there
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) fn run(args: StoreArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(async {
        let database = match &args.action {
            Action::Check(args) => &args.database,
            Action::Stats(args) => &args.common.database,
            Action::Compact(args) => &args.database,
            Action::Backup(args) => &args.database,
        };
        let settings = context.settings(database.add_to(context.flags.clone()))?;
        let Some(Found { store, world }) = database.find(&settings, context).await?
        else {
            return Ok(Exit::NotFound);
        };
        match &args.action {
            Action::Check(args) => check(&store, args.format, context).await,
            Action::Stats(args) => {
                stats(&store, world, args.common.format, context).await
            }
            Action::Compact(args) => {
                let now = Moment::from(settings.clock()?.now());
                let forgotten = retention::tidy(&store, settings.keep_bodies, now);
                let forgotten = forgotten.await?;
                compact(&store, args.shrink, forgotten, context).await
            }
            Action::Backup(args) => backup(&store, &args.file, context).await,
        }
    })
}

/// What a check found, for programs.
#[derive(Debug, Serialize)]
struct CheckRecord {
    whole: bool,
    trails: u64,
    segments: u64,
    waiting: u64,
    faults: Vec<FaultRecord>,
}

/// Something that is wrong.
#[derive(Debug, Serialize)]
struct FaultRecord {
    /// The trail that it concerns; null where it is the database itself.
    trail: Option<i64>,
    what: String,
}

async fn check(
    store: &Store,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let Checked { trails, segments, head, faults } = store.check().await?;
    let fault = |fault: itemget_store::Fault| FaultRecord {
        trail: fault.trail.map(|trail| trail.0),
        what: fault.what,
    };
    let faults: Vec<FaultRecord> = faults.into_iter().map(fault).collect();
    let whole = faults.is_empty();
    let record = CheckRecord { whole, trails, segments, waiting: head, faults };
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json | Format::Jsonl => json_line(context.output.data(), &record)?,
        Format::Csv => {
            csv_line(context.output.data(), &["trail", "what"])?;
            for fault in &record.faults {
                let trail = fault.trail.map(|it| it.to_string()).unwrap_or_default();
                csv_line(context.output.data(), &[&trail, &fault.what])?;
            }
        }
        Format::Table => tell_check(&record, context)?,
    }
    Ok(if whole { Exit::Done } else { Exit::Software })
}

fn tell_check(record: &CheckRecord, context: &mut Context<'_>) -> std::io::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let [trails, segments, waiting] =
        [record.trails, record.segments, record.waiting].map(thousands);
    context.output.line(&match lang {
        Lang::En => format!(
            "{trails} trails, {segments} segments and {waiting} waiting readings were read"
        ),
        Lang::Zh => {
            format!("已读取 {trails} 条轨迹、{segments} 个数据段和 {waiting} 条待整理读数")
        }
    })?;
    for fault in &record.faults {
        let trail = fault.trail.map(|trail| match lang {
            Lang::En => format!("trail {trail}: "),
            Lang::Zh => format!("轨迹 {trail}："),
        });
        let text = format!("{}{}", trail.unwrap_or_default(), harmless(&fault.what));
        context.output.line(&paint.bad(&text))?;
    }
    let text = match (record.whole, lang) {
        (true, Lang::En) => paint.good("all of it is whole"),
        (true, Lang::Zh) => paint.good("全部完好"),
        (false, Lang::En) => format!(
            "{} faults; the rest can be read: `itemget store backup` copies it, a backup may have what is lost",
            record.faults.len()
        ),
        (false, Lang::Zh) => format!(
            "发现 {} 处损坏，其余仍可读取：可用 `itemget store backup` 复制，损坏部分可从备份恢复",
            record.faults.len()
        ),
    };
    context.output.line(&text)
}

/// How much is kept, for programs.
#[derive(Debug, Serialize)]
struct FiguresRecord {
    trails: u64,
    series: u64,
    readings: u64,
    changes: u64,
    waiting: u64,
    first: Option<Moment>,
    last: Option<Moment>,
    /// Of the time between the first and last reading of each trail, in hundredths of a
    /// percent, rounded down; null where there is no such time.
    observed_basis_points: Option<u64>,
    /// On disk, of everything in the database.
    bytes: u64,
    /// In hundredths of a byte; null where nothing changed.
    bytes_per_change_hundredths: Option<u64>,
    tracked: u64,
    synthetic: bool,
}

impl FiguresRecord {
    fn of(figures: &Figures, tracked: u64, world: World) -> Self {
        let part = |part: u128, whole: u128, scale: u128| {
            let share = (whole > 0).then(|| part * scale / whole)?;
            u64::try_from(share).ok()
        };
        let (watched, extent) = (figures.watched.as_secs(), figures.extent.as_secs());
        Self {
            trails: figures.trails,
            series: figures.series,
            readings: figures.readings,
            changes: figures.changes,
            waiting: figures.waiting,
            first: figures.first,
            last: figures.last,
            observed_basis_points: part(watched.into(), extent.into(), 10_000),
            bytes: figures.bytes,
            bytes_per_change_hundredths: part(
                figures.bytes.into(),
                figures.changes.into(),
                100,
            ),
            tracked,
            synthetic: world == World::Sandbox,
        }
    }
}

async fn stats(
    store: &Store,
    world: World,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let figures = store.figures().await?;
    let tracked = store.count_tracked(&itemget_store::Which::default()).await?;
    let record = FiguresRecord::of(&figures, tracked, world);
    let rows = rows(&record, &figures, context.lang);
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json | Format::Jsonl => json_line(context.output.data(), &record)?,
        Format::Csv => {
            csv_line(context.output.data(), &["what", "value"])?;
            let json = serde_json::to_value(&record)?;
            for (name, value) in json.as_object().into_iter().flatten() {
                let text = match value {
                    serde_json::Value::Null => String::new(),
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                csv_line(context.output.data(), &[name, &text])?;
            }
        }
        Format::Table => {
            let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
            for (name, value) in rows {
                let name = context.output.paint.faint(&padded(&name, label, Side::Left));
                context.output.line(&format!("{name}  {value}"))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn rows(record: &FiguresRecord, figures: &Figures, lang: Lang) -> Vec<(String, String)> {
    let dash = || "–".to_owned();
    let hundredths = |it: u64| format!("{}.{:02}", it / 100, it % 100);
    let span = match (figures.first, figures.last) {
        (Some(first), Some(last)) => format!("{} – {}", minute(first), minute(last)),
        _ => dash(),
    };
    let watched = match figures.watched {
        Duration::ZERO => dash(),
        watched => duration::words(watched, lang),
    };
    let rows = [
        (("Followed", "跟踪的商品"), thousands(record.tracked)),
        (
            ("Trails (item, view, source)", "轨迹（商品×视角×来源）"),
            thousands(record.trails),
        ),
        (("Series", "序列"), thousands(record.series)),
        (("Readings", "读数"), thousands(record.readings)),
        (("Changes", "变动"), thousands(record.changes)),
        (("Waiting to be compacted", "待整理"), thousands(record.waiting)),
        (("Between", "时间范围"), span),
        (("Watched, all together", "累计观测时长"), watched),
        (
            ("Seen of that time", "观测覆盖"),
            record
                .observed_basis_points
                .map_or_else(dash, |it| format!("{}%", hundredths(it))),
        ),
        (("On disk", "占用空间"), ByteSize(record.bytes).words()),
        (
            ("Bytes a change", "每次变动字节数"),
            record.bytes_per_change_hundredths.map_or_else(dash, hundredths),
        ),
    ];
    rows.into_iter()
        .map(|((en, zh), value)| (lang.pick(en, zh).to_owned(), value))
        .collect()
}

async fn compact(
    store: &Store,
    shrink: bool,
    forgotten: Forgotten,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    let Compacted { readings, trails, .. } = store.compact().await?;
    if shrink {
        store.shrink().await?;
    }
    let [readings, trails] = [readings, trails].map(thousands);
    context.output.note(&match context.lang {
        Lang::En => format!("{readings} readings laid into {trails} trails"),
        Lang::Zh => format!("已将 {readings} 条读数整理进 {trails} 条轨迹"),
    });
    if forgotten.sightings > 0 {
        let answers = thousands(forgotten.sightings);
        context.output.note(&match context.lang {
            Lang::En => format!("{answers} old answers of the platform forgotten"),
            Lang::Zh => format!("已清除 {answers} 条过期的平台原始应答"),
        });
    }
    Ok(Exit::Done)
}

async fn backup(
    store: &Store,
    file: &Path,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    store.backup(file).await?;
    let file = harmless(&file.display().to_string());
    context.output.note(&match context.lang {
        Lang::En => format!("copied into `{file}`, which only you can read"),
        Lang::Zh => format!("已备份到 `{file}`，仅限本人读取"),
    });
    Ok(Exit::Done)
}
