//! Items as they are found: page by page, or all there are.

use std::path::PathBuf;

use clap::Args;
use itemget::{CachePolicy, Item};

use super::super::Context;
use super::super::format::Format;
use super::super::get::sink::Sink;
use super::super::interrupt::Interrupt;
use super::super::plan::{self, Plan};
use super::super::table::thousands;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::lang::Lang;
use crate::search::{Pages, Part, Query, Walk, told};
use crate::survey::Calls;

/// What of it is shown, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct Showing {
    /// All there are, beyond the 5,000 that pages show, in no particular order
    #[arg(long)]
    all: bool,
    /// At most so many; 50 if not said
    #[arg(long, value_name = "NUMBER")]
    limit: Option<u64>,
    /// The fields to show, such as title,price,variants.stock
    #[arg(long, value_name = "FIELDS", default_value = "", hide_default_value = true)]
    fields: String,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    pub(in crate::cli) format: Option<Format>,
    /// Write into this file; its name's ending is the format, if none is given
    #[arg(short, long, value_name = "FILE")]
    pub(in crate::cli) output: Option<PathBuf>,
}

/// How many are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Most {
    /// As many as a page holds.
    OnePage,
    /// So many, in the order that was asked for.
    First(u64),
    /// All, or so many of all.
    All { limit: Option<u64> },
}

/// How many a page holds.
const PAGE: u64 = itemget::api::Page::LARGEST as u64;

impl Showing {
    /// How many are wanted, where `usual` is what is wanted without a word.
    pub(in crate::cli) fn most(&self, usual: Most) -> Most {
        match (self.all, self.limit) {
            (true, limit) => Most::All { limit },
            (false, Some(limit)) => Most::First(limit),
            (false, None) => usual,
        }
    }
}

impl Most {
    fn limit(self) -> Option<u64> {
        match self {
            Self::OnePage => Some(PAGE),
            Self::First(limit) => Some(limit),
            Self::All { limit } => limit,
        }
    }
}

/// Says what it would cost.
pub(in crate::cli) async fn plan(
    query: &Query,
    most: Most,
    format: Option<Format>,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    // A walk that has to split its prices asks for some pages that it does not tell.
    let at_most = match most {
        Most::All { .. } => None,
        _ => query.calls(most.limit()),
    };
    let method = query.method().to_owned();
    let calls = Calls { method, at_least: 1, at_most };
    let plan = Plan::of(&[calls], connection).await?;
    plan::show(&plan, format, context)?;
    Ok(Exit::Done)
}

/// Where items come from.
enum Source<'a> {
    Pages(Pages<'a>),
    Walk(Box<Walk>),
}

impl Source<'_> {
    async fn next(&mut self) -> Result<Option<Part>, std::sync::Arc<itemget::Error>> {
        match self {
            Self::Pages(pages) => pages.next().await,
            Self::Walk(walk) => walk.next().await,
        }
    }
}

/// Shows what is found.
pub(in crate::cli) async fn show(
    query: Query,
    most: Most,
    showing: &Showing,
    policy: CachePolicy,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let mut fields: Fields = showing.fields.parse()?;
    let named = showing.output.as_deref().and_then(Format::of_file);
    if let Some(path) = &showing.output {
        super::super::redirect(path, context)?;
    }
    let person = context.output.data_is_for_a_person;
    let format = Format::or_for(showing.format.or(named), person);
    if fields.are_all() && format == Format::Table {
        fields = query.told_fields().parse()?;
    }
    let mut sink = Sink::new(format, None);
    let client = &connection.client;
    let walk = match most {
        Most::All { .. } => Walk::start(client, query.clone(), None)?,
        _ => None,
    };
    let mut source = match walk {
        Some(walk) => Source::Walk(Box::new(walk)),
        None => Source::Pages(Pages::new(client, query, policy)),
    };
    let mut interrupt = Interrupt::listen()?;
    let mut count = Count { left: most.limit().unwrap_or(u64::MAX), ..Count::default() };
    sink.begin(&fields, context)?;
    let ended = loop {
        if count.left == 0 {
            break Ok(Exit::Done);
        }
        let part = tokio::select! {
            part = source.next() => part,
            wish = interrupt.wish() => break Ok(wish),
        };
        match part {
            Ok(None) => break Ok(Exit::Done),
            Err(error) => break Err(error),
            Ok(Some(part)) => {
                for item in count.take(part) {
                    let told = told(item);
                    connection.drift.note(&told, connection.connected_at);
                    sink.write(&told, &fields, context)?;
                }
                context.output.flush()?;
            }
        }
    };
    sink.end(matches!(ended, Ok(Exit::Done)), context)?;
    context.output.flush()?;
    let ended = ended?;
    say(&count, &source, most, context);
    Ok(match (count.told, ended) {
        (0, Exit::Done) => Exit::NotFound,
        (_, ended) => ended,
    })
}

/// What was told, and what is known of the rest.
#[derive(Debug, Default)]
struct Count {
    left: u64,
    told: u64,
    total: Option<u64>,
    unread: usize,
}

impl Count {
    /// What is to be shown of it.
    fn take(&mut self, part: Part) -> impl Iterator<Item = Item> + use<> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX);
        let taken = part.items.len().min(wanted);
        self.left -= taken as u64;
        self.told += taken as u64;
        self.total = part.total.or(self.total);
        self.unread += part.unread;
        part.items.into_iter().take(taken)
    }
}

/// What people should know of it: how many there are, and what was left out.
fn say(count: &Count, source: &Source<'_>, most: Most, context: &Context<'_>) {
    let told = thousands(count.told);
    let more = count.total.filter(|total| *total > count.told).map(thousands);
    let text = match (more, context.lang) {
        (Some(total), Lang::En) => {
            let rest = match most {
                Most::All { .. } => "",
                _ => "; `--limit` shows more, `--all` all of them",
            };
            format!("{told} of {total}{rest}")
        }
        (Some(total), Lang::Zh) => {
            let rest = match most {
                Most::All { .. } => "",
                _ => "；`--limit` 可显示更多，`--all` 显示全部",
            };
            format!("{told} / {total}{rest}")
        }
        (None, Lang::En) => format!("{told} items"),
        (None, Lang::Zh) => format!("共 {told} 个商品"),
    };
    context.output.note(&text);
    if count.unread > 0 {
        let unread = count.unread;
        context.output.warn(&match context.lang {
            Lang::En => format!("warning: {unread} rows could not be read"),
            Lang::Zh => format!("警告：有 {unread} 行无法解析"),
        });
    }
    if let Source::Walk(walk) = source {
        for gap in walk.unreached() {
            let total = gap.total.map_or_else(|| "?".to_owned(), thousands);
            let shown = thousands(gap.shown);
            context.output.warn(&match context.lang {
                Lang::En => format!(
                    "warning: of {total} items at one price the platform shows {shown}"
                ),
                Lang::Zh => {
                    format!("警告：同一价格的 {total} 个商品中，平台只显示 {shown} 个")
                }
            });
        }
    }
}
