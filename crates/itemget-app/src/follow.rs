//! Following items: what is due is looked at, what was seen is kept, and when to look next
//! follows from what was learned.
//!
//! A round takes a batch of what is due under a lease, asks for it, keeps the readings, and
//! only then notes that it was done: killed in between, it is done again by whoever takes
//! the lease next, and what was kept stays kept.

mod ask;
mod drive;
pub(crate) mod learned;
mod leased;
mod memory;
mod past;
mod planning;
mod round;
mod selling;
mod telling;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use itemget::limit::RateLimiter;
use itemget::{Client, Clock};
use itemget_history::Moment;
use itemget_history::alert::Policy;
use itemget_store::{Store, StoreError};

use crate::connect::Connection;
use crate::lang::Lang;
use crate::notify::Route;
use crate::retention::Keep;
use crate::rules::{BookError, Sellers};
use crate::tracking::TrackingError;

pub(crate) use drive::{Mode, Quit, Tally, wished};
pub(crate) use learned::{Learned, read_at};
pub(crate) use memory::Memory;
pub(crate) use planning::Planning;
pub(crate) use round::{Ended, Outlook, Round};

/// Looks at what is due.
pub(crate) struct Follower {
    pub(crate) store: Store,
    pub(crate) client: Client,
    pub(crate) limiter: RateLimiter,
    pub(crate) clock: Arc<dyn Clock>,
    /// Who it is, among all that share the store.
    pub(crate) worker: String,
    /// How many batches it has handed in.
    pub(crate) handed_in: u64,
    pub(crate) options: Options,
    pub(crate) planning: Planning,
    pub(crate) memory: Memory,
    /// What exchange rates did, as it was known when the plan was made.
    pub(crate) sellers: Sellers,
    /// How sure one must be before anybody is told.
    pub(crate) policy: Policy,
    /// What people are told in.
    pub(crate) lang: Lang,
    /// How they are told.
    pub(crate) route: Route,
}

/// How it goes about it.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// How many are looked at together.
    pub(crate) batch: u32,
    /// How long nobody else looks at the same.
    pub(crate) lease: Duration,
    /// By whose clock.
    pub(crate) leases: Leases,
    /// Whether bodies are kept as they came.
    pub(crate) bodies: Bodies,
    /// How long they are, where no list or item says otherwise.
    pub(crate) keep_bodies: Keep,
    /// Calls a day to plan with at most.
    pub(crate) calls_per_day: Option<u64>,
    /// On how many processors answers are read at once. What a platform sends in a second
    /// one of them reads in passing; a simulation waits for nothing else.
    pub(crate) lanes: usize,
    /// How long a plan stands: changes are learned meanwhile, and others add items.
    pub(crate) plan_stands: Duration,
}

/// By whose clock something is due, and a lease runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leases {
    /// By the follower's own, which can be set.
    ByOwnClock,
    /// By the database's, which is the same for all machines.
    ByItsClock,
}

/// Whether bodies are kept as they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bodies {
    Kept,
    Dropped,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            batch: 100,
            lease: Duration::from_secs(300),
            leases: Leases::ByOwnClock,
            bodies: Bodies::Kept,
            keep_bodies: Keep::USUAL,
            calls_per_day: None,
            lanes: 1,
            plan_stands: Duration::from_secs(600),
        }
    }
}

impl Options {
    /// For time that is made up: a year passes in a minute. What is done once in a while is
    /// done as often as in a day, and what was made up can be made up again.
    pub(crate) fn for_made_up_time() -> Self {
        Self {
            batch: 1000,
            bodies: Bodies::Dropped,
            lanes: std::thread::available_parallelism().map_or(1, usize::from),
            plan_stands: Duration::from_secs(86_400),
            ..Self::default()
        }
    }
}

/// Why following cannot go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FollowError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Output(#[from] std::io::Error),
    #[error(transparent)]
    Settings(#[from] TrackingError),
}

impl From<BookError> for FollowError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Store(error) => Self::Store(error),
            BookError::Settings(error) => Self::Settings(error),
        }
    }
}

impl FollowError {
    /// Whether the same may work when it is tried again.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Output(_) | Self::Settings(_) => false,
        }
    }

    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Store(error) => error,
            Self::Output(error) => error,
            Self::Settings(error) => error,
        }
    }
}

impl Follower {
    /// One that asks over a connection.
    pub(crate) fn over(
        at: &Connection,
        store: Store,
        clock: Arc<dyn Clock>,
        options: Options,
        lang: Lang,
    ) -> Result<Self, getrandom::Error> {
        Ok(Self {
            store,
            client: at.client.clone(),
            limiter: at.limiter.clone(),
            clock,
            worker: worker_name()?,
            handed_in: 0,
            options,
            planning: Planning::default(),
            memory: Memory::default(),
            sellers: Sellers::default(),
            policy: Policy::default(),
            lang,
            route: Route::default(),
        })
    }

    /// The same, telling people by this route.
    #[must_use]
    pub(crate) fn with_route(self, route: Route) -> Self {
        Self { route, ..self }
    }

    fn now(&self) -> Moment {
        self.clock.now().into()
    }
}

/// A name that no other worker has, on whatever machine it is.
pub(crate) fn worker_name() -> Result<String, getrandom::Error> {
    let mut chance = [0; 8];
    getrandom::fill(&mut chance)?;
    let chance = u64::from_ne_bytes(chance);
    Ok(format!("{}-{chance:016x}", std::process::id()))
}
