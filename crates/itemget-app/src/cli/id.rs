//! `itemget id`: which product a text means. Nothing is sent anywhere, unless short links are
//! to be followed.

use std::path::PathBuf;

use clap::Args;
use itemget::CachePolicy;

use super::Context;
use super::format::Format;
use super::interrupt::Interrupt;
use super::table;
use crate::config::keys;
use crate::connect::{self, Target};
use crate::exit::Exit;
use crate::inputs::{Inputs, Texts};
use crate::lang::Lang;
use crate::lookup::Waiting;
use crate::meaning;
use crate::records::{IdRecord, JsonDocument, csv_line, json_line};

/// Say which product an id or a link means; nothing is sent without --resolve
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
    #[command(flatten)]
    following: Following,
}

/// What short links are followed with.
#[derive(Debug, Args)]
#[command(next_help_heading = "Short links")]
struct Following {
    /// Ask AliExpress where short links lead; needs no account
    #[arg(long)]
    resolve: bool,
    /// Ask the sandbox at this address instead
    #[arg(long, value_name = "URL", requires = "resolve")]
    endpoint: Option<String>,
    /// Ask the sandbox inside the program instead
    #[arg(long, requires = "resolve", conflicts_with = "endpoint")]
    sandbox: bool,
}

pub(super) fn run(args: IdArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let format = Format::or_for(args.format, context.output.data_is_for_a_person);
    let texts = Inputs::new(&args.texts, args.file.as_deref())?.open()?;
    let mut answers =
        Answers { format, document: JsonDocument::default(), exit: Exit::Done };
    if format == Format::Csv {
        csv_line(context.output.data(), &IdRecord::COLUMNS)?;
    }
    let ended = match args.following.resolve {
        true => super::runtime()?.block_on(resolve(
            texts,
            &args.following,
            &mut answers,
            context,
        ))?,
        false => {
            for text in texts {
                let record = IdRecord::of(text?, context.lang);
                answers.write(&record, context)?;
            }
            None
        }
    };
    if format == Format::Json {
        answers.document.end(context.output.data(), ended.is_none())?;
    }
    Ok(ended.map_or(answers.exit, |wish| answers.exit.or_worse(wish)))
}

/// The same with short links followed; comes back with the wish to end, if there was one.
async fn resolve(
    texts: Texts,
    following: &Following,
    answers: &mut Answers,
    context: &mut Context<'_>,
) -> anyhow::Result<Option<Exit>> {
    let flags = context.flags.clone();
    let flags = flags.with(&keys::ENDPOINT, following.endpoint.as_deref());
    let settings = context.settings(flags)?;
    let target = match following.sandbox {
        true => Target::Sandbox,
        false => Target::AsConfigured,
    };
    let resolver = connect::resolver(&settings, target).await?;
    let policy = CachePolicy::default();
    let mut interrupt = Interrupt::listen()?;
    let mut waiting = Waiting::read(texts);
    loop {
        let window = tokio::select! {
            window = waiting.window() => window?,
            wish = interrupt.wish() => return Ok(Some(wish)),
        };
        let Some(window) = window else { return Ok(None) };
        let meanings = tokio::select! {
            meanings = meaning::of_all(&resolver.client, &window, &policy) => meanings,
            wish = interrupt.wish() => return Ok(Some(wish)),
        };
        for (text, meaning) in window.into_iter().zip(meanings) {
            let record = IdRecord::of_meaning(text, &meaning, context.lang);
            answers.write(&record, context)?;
        }
        context.output.flush()?;
    }
}

/// What is told, record by record.
struct Answers {
    format: Format,
    document: JsonDocument,
    exit: Exit,
}

impl Answers {
    fn write(
        &mut self,
        record: &IdRecord,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        self.exit = self.exit.or_worse(record.exit);
        match self.format {
            Format::Json => self.document.record(context.output.data(), record),
            // A reader behind a pipe may wait for each answer before it asks on.
            Format::Jsonl => {
                json_line(context.output.data(), record)?;
                context.output.flush()
            }
            Format::Csv => csv_line(context.output.data(), &record.cells()),
            Format::Table => {
                let line = line(record, context);
                context.output.line(&line)
            }
        }
    }
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
            if let Some(url) = &record.url {
                line = format!("{line}  {}", paint.faint(&table::harmless(url)));
            }
            line
        }
        (_, _, Some(message)) if record.kind == "short_link" => {
            format!("{}  {asked}  {}", paint.warning("?"), table::harmless(message))
        }
        (_, _, Some(message)) => {
            format!("{}  {}", paint.bad("-"), table::harmless(message))
        }
        _ => {
            let why = match context.lang {
                Lang::En => "a short link: `--resolve` asks where it leads",
                Lang::Zh => "短链接：`--resolve` 可联网查询它指向的商品",
            };
            format!("{}  {asked}  {}", paint.warning("?"), paint.faint(why))
        }
    }
}
