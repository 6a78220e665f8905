//! [`Heart`]: says every few seconds that a worker is there and what it has done, and keeps
//! what it has taken.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use itemget_store::{Stage, Store, StoreError, Work, WorkerCard};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::ServerClock;

/// How often it beats at least.
pub(crate) const BEAT: Duration = Duration::from_secs(5);
/// How many beats there are from one setting of the clock to the next.
const CLOCK: u32 = 60;

/// What a worker has done so far: written by who works, told by the heart.
#[derive(Debug, Default)]
pub(crate) struct Pulse(Mutex<Work>);

impl Pulse {
    /// Says what was done.
    pub(crate) fn tell(&self, work: Work) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = work;
    }

    fn work(&self) -> Work {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Beats until it is stopped.
#[derive(Debug)]
pub(crate) struct Heart {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Option<StoreError>>,
}

/// What a heart beats for.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) store: Store,
    pub(crate) card: WorkerCard,
    pub(crate) pulse: Arc<Pulse>,
    /// The lease that is prolonged, where leases are.
    pub(crate) lease: Option<Duration>,
    /// The clock that is set from time to time.
    pub(crate) clock: Option<Arc<ServerClock>>,
}

impl Heart {
    /// Begins to beat, the first time before this returns: whoever works is seen.
    pub(crate) async fn start(body: Body) -> Result<Self, StoreError> {
        body.report(Stage::Running).await?;
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(beat(body, stopped));
        Ok(Self { stop, task })
    }

    /// Stops, and says that the worker ended in order. Gives what went wrong last, if
    /// anything did: a worker works as well without being seen.
    pub(crate) async fn stop(self) -> Option<StoreError> {
        // It is gone by itself only where its runtime is.
        self.stop.send(()).ok()?;
        self.task.await.ok().flatten()
    }
}

impl Body {
    async fn report(&self, stage: Stage) -> Result<(), StoreError> {
        let work = self.pulse.work();
        self.store.patiently(|| self.store.report_worker(&self.card, &work, stage)).await
    }

    async fn prolong(&self) -> Result<(), StoreError> {
        let Some(lease) = self.lease else { return Ok(()) };
        self.store.patiently(|| self.store.prolong(&self.card.name, lease)).await?;
        Ok(())
    }
}

async fn beat(body: Body, mut stopped: oneshot::Receiver<()>) -> Option<StoreError> {
    // Three beats may be lost before a lease is.
    let every = body.lease.map_or(BEAT, |lease| (lease / 4).min(BEAT));
    let mut beats: u32 = 0;
    let mut trouble = None;
    loop {
        tokio::select! {
            _ = &mut stopped => break,
            () = tokio::time::sleep(every) => {}
        }
        beats = beats.wrapping_add(1);
        let once = async {
            body.prolong().await?;
            body.report(Stage::Running).await?;
            match &body.clock {
                Some(clock) if beats.is_multiple_of(CLOCK) => {
                    clock.set(&body.store).await
                }
                _ => Ok(()),
            }
        };
        tokio::select! {
            _ = &mut stopped => break,
            done = once => trouble = done.err(),
        }
    }
    body.report(Stage::Ended).await.err().or(trouble)
}
