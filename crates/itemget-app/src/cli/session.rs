//! A command's time with a client: connected, used, and ended in good order.

use itemget::Dialect;
use itemget_store::{DatabaseAddress, Store};

use super::calling::CallingArgs;
use super::table::harmless;
use super::{Account, Context};
use crate::calling::Calling;
use crate::config::{Places, Settings};
use crate::connect::{self, Connection, Sharing};
use crate::database::{self, World};
use crate::drift::News;
use crate::exit::Exit;
use crate::lang::Lang;

/// Connects as the settings and flags say, and does `work` with it.
pub(super) fn run<W>(
    settings: &Settings,
    account: &Account,
    calling: &CallingArgs,
    context: &mut Context<'_>,
    work: W,
) -> anyhow::Result<Exit>
where
    W: AsyncFnOnce(&Connection, &mut Context<'_>) -> anyhow::Result<Exit>,
{
    run_in(settings.dialect(), settings, account, calling, context, work)
}

/// The same for calls of `dialect`.
pub(super) fn run_in<W>(
    dialect: Dialect,
    settings: &Settings,
    account: &Account,
    calling: &CallingArgs,
    context: &mut Context<'_>,
    work: W,
) -> anyhow::Result<Exit>
where
    W: AsyncFnOnce(&Connection, &mut Context<'_>) -> anyhow::Result<Exit>,
{
    super::runtime()?.block_on(async {
        let calling = calling.calling();
        let sharing = Sharing::Machine;
        session(dialect, settings, account, &calling, sharing, context, work).await
    })
}

/// The same over the database that the settings name. Where that is a server, the quota is
/// shared with all who use it: workers may be at it as well.
pub(super) fn run_over<W>(
    world: World,
    settings: &Settings,
    account: &Account,
    calling: &CallingArgs,
    context: &mut Context<'_>,
    work: W,
) -> anyhow::Result<Exit>
where
    W: AsyncFnOnce(&Connection, Store, &mut Context<'_>) -> anyhow::Result<Exit>,
{
    super::runtime()?.block_on(async {
        let store = database::open(settings, world).await?;
        let sharing = match database::address(settings, world)? {
            DatabaseAddress::Postgres(_) => Sharing::Quota(&store),
            DatabaseAddress::Sqlite(_) => Sharing::Machine,
        };
        let (calling, dialect) = (calling.calling(), settings.dialect());
        let work = async |at: &Connection, context: &mut Context<'_>| {
            work(at, store.clone(), context).await
        };
        session(dialect, settings, account, &calling, sharing, context, work).await
    })
}

/// The same within a runtime, sharing consent and quota so.
pub(super) async fn session<W>(
    dialect: Dialect,
    settings: &Settings,
    account: &Account,
    calling: &Calling,
    sharing: Sharing<'_>,
    context: &mut Context<'_>,
    work: W,
) -> anyhow::Result<Exit>
where
    W: AsyncFnOnce(&Connection, &mut Context<'_>) -> anyhow::Result<Exit>,
{
    let target = account.target();
    let connection =
        connect::connect_as(settings, target, dialect, calling, sharing).await?;
    super::announce(&connection, target, context);
    let ended = work(&connection, context).await;
    // What the ledger is not told would be spent twice by the next process.
    connection.limiter.flush().await;
    say_trouble(&connection, context);
    say_unread(&connection, context);
    // The sandbox inside the program is no platform that could change, and a recording
    // is of the past.
    if !connection.is_sandbox() && calling.replay.is_none() {
        keep_drift(&connection, settings, context);
    }
    ended
}

/// What of the answers could not be read, in a line for each API.
fn say_unread(connection: &Connection, context: &Context<'_>) {
    for (api, fields) in connection.drift.unread() {
        let api = harmless(&api);
        context.output.warn(&match context.lang {
            Lang::En => format!(
                "warning: {fields} fields of `{api}` could not be read; see `itemget doctor`"
            ),
            Lang::Zh => format!(
                "警告：`{api}` 有 {fields} 个字段无法解析，详见 `itemget doctor`"
            ),
        });
    }
}

/// Keeps what was odd, so that `doctor` knows of it, and says what was not known before.
fn keep_drift(connection: &Connection, settings: &Settings, context: &Context<'_>) {
    let lang = context.lang;
    let at = settings.endpoint.as_ref().map(|set| set.value.as_str());
    let now = connection.connected_at;
    let kept = Places::of_this_user()
        .map_err(anyhow::Error::from)
        .and_then(|places| Ok(connection.drift.keep(&places.drift(), at, now)?));
    match kept {
        Ok(news) => say_news(&news, context),
        Err(error) => context.output.warn(&match lang {
            Lang::En => format!("warning: that was not remembered: {error}"),
            Lang::Zh => format!("警告：上述情况未能记录：{error}"),
        }),
    }
}

/// How many fields of an API are named in a line.
const NAMED: usize = 3;

fn say_news(news: &News, context: &Context<'_>) {
    let lang = context.lang;
    for (api, paths) in &news.missed {
        let (api, named) = (harmless(api), named(paths, lang));
        context.output.warn(&match lang {
            Lang::En => format!(
                "warning: `{api}` no longer sends {named}; the platform changed, not you; \
                 see `itemget doctor`"
            ),
            Lang::Zh => format!(
                "警告：`{api}` 不再返回 {named}；变化出在平台一侧，不是你的问题，\
                 详见 `itemget doctor`"
            ),
        });
    }
    for (api, paths) in &news.unknown {
        let (api, named) = (harmless(api), named(paths, lang));
        context.output.warn(&match lang {
            Lang::En => format!(
                "warning: `{api}` sends what this version does not read: {named}; it is \
                 kept in the raw reply; see `itemget doctor`"
            ),
            Lang::Zh => format!(
                "警告：`{api}` 返回了本版本不读取的字段：{named}；原始应答中均已保留，\
                 详见 `itemget doctor`"
            ),
        });
    }
}

/// The first paths, and how many more there are.
fn named(paths: &[String], lang: Lang) -> String {
    let first = paths.iter().take(NAMED);
    let named: Vec<String> = first.map(|path| format!("`{}`", harmless(path))).collect();
    let named = named.join(lang.pick(", ", "、"));
    match (paths.len().saturating_sub(NAMED), lang) {
        (0, _) => named,
        (more, Lang::En) => format!("{named} and {more} more"),
        (more, Lang::Zh) => format!("{named}等，另有 {more} 个"),
    }
}

/// What went wrong beside the calls, and must not go unseen.
fn say_trouble(connection: &Connection, context: &Context<'_>) {
    let lang = context.lang;
    if let Some(log) = connection.client.record_log().filter(|log| log.lost() > 0) {
        let lost = log.lost();
        context.output.warn(&match lang {
            Lang::En => format!("warning: {lost} exchanges could not be recorded"),
            Lang::Zh => format!("警告：有 {lost} 次调用未能录制"),
        });
    }
    if let Some(trouble) = connection.client.cache_trouble() {
        context.output.warn(&match lang {
            Lang::En => format!("warning: answers were not kept: {trouble}"),
            Lang::Zh => format!("警告：结果未能写入缓存：{trouble}"),
        });
    }
}
