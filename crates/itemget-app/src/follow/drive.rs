//! Round after round: for ever, until nothing is due, or through time that is made up.

use std::io;
use std::time::Duration;

use itemget_history::Moment;
use itemget_sandbox::ClockSetting;
use itemget_store::Store;
use tokio::sync::watch;

use crate::exit::Exit;

use super::round::{Ended, Round};
use super::{FollowError, Follower, Planning};
use crate::retention;

/// For how long to go on.
#[derive(Debug, Clone)]
pub(crate) enum Mode {
    /// Until somebody wishes it to end.
    Forever,
    /// Until nothing is due.
    Once,
    /// Until this moment of a clock that is set to whenever something is due.
    Simulated {
        /// The clock, which a sandbox goes by as well.
        clock: itemget_sandbox::Clock,
        /// The end.
        until: Moment,
    },
}

/// The wish to end, and how the program is to end then.
pub(crate) type Quit = watch::Receiver<Option<Exit>>;

/// What all rounds came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Looks.
    pub(crate) looked: u64,
    /// Looks that found a change.
    pub(crate) changed: u64,
    /// Looks that told nothing.
    pub(crate) failed: u64,
    /// Alerts.
    pub(crate) alerts: u64,
    /// Alerts that arrived where they were to, counted for each channel.
    pub(crate) delivered: u64,
    /// Tries that failed.
    pub(crate) undelivered: u64,
    /// Looks that came too late: another worker had the lease by then.
    pub(crate) late: u64,
    /// Why there is nothing to be asked just now, if that is so.
    pub(crate) waits: Option<Ended>,
    /// Why it ended before its time.
    pub(crate) ended: Option<Ended>,
}

/// How long to wait at most before looking whether somebody else has added anything.
const OTHERS: Duration = Duration::from_secs(5);
/// How long to wait where calls cannot be counted.
const UNCOUNTED: Duration = Duration::from_secs(5);
/// How long to wait when the quota is spent and nobody says until when.
const SPENT: Duration = Duration::from_secs(60);
/// How far time that is made up moves beyond the next look, at least and at most.
const STEPS: (Duration, Duration) =
    (Duration::from_secs(600), Duration::from_secs(3 * 3600));
/// How often answers are forgotten that are not to be kept any longer.
const TIDIED_EVERY: Duration = Duration::from_secs(6 * 3600);
/// With so many of them, time that is left over is used to compact them.
const HEAD_AT_REST: u64 = 500;
/// The same where time is made up: all trails are written anew each time.
const HEAD_SIMULATED: u64 = 200_000;

impl Follower {
    /// Goes on for as long as `mode` says or until there is a wish to quit, which ends it after the
    /// round that is under way; `heard` is told after each, and an error of it ends it, too.
    pub(crate) async fn drive(
        &mut self,
        mode: &Mode,
        quit: Quit,
        heard: &mut impl FnMut(&Round, &Tally, Moment) -> io::Result<()>,
    ) -> Result<Tally, FollowError> {
        let driven = self.rounds(mode, quit, heard).await;
        if driven.is_err() {
            // Where the store is what failed this may fail as well, and the lease runs out.
            drop(self.store.give_back(&self.worker).await);
        }
        driven
    }

    async fn rounds(
        &mut self,
        mode: &Mode,
        mut quit: Quit,
        heard: &mut impl FnMut(&Round, &Tally, Moment) -> io::Result<()>,
    ) -> Result<Tally, FollowError> {
        let mut tally = Tally::default();
        let mut since_compacted = 0;
        let mut tidied_at: Option<Moment> = None;
        while quit.borrow().is_none() {
            let round = self.round().await?;
            tally.add(&round);
            since_compacted += round.looked;
            let is_at_rest = round.taken == 0;
            let enough = match mode {
                Mode::Simulated { .. } => HEAD_SIMULATED,
                Mode::Forever | Mode::Once if is_at_rest => HEAD_AT_REST,
                Mode::Forever | Mode::Once => Store::HEAD,
            };
            if since_compacted >= enough {
                let packed = self.compact().await;
                match mode {
                    Mode::Simulated { .. } => packed?,
                    // What was read is kept, and to go on reading is worth more.
                    Mode::Forever | Mode::Once => note_untidied(packed),
                }
                since_compacted = 0;
            }
            let now = self.now();
            // What is made up is told to nobody, and its answers are not kept.
            if !matches!(mode, Mode::Simulated { .. }) {
                if tidied_at.is_none_or(|at| now.since(at) >= TIDIED_EVERY) {
                    note_untidied(self.tidy().await);
                    tidied_at = Some(now);
                }
                self.tell_all(mode, &quit, &mut tally).await?;
            }
            heard(&round, &tally, self.now())?;
            let over = match &round.ended {
                Some(ended) => self.wait_out(ended, mode, &mut tally, &mut quit).await,
                None if round.taken > 0 => Over::No,
                None => self.idle(mode, &mut quit).await?,
            };
            if over == Over::Yes {
                break;
            }
        }
        self.give_back().await?;
        if !self.planning.is_new() {
            let text = self.planning.last_words(self.now());
            self.store.patiently(|| self.store.set(Planning::NAME, &text)).await?;
        }
        self.compact().await?;
        Ok(tally)
    }

    /// Tells what is due: once a round, and where there will be no other round, all of it.
    async fn tell_all(
        &self,
        mode: &Mode,
        quit: &Quit,
        tally: &mut Tally,
    ) -> Result<(), FollowError> {
        // What fails now is due later than this, so that it comes to an end.
        let due = self.now();
        loop {
            let told = self.tell(due, quit).await?;
            tally.delivered += told.delivered;
            tally.undelivered += told.failed;
            let is_there_more = told.delivered + told.failed > 0;
            if !matches!(mode, Mode::Once) || !is_there_more || quit.borrow().is_some() {
                return Ok(());
            }
        }
    }

    /// Packs what was read, which can be done twice.
    async fn compact(&self) -> Result<(), FollowError> {
        self.store.patiently(|| self.store.compact()).await?;
        Ok(())
    }

    /// Forgets answers that are not to be kept any longer, whether new ones are kept or not.
    async fn tidy(&self) -> Result<(), FollowError> {
        let keep = self.options.keep_bodies;
        retention::tidy(&self.store, keep, self.now()).await?;
        Ok(())
    }

    /// What to do when nothing is due.
    async fn idle(&self, mode: &Mode, quit: &mut Quit) -> Result<Over, FollowError> {
        let now = self.now();
        let next = self.store.next_due(now).await?;
        match mode {
            Mode::Once => Ok(Over::Yes),
            Mode::Forever => {
                let pause = next.map_or(OTHERS, |next| next.since(now)).min(OTHERS);
                wait(pause.max(Duration::from_millis(200)), quit).await;
                Ok(Over::No)
            }
            Mode::Simulated { clock, until } => {
                // In steps, so that what is due soon after is looked at together.
                let next = next.unwrap_or(*until).max(now) + self.step();
                clock.set(ClockSetting::Pinned(next.min(*until).into()));
                Ok(if next >= *until { Over::Yes } else { Over::No })
            }
        }
    }

    /// How far time that is made up moves beyond the next look: until about a batch is due.
    fn step(&self) -> Duration {
        let (least, most) = STEPS;
        let per_day = self.planning.figures().map_or(0.0, |(per_day, _)| per_day);
        let days = f64::from(self.options.batch) / per_day;
        let step = Duration::try_from_secs_f64(days * 86_400.0).unwrap_or(most);
        step.clamp(least, most)
    }

    /// What to do when there is no use in asking on.
    async fn wait_out(
        &self,
        ended: &Ended,
        mode: &Mode,
        tally: &mut Tally,
        quit: &mut Quit,
    ) -> Over {
        match (mode, ended) {
            (Mode::Forever, Ended::Quota(until)) => {
                let now = self.now();
                let pause = until.map_or(SPENT, |until| until.since(now));
                // The clock may be set meanwhile, and a limit lifted.
                wait(pause.clamp(Duration::from_secs(1), SPENT), quit).await;
                Over::No
            }
            (Mode::Forever, Ended::Uncounted) => {
                wait(UNCOUNTED, quit).await;
                Over::No
            }
            _ => {
                tally.ended = Some(ended.clone());
                Over::Yes
            }
        }
    }
}

/// Whether it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    Yes,
    No,
}

impl Tally {
    fn add(&mut self, round: &Round) {
        self.looked += round.looked;
        self.changed += round.changed;
        self.failed += round.failed;
        self.alerts += round.alerts;
        self.late += round.late;
        self.waits.clone_from(&round.ended);
    }

    /// All of it together with what came after it.
    pub(crate) fn and(&self, later: &Self) -> Self {
        Self {
            looked: self.looked + later.looked,
            changed: self.changed + later.changed,
            failed: self.failed + later.failed,
            alerts: self.alerts + later.alerts,
            delivered: self.delivered + later.delivered,
            undelivered: self.undelivered + later.undelivered,
            late: self.late + later.late,
            waits: later.waits.clone(),
            ended: later.ended.clone(),
        }
    }
}

async fn wait(pause: Duration, quit: &mut Quit) {
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        () = wished(quit) => {}
    }
}

/// Comes back when there is a wish to end. Where nobody is left who could wish it, never.
pub(crate) async fn wished(quit: &mut Quit) {
    if quit.wait_for(Option::is_some).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Says that the store could not be tidied, which keeps nobody from looking: it is tried
/// again later.
fn note_untidied(tidied: Result<(), FollowError>) {
    if let Err(error) = tidied {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the store could not be tidied, which is tried again later"
        );
    }
}
