//! Working on jobs beside answering, or in a worker: a window of ids at a time, until there
//! is none, and, beside answering, telling who wanted to hear of the end.

mod tell;
mod work;

use std::fmt;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use itemget::limit::RateLimiter;
use itemget::{Client, Clock};
use itemget_store::Store;
use tokio::sync::{Notify, watch};

use super::ServiceError;
use super::v1::wanted::Usual;
use crate::exit::Exit;
use crate::jobs::KEPT;
use crate::lang::Lang;
use crate::notify::{HttpCourier, Reach, Route};

pub(super) use tell::Target;

/// Where jobs are worked on in this process, and with what.
pub(crate) struct Bench {
    with: Tools,
    /// Where webhooks may go.
    reach: Reach,
    /// How they leave.
    route: Route,
    /// Who carries them, from when he was wanted first: he reads all root certificates.
    courier: OnceLock<HttpCourier>,
    /// There is something new to do.
    bell: Notify,
}

/// With what jobs are worked on.
pub(crate) struct Tools {
    /// A name that no other process has.
    pub(crate) worker: String,
    pub(crate) store: Store,
    pub(crate) client: Client,
    /// Counts the client's calls.
    pub(crate) limiter: RateLimiter,
    pub(crate) clock: Arc<dyn Clock>,
    /// The language of what is written.
    pub(crate) lang: Lang,
    /// What holds for a job that does not say it.
    pub(crate) usual: Usual,
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

impl fmt::Debug for Bench {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bench").field("worker", &self.with.worker).finish_non_exhaustive()
    }
}

impl Bench {
    /// One with these tools, whose webhooks may go so far and leave so.
    pub(crate) fn new(with: Tools, reach: Reach, route: Route) -> Self {
        let courier = OnceLock::new();
        Self { with, reach, route, courier, bell: Notify::new() }
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

/// Works on jobs until there is a wish to end, tells of those that are done, and forgets
/// those that were kept for long enough.
pub(crate) async fn work(bench: Arc<Bench>, quit: watch::Receiver<Option<Exit>>) {
    let telling = tell::forever(&bench, quit.clone());
    let working = take_part(&bench, quit.clone());
    let tidying = tidy(&bench, quit);
    // Each ends by itself: what is under way is given back, so that who comes next need not
    // wait for it, and nothing is broken off that is begun with the store.
    tokio::join!(working, telling, tidying);
}

/// Works on jobs until there is a wish to end, and leaves all else about them to others.
pub(crate) async fn take_part(bench: &Bench, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        // Heard from now on: what is brought while it is looked for is not missed.
        let bell = bench.bell.notified();
        let pause = match work::window(bench, &mut quit).await {
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
async fn tidy(bench: &Bench, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        let now = itemget_history::Moment::from(bench.with.clock.now());
        match bench.with.store.forget_jobs(now - KEPT).await {
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
    let cause = crate::messages::in_full(error, Lang::En);
    tracing::error!(cause, "jobs are not worked on for a moment");
}
