//! `itemget track show`: all there is to know of how an item is followed.

use std::collections::BTreeMap;
use std::time::Duration;

use clap::Args;
use itemget::Clock as _;
use itemget_store::{Store, Tracked};
use jiff::Timestamp;

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::duration;
use super::super::format::Format;
use super::super::listing::{self, Written};
use super::super::table::{Side, harmless, padded, width};
use super::named::NamedArgs;
use crate::card::Card;
use crate::database::Found;
use crate::exit::Exit;
use crate::followed::{card as looks_of, records};
use crate::lang::Lang;
use crate::moments::moment;
use crate::records::TrackedRecord;
use crate::told::{counted, outcome, percent, told};
use crate::tracking::{self, ItemLevel, Level, TrackingError};

/// Show how items are followed: state, lists, and which setting comes from where
#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    #[command(flatten)]
    named: NamedArgs,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) async fn run(
    args: &ShowArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let Some(Found { store, world }) = args.database.find(&settings, context).await?
    else {
        return Ok(Exit::NotFound);
    };
    let now = settings.clock()?.now();
    let named = args.named.find(&store, false).await?;
    let missing = named.say_missing(context);
    let records = records(&store, &named.tracked, world, now.into()).await?;
    let cells = |record: &TrackedRecord| record.cells().to_vec();
    let csv = (&TrackedRecord::COLUMNS[..], cells);
    if listing::for_programs(&records, args.format, csv, !missing, context)?
        == Written::AsTable
    {
        for (at, (tracked, record)) in named.tracked.iter().zip(&records).enumerate() {
            if at > 0 {
                context.output.line("")?;
            }
            let levels = Levels::of(&store, tracked, record).await?;
            let looks = looks_of(&store, tracked).await?;
            card(record, &levels, &looks, now, context)?;
        }
    }
    Ok(if missing || records.is_empty() { Exit::NotFound } else { Exit::Done })
}

/// What is said at each level.
struct Levels {
    all: Level,
    lists: BTreeMap<String, Level>,
    item: ItemLevel,
}

impl Levels {
    async fn of(
        store: &Store,
        tracked: &Tracked,
        record: &TrackedRecord,
    ) -> anyhow::Result<Self> {
        let lists = store.lists().await?.into_iter();
        let own = lists.filter(|list| record.lists.contains(&list.name));
        Ok(Self {
            all: tracking::global(store).await?,
            lists: own
                .map(|list| Ok((list.name, Level::read(&list.settings)?)))
                .collect::<Result<_, TrackingError>>()?,
            item: ItemLevel::read(&tracked.settings)?,
        })
    }

    /// Where a setting comes from: the closest level that says it.
    fn origin(&self, says: impl Fn(&Level) -> bool, lang: Lang) -> String {
        if says(&self.item.level) {
            return lang.pick("set for this item", "为该商品设置").to_owned();
        }
        let lists = self.lists.iter().filter(|(_, level)| says(level));
        let names: Vec<String> =
            lists.map(|(name, _)| format!("`{}`", harmless(name))).collect();
        match (names.is_empty(), says(&self.all)) {
            (false, _) => {
                let names = names.join(lang.pick(", ", "、"));
                lang.pick(format!("from the list {names}"), format!("来自列表 {names}"))
            }
            (true, true) => lang.pick("set for all", "为全部商品设置").to_owned(),
            (true, false) => lang.pick("not set", "默认").to_owned(),
        }
    }
}

fn card(
    record: &TrackedRecord,
    levels: &Levels,
    looks: &Card,
    now: Timestamp,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let (lang, paint) = (context.lang, context.output.paint);
    let title = harmless(record.title.as_deref().unwrap_or("–"));
    let id = paint.strong(&record.id.to_string());
    context.output.line(&format!("{id}  {title}"))?;
    let rows = rows(record, levels, looks, now, lang);
    let label = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    for (name, value) in rows {
        let name = paint.faint(&padded(&name, label, Side::Left));
        context.output.line(&format!("  {name}  {value}"))?;
    }
    Ok(())
}

fn rows(
    record: &TrackedRecord,
    levels: &Levels,
    looks: &Card,
    now: Timestamp,
    lang: Lang,
) -> Vec<(String, String)> {
    let state = record.now.as_ref();
    let none = || "–".to_owned();
    let at = |it: itemget_history::Moment| moment(it.into(), now, lang);
    let names = |names: &[String]| match names {
        [] => none(),
        names => harmless(&names.join(lang.pick(", ", "、"))),
    };
    let every = levels.origin(|level| level.every.is_some(), lang);
    let importance = levels.origin(|level| level.importance.is_some(), lang);
    let from = |value: &str, origin: &str| {
        lang.pick(format!("{value} ({origin})"), format!("{value}（{origin}）"))
    };
    let mut rows = vec![
        (("Price", "价格"), told(state.and_then(|it| it.price.as_ref()), lang)),
        (("Stock", "库存"), counted(state.and_then(|it| it.stock.as_ref()), lang)),
        (("Read", "最近读数"), state.map_or_else(none, |it| at(it.read_at))),
        (
            ("Seen from", "视角"),
            format!("{}, {}, {}", record.ship_to, record.currency, record.language),
        ),
        (("Asked of", "数据来源"), record.source.clone()),
        (("Every", "间隔"), from(&record.every, &every)),
        (("Importance", "重要性"), from(&record.importance.to_string(), &importance)),
        (("Lists", "列表"), names(&record.lists)),
        (("Tags", "标签"), names(&record.tags)),
        (("Added", "添加时间"), at(record.added_at)),
        (("Last look", "上次查询"), record.last_at.map_or_else(none, at)),
        (
            ("Came of it", "查询结果"),
            record.last_outcome.as_deref().map_or_else(none, |it| outcome(it, lang)),
        ),
        (
            ("Out of date", "过时可能"),
            record.stale.map_or_else(none, |it| {
                let wrong = Duration::from_secs(it.wrong_for_seconds);
                let (chance, wrong) = (percent(it.chance), duration::words(wrong, lang));
                match lang {
                    Lang::En => format!("{chance} likely; if it is, for {wrong}"),
                    Lang::Zh => format!("可能性 {chance}；若已过时，约 {wrong}"),
                }
            }),
        ),
        (
            ("Next look", "下次查询"),
            match record.paused {
                true => lang.pick("paused", "已暂停").to_owned(),
                false => at(record.next_at),
            },
        ),
    ];
    if let Some(change) = state.and_then(|it| it.change.as_ref()) {
        let by = change.percent.map(|it| it.to_string()).unwrap_or_default();
        let text = format!("{} → {} {by}, {}", change.from, change.to, at(change.at));
        rows.insert(1, (("Last move", "最近变动"), text));
    }
    let mut rows: Vec<(String, String)> = rows
        .into_iter()
        .map(|((en, zh), value)| (lang.pick(en, zh).to_owned(), value))
        .collect();
    for (sku, level) in &levels.item.skus {
        let name = looks.variant(*sku).map(|it| format!(" {}", harmless(&it)));
        let label = format!("SKU {sku}{}", name.unwrap_or_default());
        let importance = level
            .importance
            .map(|it| lang.pick(format!("importance {it}"), format!("重要性 {it}")));
        rows.push((label, importance.unwrap_or_else(|| harmless(&level.text()))));
    }
    rows
}
