//! `itemget get`: items by their ids or links.

mod card;
mod list;
pub(super) mod sink;
pub(super) mod variants;
mod words;

use std::path::PathBuf;
use std::pin::pin;

use clap::Args;
use futures_util::StreamExt as _;
use itemget::LookupOptions;

use super::format::Format;
use super::interrupt::Interrupt;
use super::progress::Progress;
use super::{Account, Context};
use crate::config::keys;
use crate::connect::{self, Connection};
use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::Inputs;
use crate::lookup::{Waiting, look_up};
use crate::secrets::SecretPlace;
use crate::usage::UsageError;
use sink::Sink;

/// Bring back items by their ids or links
#[derive(Debug, Args)]
pub(super) struct GetArgs {
    /// Ids or links; - reads them from the standard input
    #[arg(value_name = "ID|LINK")]
    texts: Vec<String>,
    /// A file with an id or a link a line; - is the standard input
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The fields to show, such as title,price,variants.stock
    #[arg(long, value_name = "FIELDS", default_value = "", hide_default_value = true)]
    fields: String,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// The platform's answers as they came, instead of a format
    #[arg(long, conflicts_with_all = ["format", "fields"])]
    raw: bool,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    account: Account,
}

/// What to ask for, and whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked for")]
struct Look {
    /// The country of delivery, such as FR; US if not said
    #[arg(long, value_name = "COUNTRY")]
    ship_to: Option<String>,
    /// The currency of prices, such as EUR; USD if not said
    #[arg(long, value_name = "CURRENCY")]
    currency: Option<String>,
    #[arg(long, value_name = "LANGUAGE", help = LANGUAGE_HELP)]
    language: Option<String>,
    /// The API to ask: auto, dropship, affiliate or item-get
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The affiliate's tracking id, for links that earn commission
    #[arg(long, value_name = "ID")]
    tracking_id: Option<String>,
}

/// Not a doc comment: as one it would have to have backticks.
const LANGUAGE_HELP: &str = "The language of titles, such as fr_FR; en_US if not said";

pub(super) fn run(args: &GetArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let inputs = Inputs::new(&args.texts, args.file.as_deref())?;
    let fields: Fields = args.fields.parse()?;
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags
        .with(&keys::SHIP_TO, args.look.ship_to.as_deref())
        .with(&keys::CURRENCY, args.look.currency.as_deref())
        .with(&keys::LANGUAGE, args.look.language.as_deref())
        .with(&keys::SOURCE, args.look.source.as_deref())
        .with(&keys::TRACKING_ID, args.look.tracking_id.as_deref());
    let settings = context.settings(flags)?;
    let secrets = [&settings.app_secret, &settings.access_token];
    let from_input = secrets.into_iter().flatten();
    let from_input = from_input.filter(|it| it.value == SecretPlace::StandardInput);
    if from_input.count() + usize::from(inputs.reads_standard_input()) > 1 {
        return Err(UsageError::StandardInputTwice.into());
    }
    let options = LookupOptions {
        tracking_id: settings.tracking_id.as_ref().map(|set| set.value.clone()),
        ..LookupOptions::new(settings.view)
            .with_source(settings.source.value.source())
            .with_groups(fields.groups())
    };
    let sink = match args.raw {
        true => Sink::Raw,
        false => {
            let format = Format::or_for(args.format, context.output.data_is_for_a_person);
            Sink::new(format, inputs.known_length())
        }
    };
    super::runtime()?.block_on(async {
        let interrupt = Interrupt::listen()?;
        let connection = connect::connect(&settings, args.account.target()).await?;
        super::announce(&connection, args.account.target(), context);
        let plan = Plan { inputs, fields, options, sink };
        bring(plan, &connection, interrupt, context).await
    })
}

/// What is to be done, all of it decided.
struct Plan {
    inputs: Inputs,
    fields: Fields,
    options: LookupOptions,
    sink: Sink,
}

async fn bring(
    plan: Plan,
    connection: &Connection,
    mut interrupt: Interrupt,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let Plan { inputs, fields, options, mut sink } = plan;
    let mut progress =
        Progress::start(inputs.known_length(), &context.output, context.lang);
    let mut waiting = Waiting::read(inputs.open()?);
    let mut exit = Exit::Done;
    sink.begin(&fields, context)?;
    let ended = 'all: loop {
        let window = tokio::select! {
            window = waiting.window() => window?,
            wish = interrupt.wish() => break 'all wish,
        };
        let Some(window) = window else { break 'all Exit::Done };
        let mut answers = pin!(look_up(&connection.client, window, &options));
        loop {
            let told = tokio::select! {
                told = answers.next() => told,
                wish = interrupt.wish() => break 'all wish,
            };
            let Some(told) = told else { break };
            exit = exit.or_worse(told.verdict.exit());
            sink.write(&told, &fields, context)?;
            progress.step(&context.output);
        }
        context.output.flush()?;
    };
    progress.end();
    sink.end(ended == Exit::Done, context)?;
    context.output.flush()?;
    if ended != Exit::Done {
        context.output.warn(context.lang.pick(
            "interrupted: what was written is whole, the rest was not asked for",
            "已中断：已写出的内容完整，其余未查询",
        ));
    }
    Ok(exit.or_worse(ended))
}
