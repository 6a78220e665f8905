//! Working on jobs beside answering: a window of ids at a time, until there is none, and
//! telling who wanted to hear of the end.

mod tell;
mod work;

use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use super::{App, ServiceError};
use crate::exit::Exit;
use crate::jobs::KEPT;
use crate::notify::{HttpCourier, Reach, Route};

pub(super) use tell::Target;

/// What is known of jobs in this process.
#[derive(Debug)]
pub(crate) struct Bench {
    /// A name that no other process has.
    worker: String,
    /// Where webhooks may go.
    reach: Reach,
    /// How they leave.
    route: Route,
    /// Who carries them, from when he was wanted first: he reads all root certificates.
    courier: OnceLock<HttpCourier>,
    /// There is something new to do.
    bell: Notify,
}

/// For how long a window is somebody's who says nothing: so long a job waits for who is
/// gone.
const LEASE: Duration = Duration::from_secs(15);
/// How often who works says that it does, and sees whether the job is cancelled.
const BEAT: Duration = Duration::from_secs(3);
/// How often it is looked whether another process has left something to do.
const IDLE: Duration = Duration::from_secs(5);
/// The pause after the store could not be asked.
const TROUBLED: Duration = Duration::from_secs(10);
/// How often what is over is looked through.
const TIDIED: Duration = Duration::from_secs(600);

impl Bench {
    /// Of a process with this name.
    pub(crate) fn new(worker: String, reach: Reach, route: Route) -> Self {
        let courier = OnceLock::new();
        Self { worker, reach, route, courier, bell: Notify::new() }
    }

    /// How webhooks leave, those of jobs and those of alerts.
    pub(crate) fn route(&self) -> &Route {
        &self.route
    }

    /// Who carries webhooks.
    fn courier(&self) -> io::Result<&HttpCourier> {
        if let Some(courier) = self.courier.get() {
            return Ok(courier);
        }
        let courier = HttpCourier::by(self.route.clone(), self.reach, tell::PATIENCE)?;
        Ok(self.courier.get_or_init(|| courier))
    }

    /// Somebody has brought a job, or ended one.
    pub(super) fn ring(&self) {
        self.bell.notify_waiters();
    }
}

/// Works on jobs until there is a wish to end.
pub(crate) async fn work(app: Arc<App>, quit: watch::Receiver<Option<Exit>>) {
    let telling = tell::forever(&app, quit.clone());
    let working = forever(&app, quit.clone());
    let tidying = tidy(&app, quit);
    // Each ends by itself: what is under way is given back, so that who comes next need not
    // wait for it, and nothing is broken off that is begun with the store.
    tokio::join!(working, telling, tidying);
}

async fn forever(app: &Arc<App>, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        // Heard from now on: what is brought while it is looked for is not missed.
        let bell = app.bench.bell.notified();
        let pause = match work::window(app, &mut quit).await {
            Ok(work::Came::Quit) => return,
            Ok(work::Came::Worked) => continue,
            Ok(work::Came::Nothing) => IDLE,
            Err(error) => {
                troubled(&error);
                TROUBLED
            }
        };
        tokio::select! {
            () = bell => {}
            () = tokio::time::sleep(pause) => {}
            _ = quit.wait_for(Option::is_some) => return,
        }
    }
}

/// Forgets what was kept for long enough.
async fn tidy(app: &Arc<App>, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        let now = itemget_history::Moment::from(app.clock.now());
        match app.store.forget_jobs(now - KEPT).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "old jobs are forgotten"),
            Err(error) => troubled(&error.into()),
        }
        tokio::select! {
            () = tokio::time::sleep(TIDIED) => {}
            _ = quit.wait_for(Option::is_some) => return,
        }
    }
}

fn troubled(error: &ServiceError) {
    let cause = crate::messages::in_full(error, crate::Lang::En);
    tracing::error!(cause, "jobs are not worked on for a moment");
}
