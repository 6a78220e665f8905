//! `itemget rates`: exchange rates that prices can be shown by. What is kept is never
//! converted.

use std::path::Path;

use clap::{Args, Subcommand};
use itemget::{Clock as _, Currency};
use itemget_history::Moment;
use itemget_history::rates::Rates;
use itemget_store::RateSource;
use serde::Serialize;

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use super::listing::{self, Written};
use super::table::{Side, harmless, thousands};
use crate::connect::is_this_machine;
use crate::database::{self, Found};
use crate::exit::Exit;
use crate::fetch;
use crate::inputs::{InputFile, read_whole};
use crate::lang::Lang;
use crate::overlay::OverlayError;

/// Keep and show exchange rates; prices are shown by them and never converted for good
#[derive(Debug, Args)]
pub(super) struct RatesArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Import(Box<ImportArgs>),
    Show(Box<ShowArgs>),
}

/// Take the reference rates of the European Central Bank from a file or an address
#[derive(Debug, Args)]
struct ImportArgs {
    /// The file (csv or xml), or an https address of it; - is the standard input
    #[arg(value_name = "FILE|URL")]
    from: String,
    /// The name of the source, which is told with each price; ECB if not said
    #[arg(long = "as", value_name = "NAME")]
    source_name: Option<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Show which rates there are, or those of a currency
#[derive(Debug, Args)]
struct ShowArgs {
    /// The rates of this currency, such as USD: units for one euro
    #[arg(value_name = "CURRENCY")]
    currency: Option<String>,
    /// Of this source; ECB if there is one
    #[arg(long = "as", value_name = "NAME")]
    source_name: Option<String>,
    /// So many days of it
    #[arg(long, value_name = "DAYS", default_value_t = 30, hide_default_value = true)]
    days: u32,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// The source that files are of where nobody says otherwise.
const USUAL: &str = "ECB";

pub(super) fn run(args: RatesArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(async {
        match args.action {
            Action::Import(args) => import(&args, context).await,
            Action::Show(args) => show(&args, context).await,
        }
    })
}

async fn import(args: &ImportArgs, context: &Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let is_address = args.from.contains("://");
    let source = match &args.source_name {
        Some(name) => name.clone(),
        // What this machine makes up is not the bank's.
        None if is_address && is_this_machine(&args.from) => "sandbox".to_owned(),
        None => USUAL.to_owned(),
    };
    let bytes = match is_address {
        true => fetch::fetch(&args.from).await?.to_vec(),
        false => read_whole(&InputFile::of(Path::new(&args.from)))?,
    };
    let rates = Rates::parse(&bytes, source.as_str())?;
    let store = database::open(&settings, args.database.world(&settings)).await?;
    let now = Moment::from(settings.clock()?.now());
    let kept = store.keep_rates(&rates, now).await?;
    let [new, changed, same] = [kept.new, kept.changed, kept.same].map(thousands);
    let last = rates.extent().map(|(_, last)| last.to_string()).unwrap_or_default();
    let source = harmless(&source);
    context.output.note(&match context.lang {
        Lang::En => format!(
            "{source}: {new} days are new, {changed} changed, {same} as they were; the last one is {last}"
        ),
        Lang::Zh => format!(
            "{source}：新增 {new} 天，更新 {changed} 天，未变 {same} 天；最近一天为 {last}"
        ),
    });
    Ok(Exit::Done)
}

/// A source of rates, for programs.
#[derive(Debug, Serialize)]
struct SourceRecord {
    source: String,
    first: String,
    last: String,
    days: u64,
    kept_at: Moment,
}

/// The rate of a day, for programs.
#[derive(Debug, Serialize)]
struct RateRecord {
    source: String,
    day: String,
    currency: Currency,
    /// So many are one euro.
    units: rust_decimal::Decimal,
}

async fn show(args: &ShowArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let currency = args.currency.as_deref().map(str::parse::<Currency>).transpose()?;
    let Some(Found { store, .. }) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let sources = store.rate_sources().await?;
    if sources.is_empty() {
        context.output.warn(context.lang.pick(
            "there are no exchange rates: `itemget rates import FILE|URL` takes them",
            "没有汇率数据：可用 `itemget rates import 文件|网址` 导入",
        ));
        return Ok(Exit::NotFound);
    }
    let Some(currency) = currency else {
        tell_sources(&sources, args.format, context)?;
        return Ok(Exit::Done);
    };
    let wanted = args.source_name.as_deref().unwrap_or(USUAL);
    let named = sources.iter().find(|it| it.source == wanted);
    let source = match (named, &args.source_name) {
        (Some(named), _) => named,
        (None, None) => &sources[0],
        (None, Some(name)) => {
            let known = sources.iter().map(|it| it.source.clone()).collect();
            return Err(
                OverlayError::NoSource { source_name: name.clone(), known }.into()
            );
        }
    };
    let rates = store.rates(&source.source, source.first, source.last).await?;
    let of_currency = rates.days().filter_map(|(day, mut units)| {
        let (_, units) = units.find(|(it, _)| *it == currency)?;
        let source = source.source.clone();
        Some(RateRecord { source, day: day.to_string(), currency, units })
    });
    let mut records: Vec<RateRecord> = of_currency.collect();
    let days = usize::try_from(args.days).unwrap_or(usize::MAX);
    records.drain(..records.len().saturating_sub(days));
    tell_rates(&records, args.format, context)?;
    if records.is_empty() {
        context.output.warn(&match context.lang {
            Lang::En => format!("the rates know no `{currency}`"),
            Lang::Zh => format!("汇率数据中没有 `{currency}`"),
        });
        return Ok(Exit::NotFound);
    }
    Ok(Exit::Done)
}

fn tell_sources(
    sources: &[RateSource],
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let records = sources.iter().map(|it| SourceRecord {
        source: it.source.clone(),
        first: it.first.to_string(),
        last: it.last.to_string(),
        days: it.days,
        kept_at: it.kept_at,
    });
    let records: Vec<SourceRecord> = records.collect();
    let cells = |it: &SourceRecord| {
        [
            it.source.clone(),
            it.first.clone(),
            it.last.clone(),
            it.days.to_string(),
            it.kept_at.to_string(),
        ]
    };
    let columns = ["source", "first", "last", "days", "kept_at"];
    let csv = (&columns[..], |it: &SourceRecord| cells(it).to_vec());
    if listing::for_programs(&records, format, csv, true, context)? == Written::Yes {
        return Ok(());
    }
    let heading = context.lang.pick(
        ["Source", "First", "Last", "Days", "Kept"],
        ["来源", "最早", "最近", "天数", "更新时间"],
    );
    let sides = [Side::Left, Side::Left, Side::Left, Side::Right, Side::Left];
    Ok(listing::table(heading, records.iter().map(cells), sides, context)?)
}

fn tell_rates(
    records: &[RateRecord],
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let cells = |it: &RateRecord| {
        let units = it.units.to_string();
        [it.source.clone(), it.day.clone(), it.currency.to_string(), units]
    };
    let columns = ["source", "day", "currency", "units"];
    let csv = (&columns[..], |it: &RateRecord| cells(it).to_vec());
    if listing::for_programs(records, format, csv, true, context)? == Written::Yes {
        return Ok(());
    }
    let heading = context.lang.pick(
        ["Source", "Day", "Currency", "For 1 EUR"],
        ["来源", "日期", "币种", "每欧元"],
    );
    let sides = [Side::Left, Side::Left, Side::Left, Side::Right];
    Ok(listing::table(heading, records.iter().map(cells), sides, context)?)
}
