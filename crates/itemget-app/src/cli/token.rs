//! `itemget token`: tokens with which programs ask the service.

use clap::{Args, Subcommand};
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_store::{ApiTokenId, Store};

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use super::listing::{self, Shown};
use super::table::Side;
use crate::api_tokens::{self, Scope, Scopes};
use crate::database;
use crate::exit::Exit;
use crate::lang::Lang;
use crate::records::ApiTokenRecord;
use crate::tracking::group_name;

/// Make, show and revoke the tokens with which programs ask the service
#[derive(Debug, Args)]
pub(super) struct TokenArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a token and tell it, once
    Create(CreateArgs),
    /// Show the tokens, without their texts
    List(ListArgs),
    /// Revoke tokens by their numbers, for good
    Revoke(RevokeArgs),
}

#[derive(Debug, Args)]
struct CreateArgs {
    /// What to call it: who is to use it
    #[arg(value_name = "NAME")]
    name: String,
    /// What it allows: read, track or admin; may be repeated; read if not said
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<Scope>,
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
    /// The tokens' numbers
    #[arg(value_name = "NUMBER", required = true)]
    tokens: Vec<i64>,
    #[command(flatten)]
    database: DatabaseArgs,
}

pub(super) fn run(args: &TokenArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    super::runtime()?.block_on(async {
        match &args.action {
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
    let scopes = match args.scopes.is_empty() {
        true => Scopes::of([Scope::Read]),
        false => Scopes::of(args.scopes.iter().copied()),
    };
    let (store, now) = open(&args.database, context).await?;
    let mut chance = [0; 32];
    getrandom::fill(&mut chance)?;
    let (id, text) = api_tokens::create(&store, name, &scopes, chance, now).await?;
    context.output.line(text.expose())?;
    let id = id.0;
    context.output.note(&match context.lang {
        Lang::En => format!(
            "token {id} allows: {scopes}; it is not shown again, and is sent as `authorization: Bearer …`"
        ),
        Lang::Zh => format!(
            "令牌 {id} 的权限：{scopes}；此后不再显示，请以 `authorization: Bearer …` 发送"
        ),
    });
    Ok(Exit::Done)
}

async fn list(args: &ListArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let (store, _) = open(&args.database, context).await?;
    let tokens = store.api_tokens().await?;
    let records: Vec<ApiTokenRecord> = tokens.iter().map(ApiTokenRecord::of).collect();
    let shown = Shown {
        columns: ApiTokenRecord::COLUMNS,
        heading: (
            ["No.", "Name", "Allows", "Made", "Revoked"],
            ["编号", "名称", "权限", "创建", "吊销"],
        ),
        sides: [Side::Right, Side::Left, Side::Left, Side::Left, Side::Left],
    };
    Ok(listing::show(&records, args.format, &shown, ApiTokenRecord::cells, context)?)
}

async fn revoke(args: &RevokeArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let (store, now) = open(&args.database, context).await?;
    let mut exit = Exit::Done;
    for id in &args.tokens {
        if !store.revoke_api_token(ApiTokenId(*id), now).await? {
            exit = Exit::NotFound;
            context.output.warn(&match context.lang {
                Lang::En => {
                    format!("there is no token {id} in force; see `itemget token list`")
                }
                Lang::Zh => {
                    format!("没有编号为 {id} 的有效令牌，请用 `itemget token list` 查看")
                }
            });
        }
    }
    Ok(exit)
}
