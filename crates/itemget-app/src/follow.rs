//! Following items: what is due is looked at, what was seen is kept, and when to look next
//! follows from what was learned.
//!
//! A round takes a batch of what is due under a lease, asks for it, keeps the readings, and
//! only then notes that it was done: killed in between, it is done again by whoever takes
//! the lease next, and what was kept stays kept.

pub(crate) mod alerting;
mod card;
mod drive;
pub(crate) mod learned;
mod leased;
mod planning;
mod round;
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

pub(crate) use card::Card;
pub(crate) use drive::{Mode, Quit, Tally, wished};
pub(crate) use planning::Planning;
pub(crate) use round::{Ended, Round};

/// Looks at what is due.
pub(crate) struct Follower {
    pub(crate) store: Store,
    pub(crate) client: Client,
    pub(crate) limiter: RateLimiter,
    pub(crate) clock: Arc<dyn Clock>,
    /// Who it is, among all that share the store.
    pub(crate) worker: String,
    pub(crate) options: Options,
    pub(crate) planning: Planning,
    /// How sure one must be before anybody is told.
    pub(crate) policy: Policy,
    /// What people are told in.
    pub(crate) lang: Lang,
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
    /// Calls a day to plan with at most.
    pub(crate) calls_per_day: Option<u64>,
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
            calls_per_day: None,
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
}

impl FollowError {
    /// Whether the same may work when it is tried again.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Output(_) => false,
        }
    }

    /// The error that it is: a wrapper hides its type from those who ask for it.
    pub(crate) fn itself(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::Store(error) => error,
            Self::Output(error) => error,
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
            options,
            planning: Planning::default(),
            policy: Policy::default(),
            lang,
        })
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
