//! `itemget serve`: pages, answers for programs, and the scheduler, in one process.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use itemget_history::alert::Policy;

use super::calling::CallingArgs;
use super::interrupt::Interrupt;
use super::{Account, Context, session};
use crate::config::{Settings, keys};
use crate::connect::{self, Connection};
use crate::database::{self, World};
use crate::exit::Exit;
use crate::follow::{Follower, Mode, Options, Planning, worker_name};
use crate::listening;
use crate::service::{self, App};
use itemget_store::Store;

/// Serve the pages and the API, and look at what is tracked
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Do not look at what is tracked: `run` or workers do
    #[arg(long)]
    no_scheduler: bool,
    #[arg(long, value_name = "ADDRESS", help = super::database::DATABASE_HELP)]
    database: Option<String>,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &ServeArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let settings = context.settings(flags)?;
    let world = World::of(&settings, args.account.target());
    let calling = CallingArgs::for_looks(None);
    session::run(&settings, &args.account, &calling, context, async |at, context| {
        let store = database::open(&settings, world).await?;
        serve(args, at, &settings, world, store, context).await
    })
}

async fn serve(
    args: &ServeArgs,
    connection: &Connection,
    settings: &Settings,
    world: World,
    store: Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let quit = Interrupt::listen()?.heard();
    let clock: Arc<dyn itemget::Clock> = Arc::new(settings.clock()?);
    let app = Arc::new(App {
        store: store.clone(),
        world,
        client: connection.client.clone(),
        app_key: connect::app_key(settings, args.account.target())
            .unwrap_or_else(|_| "sandbox".to_owned()),
        limiter: connection.limiter.clone(),
        clock: Arc::clone(&clock),
        view: settings.view,
        lang: context.lang,
    });
    let listener = listening::bind(args.listen).await?;
    let at = listener.local_addr()?;
    context.output.note(&context.lang.pick(
        format!("itemget is at http://{at} (Ctrl-C ends it)"),
        format!("itemget 已启动：http://{at}（按 Ctrl-C 结束）"),
    ));
    let served = service::serve(listener, service::router(app), quit.clone());
    if args.no_scheduler {
        served.await?;
        return Ok(Exit::Done);
    }
    let mut follower = Follower {
        store,
        client: connection.client.clone(),
        limiter: connection.limiter.clone(),
        clock,
        worker: worker_name()?,
        options: Options::default(),
        planning: Planning::default(),
        policy: Policy::default(),
        lang: context.lang,
    };
    let mut heard = |_: &_, _: &_, _| Ok(());
    let followed = follower.drive(&Mode::Forever, quit, &mut heard);
    // Pages are still there when looking has come to its end, and say why.
    let (served, followed) = tokio::join!(served, followed);
    served?;
    followed?;
    Ok(Exit::Done)
}
