//! `itemget track lists`: the lists that group what is followed.

use clap::Args;

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::format::Format;
use super::super::listing::{self, Written};
use super::super::table::{Side, thousands};
use crate::database::{self, Found};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::TrackListRecord;
use crate::tracking::{self, Level, TrackingError, group_name};

/// Show the lists of what is followed, with what is set for them
#[derive(Debug, Args)]
pub(super) struct ListsArgs {
    /// Make a list of this name
    #[arg(long, value_name = "NAME", conflicts_with = "remove")]
    create: Option<String>,
    /// Forget this list; what is in it stays followed
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) async fn run(
    args: &ListsArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let lang = context.lang;
    if let Some(name) = &args.create {
        let name = group_name(name)?;
        let store = database::open(&settings, args.database.world(&settings)).await?;
        let there = !store.make_list(name, &Level::default().text()).await?;
        context.output.note(&match (lang, there) {
            (Lang::En, false) => format!("there is a list `{name}` now"),
            (Lang::En, true) => format!("there was a list `{name}` already"),
            (Lang::Zh, false) => format!("已创建列表 `{name}`"),
            (Lang::Zh, true) => format!("列表 `{name}` 已存在"),
        });
        return Ok(Exit::Done);
    }
    let Some(Found { store, .. }) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    if let Some(name) = &args.remove {
        if !store.remove_list(name).await? {
            return Err(TrackingError::NoList { name: name.clone() }.into());
        }
        // What the list said holds no more.
        tracking::apply(&store, &itemget_store::Which::default()).await?;
        context.output.note(&match lang {
            Lang::En => {
                format!("the list `{name}` is gone; what was in it stays followed")
            }
            Lang::Zh => format!("已删除列表 `{name}`，其中的商品仍在跟踪"),
        });
        return Ok(Exit::Done);
    }
    let lists = store.lists().await?;
    let records: Vec<_> =
        lists.iter().map(TrackListRecord::of).collect::<Result<_, _>>()?;
    show(&records, args.format, context)?;
    if records.is_empty() {
        context.output.warn(lang.pick(
            "there are no lists: `itemget track add --list NAME` makes one",
            "没有列表：可用 `itemget track add --list 名称` 创建",
        ));
        return Ok(Exit::NotFound);
    }
    Ok(Exit::Done)
}

fn show(
    records: &[TrackListRecord],
    format: Option<Format>,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let cells = |record: &TrackListRecord| record.cells().to_vec();
    let csv = (&TrackListRecord::COLUMNS[..], cells);
    if listing::for_programs(records, format, csv, true, context)? == Written::Yes {
        return Ok(());
    }
    let heading = context.lang.pick(
        ["List", "Items", "Every", "Importance"],
        ["列表", "商品数", "间隔", "重要性"],
    );
    let rows = records.iter().map(|record| {
        let dash = || "–".to_owned();
        [
            record.name.clone(),
            thousands(record.members),
            record.every.clone().unwrap_or_else(dash),
            record.importance.map_or_else(dash, |it| it.to_string()),
        ]
    });
    let sides = [Side::Left, Side::Right, Side::Right, Side::Right];
    Ok(listing::table(heading, rows, sides, context)?)
}
