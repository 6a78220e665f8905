//! `itemget link`: promotion links, one outcome for each id or address.

use std::path::PathBuf;
use std::pin::pin;

use clap::Args;
use futures_util::StreamExt as _;
use itemget::api::affiliate::{LinkGenerate, LinkKind};
use itemget::{Call as _, LinkOptions, LinkTarget};

use super::calling::CallingArgs;
use super::format::Format;
use super::interrupt::Interrupt;
use super::plan::{self, Plan};
use super::table::{harmless, shortened};
use super::{Account, Context, session};
use crate::config::keys;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::inputs::Inputs;
use crate::lookup::Waiting;
use crate::records::{JsonDocument, LinkRecord, csv_line, json_line};
use crate::survey::Calls;
use crate::usage::UsageError;

/// Make links that earn commission
#[derive(Debug, Args)]
pub(super) struct LinkArgs {
    /// Ids or addresses of AliExpress; - reads them from the standard input
    #[arg(value_name = "ID|URL")]
    texts: Vec<String>,
    /// A file with an id or an address a line; - is the standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Whose commission it is: the affiliate's tracking id
    #[arg(long, value_name = "ID")]
    tracking_id: Option<String>,
    /// Links with the higher commission of hot products, where there is one
    #[arg(long)]
    hot: bool,
    /// The country where buyers are, such as FR
    #[arg(long, value_name = "COUNTRY")]
    ship_to: Option<itemget::Country>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    calling: CallingArgs,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &LinkArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let inputs = Inputs::new(&args.texts, args.file.as_deref())?;
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::TRACKING_ID, args.tracking_id.as_deref());
    let settings = context.settings(flags)?;
    let tracking_id = settings.tracking_id.as_ref().ok_or(UsageError::NoTrackingId)?;
    let options = LinkOptions {
        kind: if args.hot { LinkKind::Hot } else { LinkKind::Normal },
        ship_to: args.ship_to,
        ..LinkOptions::new(&tracking_id.value)
    };
    let (account, calling) = (&args.account, &args.calling);
    session::run(&settings, account, calling, context, async |connection, context| {
        match calling.plan {
            true => say_plan(&inputs, args.format, connection, context).await,
            false => make(&inputs, &options, args.format, connection, context).await,
        }
    })
}

async fn say_plan(
    inputs: &Inputs,
    format: Option<Format>,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let mut targets = 0;
    for text in inputs.open()? {
        targets += u64::from(text?.parse::<LinkTarget>().is_ok());
    }
    let calls = targets.div_ceil(LinkGenerate::LIMIT as u64);
    let plan =
        Plan::of(&[Calls::exactly(calls, LinkGenerate::METHOD)], connection).await?;
    plan::show(&plan, format, context)?;
    Ok(Exit::Done)
}

async fn make(
    inputs: &Inputs,
    options: &LinkOptions,
    format: Option<Format>,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let format = Format::or_for(format, context.output.data_is_for_a_person);
    let mut writer = Writer::begin(format, context)?;
    let mut interrupt = Interrupt::listen()?;
    let mut waiting = Waiting::read(inputs.open()?);
    let mut exit = Exit::Done;
    let ended = 'all: loop {
        let window = tokio::select! {
            window = waiting.window() => window?,
            wish = interrupt.wish() => break 'all wish,
        };
        let Some(window) = window else { break 'all Exit::Done };
        let asked: Vec<_> = window
            .into_iter()
            .map(|text| {
                let target = text.parse::<LinkTarget>();
                (text, target)
            })
            .collect();
        let targets: Vec<LinkTarget> = asked
            .iter()
            .filter_map(|(_, target)| target.as_ref().ok().cloned())
            .collect();
        let mut made = pin!(connection.client.promotion_links(targets, options));
        for (text, target) in asked {
            let record = match target {
                Err(error) => LinkRecord::not_a_target(text, &error, context.lang),
                Ok(_) => {
                    let made = tokio::select! {
                        made = made.next() => made,
                        wish = interrupt.wish() => break 'all wish,
                    };
                    let made = made.expect("there is one for each target");
                    LinkRecord::of(text, &made.outcome, context.lang)
                }
            };
            exit = exit.or_worse(record.exit);
            writer.write(&record, context)?;
        }
        context.output.flush()?;
    };
    writer.end(ended == Exit::Done, context)?;
    Ok(exit.or_worse(ended))
}

/// The form of output under way.
struct Writer {
    format: Format,
    document: JsonDocument,
}

impl Writer {
    fn begin(format: Format, context: &mut Context<'_>) -> std::io::Result<Self> {
        if format == Format::Csv {
            csv_line(context.output.data(), &LinkRecord::COLUMNS)?;
        }
        Ok(Self { format, document: JsonDocument::default() })
    }

    fn write(
        &mut self,
        record: &LinkRecord,
        context: &mut Context<'_>,
    ) -> std::io::Result<()> {
        match self.format {
            Format::Json => self.document.record(context.output.data(), record),
            Format::Jsonl => json_line(context.output.data(), record),
            Format::Csv => csv_line(context.output.data(), &record.cells()),
            Format::Table => {
                let line = line(record, context);
                context.output.line(&line)
            }
        }
    }

    fn end(self, complete: bool, context: &mut Context<'_>) -> std::io::Result<()> {
        match self.format {
            Format::Json => self.document.end(context.output.data(), complete),
            _ => Ok(()),
        }
    }
}

/// The link, or why there is none.
fn line(record: &LinkRecord, context: &Context<'_>) -> String {
    let paint = context.output.paint;
    let asked = shortened(&harmless(&record.asked), 60);
    match (&record.link, &record.message) {
        (Some(link), _) => format!("{}  {}", harmless(link), paint.faint(&asked)),
        (None, message) => {
            let why = harmless(message.as_deref().unwrap_or(record.outcome));
            format!("{}  {asked}  {why}", paint.bad("-"))
        }
    }
}
