//! `itemget run --plan`: what is due, and what a day of looks will take.

use std::sync::Arc;

use itemget_history::Moment;
use itemget_store::Store;
use serde::Serialize;

use super::{RunArgs, follower};
use crate::cli::Context;
use crate::cli::duration;
use crate::cli::format::Format;
use crate::cli::listing;
use crate::cli::table::{Side, thousands};
use crate::config::Settings;
use crate::connect::Connection;
use crate::exit::Exit;
use crate::follow::Outlook;
use crate::lang::Lang;
use crate::records::json_line;
use crate::told::percent;

/// What is due and what a day of looks will take, for programs.
#[derive(Debug, Serialize)]
struct RunPlanRecord {
    tracked: u64,
    due: u64,
    /// Looks a day, as planned.
    looks_per_day: f64,
    /// How many times longer than wished intervals have to be: 1 where the quota suffices.
    stretched: f64,
    next_due: Option<Moment>,
    /// The share of the time in which what is known will be out of date, from 0 to 1.
    out_of_date: f64,
    /// The items of which most will be, the worst first.
    stalest: Vec<StaleItemRecord>,
}

/// How long what is known of an item will be out of date, for programs.
#[derive(Debug, Serialize)]
struct StaleItemRecord {
    id: itemget::ItemId,
    /// How far apart its looks are planned.
    every_seconds: u64,
    out_of_date: f64,
}

impl RunPlanRecord {
    fn of(outlook: &Outlook) -> Self {
        let rounded = |number: f64, to: f64| (number * to).round() / to;
        let stalest = outlook.stalest.iter().map(|stale| StaleItemRecord {
            id: stale.item.id,
            every_seconds: stale.every.as_secs(),
            out_of_date: rounded(stale.share, 1000.0),
        });
        Self {
            tracked: outlook.tracked,
            due: outlook.due,
            looks_per_day: rounded(outlook.looks_per_day, 10.0),
            stretched: rounded(outlook.stretched, 100.0),
            next_due: outlook.next_due,
            out_of_date: rounded(outlook.stale, 1000.0),
            stalest: stalest.collect(),
        }
    }
}

/// Says what is due and what a day of looks will take.
pub(super) async fn plan(
    args: &RunArgs,
    connection: &Connection,
    settings: &Settings,
    store: Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let clock = Arc::new(settings.clock()?);
    let told = (settings, context.lang);
    let mut follower = follower(args, connection, clock, store, told)?;
    let outlook = follower.outlook().await?;
    let record = RunPlanRecord::of(&outlook);
    if !matches!(
        Format::or_for(args.format, context.output.data_is_for_a_person),
        Format::Table | Format::Csv
    ) {
        json_line(context.output.data(), &record)?;
        return Ok(Exit::Done);
    }
    let lang = context.lang;
    let [tracked, due] = [record.tracked, record.due].map(thousands);
    let looks = record.looks_per_day;
    context.output.line(&match lang {
        Lang::En => {
            format!("{tracked} tracked, {due} due now; {looks} looks a day planned")
        }
        Lang::Zh => {
            format!("共跟踪 {tracked} 项，{due} 项已到期；计划每天查询 {looks} 次")
        }
    })?;
    if record.stretched > 1.0 {
        let stretched = record.stretched;
        context.output.line(&match lang {
            Lang::En => format!(
                "the quota does not suffice for the intervals asked for: they are {stretched} times longer"
            ),
            Lang::Zh => format!("配额不足以满足所设间隔：各间隔延长为 {stretched} 倍"),
        })?;
    }
    if record.tracked > 0 {
        let share = percent(outlook.stale);
        context.output.line(&match lang {
            Lang::En => format!("what is known will be out of date {share} of the time"),
            Lang::Zh => format!("已知数据预计有 {share} 的时间是过时的"),
        })?;
        let heading =
            lang.pick(["Id", "Every", "Out of date"], ["商品 ID", "间隔", "过时"]);
        let rows = outlook.stalest.iter().map(|stale| {
            let every = duration::words(stale.every, lang);
            [stale.item.id.to_string(), every, percent(stale.share)]
        });
        listing::table(heading, rows, [Side::Right; 3], context)?;
    }
    Ok(Exit::Done)
}
