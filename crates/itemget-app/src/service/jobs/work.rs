//! One window: taken, asked for, written; or put off where nothing could be learned.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::limit::{RateLimiter, quota_day_end};
use itemget_history::Moment;
use itemget_store::{JobId, LeasedWindow, WindowKept};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{BEAT, LEASE};
use crate::exit::Exit;
use crate::jobs::{self, Next, Trouble};
use crate::lookup::look_up;
use crate::records::{ItemRecord, csv_line, json_line, rows};
use crate::service::v1::wanted::Wanted;
use crate::service::{App, ServiceError};
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
    /// One answer said that there is no use in asking on: what came before it is not kept.
    Stopped(Why),
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
    app: &Arc<App>,
    quit: &mut watch::Receiver<Option<Exit>>,
) -> Result<Came, ServiceError> {
    let worker = app.bench.worker.as_str();
    let leased = app.store.lease_window(worker, LEASE, now(app)).await?;
    let Some(leased) = leased else { return Ok(Came::Nothing) };
    let id = leased.job.id;
    let mut calls = Calls { limiter: &app.limiter, counted: app.limiter.calls() };
    let came = match work_on(app, &leased, &mut calls, quit).await {
        Ok(came) => came,
        Err(error) => {
            // Else it would be the next again once its lease has run out, and the jobs
            // behind it would not be worked on.
            let cause = crate::messages::in_full(&error, crate::Lang::En);
            tracing::error!(job = id.0, cause, "a job cannot be worked on, and waits");
            let trouble = Trouble::Internal;
            let pause = jobs::pause_after(jobs::tries(&leased.job, trouble));
            put_off(app, id, &mut calls, pause, trouble).await?;
            Came::Worked
        }
    };
    match calls.take() {
        0 => {}
        more => app.store.count_job_calls(id, more).await?,
    }
    Ok(came)
}

async fn work_on(
    app: &Arc<App>,
    leased: &LeasedWindow,
    calls: &mut Calls<'_>,
    quit: &mut watch::Receiver<Option<Exit>>,
) -> Result<Came, ServiceError> {
    let (id, worker) = (leased.job.id, app.bench.worker.as_str());
    let mut asking = pin!(ask(app, leased));
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let asked = loop {
        tokio::select! {
            asked = &mut asking => break asked?,
            _ = beat.tick() => {}
            // It may have been this job that was cancelled.
            () = app.bench.bell.notified() => {}
            _ = quit.wait_for(Option::is_some) => {
                app.store.release_window(id, worker).await?;
                return Ok(Came::Quit);
            }
        }
        // Outside of the choice: what is begun with the store is not broken off.
        let made = calls.take();
        if !app.store.prolong_window(id, worker, LEASE, made).await? {
            // Another one has it now, or it was cancelled: what came so far is nobody's.
            app.store.count_job_calls(id, made).await?;
            return Ok(Came::Worked);
        }
    };
    let (next, written) = match asked {
        Asked::Stopped(why) => {
            let clock = app.clock.now();
            let left = quota_day_end(clock).duration_since(clock);
            let left = Duration::try_from(left).unwrap_or_default();
            (jobs::stopped(why, clock, left), Written::default())
        }
        Asked::All(written) => {
            let before = jobs::tries(&leased.job, Trouble::NoAnswer);
            (jobs::next(&written.came, before), written)
        }
    };
    match next {
        Next::PutOff(pause, why) => {
            tracing::warn!(job = id.0, why = why.word(), "a job waits");
            put_off(app, id, calls, pause, why).await?;
        }
        Next::Keep => keep(app, leased, &written, calls).await?,
    }
    Ok(Came::Worked)
}

/// Counts what was in vain, and gives the window back for so long.
async fn put_off(
    app: &App,
    id: JobId,
    calls: &mut Calls<'_>,
    pause: Duration,
    why: Trouble,
) -> Result<(), ServiceError> {
    app.store.count_job_calls(id, calls.take()).await?;
    app.store.put_off_window(id, &app.bench.worker, pause, why.word()).await?;
    Ok(())
}

async fn keep(
    app: &App,
    leased: &LeasedWindow,
    written: &Written,
    calls: &mut Calls<'_>,
) -> Result<(), ServiceError> {
    let id = leased.job.id;
    let (found, failed) = jobs::tally(&written.came);
    let cells = serde_json::to_vec(&written.cells).map_err(ServiceError::internal)?;
    let kept = WindowKept {
        job: id,
        number: leased.number,
        worker: &app.bench.worker,
        answered: written.came.len() as u64,
        found,
        failed,
        calls: calls.take(),
        lines: &written.lines,
        cells: &cells,
        now: now(app),
    };
    let (is_last, calls) = (leased.number + 1 >= leased.job.windows, kept.calls);
    match app.store.keep_window(kept).await? {
        true if is_last => {
            tracing::info!(job = id.0, "a job is done");
            app.bench.ring();
        }
        true => {}
        false => app.store.count_job_calls(id, calls).await?,
    }
    Ok(())
}

/// Asks for all ids of a window, or until there is no use in it.
async fn ask(app: &App, leased: &LeasedWindow) -> Result<Asked, ServiceError> {
    let ids = leased.ids.as_deref();
    let ids = ids.ok_or_else(|| ServiceError::internal("a window of the job is gone"))?;
    let ids: Vec<String> = serde_json::from_str(ids).map_err(ServiceError::internal)?;
    let wanted: Wanted =
        serde_json::from_str(&leased.job.want).map_err(ServiceError::internal)?;
    let look = wanted.look(app)?;
    let mut written = Written::default();
    let mut told = look_up(&app.client, ids, &look.options);
    while let Some(told) = told.next().await {
        if let Some(stop) = stop::after(&told) {
            return Ok(Asked::Stopped(stop.why));
        }
        let record = ItemRecord::of(&told, &look.fields, app.lang);
        written.came.push(jobs::Came::of(&told));
        json_line(&mut written.lines, &record).map_err(ServiceError::internal)?;
        let mut cells = Vec::new();
        for row in rows(&told, &look.fields, app.lang) {
            csv_line(&mut cells, &row).map_err(ServiceError::internal)?;
        }
        written.cells.push(String::from_utf8(cells).map_err(ServiceError::internal)?);
    }
    Ok(Asked::All(written))
}

fn now(app: &App) -> Moment {
    app.clock.now().into()
}
