//! `itemget run`: looks at what is tracked, again and again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use itemget::Clock as _;
use itemget_history::{Moment, TrailKey};
use itemget_sandbox::ClockSetting;
use jiff::Timestamp;
use serde::Serialize;

use super::calling::CallingArgs;
use super::format::Format;
use super::interrupt::Interrupt;
use super::output::Output;
use super::table::thousands;
use super::worker::{card, say_unseen, told};
use super::{Account, Context, session};
use crate::calling::Age;
use crate::clock::ProgramClock;
use crate::config::{Set, Settings, keys};
use crate::connect::{Connection, Target};
use crate::database::World;
use crate::exit::Exit;
use crate::fleet::{Body, Heart, Pulse};
use crate::follow::{Bodies, Ended, Follower, Mode, Options, Round, Tally};
use crate::lang::Lang;
use crate::records::json_line;
use crate::usage::UsageError;
use itemget_store::{Store, TrackedChange, TrackedId, Which};

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
    /// How many items are looked at together
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    batch: u32,
    /// Do not keep the platform's answers as they came
    #[arg(long)]
    no_bodies: bool,
    #[arg(long, value_name = "ADDRESS", help = super::database::DATABASE_HELP)]
    database: Option<String>,
    /// table or json, for what is said in the end; jsonl tells of each reading kept, too
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    account: Account,
}

/// A reading that is kept: it is there whatever happens next.
#[derive(Debug, Serialize)]
struct KeptRecord<'a> {
    event: &'static str,
    #[serde(flatten)]
    trail: &'a TrailKey,
    at: Moment,
}

/// Tells of what a round has kept, and makes it arrive.
fn tell_kept(round: &Round, output: &mut Output) -> io::Result<()> {
    for (trail, at) in &round.kept {
        let record = KeptRecord { event: "kept", trail, at: *at };
        json_line(output.data(), &record)?;
    }
    output.flush()
}

/// What a run came to, for programs.
#[derive(Debug, Serialize)]
struct RunRecord {
    looked: u64,
    changed: u64,
    failed: u64,
    alerts: u64,
    delivered: u64,
    undelivered: u64,
    /// `quota`, `budget`, `not_allowed` or `uncounted`, where it ended before its time.
    ended: Option<&'static str>,
    until: Timestamp,
    synthetic: bool,
}

pub(super) fn run(args: &RunArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let mut settings = context.settings(flags)?;
    let world = World::of(&settings, args.account.target());
    let end: Moment = settings.clock()?.now().into();
    let simulated = match args.simulate {
        None => None,
        Some(Age(time)) => Some(simulation(&mut settings, args, world, end, time)?),
    };
    let calling = CallingArgs::for_looks(args.max_calls);
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
            rewind(&store, *start).await?;
            let clock = at.sandbox_clock().ok_or(UsageError::OnlySandbox)?;
            Mode::Simulated { clock, until: end }
        }
    };
    follow(args, at, settings, store, &mode, context).await
}

/// Lets the sandbox begin so long ago; gives the moment.
fn simulation(
    settings: &mut Settings,
    args: &RunArgs,
    world: World,
    end: Moment,
    time: Duration,
) -> Result<Moment, UsageError> {
    let has_endpoint =
        settings.endpoint.is_some() && args.account.target() != Target::Sandbox;
    if world != World::Sandbox || has_endpoint {
        return Err(UsageError::OnlySandbox);
    }
    let start = end - time;
    let pinned = ClockSetting::Pinned(start.into());
    settings.sandbox_clock = Some(Set::by_default(pinned.to_string()));
    Ok(start)
}

/// Makes what was never looked at due from `start` on.
async fn rewind(store: &Store, start: Moment) -> anyhow::Result<()> {
    let all = store.tracked(&Which::default()).await?;
    let never = all.into_iter().filter(|it| it.last_at.is_none());
    let ids: Vec<TrackedId> = never.map(|it| it.id).collect();
    store.change_tracked(&ids, &TrackedChange::NextAt(start)).await?;
    Ok(())
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
        follower(args, connection, Arc::clone(&clock), store, context.lang)?;
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
    let mut notes = Notes::default();
    let output = &mut context.output;
    let is_told = args.format == Some(Format::Jsonl);
    let mut heard = |round: &Round, tally: &Tally, now: Moment| {
        pulse.tell(told(tally, limiter.calls(), lang));
        if is_told {
            tell_kept(round, output)?;
        }
        if !quiet && notes.is_time(is_person) {
            output.note(&line(tally, now, lang));
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
    say(args, &tally, end, connection.is_sandbox(), context)?;
    Ok(match (&tally.ended, quit_seen.borrow().is_some()) {
        (Some(Ended::NotAllowed(_)), _) => Exit::NotAllowed,
        (Some(Ended::Quota(_) | Ended::Budget), _) => Exit::TryAgain,
        (Some(Ended::Uncounted), _) => Exit::Io,
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
    lang: Lang,
) -> Result<Follower, getrandom::Error> {
    let options = Options {
        batch: args.batch.max(1),
        bodies: if args.no_bodies { Bodies::Dropped } else { Bodies::Kept },
        calls_per_day: args.calls_per_day,
        ..Options::default()
    };
    Follower::over(connection, store, clock, options, lang)
}

/// What is due and what a day of looks will take, for programs.
#[derive(Debug, Serialize)]
struct RunPlanRecord {
    tracked: u64,
    due: u64,
    /// Looks a day, as planned.
    looks_per_day: f64,
    /// How many times longer than wished intervals have to be: 1 where the quota suffices.
    stretched: f64,
    next_due: Option<Moment>,
}

/// Says what is due and what a day of looks will take.
async fn plan(
    args: &RunArgs,
    connection: &Connection,
    settings: &Settings,
    store: Store,
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let clock = Arc::new(settings.clock()?);
    let mut follower = follower(args, connection, clock, store, context.lang)?;
    let outlook = follower.outlook().await?;
    let record = RunPlanRecord {
        tracked: outlook.tracked,
        due: outlook.due,
        looks_per_day: (outlook.looks_per_day * 10.0).round() / 10.0,
        stretched: (outlook.stretched * 100.0).round() / 100.0,
        next_due: outlook.next_due,
    };
    if !matches!(
        Format::or_for(args.format, context.output.data_is_for_a_person),
        Format::Table | Format::Csv
    ) {
        json_line(context.output.data(), &record)?;
        return Ok(Exit::Done);
    }
    let lang = context.lang;
    let [tracked, due] = [record.tracked, record.due].map(thousands);
    let looks = record.looks_per_day;
    context.output.line(&match lang {
        Lang::En => {
            format!("{tracked} tracked, {due} due now; {looks} looks a day planned")
        }
        Lang::Zh => {
            format!("共跟踪 {tracked} 项，{due} 项已到期；计划每天查询 {looks} 次")
        }
    })?;
    if record.stretched > 1.0 {
        let stretched = record.stretched;
        context.output.line(&match lang {
            Lang::En => format!(
                "the quota does not suffice for the intervals asked for: they are {stretched} times longer"
            ),
            Lang::Zh => format!("配额不足以满足所设间隔：各间隔延长为 {stretched} 倍"),
        })?;
    }
    Ok(Exit::Done)
}

/// When something was said last.
#[derive(Default)]
pub(super) struct Notes {
    last: Option<std::time::Instant>,
}

impl Notes {
    /// Whether it is time to say something again: a person wants to see that it goes on, a
    /// log is left in peace.
    pub(super) fn is_time(&mut self, is_person: bool) -> bool {
        let pause = Duration::from_secs(if is_person { 3 } else { 60 });
        let now = std::time::Instant::now();
        let is_time = self.last.is_none_or(|last| now.duration_since(last) >= pause);
        if is_time {
            self.last = Some(now);
        }
        is_time
    }
}

pub(super) fn line(tally: &Tally, now: Moment, lang: Lang) -> String {
    let [looked, changed, failed, alerts] =
        [tally.looked, tally.changed, tally.failed, tally.alerts].map(thousands);
    match lang {
        Lang::En => {
            format!(
                "{now}  {looked} looked at, {changed} changed, {failed} failed, {alerts} alerts"
            )
        }
        Lang::Zh => {
            format!(
                "{now}  已查询 {looked} 次，变化 {changed} 次，失败 {failed} 次，提醒 {alerts} 条"
            )
        }
    }
}

/// Says what it came to.
fn say(
    args: &RunArgs,
    tally: &Tally,
    until: Timestamp,
    synthetic: bool,
    context: &mut Context<'_>,
) -> anyhow::Result<()> {
    let lang = context.lang;
    if let Some(ended) = &tally.ended {
        context.output.warn(&why(ended, lang));
    }
    match Format::or_for(args.format, context.output.data_is_for_a_person) {
        Format::Table | Format::Csv => {
            context.output.line(&line(tally, Moment::from(until), lang))?;
        }
        Format::Json | Format::Jsonl => {
            let record = RunRecord {
                looked: tally.looked,
                changed: tally.changed,
                failed: tally.failed,
                alerts: tally.alerts,
                delivered: tally.delivered,
                undelivered: tally.undelivered,
                ended: tally.ended.as_ref().map(ended_word),
                until,
                synthetic,
            };
            json_line(context.output.data(), &record)?;
        }
    }
    Ok(())
}

/// Why it ended before its time, for programs.
pub(super) fn ended_word(ended: &Ended) -> &'static str {
    match ended {
        Ended::Quota(_) => "quota",
        Ended::Budget => "budget",
        Ended::NotAllowed(_) => "not_allowed",
        Ended::Uncounted => "uncounted",
    }
}

pub(super) fn why(ended: &Ended, lang: Lang) -> String {
    match (ended, lang) {
        (Ended::Quota(Some(until)), Lang::En) => {
            format!("stopped: the quota is spent until {until}")
        }
        (Ended::Quota(Some(until)), Lang::Zh) => {
            format!("已停止：配额已用尽，{until} 恢复")
        }
        (Ended::Quota(None), Lang::En) => "stopped: the quota is spent".to_owned(),
        (Ended::Quota(None), Lang::Zh) => "已停止：配额已用尽".to_owned(),
        (Ended::Budget, Lang::En) => "stopped: the calls allowed are made".to_owned(),
        (Ended::Budget, Lang::Zh) => "已停止：已达到允许的调用次数".to_owned(),
        (Ended::Uncounted, Lang::En) => {
            "stopped: the calls cannot be counted; see `itemget doctor`".to_owned()
        }
        (Ended::Uncounted, Lang::Zh) => {
            "已停止：无法记录调用次数，请运行 `itemget doctor`".to_owned()
        }
        (Ended::NotAllowed(code), Lang::En) => {
            format!("stopped: the platform refused with `{code}`; see `itemget doctor`")
        }
        (Ended::NotAllowed(code), Lang::Zh) => {
            format!("已停止：平台以 `{code}` 拒绝，请运行 `itemget doctor`")
        }
    }
}
