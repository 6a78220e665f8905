//! `itemget demo`: the sandbox, months of made-up history and the service over it, offline.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use itemget::{Clock as _, ItemId, ItemRef};
use itemget_history::Moment;
use itemget_sandbox::ClockSetting;
use itemget_store::{
    DatabaseAddress, Every, Membership, NewTracked, RuleScope, Store, TrackedId, Watch,
    Which,
};

use super::calling::CallingArgs;
use super::interrupt::Interrupt;
use super::serving::{self, Served, ServingArgs};
use super::table::thousands;
use super::{Account, Context, session};
use crate::calling::SandboxWay;
use crate::clock::ProgramClock;
use crate::config::{Set, Settings, keys};
use crate::connect::Target;
use crate::database::{self, World};
use crate::exit::Exit;
use crate::follow::{Follower, Mode, Options, worker_name};
use crate::lang::Lang;
use crate::messages;
use crate::service::Scheduler;

/// Show all of it on made-up data: a sandbox, months of history and the pages, offline
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(flatten)]
    serving: ServingArgs,
    /// Keep the data in this folder; without it, it ends with the program
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// How many products
    #[arg(long, value_name = "NUMBER", default_value_t = 60)]
    items: u64,
    /// How many days of history
    #[arg(long, value_name = "NUMBER", default_value_t = 90)]
    days: u32,
}

/// The first of the sandbox's products that are followed.
const FIRST: u64 = 1_005_006_000_000_001;
/// How often they are looked at. Once a day, so that one does not wait long for the pages.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// The lists that they are in, in turn.
const LISTS: [(&str, &str); 3] =
    [("lamps", "灯具"), ("gifts", "礼品"), ("spare parts", "配件")];
/// What is to be told of them.
const RULES: [&str; 3] =
    ["sale_price drops 10%", "back in stock", "sale_price below lowest ever"];

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
        let store = database::open(&settings, World::Sandbox).await?;
        let clock = at.sandbox_clock().context("the demonstration has a sandbox")?;
        if store.count_tracked(&Which::default()).await? == 0 {
            say_that_it_begins(args, context);
            let begun = std::time::Instant::now();
            follow(args, &settings, &store, end - whole, context.lang).await?;
            let mode = Mode::Simulated { clock: clock.clone(), until: end };
            let options = Options::for_made_up_time();
            let now = Arc::new(ProgramClock::new(clock.clone()));
            let mut follower =
                Follower::over(at, store.clone(), now, options, context.lang)?;
            let mut heard = |_: &_, _: &_, _| Ok(());
            let tally = follower.drive(&mode, quit.clone(), &mut heard).await?;
            if let Some(exit) = *quit.borrow() {
                return Ok(exit);
            }
            say_that_it_is_there(tally.looked, begun.elapsed(), context);
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
        serving::serve(&args.serving, served, quit, context).await
    })
}

/// Begins to follow the sandbox's first products, in lists and with rules.
async fn follow(
    args: &DemoArgs,
    settings: &Settings,
    store: &Store,
    from: Moment,
    lang: Lang,
) -> anyhow::Result<()> {
    let ids = (FIRST..).take(usize::try_from(args.items)?).filter_map(ItemId::from_u64);
    let new: Vec<NewTracked> = ids
        .map(|id| NewTracked {
            watch: Watch {
                item: ItemRef::aliexpress(id),
                view: settings.view,
                source: settings.source.value.as_str().to_owned(),
            },
            every: Every::Fixed(EVERY),
            importance: 100,
            next_at: from,
        })
        .collect();
    let added = store.track(&new, None, from).await?;
    for (at, (en, zh)) in LISTS.into_iter().enumerate() {
        let members = added.iter().skip(at).step_by(LISTS.len());
        let members: Vec<TrackedId> = members.map(|added| added.id()).collect();
        store.enlist(&members, lang.pick(en, zh), Membership::In).await?;
    }
    for rule in RULES {
        store.add_rule(rule, &RuleScope::All, &[], from).await?;
    }
    Ok(())
}

fn say_that_it_begins(args: &DemoArgs, context: &Context<'_>) {
    let (items, days) = (thousands(args.items), args.days);
    context.output.note(&match context.lang {
        Lang::En => {
            format!("{items} made-up products are followed through {days} days …")
        }
        Lang::Zh => format!("正在用 {items} 个虚构商品模拟 {days} 天的历史……"),
    });
}

fn say_that_it_is_there(looked: u64, took: Duration, context: &Context<'_>) {
    let (looked, took) = (thousands(looked), took.as_secs_f64());
    context.output.note(&match context.lang {
        Lang::En => format!("{looked} looks were made in {took:.1} seconds"),
        Lang::Zh => format!("共查询 {looked} 次，用时 {took:.1} 秒"),
    });
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
