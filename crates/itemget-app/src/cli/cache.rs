//! `itemget cache`: what is kept of earlier answers. Nothing is sent.

use clap::{Args, Subcommand};
use itemget::Cache as _;
use serde::Serialize;

use super::Context;
use super::format::Format;
use super::table::thousands;
use crate::calling::ByteSize;
use crate::connect;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::{csv_line, json_line};

/// Show or clear the answers that are kept; nothing is sent
#[derive(Debug, Args)]
pub(super) struct CacheArgs {
    #[command(subcommand)]
    action: Option<Action>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT", global = true)]
    format: Option<Format>,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Say how much is kept, and where
    Stats,
    /// Forget everything that is kept
    Clear,
}

/// How much is kept, for programs.
#[derive(Debug, Serialize)]
struct CacheRecord {
    folder: String,
    entries: u64,
    bytes: u64,
    limit: u64,
}

pub(super) fn run(args: &CacheArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(context.flags.clone())?;
    let cache = connect::cache(&settings)?;
    let action = args.action.unwrap_or(Action::Stats);
    let usage = super::runtime()?.block_on(async {
        let before = cache.usage().await?;
        if let Action::Clear = action {
            cache.clear().await?;
        }
        Ok::<_, itemget::CacheError>(before)
    })?;
    if let Action::Clear = action {
        let (entries, bytes) = (thousands(usage.entries), ByteSize(usage.bytes).words());
        context.output.note(&match context.lang {
            Lang::En => format!("{entries} answers forgotten, {bytes}"),
            Lang::Zh => format!("已清除 {entries} 条结果，共 {bytes}"),
        });
        return Ok(Exit::Done);
    }
    let folder = cache.folder().display().to_string();
    let record = CacheRecord {
        folder,
        entries: usage.entries,
        bytes: usage.bytes,
        limit: usage.limit,
    };
    show(&record, args.format, context)?;
    Ok(Exit::Done)
}

fn show(
    record: &CacheRecord,
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    match Format::or_for(format, context.output.data_is_for_a_person) {
        Format::Json | Format::Jsonl => json_line(context.output.data(), record)?,
        Format::Csv => {
            let [entries, bytes, limit] =
                [record.entries, record.bytes, record.limit].map(|it| it.to_string());
            let columns = ["folder", "entries", "bytes", "limit"];
            csv_line(context.output.data(), &columns)?;
            let cells = [&record.folder, &entries, &bytes, &limit];
            csv_line(context.output.data(), &cells)?;
        }
        Format::Table => {
            let entries = thousands(record.entries);
            let [bytes, limit] =
                [record.bytes, record.limit].map(|bytes| ByteSize(bytes).words());
            context.output.line(&record.folder)?;
            context.output.line(&match context.lang {
                Lang::En => format!("{entries} answers, {bytes} of at most {limit}"),
                Lang::Zh => format!("{entries} 条结果，{bytes}，上限 {limit}"),
            })?;
        }
    }
    Ok(())
}
