//! Items as they are found: page by page, or all there are.

use std::pin::pin;
use std::time::Duration;

use clap::Args;
use itemget::{CachePolicy, Item};

use super::super::format::Format;
use super::super::interrupt::Interrupt;
use super::super::job_args::JobArgs;
use super::super::plan::{self, Plan};
use super::super::progress::{Begin, Progress};
use super::super::table::thousands;
use super::super::{Context, going_on};
use super::shown::Shown;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::fields::Fields;
use crate::job::Terms;
use crate::lang::Lang;
use crate::search::{Found, PageNote, Part, Query, Source};
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
    #[command(flatten)]
    job: JobArgs,
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

/// Shows what is found.
pub(in crate::cli) async fn show(
    query: Query,
    most: Most,
    showing: &Showing,
    policy: CachePolicy,
    terms: Terms,
    connection: &Connection,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let mut fields: Fields = showing.fields.parse()?;
    let told_fields = query.told_fields();
    let wanted = showing.job.job(showing.format)?;
    let mut shown = match wanted {
        Some(files) => {
            let terms = terms
                .with("--fields", &showing.fields)
                .with("--format", files.format.as_str())
                .with("--all", showing.all)
                .with(
                    "--limit",
                    showing.limit.map_or_else(String::new, |it| it.to_string()),
                );
            Shown::begin(&files, terms, &fields)?
        }
        None => {
            if let Some(path) = &showing.job.output {
                super::super::redirect(path, context)?;
            }
            let format = showing.format.or(showing.job.named_format());
            let format = Format::or_for(format, context.output.data_is_for_a_person);
            if fields.are_all() && format == Format::Table {
                fields = told_fields.parse()?;
            }
            Shown::stream(format, &fields, context)?
        }
    };
    let notes = shown.take_notes()?;
    let mut found = notes.last().map(PageNote::found).cloned().unwrap_or_default();
    let all = matches!(most, Most::All { .. });
    let client = &connection.client;
    let mut source = Source::start(client, query, all, policy, notes)?;
    let mut left = most.limit().unwrap_or(u64::MAX).saturating_sub(found.told);
    let is_done = |source: &Source<'_>, left: u64| left == 0 || source.is_done();
    let done = is_done(&source, left).then_some(found.told);
    going_on::say_where_it_stands(found.told, done, context);
    let begin = Begin { total: None, done: found.told, ..Begin::default() };
    let form = showing.job.progress;
    let mut progress = Progress::start(form, begin, &context.output, context.lang);
    let mut interrupt = Interrupt::listen()?;
    let mut tick = tokio::time::interval(TICK);
    let ended = 'all: loop {
        if is_done(&source, left) {
            break Ok(Exit::Done);
        }
        let part = {
            let mut next = pin!(source.next());
            loop {
                tokio::select! {
                    part = &mut next => break part,
                    wish = interrupt.wish() => break 'all Ok(wish),
                    _ = tick.tick() => {
                        progress.tick(connection.limiter.calls(), &context.output);
                    }
                }
            }
        };
        match part {
            Ok(None) => break Ok(Exit::Done),
            Err(error) => break Err(error),
            Ok(Some(part)) => {
                let items = taken(part, &mut left, &mut found);
                let note = source.note(&found, &items);
                let count = items.len();
                shown.page(items, &note, &fields, context)?;
                for _ in 0..count {
                    progress.step(connection.limiter.calls(), &context.output);
                }
            }
        }
    };
    progress.end(&context.output);
    let is_job = shown.is_job();
    let complete = matches!(ended, Ok(Exit::Done));
    shown.end(complete.then(|| source.note(&found, &[])), context)?;
    if is_job && !complete {
        going_on::say_how(found.told, None, context);
    }
    let ended = ended?;
    say(&found, &source, most, context);
    Ok(match (found.told, ended) {
        (0, Exit::Done) => Exit::NotFound,
        (_, ended) => ended,
    })
}

/// How often something is said while nothing comes.
const TICK: Duration = Duration::from_secs(1);

/// What is to be shown of a page.
fn taken(part: Part, left: &mut u64, found: &mut Found) -> Vec<Item> {
    let wanted = usize::try_from(*left).unwrap_or(usize::MAX);
    let mut items = part.items;
    items.truncate(wanted);
    *left -= items.len() as u64;
    found.told += items.len() as u64;
    found.total = part.total.or(found.total);
    found.unread += part.unread as u64;
    items
}

/// What people should know of it: how many there are, and what was left out.
fn say(count: &Found, source: &Source<'_>, most: Most, context: &Context<'_>) {
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
    for gap in source.unreached() {
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
