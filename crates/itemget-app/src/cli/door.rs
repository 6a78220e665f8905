//! `itemget door`: the keys with which programs of other services come in.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use itemget::{Clock as _, Credentials};
use itemget_history::Moment;
use itemget_store::{DoorKeyId, Store};

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use super::listing::{self, Shown};
use super::table::Side;
use crate::database;
use crate::door_keys::{self, DoorKeyError};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::DoorKeyRecord;
use crate::secrets::SecretPlace;
use crate::tracking::group_name;

/// Let programs in that were written for other services
#[derive(Debug, Args)]
pub(super) struct DoorArgs {
    #[command(subcommand)]
    door: Door,
}

#[derive(Debug, Subcommand)]
enum Door {
    /// Make, show and revoke the keys that such programs sign or ask with
    #[command(subcommand)]
    Key(Action),
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a key and tell its secret, once
    Create(CreateArgs),
    /// Show the keys, without their secrets
    List(ListArgs),
    /// Revoke keys by their numbers, for good
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
struct CreateArgs {
    /// What to call it: the program that is to use it
    #[arg(value_name = "NAME")]
    name: String,
    /// The key that the program has already, so that nothing but its host is changed
    #[arg(long, value_name = "KEY", requires = "secret_file")]
    key: Option<String>,
    /// The file of mode 0600 with that key's secret; - is the standard input
    #[arg(long, value_name = "FILE", requires = "key")]
    secret_file: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
struct ListArgs {
    /// table, json, jsonl or csv; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Debug, Args)]
struct RevokeArgs {
    /// The keys' numbers
    #[arg(value_name = "NUMBER", required = true)]
    keys: Vec<i64>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) fn run(args: &DoorArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let Door::Key(action) = &args.door;
    super::runtime()?.block_on(async {
        match action {
            Action::Create(args) => create(args, context).await,
            Action::List(args) => list(args, context).await,
            Action::Revoke(args) => revoke(args, context).await,
        }
    })
}

async fn open(
    args: &DatabaseArgs,
    context: &Context<'_>,
) -> anyhow::Result<(Store, Moment)> {
    let settings = context.settings(args.add_to(context.flags.clone()))?;
    let store = database::open(&settings, args.world(&settings)).await?;
    Ok((store, settings.clock()?.now().into()))
}

async fn create(args: &CreateArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let name = group_name(&args.name)?;
    let (credentials, is_new) = match (&args.key, &args.secret_file) {
        (Some(key), Some(file)) => {
            let secret = SecretPlace::file(file.clone()).read()?;
            (Credentials { app_key: key.clone(), app_secret: secret }, false)
        }
        _ => {
            let mut chance = [0; 24];
            getrandom::fill(&mut chance)?;
            (door_keys::of_chance(chance), true)
        }
    };
    door_keys::judge(&credentials)?;
    let (store, now) = open(&args.database, context).await?;
    let Credentials { app_key, app_secret } = &credentials;
    let id = store.add_door_key(name, app_key, app_secret, now).await?;
    let id = id.ok_or_else(|| DoorKeyError::Taken(app_key.clone()))?.0;
    context.output.line(&format!("app_key={app_key}"))?;
    if is_new {
        context.output.line(&format!("app_secret={}", app_secret.expose()))?;
    }
    context.output.note(&match context.lang {
        Lang::En => format!(
            "key {id} is in force; its secret is not shown again, and stays readable in the database: signatures are checked with it, so keep the database and its copies to yourself"
        ),
        Lang::Zh => format!(
            "密钥 {id} 已生效；secret 此后不再显示。校验签名需要 secret 原文，因此它以可读形式存放在数据库中，请勿让他人读取数据库及其备份"
        ),
    });
    Ok(Exit::Done)
}

async fn list(args: &ListArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let (store, _) = open(&args.database, context).await?;
    let keys = store.door_keys().await?;
    let records: Vec<DoorKeyRecord> = keys.iter().map(DoorKeyRecord::of).collect();
    let shown = Shown {
        columns: DoorKeyRecord::COLUMNS,
        heading: (
            ["No.", "Name", "Key", "Made", "Revoked"],
            ["编号", "名称", "密钥", "创建", "吊销"],
        ),
        sides: [Side::Right, Side::Left, Side::Left, Side::Left, Side::Left],
    };
    Ok(listing::show(&records, args.format, &shown, DoorKeyRecord::cells, context)?)
}

async fn revoke(args: &RevokeArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let (store, now) = open(&args.database, context).await?;
    let mut exit = Exit::Done;
    for id in &args.keys {
        if !store.revoke_door_key(DoorKeyId(*id), now).await? {
            exit = Exit::NotFound;
            context.output.warn(&match context.lang {
                Lang::En => {
                    format!("there is no key {id} in force; see `itemget door key list`")
                }
                Lang::Zh => format!(
                    "没有编号为 {id} 的有效密钥，请用 `itemget door key list` 查看"
                ),
            });
        }
    }
    Ok(exit)
}
