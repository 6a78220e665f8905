//! `itemget worker`: one of many that look at what is tracked, each on its machine.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use itemget::Clock as _;
use itemget_history::Moment;
use itemget_store::{DatabaseAddress, Link, Patience, Store, WorkerCard};
use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;

use super::calling::CallingArgs;
use super::format::Format;
use super::interrupt::Interrupt;
use super::looking::{Notes, card, ended_word, exit_for, line, say, say_unseen, told};
use super::session::session;
use super::{Account, Context};
use crate::calling::Age;
use crate::config::{Settings, keys};
use crate::connect::{Connection, Sharing};
use crate::database::{self, DatabaseError, World};
use crate::exit::Exit;
use crate::fleet::{self, Body, Heart, Pulse, ServerClock};
use crate::follow::{
    Bodies, Follower, Leases, Mode, Options, Quit, Round, Tally, wished,
};
use crate::lang::Lang;
use crate::notify::{Reach, Route};
use crate::service::{self, Bench, Tools, Usual};
use crate::usage::UsageError;

/// Be one of many that look at what is tracked: on as many machines as wanted
#[derive(Debug, Args)]
pub(super) struct WorkerArgs {
    #[arg(long, value_name = "ADDRESS", help = DATABASE_HELP)]
    database: Option<String>,
    /// How many items are taken and looked at together
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    batch: u32,
    /// How long others leave alone what was taken by a worker that is gone
    #[arg(long, value_name = "TIME", default_value = "2m")]
    lease: Age,
    /// Count windows from answers: the quota is never exceeded, and less of it is used
    #[arg(long)]
    strict: bool,
    /// How many calls a day looks may take, where the app's limit is not known or larger
    #[arg(long, value_name = "NUMBER")]
    calls_per_day: Option<u64>,
    /// Stop after so many calls, each sending counted
    #[arg(long, value_name = "NUMBER")]
    max_calls: Option<u64>,
    /// Do not keep the platform's answers as they came
    #[arg(long)]
    no_bodies: bool,
    /// Look at what is tracked alone, and leave the jobs of services to others
    #[arg(long)]
    no_jobs: bool,
    /// table or json, for what is said in the end
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    account: Account,
}

/// Not a doc comment: as one it would have to have backticks.
const DATABASE_HELP: &str =
    "The server that all workers share: postgres://USER@HOST/NAME";

/// The shortest lease: shorter ones run out while their holder is at work.
const SHORTEST: Duration = Duration::from_secs(3);
/// How long the server is waited for before something fails; then it is begun anew.
const PATIENCE: Duration = Duration::from_secs(3600);
/// How long it is still waited for when there is a wish to end.
const GOODBYE: Duration = Duration::from_secs(10);

/// What a worker came to, for programs.
#[derive(Debug, Serialize)]
struct WorkerRecord {
    worker: String,
    host: String,
    looked: u64,
    changed: u64,
    failed: u64,
    /// Looks that came too late: another worker had the lease by then.
    late: u64,
    alerts: u64,
    delivered: u64,
    undelivered: u64,
    calls: u64,
    /// How often the shared quota was asked.
    quota_exchanges: u64,
    /// `quota`, `budget`, `not_allowed` or `uncounted`, where it ended before its time.
    ended: Option<&'static str>,
    until: Timestamp,
    synthetic: bool,
}

pub(super) fn run(args: &WorkerArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let flags = args.account.add_to(context.flags.clone());
    let flags = flags.with(&keys::DATABASE, args.database.as_deref());
    let settings = context.settings(flags)?;
    let world = World::of(&settings, args.account.target());
    let at = database::address(&settings, world)?;
    if let DatabaseAddress::Sqlite(_) = at {
        return Err(UsageError::NotShared { at: at.to_string() }.into());
    }
    super::runtime()?.block_on(async {
        let quit = Interrupt::listen()?.heard();
        let Some(store) = opened(&settings, world, quit.clone(), context).await? else {
            return Ok(Exit::Done);
        };
        let patience = Patience::new(PATIENCE);
        let store = store.with_patience(Arc::clone(&patience));
        give_up_when(quit.clone(), Arc::clone(&patience));
        let mut calling = CallingArgs::for_looks(args.max_calls).calling();
        calling.strict = args.strict;
        let work = async |at: &Connection, context: &mut Context<'_>| {
            let link = (quit.clone(), &*patience);
            follow(args, at, &settings, store.clone(), link, context).await
        };
        let (account, dialect) = (&args.account, settings.dialect());
        let sharing = Sharing::All(&store);
        session(dialect, &settings, account, &calling, sharing, context, work).await
    })
}

/// Opens the store; where the server is not there yet, waits for it. None where there is a
/// wish to end before.
async fn opened(
    settings: &Settings,
    world: World,
    mut quit: Quit,
    context: &Context<'_>,
) -> anyhow::Result<Option<Store>> {
    const AGAIN: Duration = Duration::from_secs(2);
    let mut has_said = false;
    loop {
        let error = match database::open(settings, world).await {
            Ok(store) => return Ok(Some(store)),
            Err(error) => error,
        };
        match &error {
            DatabaseError::Store(store) if store.is_lost() => {}
            _ => return Err(error.into()),
        }
        if !has_said {
            has_said = true;
            let report = crate::report::of(&error.into(), context.lang);
            say_link(&Link::Down(report.in_a_line()), context);
        }
        tokio::select! {
            () = tokio::time::sleep(AGAIN) => {}
            () = wished(&mut quit) => return Ok(None),
        }
    }
}

/// Lets nothing wait for the server much longer once there is a wish to end.
fn give_up_when(mut quit: Quit, patience: Arc<Patience>) {
    drop(tokio::spawn(async move {
        if quit.wait_for(Option::is_some).await.is_ok() {
            tokio::time::sleep(GOODBYE).await;
            patience.give_up();
        }
    }));
}

async fn follow(
    args: &WorkerArgs,
    connection: &Connection,
    settings: &Settings,
    store: Store,
    (quit, patience): (Quit, &Patience),
    context: &mut Context<'_>,
) -> anyhow::Result<Exit> {
    let lang = context.lang;
    let clock = ServerClock::set_by(&store, settings.clock()?).await?;
    say_skew(&clock, context);
    let lease = args.lease.0.max(SHORTEST);
    let options = Options {
        batch: args.batch.max(1),
        lease,
        leases: Leases::ByItsClock,
        bodies: if args.no_bodies { Bodies::Dropped } else { Bodies::Kept },
        keep_bodies: settings.keep_bodies,
        calls_per_day: args.calls_per_day,
        ..Options::default()
    };
    let its_clock = Arc::clone(&clock) as Arc<dyn itemget::Clock>;
    let follower =
        Follower::over(connection, store.clone(), Arc::clone(&its_clock), options, lang)?;
    let mut follower = follower.with_route(Route::of(settings)?);
    let card = card(&follower.worker, &connection.limiter, context);
    let tools = Tools {
        worker: follower.worker.clone(),
        store: store.clone(),
        client: connection.client.clone(),
        limiter: connection.limiter.clone(),
        clock: its_clock,
        lang,
        usual: Usual { view: settings.view, source: settings.source.value },
    };
    // Who is done is told by services, which know where webhooks may go.
    let bench = Bench::new(tools, Reach::Public, Route::of(settings)?);
    let pulse = Arc::new(Pulse::default());
    let heart = Heart::start(Body {
        store,
        card: card.clone(),
        pulse: Arc::clone(&pulse),
        lease: Some(lease),
        clock: Some(Arc::clone(&clock)),
    });
    let heart = heart.await?;
    let has_consent = connection.consent.is_some() || settings.access_token.is_some();
    if !has_consent {
        say_no_consent(connection, context);
    }
    // One that lacks what others have would make each job wait that it takes.
    let takes_jobs = !args.no_jobs && (has_consent || connection.is_sandbox());
    let mut notes = Notes::begin(&Mode::Forever, clock.now().into());
    let (output, quiet) = (&context.output, context.output.is_quiet());
    let is_person = output.notes_are_for_a_person();
    let limiter = &connection.limiter;
    let mut heard = |_: &Round, tally: &Tally, now: Moment| {
        pulse.tell(told(tally, limiter.calls(), lang));
        if !quiet && notes.is_time(is_person) {
            output.note(&line(tally, now, lang));
        }
        Ok(())
    };
    let mut link = patience.link();
    let driven = {
        let work = fleet::work(&mut follower, quit.clone(), &mut heard);
        let work = beside_jobs(work, takes_jobs.then_some(&bench), quit.clone());
        tokio::pin!(work);
        loop {
            tokio::select! {
                driven = &mut work => break driven,
                Ok(()) = link.changed() => say_link(&link.borrow_and_update(), context),
            }
        }
    };
    say_unseen(heart.stop().await, context);
    let is_wished = quit.borrow().is_some();
    let tally = match driven {
        Ok(tally) => tally,
        Err(error) if error.is_transient() && is_wished => {
            say_left(lease, context);
            return Ok(Exit::Done);
        }
        Err(error) => return Err(error.into()),
    };
    let end = clock.now();
    let record = WorkerRecord::of(&card, &tally, end, connection);
    say(&tally, end, &record, args.format, context)?;
    Ok(match &tally.ended {
        Some(ended) => exit_for(ended),
        // It was to run until somebody ends it.
        None => Exit::Done,
    })
}

/// Works at the bench for as long as `work` goes on. What is under way then is given back,
/// so that who has it next need not wait for it.
async fn beside_jobs<T>(
    work: impl Future<Output = T>,
    bench: Option<&Bench>,
    mut quit: Quit,
) -> T {
    let Some(bench) = bench else { return work.await };
    let (end, ended) = watch::channel(None);
    let work = async {
        let came = work.await;
        end.send_replace(Some(Exit::Done));
        came
    };
    let heard = async {
        wished(&mut quit).await;
        end.send_replace(Some(Exit::Done));
        std::future::pending::<T>().await
    };
    let jobs = service::jobs::take_part(bench, ended);
    let both = async { tokio::join!(work, jobs).0 };
    tokio::select! {
        came = both => came,
        came = heard => came,
    }
}

fn say_link(link: &Link, context: &Context<'_>) {
    match (link, context.lang) {
        (Link::Down(reason), Lang::En) => context.output.warn(&format!(
            "warning: the database is not reached, and waited for: {reason}"
        )),
        (Link::Down(reason), Lang::Zh) => {
            context.output.warn(&format!("警告：无法连接数据库，正在等待恢复：{reason}"));
        }
        (Link::Up, lang) => context.output.note(
            lang.pick("note: the database is reached again", "注意：数据库连接已恢复"),
        ),
    }
}

fn say_left(lease: Duration, context: &Context<'_>) {
    let seconds = lease.as_secs();
    context.output.warn(&match context.lang {
        Lang::En => format!(
            "warning: what was taken could not be given back; others have it in {seconds} s"
        ),
        Lang::Zh => {
            format!("警告：未能归还已领取的任务，{seconds} 秒后其他进程即可领取")
        }
    });
}

/// Readings have this machine's time.
fn say_skew(clock: &ServerClock, context: &Context<'_>) {
    const MUCH: u64 = 5;
    let ahead = clock.ahead().as_secs();
    if ahead.unsigned_abs() <= MUCH {
        return;
    }
    context.output.warn(&match context.lang {
        Lang::En => format!(
            "warning: the database's clock is {ahead} s ahead of this machine's, whose time readings have: set it by NTP"
        ),
        Lang::Zh => format!(
            "警告：数据库的时钟比本机快 {ahead} 秒，而读数采用本机时间：请用 NTP 校时"
        ),
    });
}

/// Without a consent only what needs none can be asked.
fn say_no_consent(connection: &Connection, context: &Context<'_>) {
    if connection.is_sandbox() {
        return;
    }
    context.output.warn(context.lang.pick(
        "warning: no consent is kept in this database, so that only what needs none is asked: `itemget auth login --database …` keeps one for all workers",
        "警告：该数据库中没有用户授权，只能查询无需授权的接口：`itemget auth login --database …` 可为所有 worker 保存授权",
    ));
}

impl WorkerRecord {
    fn of(
        card: &WorkerCard,
        tally: &Tally,
        until: Timestamp,
        connection: &Connection,
    ) -> Self {
        Self {
            worker: card.name.clone(),
            host: card.host.clone(),
            looked: tally.looked,
            changed: tally.changed,
            failed: tally.failed,
            late: tally.late,
            alerts: tally.alerts,
            delivered: tally.delivered,
            undelivered: tally.undelivered,
            calls: connection.limiter.calls(),
            quota_exchanges: connection.ledger.as_ref().map_or(0, |it| it.trips()),
            ended: tally.ended.as_ref().map(ended_word),
            until,
            synthetic: connection.is_sandbox(),
        }
    }
}
