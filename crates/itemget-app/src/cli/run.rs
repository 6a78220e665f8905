//! `itemget run`: looks at what is tracked, again and again.

mod plan;
mod said;
mod simulated;

use std::sync::Arc;

use clap::Args;
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_store::Store;

use super::calling::CallingArgs;
use super::database::AddressArgs;
use super::format::Format;
use super::interrupt::Interrupt;
use super::looking::{Notes, card, exit_for, line, say, say_unseen, told};
use super::{Account, Context, session};
use crate::calling::{Age, SandboxWay};
use crate::clock::ProgramClock;
use crate::config::Settings;
use crate::connect::Connection;
use crate::database::World;
use crate::exit::Exit;
use crate::fleet::{Body, Heart, Pulse};
use crate::follow::{Bodies, Follower, Mode, Options, Round, Tally};
use crate::lang::Lang;
use crate::notify::Route;
use crate::retention::Keep;
use crate::usage::UsageError;
use plan::plan;
use said::{RunRecord, tell_kept};
use simulated::{rewind, simulation};

/// Look at what is tracked whenever it is due, and keep what was seen
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// Look at what is due now, and end
    #[arg(long, conflicts_with = "simulate")]
    once: bool,
    /// Let so long a time pass in seconds, in the sandbox, such as 90d
    #[arg(long, value_name = "TIME")]
    simulate: Option<Age>,
    /// How many calls a day looks may take, where the app's limit is not known or larger
    #[arg(long, value_name = "NUMBER")]
    calls_per_day: Option<u64>,
    /// Stop after so many calls, each sending counted
    #[arg(long, value_name = "NUMBER")]
    max_calls: Option<u64>,
    /// Say what is due and what a day of looks will take, and make none
    #[arg(long, conflicts_with_all = ["once", "simulate"])]
    plan: bool,
    /// How many items are looked at together: 100 if not said, in a simulation 1000
    #[arg(long, value_name = "NUMBER")]
    batch: Option<u32>,
    /// Do not keep the platform's answers as they came
    #[arg(long)]
    no_bodies: bool,
    #[command(flatten)]
    database: AddressArgs,
    /// table or json, for what is said in the end; jsonl tells of each reading kept, too
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    account: Account,
}

pub(super) fn run(args: &RunArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.database.add_to(args.account.add_to(context.flags.clone()));
    let mut settings = context.settings(flags)?;
    let world = World::of(&settings, args.account.target());
    let end: Moment = settings.clock()?.now().into();
    let simulated = match args.simulate {
        None => None,
        Some(Age(time)) => Some(simulation(&mut settings, args, world, end, time)?),
    };
    let way = match args.simulate {
        Some(_) => SandboxWay::Handed,
        None => SandboxWay::Sockets,
    };
    let calling = CallingArgs::for_looks(args.max_calls).with_sandbox(way);
    let work = async |at: &Connection, store, context: &mut Context<'_>| {
        look(args, at, &settings, store, simulated, end, context).await
    };
    session::run_over(world, &settings, &args.account, &calling, context, work)
}

/// Looks, or says what looks will take.
async fn look(
    args: &RunArgs,
    at: &Connection,
    settings: &Settings,
    store: Store,
    simulated: Option<Moment>,
    end: Moment,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    if args.plan {
        return plan(args, at, settings, store, context).await;
    }
    let mode = match &simulated {
        None if args.once => Mode::Once,
        None => Mode::Forever,
        Some(start) => {
            if rewind(&store, *start).await? == 0 {
                context.output.warn(context.lang.pick(
                    "nothing is followed that was never looked at, and the past of what was looked at is not made up: `itemget track add` adds items, `--database` names an empty database",
                    "没有从未查询过的跟踪商品；已查询过的商品不会再模拟其过去：请用 `itemget track add` 添加商品，或用 `--database` 指定空数据库",
                ));
            }
            let clock = at.sandbox_clock().ok_or(UsageError::OnlySandbox)?;
            Mode::Simulated { clock, until: end }
        }
    };
    follow(args, at, settings, store, &mode, context).await
}

async fn follow(
    args: &RunArgs,
    connection: &Connection,
    settings: &Settings,
    store: Store,
    mode: &Mode,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let quit = Interrupt::listen()?.heard();
    let clock: Arc<dyn itemget::Clock> = match mode {
        Mode::Simulated { clock, .. } => Arc::new(ProgramClock::new(clock.clone())),
        Mode::Forever | Mode::Once => Arc::new(settings.clock()?),
    };
    let mut follower =
        follower(args, connection, Arc::clone(&clock), store, (settings, context.lang))?;
    let pulse = Arc::new(Pulse::default());
    // Time that is made up is nobody's to be seen in.
    let heart = match mode {
        Mode::Simulated { .. } => None,
        Mode::Forever | Mode::Once => Some(
            Heart::start(Body {
                store: follower.store.clone(),
                card: card(&follower.worker, &follower.limiter, context),
                pulse: Arc::clone(&pulse),
                lease: None,
                clock: None,
            })
            .await?,
        ),
    };
    let limiter = follower.limiter.clone();
    let is_person = context.output.notes_are_for_a_person();
    let quiet = context.output.is_quiet();
    let lang = context.lang;
    let mut notes = Notes::begin(mode, clock.now().into());
    let output = &mut context.output;
    let is_told = args.format == Some(Format::Jsonl);
    let mut heard = |round: &Round, tally: &Tally, now: Moment| {
        pulse.tell(told(tally, limiter.calls(), lang));
        if is_told {
            tell_kept(round, output)?;
        }
        if !quiet && notes.is_time(is_person) {
            let pace = notes.pace(tally, now, lang);
            output.note(&format!("{}{pace}", line(tally, now, lang)));
        }
        Ok(())
    };
    let quit_seen = quit.clone();
    let driven = follower.drive(mode, quit, &mut heard).await;
    if let Some(heart) = heart {
        say_unseen(heart.stop().await, context);
    }
    let tally = driven?;
    let end = clock.now();
    let record = RunRecord::of(&tally, end, connection.is_sandbox());
    say(&tally, end, &record, args.format, context)?;
    Ok(match (&tally.ended, quit_seen.borrow().is_some()) {
        (Some(ended), _) => exit_for(ended),
        // It was to run until somebody ends it.
        (None, true) if matches!(mode, Mode::Forever) => Exit::Done,
        (None, true) => Exit::Interrupted,
        (None, false) => Exit::Done,
    })
}

fn follower(
    args: &RunArgs,
    connection: &Connection,
    clock: Arc<dyn itemget::Clock>,
    store: Store,
    (settings, lang): (&Settings, Lang),
) -> anyhow::Result<Follower> {
    let options = options(args, settings.keep_bodies);
    let follower = Follower::over(connection, store, clock, options, lang)?;
    Ok(follower.with_route(Route::of(settings)?))
}

fn options(args: &RunArgs, keep_bodies: Keep) -> Options {
    let usual = match args.simulate {
        Some(_) => Options::for_made_up_time(),
        None => Options {
            bodies: if args.no_bodies { Bodies::Dropped } else { Bodies::Kept },
            ..Options::default()
        },
    };
    Options {
        batch: args.batch.unwrap_or(usual.batch).max(1),
        keep_bodies,
        calls_per_day: args.calls_per_day,
        ..usual
    }
}
