//! `itemget run`: looks at what is tracked, again and again.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use itemget::Clock as _;
use itemget_history::{Moment, TrailKey};
use itemget_sandbox::ClockSetting;
use jiff::Timestamp;
use serde::Serialize;

use super::calling::CallingArgs;
use super::database::AddressArgs;
use super::duration;
use super::format::Format;
use super::interrupt::Interrupt;
use super::listing;
use super::output::Output;
use super::table::{Side, thousands};
use super::worker::{card, say_unseen, told};
use super::{Account, Context, session};
use crate::calling::{Age, SandboxWay};
use crate::clock::ProgramClock;
use crate::config::{Set, Settings};
use crate::connect::{Connection, Target};
use crate::database::World;
use crate::exit::Exit;
use crate::fleet::{Body, Heart, Pulse};
use crate::follow::{Bodies, Ended, Follower, Mode, Options, Outlook, Round, Tally};
use crate::lang::Lang;
use crate::notify::Route;
use crate::records::json_line;
use crate::retention::Keep;
use crate::told::percent;
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
    /// The share of the time in which what is known will be out of date, from 0 to 1.
    out_of_date: f64,
    /// The items of which most will be, the worst first.
    stalest: Vec<StaleItemRecord>,
}

/// How long what is known of an item will be out of date, for programs.
#[derive(Debug, Serialize)]
struct StaleItemRecord {
    id: itemget::ItemId,
    /// How far apart its looks are planned.
    every_seconds: u64,
    out_of_date: f64,
}

impl RunPlanRecord {
    fn of(outlook: &Outlook) -> Self {
        let rounded = |number: f64, to: f64| (number * to).round() / to;
        let stalest = outlook.stalest.iter().map(|stale| StaleItemRecord {
            id: stale.item.id,
            every_seconds: stale.every.as_secs(),
            out_of_date: rounded(stale.share, 1000.0),
        });
        Self {
            tracked: outlook.tracked,
            due: outlook.due,
            looks_per_day: rounded(outlook.looks_per_day, 10.0),
            stretched: rounded(outlook.stretched, 100.0),
            next_due: outlook.next_due,
            out_of_date: rounded(outlook.stale, 1000.0),
            stalest: stalest.collect(),
        }
    }
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
    let told = (settings, context.lang);
    let mut follower = follower(args, connection, clock, store, told)?;
    let outlook = follower.outlook().await?;
    let record = RunPlanRecord::of(&outlook);
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
    if record.tracked > 0 {
        let share = percent(outlook.stale);
        context.output.line(&match lang {
            Lang::En => format!("what is known will be out of date {share} of the time"),
            Lang::Zh => format!("已知数据预计有 {share} 的时间是过时的"),
        })?;
        let heading =
            lang.pick(["Id", "Every", "Out of date"], ["商品 ID", "间隔", "过时"]);
        let rows = outlook.stalest.iter().map(|stale| {
            let every = duration::words(stale.every, lang);
            [stale.item.id.to_string(), every, percent(stale.share)]
        });
        listing::table(heading, rows, [Side::Right; 3], context)?;
    }
    Ok(Exit::Done)
}

/// When something was said last, and how far it is.
pub(super) struct Notes {
    begun: Instant,
    last: Option<Instant>,
    /// From when until when time is made up.
    made_up: Option<(Moment, Moment)>,
}

impl Notes {
    pub(super) fn begin(mode: &Mode, now: Moment) -> Self {
        let made_up = match mode {
            Mode::Simulated { until, .. } => Some((now, *until)),
            Mode::Forever | Mode::Once => None,
        };
        Self { begun: Instant::now(), last: None, made_up }
    }

    /// Whether it is time to say something again: a person wants to see that it goes on, a
    /// log is left in peace.
    pub(super) fn is_time(&mut self, is_person: bool) -> bool {
        let pause = Duration::from_secs(match (is_person, self.made_up) {
            (true, _) => 3,
            (false, Some(_)) => 10,
            (false, None) => 60,
        });
        let now = Instant::now();
        let is_time = self.last.is_none_or(|last| now.duration_since(last) >= pause);
        if is_time {
            self.last = Some(now);
        }
        is_time
    }

    /// How fast it goes, and how much longer it takes where that is known.
    fn pace(&self, tally: &Tally, now: Moment, lang: Lang) -> String {
        let passed = self.begun.elapsed();
        let rate = tally.looked as f64 / passed.as_secs_f64().max(0.001);
        let mut text =
            lang.pick(format!(", {rate:.0} a second"), format!("，每秒 {rate:.0} 次"));
        if let Some((from, until)) = self.made_up
            && let Some(left) = time_left(passed, now.since(from), until.since(from))
        {
            let left = duration::words(left, lang);
            text.push_str(&lang.pick(format!(", {left} left"), format!("，剩余 {left}")));
        }
        text
    }
}

/// How much longer it takes, when so much of the whole took `passed`.
fn time_left(passed: Duration, done: Duration, whole: Duration) -> Option<Duration> {
    let left = whole.saturating_sub(done).as_secs_f64() / done.as_secs_f64();
    Duration::try_from_secs_f64(passed.as_secs_f64() * left).ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_as_long_as_what_was_done() {
        let seconds = Duration::from_secs;
        for (passed, done, whole, left) in [
            (10, 50, 100, Some(10)),
            (10, 25, 100, Some(30)),
            (10, 100, 100, Some(0)),
            (10, 120, 100, Some(0)),
            (10, 0, 100, None),
            (0, 0, 0, None),
        ] {
            let told = time_left(seconds(passed), seconds(done), seconds(whole));
            assert_eq!(told, left.map(seconds), "{passed} {done} {whole}");
        }
    }
}
