//! `itemget decode`: a saved reply, told by its looks.

use std::path::PathBuf;

use clap::Args;
use itemget::item::SaleStatus;
use itemget::{
    Clock as _, Contents, Decoded, ErrorKind, Item, Outcome, SystemClock, decode,
};

use super::Context;
use super::format::Format;
use super::get::sink::Sink;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::{self, InputFile};
use crate::lang::Lang;
use crate::lookup::{Remarks, Told, Verdict};
use crate::messages;
use crate::records::{DecodeRecord, json_text};
use crate::report;

/// Read a saved reply of any shape: the items in it, or the error it means
#[derive(Debug, Args)]
pub(super) struct DecodeArgs {
    /// The file with the reply's body; without, or as -, the standard input
    #[arg(value_name = "FILE", default_value = "-", hide_default_value = true)]
    file: PathBuf,
    /// When the reply came; else when the file was written
    #[arg(long, value_name = "TIME")]
    observed_at: Option<jiff::Timestamp>,
    /// The fields to show, such as title,price,variants.stock
    #[arg(long, value_name = "FIELDS", default_value = "", hide_default_value = true)]
    fields: String,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

pub(super) fn run(args: DecodeArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let fields: Fields = args.fields.parse()?;
    let view = context.settings(context.flags.clone())?.view;
    let format = Format::or_for(args.format, context.output.data_is_for_a_person);
    let file = InputFile::of(&args.file);
    let written = || inputs::written_at(&file);
    let observed_at =
        args.observed_at.or_else(written).unwrap_or_else(|| SystemClock.now());
    let body = inputs::read_whole(&file)?.into();
    let decoded = decode(&body, observed_at, view)?;
    let exit = exit_of(&decoded);
    match format {
        Format::Json | Format::Jsonl => {
            let record = DecodeRecord::of(&decoded, &fields, context.lang);
            match format {
                Format::Json => {
                    let text = serde_json::to_string_pretty(&record)?;
                    context.output.line(&text)?;
                }
                _ => json_text(context.output.data(), &record)?,
            }
        }
        Format::Csv | Format::Table => show(decoded, format, &fields, context)?,
    }
    Ok(exit)
}

fn exit_of(decoded: &Decoded) -> Exit {
    match &decoded.contents {
        Contents::Items(items) if items.is_empty() => Exit::NotFound,
        Contents::Items(_) | Contents::Variants(_) | Contents::Token => Exit::Done,
        Contents::Refusal(refusal) => {
            let kind = ErrorKind::Refused(refusal.clone());
            report::of_call(&itemget::Error::new("", 1, kind))
        }
        _ => Exit::NotFound,
    }
}

fn show(
    decoded: Decoded,
    format: Format,
    fields: &Fields,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let lang = context.lang;
    let api = decoded.api.clone();
    let api = api.as_deref().unwrap_or(lang.pick("an unknown method", "未知接口"));
    let shape = decoded.shape.code();
    let said = match &decoded.contents {
        Contents::Items(items) => {
            let count = items.len();
            let plural = if count == 1 { "" } else { "s" };
            lang.pick(format!("{count} item{plural}"), format!("{count} 个商品"))
        }
        Contents::Variants(variants) => {
            let count = variants.skus.len();
            lang.pick(format!("{count} variants"), format!("{count} 个规格"))
        }
        Contents::Refusal(refusal) => messages::error(&**refusal, lang),
        Contents::Token => {
            lang.pick("a token, which is not shown", "令牌（不予显示）").to_owned()
        }
        Contents::Unknown => lang
            .pick("JSON, but no reply that is known", "JSON，但不是已知的应答")
            .to_owned(),
        _ => lang.pick("an answer without items", "不含商品的应答").to_owned(),
    };
    context.output.note(&match lang {
        Lang::En => format!("{api}, {shape}: {said}"),
        Lang::Zh => format!("{api}（{shape}）：{said}"),
    });
    if let Contents::Refusal(refusal) = &decoded.contents {
        let hint = lang.pick("hint: ", "提示：");
        let advice = messages::advice(refusal.advice(), lang);
        context.output.note(&format!("{hint}{advice}"));
    }
    let items = match decoded.contents {
        Contents::Items(items) => items,
        Contents::Variants(variants) if format == Format::Table => {
            for line in super::get::variants::lines(&variants.skus, fields, "", context) {
                context.output.line(&line)?;
            }
            return Ok(());
        }
        _ => Vec::new(),
    };
    let mut sink = Sink::new(format, Some(items.len()));
    if format == Format::Csv || !items.is_empty() {
        sink.begin(fields, context)?;
    }
    for item in items {
        sink.write(&told(item), fields, context)?;
    }
    Ok(sink.end(true, context)?)
}

/// An item as if it had been asked for by its id.
fn told(item: Item) -> Told {
    let id = item.item.id;
    let status = item.basics.as_ref().and_then(|basics| basics.value.status.as_ref());
    let outcome = match status {
        Some(SaleStatus::OffSale) => Outcome::OffSale(Box::new(item)),
        _ => Outcome::Found(Box::new(item)),
    };
    Told {
        asked: id.to_string(),
        verdict: Verdict::Asked(id, outcome),
        remarks: Remarks::default(),
    }
}
