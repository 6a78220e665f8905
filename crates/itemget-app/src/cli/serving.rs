//! What `serve` and `demo` share: the flags of a service, and running it beside the
//! scheduler.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use itemget::Clock;
use itemget_store::Store;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::Context;
use crate::asked::Asked;
use crate::auth::Account;
use crate::config::Settings;
use crate::connect::{self, Connection, Target};
use crate::database::World;
use crate::exit::Exit;
use crate::follow::{Follower, Mode, Options};
use crate::listening::{self, ListenError};
use crate::notify::{Reach, Route};
use crate::pictures::Pictures;
use crate::service::{
    self, Answers, App, Bench, Bounds, Door, Guesses, Hosts, Hot, Local, LogForm,
    Metrics, Requests, Scheduler, Tools, Usual,
};

/// How the service is reached and what it writes down.
#[derive(Debug, Args)]
#[command(next_help_heading = "Service")]
pub(super) struct ServingArgs {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A name that the service is reached by, beside localhost; may be repeated
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// How the log looks that goes to the standard error: text, json or off
    #[arg(long, value_name = "FORM", default_value = "text")]
    log: LogForm,
    /// Ask programs of this machine for a token as well
    #[arg(long)]
    require_token: bool,
    /// How many requests a second a token has
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    token_rate: u32,
    /// Let webhooks of jobs go to private addresses too, such as this machine's
    #[arg(long)]
    private_webhooks: bool,
}

/// So many pages are made at once that no processor waits for the store.
fn pages_at_once() -> usize {
    2 * std::thread::available_parallelism().map_or(1, usize::from)
}

impl ServingArgs {
    /// Takes the place to listen on.
    pub(super) async fn bind(&self) -> Result<TcpListener, ListenError> {
        listening::bind(self.listen).await
    }

    fn local(&self) -> Local {
        match self.require_token {
            true => Local::NeedsToken,
            false => Local::Trusted,
        }
    }
}

/// What is served.
pub(super) struct Served<'a> {
    pub(super) connection: &'a Connection,
    pub(super) settings: &'a Settings,
    pub(super) target: Target,
    pub(super) world: World,
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) scheduler: Scheduler,
}

/// How many requests are worked on at once; more are turned away until there is room.
const AT_ONCE: usize = 512;
/// How much the bodies of requests may be together, in KiB.
const BODIES_KIB: usize = 512 * 1024;
/// How many answers that are made while they are read there may be at once.
const LONG: usize = 32;
/// How much is kept of answers that are ready, in bytes.
const READY: usize = 64 * 1024 * 1024;

/// Serves until there is a wish to end.
pub(super) async fn serve(
    args: &ServingArgs,
    listener: TcpListener,
    served: Served<'_>,
    quit: watch::Receiver<Option<Exit>>,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let _log = service::log(args.log)?;
    let app = Arc::new(app(args, &served, context)?);
    let at = listener.local_addr()?;
    context.output.line(&context.lang.pick(
        format!("itemget is at http://{at} (Ctrl-C ends it)"),
        format!("itemget 已启动：http://{at}（按 Ctrl-C 结束）"),
    ))?;
    context.output.flush()?;
    let working = service::jobs::work(Arc::clone(&app.bench), quit.clone());
    let answers = Answers::of(app);
    let serving = service::serve(listener, answers, Bounds::default(), quit.clone());
    let serving = async { tokio::join!(serving, working).0 };
    if served.scheduler == Scheduler::Elsewhere {
        serving.await?;
        return Ok(Exit::Done);
    }
    let keep_bodies = served.settings.keep_bodies;
    let (at, options) =
        (served.connection, Options { keep_bodies, ..Options::default() });
    let follower = Follower::over(at, served.store, served.clock, options, context.lang)?;
    let mut follower = follower.with_route(Route::of(served.settings)?);
    let mut heard = |_: &_, _: &_, _| Ok(());
    let following = follower.drive(&Mode::Forever, quit, &mut heard);
    let following = async {
        let ended = following.await;
        match &ended {
            Ok(tally) if tally.ended.is_some() => {
                tracing::warn!(
                    ended = ?tally.ended,
                    "what is tracked is not looked at any more"
                );
            }
            Ok(_) => {}
            Err(error) => {
                let cause = crate::messages::in_full(error.itself(), crate::Lang::En);
                tracing::error!(cause, "what is tracked is not looked at any more");
            }
        }
        ended
    };
    // Pages are still there when looking has come to its end, and say why.
    let (served, followed) = tokio::join!(serving, following);
    served?;
    followed?;
    Ok(Exit::Done)
}

fn app(
    args: &ServingArgs,
    served: &Served<'_>,
    context: &Context<'_>,
) -> anyhow::Result<App> {
    let mut chance = [0; 4];
    getrandom::fill(&mut chance)?;
    let worker = format!("{}-{:08x}", std::process::id(), u32::from_ne_bytes(chance));
    let reach = match args.private_webhooks {
        true => Reach::Anywhere,
        false => Reach::Public,
    };
    let connection = served.connection;
    let listens = args.listen.ip();
    let itself = (!listens.is_unspecified()).then(|| args.listen.to_string());
    let settings = served.settings;
    let account = match connection.is_sandbox() {
        true => Account::of(settings, "sandbox".to_owned(), None),
        false => {
            let app_key = connect::app_key(settings, served.target)?;
            let store = connect::token_store(settings, &app_key, settings.dialect())?;
            Account::of(settings, app_key, Some(store))
        }
    };
    let tools = Tools {
        worker,
        store: served.store.clone(),
        client: connection.client.clone(),
        limiter: connection.limiter.clone(),
        clock: Arc::clone(&served.clock),
        lang: context.lang,
        usual: Usual { view: settings.view, source: settings.source.value },
    };
    Ok(App {
        store: served.store.clone(),
        world: served.world,
        client: connection.client.clone(),
        source: settings.source.value,
        account,
        scheduler: served.scheduler,
        limiter: connection.limiter.clone(),
        pictures: Pictures::by(Route::of(settings)?)?,
        asked: Asked::default(),
        clock: Arc::clone(&served.clock),
        view: settings.view,
        lang: context.lang,
        hosts: Hosts::with(args.hosts.iter().cloned().chain(itself)),
        room: Arc::new(Semaphore::new(AT_ONCE)),
        bodies: Semaphore::new(AT_ONCE / 2),
        weight: Semaphore::new(BODIES_KIB),
        long: Arc::new(Semaphore::new(LONG)),
        pages: Semaphore::new(pages_at_once()),
        previews: Semaphore::new(1),
        requests: Requests::of_process(u32::from_ne_bytes(chance)),
        metrics: Metrics::new()?,
        door: Door::new(args.local(), args.token_rate),
        guesses: Guesses::default(),
        hot: Hot::with_room(READY),
        bench: Arc::new(Bench::new(tools, reach, Route::of(settings)?)),
    })
}
