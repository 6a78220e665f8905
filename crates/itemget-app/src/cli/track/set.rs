//! `itemget track set`: how often to look, how much it matters, lists and tags; for items,
//! for a list, or for all.

use clap::Args;
use itemget::SkuId;
use itemget_store::{Membership, Store, Which};

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::table::thousands;
use super::named::{Named, NamedArgs};
use crate::database::Found;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::retention::{Keep, ParseKeepError};
use crate::tracking::{self, EveryWord, ItemLevel, Level, TrackingError, group_name};

/// Set how items, a list, or all are followed; what is closest to the item holds
#[derive(Debug, Args)]
pub(super) struct SetArgs {
    #[command(flatten)]
    named: NamedArgs,
    /// How often to look: 6h, 2d, auto, or inherit for what is said further away
    #[arg(long, value_name = "INTERVAL")]
    every: Option<String>,
    /// How much it matters: 100 is ordinary; or inherit
    #[arg(long, value_name = "NUMBER")]
    importance: Option<String>,
    /// How long the platform's answers are kept: 30d, forever, or inherit
    #[arg(long, value_name = "TIME", conflicts_with = "sku")]
    bodies: Option<String>,
    /// Set it for this variant of the item alone
    #[arg(long, value_name = "SKU", requires = "texts")]
    sku: Option<SkuId>,
    /// Put the items into a list; may be repeated
    #[arg(long, value_name = "NAME")]
    add_list: Vec<String>,
    /// Take the items out of a list; may be repeated
    #[arg(long, value_name = "NAME")]
    remove_list: Vec<String>,
    /// Give the items a tag; may be repeated
    #[arg(long, value_name = "TAG")]
    add_tag: Vec<String>,
    /// Take a tag from the items; may be repeated
    #[arg(long, value_name = "TAG")]
    remove_tag: Vec<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// What is to be said from now on: something else, or nothing.
#[derive(Clone, Copy)]
enum Wish<T> {
    Inherit,
    Be(T),
}

/// What is to be changed at a level.
#[derive(Clone, Copy)]
struct Wishes {
    every: Option<Wish<EveryWord>>,
    importance: Option<Wish<i64>>,
    bodies: Option<Wish<Keep>>,
}

pub(super) async fn run(
    args: &SetArgs,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    let wishes = Wishes {
        every: args.every.as_deref().map(every).transpose()?,
        importance: args.importance.as_deref().map(importance).transpose()?,
        bodies: args.bodies.as_deref().map(bodies).transpose()?,
    };
    let names = [&args.add_list, &args.remove_list, &args.add_tag, &args.remove_tag];
    let groups: Vec<&String> = names.into_iter().flatten().collect();
    groups.iter().try_for_each(|name| group_name(name).map(drop))?;
    if wishes.is_empty() && groups.is_empty() {
        return Err(TrackingError::NothingToSet.into());
    }
    if args.named.is_empty() {
        return Err(TrackingError::NothingNamed.into());
    }
    let Some(Found { store, .. }) = args.database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let named = args.named.find(&store, false).await?;
    let missing = named.say_missing(context);
    if !wishes.is_empty() {
        say(&store, args, wishes, &named).await?;
    }
    regroup(&store, args, &named).await?;
    let applied = tracking::apply(&store, &Which::default()).await?;
    let count = thousands(applied.items);
    context.output.note(&match context.lang {
        Lang::En => format!("set; {count} items are looked at otherwise than before"),
        Lang::Zh => format!("设置完成；{count} 个商品的查询方式随之改变"),
    });
    let is_of_items = !args.named.texts.is_empty();
    Ok(if missing || (is_of_items && named.tracked.is_empty()) {
        Exit::NotFound
    } else {
        Exit::Done
    })
}

/// Says it at the level that was named: for all, for a list, or for each item.
async fn say(
    store: &Store,
    args: &SetArgs,
    wishes: Wishes,
    named: &Named,
) -> anyhow::Result<()> {
    let say = |level: &mut Level| -> anyhow::Result<()> {
        wishes.say(level);
        Ok(())
    };
    if args.named.all {
        return tracking::change_global(store, say).await;
    }
    let which = args.named.which()?;
    if let (Some(name), None, true) =
        (&which.list, &which.tag, args.named.texts.is_empty())
    {
        store.make_list(name, &Level::default().text()).await?;
        tracking::change_list(store, name, say).await?;
        return Ok(());
    }
    let change = |text: &str| -> anyhow::Result<String> {
        let mut own = ItemLevel::read(text)?;
        match args.sku {
            None => wishes.say(&mut own.level),
            Some(sku) => {
                let level = own.skus.entry(sku).or_default();
                wishes.say(level);
                if *level == Level::default() {
                    own.skus.remove(&sku);
                }
            }
        }
        Ok(own.text())
    };
    store.change_settings(&named.ids(), change).await
}

async fn regroup(store: &Store, args: &SetArgs, named: &Named) -> anyhow::Result<()> {
    let ids = named.ids();
    for name in &args.add_list {
        store.enlist(&ids, name, Membership::In).await?;
    }
    for name in &args.remove_list {
        store.enlist(&ids, name, Membership::Out).await?;
    }
    for tag in &args.add_tag {
        store.tag(&ids, tag, Membership::In).await?;
    }
    for tag in &args.remove_tag {
        store.tag(&ids, tag, Membership::Out).await?;
    }
    Ok(())
}

impl Wishes {
    fn is_empty(&self) -> bool {
        self.every.is_none() && self.importance.is_none() && self.bodies.is_none()
    }

    fn say(&self, level: &mut Level) {
        if let Some(wish) = self.every {
            level.every = wish.value();
        }
        if let Some(wish) = self.importance {
            level.importance = wish.value();
        }
        if let Some(wish) = self.bodies {
            level.bodies = wish.value();
        }
    }
}

impl<T> Wish<T> {
    fn value(self) -> Option<T> {
        match self {
            Self::Inherit => None,
            Self::Be(value) => Some(value),
        }
    }
}

const INHERIT: &str = "inherit";

fn every(text: &str) -> Result<Wish<EveryWord>, TrackingError> {
    match text {
        INHERIT => Ok(Wish::Inherit),
        text => text.parse().map(Wish::Be),
    }
}

fn bodies(text: &str) -> Result<Wish<Keep>, TrackingError> {
    match text {
        INHERIT => Ok(Wish::Inherit),
        text => match text.parse() {
            Ok(keep) => Ok(Wish::Be(keep)),
            Err(ParseKeepError { text }) => Err(TrackingError::Bodies { text }),
        },
    }
}

fn importance(text: &str) -> Result<Wish<i64>, TrackingError> {
    match (text, text.parse::<u32>()) {
        (INHERIT, _) => Ok(Wish::Inherit),
        (_, Ok(number)) => Ok(Wish::Be(number.into())),
        (text, Err(_)) => {
            let text = text.chars().take(40).collect();
            Err(TrackingError::Importance { text })
        }
    }
}
