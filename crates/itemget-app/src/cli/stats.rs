//! `itemget stats`: what the past of items says of their prices, each number with how much
//! was seen.

mod card;
mod rows;

use std::collections::BTreeSet;
use std::io;

use clap::Args;
use itemget::{Clock as _, ItemRef, Language};
use itemget_history::Moment;

use super::Context;
use super::chosen;
use super::database::DatabaseArgs;
use super::format::Format;
use super::selecting::SelectingArgs;
use crate::exit::Exit;
use crate::history_error::HistoryError;
use crate::lang::Lang;
use crate::overlay::Overlay;
use crate::records::{DiscountRecord, JsonDocument, StatsRecord, csv_line, json_line};
use crate::statistics::{Computed, Extent, Question};
use crate::tracking::TrackingError;
use crate::trails::{Items, Walk};

/// Tell what the past of items says of their prices, with how much was seen
#[derive(Debug, Args)]
pub(super) struct StatsArgs {
    /// Ids or links
    #[arg(value_name = "ID|LINK")]
    texts: Vec<String>,
    /// Those in this list
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// Those with this tag
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// All of which anything was seen
    #[arg(long, conflicts_with_all = ["texts", "list", "tag"])]
    all: bool,
    /// The window of the table for many, in days: 7, 30, 90, 180 or 365; 90 if not said
    #[arg(long, value_name = "DAYS", default_value_t = 90, hide_default_value = true)]
    days: u32,
    /// The evidence on a claimed discount: the lowest price of the 30 days before
    #[arg(long)]
    discount: bool,
    /// Show prices in this currency as well, by the day's exchange rate
    #[arg(long, value_name = "CURRENCY")]
    rates: Option<String>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    selecting: SelectingArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) fn run(args: &StatsArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(stats(args, context))
}

async fn stats(args: &StatsArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let named: Vec<ItemRef> =
        args.texts.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let is_named = !named.is_empty() || args.list.is_some() || args.tag.is_some();
    if !is_named && !args.all {
        return Err(TrackingError::NothingNamed.into());
    }
    if !itemget_history::stats::WINDOW_DAYS.contains(&args.days) {
        return Err(HistoryError::Days { days: args.days }.into());
    }
    let selection = args.selecting.selection()?;
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let now = Moment::from(settings.clock()?.now());
    let to = args.rates.as_deref().map(str::parse).transpose()?;
    let Some(found) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let (list, tag) = (args.list.as_deref(), args.tag.as_deref());
    let items = chosen::items(&found.store, named.iter().copied(), list, tag).await?;
    let overlay = match to {
        Some(to) => Some(Overlay::read(&found.store, to, None, Moment::MIN).await?),
        None => None,
    };
    let format = Format::or_for(args.format, context.output.data_is_for_a_person);
    let is_many = match &items {
        Items::All => true,
        Items::These(items) => items.len() > AT_LENGTH,
    };
    let extent = match format == Format::Table && is_many && !args.discount {
        true => Extent::Row { days: args.days },
        false => Extent::Whole,
    };
    let mut question = Question {
        selection,
        now,
        overlay,
        extent,
        discount: args.discount,
        store: &found.store,
        world: found.world,
    };
    let language = settings.view.language;
    let mut writer =
        Writer { format, args, document: JsonDocument::default(), kept: Vec::new() };
    writer.begin(context)?;
    let mut seen: BTreeSet<ItemRef> = BTreeSet::new();
    tell(&question, &items, language, |computed| {
        seen.insert(ItemRef::aliexpress(computed.record.of.id));
        writer.write(computed, context)
    })
    .await?;
    if question.extent != Extent::Whole && writer.is_at_length() {
        // Of so few of all there is room to say everything.
        question.extent = Extent::Whole;
        writer.kept.clear();
        let found = Items::These(seen.clone());
        tell(&question, &found, language, |computed| writer.write(computed, context))
            .await?;
    }
    let missing = say_missing(&named, &seen, context);
    if let Items::These(all) = &items
        && named.is_empty()
        && !seen.is_empty()
    {
        say_unseen(all.difference(&seen).count(), context);
    }
    let is_empty = seen.is_empty();
    writer.end(!missing, context)?;
    if is_empty && !missing {
        context.output.warn(context.lang.pick(
            "nothing of the kind was seen of any of them",
            "这些商品均没有此类历史数据",
        ));
    }
    Ok(if is_empty || missing { Exit::NotFound } else { Exit::Done })
}

/// Hands out the statistics of these items. What comes next is read while what came is
/// computed.
async fn tell(
    question: &Question<'_>,
    items: &Items,
    language: Language,
    mut heard: impl FnMut(Computed) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut walk = Walk::over(question.store, items).await?;
    let mut next = walk.next().await?;
    while let Some(chunk) = next {
        let computed = question.compute(chunk, language);
        let (read, computed) = futures_util::join!(walk.next(), computed);
        next = read?;
        for computed in computed? {
            heard(computed)?;
        }
    }
    Ok(())
}

/// Of a list or a tag one does not see which items there is nothing to tell of.
fn say_unseen(count: usize, context: &Context<'_>) {
    let told = match (count, context.lang) {
        (0, _) => return,
        (1, Lang::En) => "of one more nothing of the kind was seen".to_owned(),
        (_, Lang::En) => format!("of {count} more nothing of the kind was seen"),
        (_, Lang::Zh) => format!("另有 {count} 个商品没有此类历史数据"),
    };
    context.output.warn(&told);
}

fn say_missing(
    named: &[ItemRef],
    seen: &BTreeSet<ItemRef>,
    context: &Context<'_>,
) -> bool {
    let missing: Vec<&ItemRef> =
        named.iter().filter(|item| !seen.contains(item)).collect();
    for item in &missing {
        context.output.warn(&match context.lang {
            Lang::En => format!("nothing of the kind was seen of {item}"),
            Lang::Zh => format!("没有商品 {item} 的此类历史数据"),
        });
    }
    !missing.is_empty()
}

/// Writes what was computed, as it comes.
struct Writer<'a> {
    format: Format,
    args: &'a StatsArgs,
    document: JsonDocument,
    /// What is shown at the end: columns are as wide as all of it.
    kept: Vec<Computed>,
}

/// So many series are told of at length.
const AT_LENGTH: usize = 3;

impl Writer<'_> {
    /// Whether what was kept is little enough to be told of at length, or evidence, which
    /// no row has room for.
    fn is_at_length(&self) -> bool {
        self.args.discount || self.kept.len() <= AT_LENGTH
    }

    fn begin(&self, context: &mut Context<'_>) -> io::Result<()> {
        if self.format != Format::Csv {
            return Ok(());
        }
        match self.args.discount {
            true => csv_line(context.output.data(), &DiscountRecord::columns()),
            false => csv_line(context.output.data(), &StatsRecord::columns()),
        }
    }

    fn write(&mut self, computed: Computed, context: &mut Context<'_>) -> io::Result<()> {
        match self.format {
            Format::Json => self.document.record(context.output.data(), &computed.record),
            Format::Jsonl => json_line(context.output.data(), &computed.record),
            Format::Csv if self.args.discount => {
                let mut rows = DiscountRecord::rows(&computed.record).into_iter();
                rows.try_for_each(|row| csv_line(context.output.data(), &row))
            }
            Format::Csv => {
                let mut rows = computed.record.rows().into_iter();
                rows.try_for_each(|row| csv_line(context.output.data(), &row))
            }
            Format::Table => {
                self.kept.push(computed);
                Ok(())
            }
        }
    }

    fn end(self, complete: bool, context: &mut Context<'_>) -> anyhow::Result<()> {
        match self.format {
            Format::Json => self.document.end(context.output.data(), complete)?,
            Format::Table if self.is_at_length() => {
                for (at, computed) in self.kept.iter().enumerate() {
                    if at > 0 {
                        context.output.line("")?;
                    }
                    card::show(computed, context)?;
                }
            }
            Format::Table => rows::show(&self.kept, self.args.days, context)?,
            Format::Jsonl | Format::Csv => {}
        }
        Ok(())
    }
}
