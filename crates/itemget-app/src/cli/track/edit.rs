//! `itemget track pause`, `resume` and `remove`.

use clap::Args;
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_store::TrackedChange;

use super::super::Context;
use super::super::database::DatabaseArgs;
use super::super::table::thousands;
use super::named::NamedArgs;
use crate::database::Found;
use crate::exit::Exit;
use crate::lang::Lang;

/// Leave items alone for now; they stay followed
#[derive(Debug, Args)]
pub(super) struct PauseArgs {
    #[command(flatten)]
    named: NamedArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Look at paused items again
#[derive(Debug, Args)]
pub(super) struct ResumeArgs {
    #[command(flatten)]
    named: NamedArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Follow items no more; what was seen of them is kept
#[derive(Debug, Args)]
pub(super) struct RemoveArgs {
    #[command(flatten)]
    named: NamedArgs,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// What is done to what was named.
#[derive(Clone, Copy)]
enum Edit {
    Pause,
    Resume,
    Remove,
}

pub(super) async fn pause(
    args: &PauseArgs,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    edit(&args.named, &args.database, Edit::Pause, context).await
}

pub(super) async fn resume(
    args: &ResumeArgs,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    edit(&args.named, &args.database, Edit::Resume, context).await
}

pub(super) async fn remove(
    args: &RemoveArgs,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    edit(&args.named, &args.database, Edit::Remove, context).await
}

async fn edit(
    named: &NamedArgs,
    database: &DatabaseArgs,
    edit: Edit,
    context: &Context<'_>,
) -> anyhow::Result<Exit> {
    let settings = context.settings(database.add_to(context.flags.clone()))?;
    let Some(Found { store, .. }) = database.find(&settings, context).await? else {
        return Ok(Exit::NotFound);
    };
    let named = named.find(&store, false).await?;
    let missing = named.say_missing(context);
    let now = Moment::from(settings.clock()?.now());
    let changed = match edit {
        Edit::Pause => store.change_tracked(&named.ids(), &TrackedChange::Pause).await?,
        // What is looked at anyway is due when it was.
        Edit::Resume => {
            let paused = named.tracked.iter().filter(|tracked| tracked.paused);
            let paused: Vec<_> = paused.map(|tracked| tracked.id).collect();
            store.change_tracked(&paused, &TrackedChange::Resume(now)).await?
        }
        Edit::Remove => store.untrack(&named.ids()).await?,
    };
    context.output.note(&done(edit, &thousands(changed), context.lang));
    Ok(if missing || named.tracked.is_empty() { Exit::NotFound } else { Exit::Done })
}

fn done(edit: Edit, count: &str, lang: Lang) -> String {
    match (edit, lang) {
        (Edit::Pause, Lang::En) => format!("{count} paused"),
        (Edit::Pause, Lang::Zh) => format!("已暂停 {count} 个"),
        (Edit::Resume, Lang::En) => format!("{count} resumed: they are due now"),
        (Edit::Resume, Lang::Zh) => format!("已恢复 {count} 个，即刻到期"),
        (Edit::Remove, Lang::En) => {
            format!("{count} followed no more; what was seen of them is kept")
        }
        (Edit::Remove, Lang::Zh) => format!("已停止跟踪 {count} 个，历史数据仍保留"),
    }
}
