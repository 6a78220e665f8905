//! `itemget alerts channel`: the ways to tell.

use std::io::Read as _;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use itemget_history::Moment;
use itemget_store::Store;
use serde::Serialize;

use crate::cli::Context;
use crate::cli::format::Format;
use crate::cli::listing::{self, Shown};
use crate::cli::table::{Side, harmless};
use crate::config::Settings;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::notify::{ChannelSettings, HttpCourier, Message, Route};

#[derive(Debug, Subcommand)]
pub(super) enum ChannelAction {
    /// Keep a channel, its settings read from a file
    Set(SetArgs),
    /// Show the channels, without their settings
    List,
    /// Send a trial message
    Test(NameArgs),
    /// Forget a channel
    Remove(NameArgs),
}

#[derive(Debug, Args)]
pub(super) struct SetArgs {
    /// The channel's name
    #[arg(value_name = "NAME")]
    name: String,
    /// A file with the settings in TOML; - is the standard input
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct NameArgs {
    /// The channel's name
    #[arg(value_name = "NAME")]
    name: String,
}

/// A channel, for programs; its settings are secrets.
#[derive(Debug, Serialize)]
struct ChannelRecord {
    name: String,
    kind: String,
}

pub(super) async fn run(
    action: &ChannelAction,
    format: Option<Format>,
    store: &Store,
    settings: &Settings,
    now: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    match action {
        ChannelAction::Set(args) => set(args, store, context).await,
        ChannelAction::List => list(format, store, context).await,
        ChannelAction::Test(args) => test(args, store, settings, now, context).await,
        ChannelAction::Remove(args) => match store.remove_channel(&args.name).await? {
            true => Ok(Exit::Done),
            false => Ok(missing(&args.name, context)),
        },
    }
}

async fn set(
    args: &SetArgs,
    store: &Store,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    let mut text = String::new();
    match args.file.as_os_str() == "-" {
        true => std::io::stdin().read_to_string(&mut text).map(drop),
        false => std::fs::read_to_string(&args.file).map(|read| text = read),
    }
    .with_context(|| match context.lang {
        Lang::En => format!("could not read `{}`", args.file.display()),
        Lang::Zh => format!("无法读取 `{}`", args.file.display()),
    })?;
    let kind = ChannelSettings::read(&text)?.channel.word();
    store.set_channel(&args.name, &text).await?;
    let name = harmless(&args.name);
    context.output.note(&match context.lang {
        Lang::En => format!(
            "channel {name} ({kind}) is kept; try it: itemget alerts channel test {name}"
        ),
        Lang::Zh => format!(
            "已保存渠道 {name}（{kind}），可测试：itemget alerts channel test {name}"
        ),
    });
    Ok(Exit::Done)
}

async fn list(
    format: Option<Format>,
    store: &Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let channels = store.channels().await?.into_iter().map(|(name, settings)| {
        let kind = ChannelSettings::read(&settings);
        let kind = kind.map_or("?", |settings| settings.channel.word()).to_owned();
        ChannelRecord { name, kind }
    });
    let channels: Vec<_> = channels.collect();
    let shown = Shown {
        columns: ["name", "kind"],
        heading: (["Name", "Kind"], ["名称", "类型"]),
        sides: [Side::Left; 2],
    };
    let cells = |record: &ChannelRecord| [record.name.clone(), record.kind.clone()];
    Ok(listing::show(&channels, format, &shown, cells, context)?)
}

async fn test(
    args: &NameArgs,
    store: &Store,
    settings: &Settings,
    now: Moment,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    let channels = store.channels().await?;
    let found = channels.into_iter().find(|(name, _)| *name == args.name);
    let Some((_, kept)) = found else { return Ok(missing(&args.name, context)) };
    let channel = ChannelSettings::read(&kept)?;
    let route = Route::of(settings)?;
    let courier = HttpCourier::by(route, channel.reach, Duration::from_secs(20))?;
    let message = Message::trial(format!("trial-{}", now.seconds()), context.lang);
    match channel.channel.tell(&message, now.into(), &courier, channel.reach).await {
        Ok(()) => {
            context.output.note(context.lang.pick("it arrived", "已送达"));
            Ok(Exit::Done)
        }
        Err(failure) => {
            let text = failure.text(context.lang);
            context.output.warn(&match context.lang {
                Lang::En => format!("it did not arrive: {text}"),
                Lang::Zh => format!("未送达：{text}"),
            });
            Ok(Exit::TryAgain)
        }
    }
}

fn missing(name: &str, context: &Context<'_>) -> Exit {
    let name = harmless(name);
    context.output.warn(&match context.lang {
        Lang::En => {
            format!("there is no channel `{name}`; see `itemget alerts channel list`")
        }
        Lang::Zh => {
            format!("没有名为 `{name}` 的渠道，请用 `itemget alerts channel list` 查看")
        }
    });
    Exit::NotFound
}
