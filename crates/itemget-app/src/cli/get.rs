//! `itemget get`: items by their ids or links.

mod bring;
pub(super) mod card;
pub(super) mod destination;
mod list;
pub(super) mod sink;
pub(super) mod variants;
mod words;

use std::path::PathBuf;

use clap::Args;
use itemget::{FreightOptions, LookupOptions};

use super::calling::CallingArgs;
use super::format::Format;
use super::job_args::JobArgs;
use super::view::ViewArgs;
use super::{Account, Context, session};
use crate::config::{Settings, keys};
use crate::exit::Exit;
use crate::fields::Fields;
use crate::inputs::Inputs;
use crate::job::Terms;
use crate::secrets::SecretPlace;
use crate::source::SourceName;
use crate::usage::UsageError;
use bring::Work;
use destination::Wanted;
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
    #[arg(long, conflicts_with_all = ["format", "fields", "resume"])]
    raw: bool,
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    look: Look,
    #[command(flatten)]
    calling: CallingArgs,
    #[command(flatten)]
    account: Account,
}

/// What to ask for, and whom.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked for")]
struct Look {
    #[command(flatten)]
    view: ViewArgs,
    /// The API to ask: auto, dropship, affiliate or item-get
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// The affiliate's tracking id, for links that earn commission
    #[arg(long, value_name = "ID")]
    tracking_id: Option<String>,
    /// What to ask besides: freight, how each variant is brought and its price at the door
    #[arg(long, value_name = "WHAT")]
    with: Option<Besides>,
}

/// What is asked besides the items, in calls of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Besides {
    Freight,
}

/// A text that should say what is asked besides and does not.
#[derive(Debug, thiserror::Error)]
#[error("freight")]
struct ParseBesidesError;

impl std::str::FromStr for Besides {
    type Err = ParseBesidesError;

    fn from_str(text: &str) -> Result<Self, ParseBesidesError> {
        match text {
            "freight" => Ok(Self::Freight),
            _ => Err(ParseBesidesError),
        }
    }
}

pub(super) fn run(args: &GetArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let inputs = Inputs::new(&args.texts, args.file.as_deref())?;
    let mut fields: Fields = args.fields.parse()?;
    if args.look.with == Some(Besides::Freight) {
        fields = fields.with_freight();
    }
    let flags = args.account.add_to(context.flags.clone());
    let flags = args
        .look
        .view
        .add_to(flags)
        .with(&keys::SOURCE, args.look.source.as_deref())
        .with(&keys::TRACKING_ID, args.look.tracking_id.as_deref());
    let settings = context.settings(flags)?;
    read_the_standard_input_once(&inputs, &settings)?;
    if fields.want_freight() {
        skus_are_told_by(settings.source.value)?;
    }
    let cache = args.calling.calling().policy;
    let concurrency = LookupOptions::new(settings.view).concurrency;
    let freight = FreightOptions { cache, concurrency, ..FreightOptions::default() };
    let options = LookupOptions {
        cache,
        freight: fields.want_freight().then_some(freight),
        tracking_id: settings.tracking_id.as_ref().map(|set| set.value.clone()),
        ..LookupOptions::new(settings.view)
            .with_source(settings.source.value.source())
            .with_groups(fields.groups())
    };
    let wanted = match args.calling.plan {
        // What is only planned writes nothing, and needs no file for it.
        true => None,
        false => Some(wanted(args, &inputs, &settings, context)?),
    };
    let work = Work { inputs, fields, options, progress: args.job.progress };
    let (account, calling) = (&args.account, &args.calling);
    let format = args.format;
    session::run(&settings, account, calling, context, async |connection, context| {
        match wanted {
            None => bring::plan(&work, format, connection, context).await,
            Some(wanted) => bring::bring(work, wanted, connection, context).await,
        }
    })
}

/// How something is brought is asked by SKU, which not every API tells.
fn skus_are_told_by(source: SourceName) -> Result<(), UsageError> {
    let at = match source {
        SourceName::Auto | SourceName::Dropship => return Ok(()),
        SourceName::Affiliate => "--source affiliate",
        SourceName::ItemGet => "--source item-get",
    };
    Err(UsageError::NotAt { what: "--with freight", at })
}

/// Texts and a secret cannot both come from there.
fn read_the_standard_input_once(
    inputs: &Inputs,
    settings: &Settings,
) -> Result<(), UsageError> {
    let secrets = [&settings.app_secret, &settings.access_token];
    let from_input = secrets.into_iter().flatten();
    let from_input = from_input.filter(|it| it.value == SecretPlace::StandardInput);
    match from_input.count() + usize::from(inputs.reads_standard_input()) {
        0 | 1 => Ok(()),
        _ => Err(UsageError::StandardInputTwice),
    }
}

/// Where the results are to go, and how they look there.
fn wanted(
    args: &GetArgs,
    inputs: &Inputs,
    settings: &Settings,
    context: &mut Context<'_>,
) -> anyhow::Result<Wanted> {
    if let Some(files) = args.job.job(args.format)? {
        let terms = terms(args, settings, files.format, context);
        return Ok(Wanted::Job(files, terms));
    }
    if let Some(path) = &args.job.output {
        super::redirect(path, context)?;
    }
    let reader_is_a_person = context.output.data_is_for_a_person;
    Ok(Wanted::Stream(match args.raw {
        true => Sink::Raw,
        false => {
            let format = args.format.or(args.job.named_format());
            let format = Format::or_for(format, reader_is_a_person);
            Sink::new(format, inputs.known_length())
        }
    }))
}

/// What decides what a job writes.
fn terms(
    args: &GetArgs,
    settings: &Settings,
    format: Format,
    context: &Context<'_>,
) -> Terms {
    let terms = super::terms::of_all(settings, &args.account, context)
        .with("--format", format.as_str())
        .with("--fields", &args.fields)
        .with("--source", settings.source.value);
    match args.look.with {
        Some(Besides::Freight) => terms.with("--with", "freight"),
        None => terms,
    }
}
