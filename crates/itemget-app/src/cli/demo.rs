//! `itemget demo`: the sandbox, months of made-up history and the service over it, offline.

mod past;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_sandbox::ClockSetting;
use itemget_store::DatabaseAddress;

use super::calling::CallingArgs;
use super::interrupt::Interrupt;
use super::serving::{self, Served, ServingArgs};
use super::table::thousands;
use super::{Account, Context, session};
use crate::calling::SandboxWay;
use crate::clock::ProgramClock;
use crate::config::{Set, keys};
use crate::connect::Target;
use crate::database::{self, World};
use crate::exit::Exit;
use crate::follow::worker_name;
use crate::lang::Lang;
use crate::messages;
use crate::service::Scheduler;
use past::{Past, Wanted};

/// Show all of it on made-up data: a sandbox, months of history and the pages, offline
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    serving: ServingArgs,
    /// Keep the data in this folder; without it, it ends with the program
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// How many products
    #[arg(long, value_name = "NUMBER", default_value_t = 200)]
    items: u64,
    /// How many days of history
    #[arg(long, value_name = "NUMBER", default_value_t = 90)]
    days: u32,
}

/// A folder for the data, which is gone with this value where nobody named it.
struct Folder {
    path: PathBuf,
    is_kept: bool,
}

pub(super) fn run(args: &DemoArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let folder = Folder::make(args.dir.as_deref(), context.lang)?;
    let database = DatabaseAddress::Sqlite(folder.path.join("demo.db"));
    let account = Account::sandbox();
    let flags = account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, Some(&database.to_string()));
    let mut settings = context.settings(flags)?;
    let end = Moment::from(settings.clock()?.now());
    let whole = Duration::from_secs(u64::from(args.days) * 86_400);
    let begin = ClockSetting::Pinned((end - whole).into());
    let then = settings.sandbox_clock.replace(Set::by_default(begin.to_string()));
    let then = match then {
        Some(pinned) => pinned.value.parse()?,
        None => ClockSetting::Machine,
    };
    let calling = CallingArgs::for_looks(None).with_sandbox(SandboxWay::Handed);
    session::run(&settings, &account, &calling, context, async |at, context| {
        let quit = Interrupt::listen()?.heard();
        // Before anything is made: nobody waits for pages that have no place to be at.
        let listener = args.serving.bind().await?;
        let store = database::open(&settings, World::Sandbox).await?;
        let clock = at.sandbox_clock().context("the demonstration has a sandbox")?;
        let wanted = Wanted { items: args.items, days: args.days };
        let past = Past {
            connection: at,
            settings: &settings,
            store: store.clone(),
            clock: clock.clone(),
            end,
        };
        past.make(wanted, &quit, context).await?;
        if let Some(exit) = *quit.borrow() {
            return Ok(exit);
        }
        clock.set(then);
        let served = Served {
            connection: at,
            settings: &settings,
            target: Target::Sandbox,
            world: World::Sandbox,
            store,
            clock: Arc::new(ProgramClock::new(clock)),
            scheduler: Scheduler::Here,
        };
        serving::serve(&args.serving, listener, served, quit, context).await
    })
}

impl Folder {
    fn make(named: Option<&Path>, lang: Lang) -> anyhow::Result<Self> {
        let is_kept = named.is_some();
        let path = match named {
            Some(path) => path.to_owned(),
            None => {
                let name = format!("itemget-demo-{}", worker_name()?);
                std::env::temp_dir().join(name)
            }
        };
        std::fs::create_dir_all(&path)
            .with_context(|| messages::could_not_write(&path, lang))?;
        Ok(Self { path, is_kept })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.is_kept
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, "the demonstration's data stays behind");
        }
    }
}
