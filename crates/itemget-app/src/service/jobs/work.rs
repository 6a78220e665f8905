//! One window: taken, asked for, written; or put off where nothing could be learned.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use itemget::limit::quota_day_end;
use itemget_history::Moment;
use itemget_store::{LeasedWindow, WindowKept};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{BEAT, LEASE};
use crate::exit::Exit;
use crate::jobs::{Next, next, tally};
use crate::lookup::look_up;
use crate::records::{ItemRecord, csv_line, json_line, rows};
use crate::service::v1::wanted::Wanted;
use crate::service::{App, ServiceError};

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
    outcomes: Vec<&'static str>,
    lines: Vec<u8>,
    /// The rows of CSV of each id.
    cells: Vec<String>,
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
    let before = app.limiter.calls();
    let mut asking = pin!(ask(app, &leased));
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let written = loop {
        tokio::select! {
            written = &mut asking => break written?,
            _ = beat.tick() => {}
            // It may have been this job that was cancelled.
            () = app.bench.bell.notified() => {}
            _ = quit.wait_for(Option::is_some) => {
                app.store.release_window(id, worker).await?;
                return Ok(Came::Quit);
            }
        }
        // Outside of the choice: what is begun with the store is not broken off.
        if !app.store.prolong_window(id, worker, LEASE).await? {
            // Another one has it now, or it was cancelled: what came so far is nobody's.
            return Ok(Came::Worked);
        }
    };
    let clock = app.clock.now();
    let left = quota_day_end(clock).duration_since(clock);
    let left = Duration::try_from(left).unwrap_or_default();
    match next(&written.outcomes, leased.job.tries, left) {
        Next::PutOff(pause, why) => {
            tracing::warn!(job = id.0, why = why.word(), "a job waits");
            app.store.put_off_window(id, worker, pause, why.word()).await?;
        }
        Next::Keep => {
            let (found, failed) = tally(&written.outcomes);
            let cells = serde_json::to_vec(&written.cells);
            let cells = cells.map_err(ServiceError::internal)?;
            let kept = WindowKept {
                job: id,
                number: leased.number,
                worker,
                answered: written.outcomes.len() as u64,
                found,
                failed,
                calls: app.limiter.calls().saturating_sub(before),
                lines: &written.lines,
                cells: &cells,
                now: now(app),
            };
            if app.store.keep_window(kept).await?
                && leased.number + 1 >= leased.job.windows
            {
                tracing::info!(job = id.0, "a job is done");
                app.bench.ring();
            }
        }
    }
    Ok(Came::Worked)
}

/// Asks for all ids of a window.
async fn ask(app: &App, leased: &LeasedWindow) -> Result<Written, ServiceError> {
    let ids: Vec<String> =
        serde_json::from_str(&leased.ids).map_err(ServiceError::internal)?;
    let wanted: Wanted =
        serde_json::from_str(&leased.job.want).map_err(ServiceError::internal)?;
    let look = wanted.look(app)?;
    let mut written = Written::default();
    let mut told = look_up(&app.client, ids, &look.options);
    while let Some(told) = told.next().await {
        let record = ItemRecord::of(&told, &look.fields, app.lang);
        written.outcomes.push(record.outcome);
        json_line(&mut written.lines, &record).map_err(ServiceError::internal)?;
        let mut cells = Vec::new();
        for row in rows(&told, &look.fields, app.lang) {
            csv_line(&mut cells, &row).map_err(ServiceError::internal)?;
        }
        written.cells.push(String::from_utf8(cells).map_err(ServiceError::internal)?);
    }
    Ok(written)
}

fn now(app: &App) -> Moment {
    app.clock.now().into()
}
