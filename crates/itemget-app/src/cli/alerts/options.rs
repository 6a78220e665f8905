//! `itemget alerts options`: what is said of all rules of a level, shown and changed.

use clap::Args;
use itemget::SkuId;
use itemget_history::alert::Options;
use itemget_store::{Store, Tracked, Which};
use serde::Serialize;

use super::super::Context;
use super::super::format::Format;
use super::super::listing::{self, Shown};
use super::super::table::Side;
use super::rules::{AboutArgs, tracked};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::rules::{Place, Said, say};
use crate::tracking::{self, ItemLevel, Level};

#[derive(Debug, Args)]
pub(super) struct OptionsArgs {
    /// Options as in a rule, such as "min change 2%, quiet 22:00-07:00 Europe/Berlin"; without
    /// any, those that there are are shown
    #[arg(value_name = "OPTIONS")]
    options: Option<String>,
    #[command(flatten)]
    about: AboutArgs,
    /// Only for this variant of the item, by its id
    #[arg(long, value_name = "ID", requires = "item")]
    sku: Option<SkuId>,
    /// Rules of wider levels do not count here
    #[arg(long)]
    alone: bool,
    /// Forget first what was said here
    #[arg(long)]
    clear: bool,
}

/// What is said at a level, for programs.
#[derive(Debug, Serialize)]
struct SaidRecord {
    /// `all`, `list`, `item` or `sku`.
    scope: &'static str,
    list: Option<String>,
    item: Option<String>,
    ship_to: Option<String>,
    sku: Option<String>,
    options: String,
    alone: bool,
}

/// Says what holds for all rules of a level; or shows what was said.
pub(super) async fn options(
    args: &OptionsArgs,
    format: Option<Format>,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let named = args.options.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let named: Option<Options> = named.map(str::parse).transpose()?;
    if named.is_none() && !args.alone && !args.clear {
        return show(args, format, store, context).await;
    }
    let place = match (&args.about.list, args.about.item) {
        (Some(list), _) => Place::List(list.clone()),
        (None, None) => Place::All,
        (None, Some(item)) => {
            let tracked = tracked(store, item).await?;
            match args.sku {
                Some(sku) => Place::Sku(tracked, sku),
                None => Place::Tracked(tracked),
            }
        }
    };
    let new = named.clone().unwrap_or_default();
    let change = |before: Said| {
        let before = if args.clear { Said::default() } else { before };
        let options = new.clone().over(before.options);
        Said { options, alone: args.alone || before.alone }
    };
    say(store, &place, change).await?;
    let text = match (named, args.clear, context.lang) {
        (Some(named), ..) => named.to_string(),
        (None, true, Lang::En) => "nothing".to_owned(),
        (None, true, Lang::Zh) => "无".to_owned(),
        (None, false, Lang::En) => "as before".to_owned(),
        (None, false, Lang::Zh) => "同前".to_owned(),
    };
    let alone = match (args.alone, context.lang) {
        (false, _) => "",
        (true, Lang::En) => "; rules of wider levels do not count here",
        (true, Lang::Zh) => "；更大范围的规则在此不生效",
    };
    context.output.note(&match context.lang {
        Lang::En => format!("where a rule here says nothing else: {text}{alone}"),
        Lang::Zh => format!("此处规则未另行说明时：{text}{alone}"),
    });
    Ok(Exit::Done)
}

async fn show(
    args: &OptionsArgs,
    format: Option<Format>,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let mut records = Vec::new();
    let is_of_all = args.about.list.is_none() && args.about.item.is_none();
    if is_of_all {
        records.push(SaidRecord::of("all", &tracking::global(store).await?)?);
    }
    if args.about.item.is_none() {
        for list in store.lists().await? {
            if args.about.list.as_ref().is_none_or(|name| *name == list.name) {
                let record = SaidRecord::of("list", &Level::read(&list.settings)?)?;
                records.push(SaidRecord { list: Some(list.name), ..record });
            }
        }
    }
    if args.about.list.is_none() {
        let which = Which { item: args.about.item, ..Which::default() };
        for tracked in store.tracked(&which).await? {
            let item = ItemLevel::read(&tracked.settings)?;
            let of_skus = item.skus.iter().map(|(sku, level)| {
                let record = SaidRecord::of("sku", level)?.about(&tracked);
                Ok(SaidRecord { sku: Some(sku.to_string()), ..record })
            });
            if args.sku.is_none() {
                records.push(SaidRecord::of("item", &item.level)?.about(&tracked));
            }
            records.extend(of_skus.collect::<anyhow::Result<Vec<_>>>()?);
        }
    }
    let sku = args.sku.map(|sku| sku.to_string());
    records.retain(|it| !it.is_nothing() && (sku.is_none() || it.sku == sku));
    let shown = Shown {
        columns: ["scope", "list", "item", "ship_to", "sku", "options", "alone"],
        heading: (
            ["For", "List", "Item", "To", "Variant", "Options", "Alone"],
            ["级别", "列表", "商品", "目的地", "规格", "选项", "排除更大范围"],
        ),
        sides: [Side::Left; 7],
    };
    let lang = context.lang;
    let cells = |it: &SaidRecord| {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let alone =
            if it.alone { lang.pick("yes", "是") } else { lang.pick("no", "否") };
        [
            it.scope.to_owned(),
            text(&it.list),
            text(&it.item),
            text(&it.ship_to),
            text(&it.sku),
            it.options.clone(),
            alone.to_owned(),
        ]
    };
    Ok(listing::show(&records, format, &shown, cells, context)?)
}

impl SaidRecord {
    fn of(scope: &'static str, level: &Level) -> anyhow::Result<Self> {
        let said = Said::at(level)?;
        let options = match said.options.is_empty() {
            true => String::new(),
            false => said.options.to_string(),
        };
        let (list, item, ship_to, sku) = (None, None, None, None);
        Ok(Self { scope, list, item, ship_to, sku, options, alone: said.alone })
    }

    fn about(self, tracked: &Tracked) -> Self {
        let item = Some(tracked.watch.item.id.to_string());
        let ship_to = Some(tracked.watch.view.ship_to.to_string());
        Self { item, ship_to, ..self }
    }

    fn is_nothing(&self) -> bool {
        self.options.is_empty() && !self.alone
    }
}
