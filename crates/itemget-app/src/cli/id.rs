//! `itemget id`: which product a text means. Nothing is sent anywhere.

use std::path::PathBuf;

use clap::Args;

use super::Context;
use super::format::Format;
use super::table;
use crate::exit::Exit;
use crate::inputs::Inputs;
use crate::lang::Lang;
use crate::records::{IdRecord, JsonDocument, csv_line, json_line};

/// Say which product an id or a link means; nothing is sent
#[derive(Debug, Args)]
pub(super) struct IdArgs {
    /// Ids or links; - reads them from the standard input
    #[arg(value_name = "ID|LINK")]
    texts: Vec<String>,
    /// A file with an id or a link a line; - is the standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

pub(super) fn run(args: IdArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let format = Format::or_for(args.format, context.output.data_is_for_a_person);
    let texts = Inputs::new(&args.texts, args.file.as_deref())?.open()?;
    let mut document = JsonDocument::default();
    let mut exit = Exit::Done;
    if format == Format::Csv {
        csv_line(context.output.data(), &IdRecord::COLUMNS)?;
    }
    for text in texts {
        let record = IdRecord::of(text?, context.lang);
        exit = exit.or_worse(match record.kind {
            "item" => Exit::Done,
            "short_link" => Exit::NotFound,
            _ => Exit::Usage,
        });
        match format {
            Format::Json => document.record(context.output.data(), &record)?,
            Format::Jsonl => json_line(context.output.data(), &record)?,
            Format::Csv => csv_line(context.output.data(), &record.cells())?,
            Format::Table => {
                let line = line(&record, context);
                context.output.line(&line)?;
            }
        }
        // A reader behind a pipe may wait for each answer before it asks on.
        if format == Format::Jsonl {
            context.output.flush()?;
        }
    }
    if format == Format::Json {
        document.end(context.output.data(), true)?;
    }
    Ok(exit)
}

/// A record for people: what was asked for, and what it is.
fn line(record: &IdRecord, context: &Context<'_>) -> String {
    let paint = context.output.paint;
    let asked = table::shortened(&table::harmless(&record.asked), 60);
    match (&record.id, &record.us_site_id, &record.message) {
        (Some(id), Some(us), _) => {
            let us_label = context.lang.pick("US site", "美国站");
            let mut line = format!(
                "{}  {}",
                paint.strong(&id.to_string()),
                paint.faint(&format!("{us_label} {us}"))
            );
            if let Some(sku) = &record.sku_id {
                line = format!("{line}  {}", paint.faint(&format!("SKU {sku}")));
            }
            line
        }
        (_, _, Some(message)) => {
            format!("{}  {}", paint.bad("-"), table::harmless(message))
        }
        _ => {
            let why = match context.lang {
                Lang::En => "a short link: it takes a request to find out where it leads",
                Lang::Zh => "短链接：需要联网请求才能知道它指向哪个商品",
            };
            format!("{}  {asked} {}", paint.warning("?"), paint.faint(why))
        }
    }
}
