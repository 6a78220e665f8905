//! One window: taken, asked for, written; or put off where nothing could be learned.

use futures_util::StreamExt as _;
use itemget::limit::{RateLimiter, quota_day_end};
use itemget_history::Moment;
use itemget_store::{JobId, LeasedWindow, WindowKept, WindowRest};
use std::pin::pin;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{BEAT, Bench, LEASE};
use crate::exit::Exit;
use crate::jobs::{self, Next, Trouble, Wait};
use crate::lookup::look_up;
use crate::records::{ItemRecord, csv_line, json_line, rows};
use crate::service::ServiceError;
use crate::service::v1::wanted::Wanted;
use crate::stop::{self, Why};

/// What came of looking for work.
pub(super) enum Came {
    /// There was a window.
    Worked,
    /// There was none.
    Nothing,
    /// There is a wish to end.
    Quit,
}

/// What came of a window's ids, as it is written.
#[derive(Default)]
struct Written {
    came: Vec<jobs::Came>,
    lines: Vec<u8>,
    /// The rows of CSV of each id.
    cells: Vec<String>,
}

/// What came of asking for a window's ids.
enum Asked {
    All(Written),
    /// One answer said that there is no use in asking on. This came before it, of the first
    /// of these ids.
    Stopped(Why, Written, Vec<String>),
}

/// The calls that are not yet counted.
struct Calls<'a> {
    limiter: &'a RateLimiter,
    counted: u64,
}

impl Calls<'_> {
    /// Those made since this was asked last.
    fn take(&mut self) -> u64 {
        let made = self.limiter.calls();
        made.saturating_sub(std::mem::replace(&mut self.counted, made))
    }
}

/// Works on the next window, if there is one.
pub(super) async fn window(
    bench: &Bench,
    quit: &mut watch::Receiver<Option<Exit>>,
) -> Result<Came, ServiceError> {
    let worker = bench.with.worker.as_str();
    let leased = bench.with.store.lease_window(worker, LEASE, now(bench)).await?;
    let Some(leased) = leased else { return Ok(Came::Nothing) };
    let id = leased.job.id;
    let mut calls =
        Calls { limiter: &bench.with.limiter, counted: bench.with.limiter.calls() };
    let came = match work_on(bench, &leased, &mut calls, quit).await {
        Ok(came) => came,
        Err(error) => {
            // Else it would be the next again once its lease has run out, and the jobs
            // behind it would not be worked on.
            let cause = crate::messages::in_full(&error, crate::Lang::En);
            tracing::error!(job = id.0, cause, "a job cannot be worked on, and waits");
            let trouble = Trouble::Internal;
            let pause = jobs::pause_after(jobs::tries(&leased.job, trouble));
            put_off(bench, id, &mut calls, Wait::for_now(pause, trouble)).await?;
            Came::Worked
        }
    };
    match calls.take() {
        0 => {}
        more => bench.with.store.count_job_calls(id, more).await?,
    }
    Ok(came)
}

async fn work_on(
    bench: &Bench,
    leased: &LeasedWindow,
    calls: &mut Calls<'_>,
    quit: &mut watch::Receiver<Option<Exit>>,
) -> Result<Came, ServiceError> {
    let (id, worker) = (leased.job.id, bench.with.worker.as_str());
    let mut asking = pin!(ask(bench, leased));
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let asked = loop {
        tokio::select! {
            asked = &mut asking => break asked?,
            _ = beat.tick() => {}
            // It may have been this job that was cancelled.
            () = bench.bell.notified() => {}
            _ = quit.wait_for(Option::is_some) => {
                bench.with.store.release_window(id, worker).await?;
                return Ok(Came::Quit);
            }
        }
        // Outside of the choice: what is begun with the store is not broken off.
        let made = calls.take();
        if !bench.with.store.prolong_window(id, worker, LEASE, made).await? {
            // Another one has it now, or it was cancelled: what came so far is nobody's.
            bench.with.store.count_job_calls(id, made).await?;
            return Ok(Came::Worked);
        }
    };
    match asked {
        Asked::Stopped(why, written, ids) => {
            let clock = bench.with.clock.now();
            let wait = jobs::stopped(why, clock, quota_day_end(clock));
            tracing::warn!(job = id.0, why = wait.trouble.word(), "a job waits");
            if jobs::is_worth_keeping(&written.came) {
                cut(bench, leased, &written, &ids, calls, wait).await?;
            } else {
                put_off(bench, id, calls, wait).await?;
            }
        }
        Asked::All(written) => {
            let before = jobs::tries(&leased.job, Trouble::NoAnswer);
            match jobs::next(&written.came, before) {
                Next::PutOff(pause, why) => {
                    tracing::warn!(job = id.0, why = why.word(), "a job waits");
                    put_off(bench, id, calls, Wait::for_now(pause, why)).await?;
                }
                Next::Keep => keep(bench, leased, &written, calls).await?,
            }
        }
    }
    Ok(Came::Worked)
}

/// Counts what was in vain, and gives the window back until it is tried again.
async fn put_off(
    bench: &Bench,
    id: JobId,
    calls: &mut Calls<'_>,
    wait: Wait,
) -> Result<(), ServiceError> {
    bench.with.store.count_job_calls(id, calls.take()).await?;
    bench.with.store.put_off_window(id, &bench.with.worker, wait.kept()).await?;
    Ok(())
}

async fn keep(
    bench: &Bench,
    leased: &LeasedWindow,
    written: &Written,
    calls: &mut Calls<'_>,
) -> Result<(), ServiceError> {
    let id = leased.job.id;
    let cells = written.cells()?;
    let kept = written.kept(bench, leased, &cells, calls.take());
    let (is_last, calls) = (leased.number + 1 >= leased.job.windows, kept.calls);
    match bench.with.store.keep_window(kept).await? {
        true if is_last => {
            tracing::info!(job = id.0, "a job is done");
            bench.ring();
        }
        true => {}
        false => bench.with.store.count_job_calls(id, calls).await?,
    }
    Ok(())
}

/// Keeps what came of the first of these ids, and lets the others wait: what was paid for is
/// not asked for again, and a day's quota that is smaller than a window still gets on.
async fn cut(
    bench: &Bench,
    leased: &LeasedWindow,
    written: &Written,
    ids: &[String],
    calls: &mut Calls<'_>,
    wait: Wait,
) -> Result<(), ServiceError> {
    let (first, others) = ids.split_at(written.came.len());
    let text =
        |ids: &[String]| serde_json::to_string(ids).map_err(ServiceError::internal);
    let (answered, ids, cells) = (text(first)?, text(others)?, written.cells()?);
    let kept = written.kept(bench, leased, &cells, calls.take());
    let (job, calls) = (kept.job, kept.calls);
    let rest = WindowRest {
        answered: &answered,
        ids: &ids,
        size: others.len() as u64,
        wait: wait.kept(),
    };
    if !bench.with.store.cut_window(kept, &rest).await? {
        bench.with.store.count_job_calls(job, calls).await?;
    }
    Ok(())
}

impl Written {
    /// The rows of CSV, as they are kept.
    fn cells(&self) -> Result<Vec<u8>, ServiceError> {
        serde_json::to_vec(&self.cells).map_err(ServiceError::internal)
    }

    fn kept<'a>(
        &'a self,
        bench: &'a Bench,
        leased: &LeasedWindow,
        cells: &'a [u8],
        calls: u64,
    ) -> WindowKept<'a> {
        let (found, failed) = jobs::tally(&self.came);
        WindowKept {
            job: leased.job.id,
            number: leased.number,
            worker: &bench.with.worker,
            answered: self.came.len() as u64,
            found,
            failed,
            calls,
            lines: &self.lines,
            cells,
            now: now(bench),
        }
    }
}

/// Asks for all ids of a window, or until there is no use in it.
async fn ask(bench: &Bench, leased: &LeasedWindow) -> Result<Asked, ServiceError> {
    let ids = leased.ids.as_deref();
    let ids = ids.ok_or_else(|| ServiceError::internal("a window of the job is gone"))?;
    let ids: Vec<String> = serde_json::from_str(ids).map_err(ServiceError::internal)?;
    let wanted: Wanted =
        serde_json::from_str(&leased.job.want).map_err(ServiceError::internal)?;
    let look = wanted.look(bench.with.usual)?;
    let mut written = Written::default();
    let mut told = look_up(&bench.with.client, ids.clone(), &look.options);
    while let Some(told) = told.next().await {
        if let Some(stop) = stop::after(&told) {
            let why = stop.as_of(bench.with.clock.now());
            return Ok(Asked::Stopped(why, written, ids));
        }
        let record = ItemRecord::of(&told, &look.fields, bench.with.lang);
        written.came.push(jobs::Came::of(&told));
        json_line(&mut written.lines, &record).map_err(ServiceError::internal)?;
        let mut cells = Vec::new();
        for row in rows(&told, &look.fields, bench.with.lang) {
            csv_line(&mut cells, &row).map_err(ServiceError::internal)?;
        }
        written.cells.push(String::from_utf8(cells).map_err(ServiceError::internal)?);
    }
    Ok(Asked::All(written))
}

fn now(bench: &Bench) -> Moment {
    bench.with.clock.now().into()
}
