//! How a limiter behaves, and how it says no.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::ledger::{Closure, LedgerError};
use super::limits::Limits;
use super::scope::LimitScope;
use crate::advice::Advice;

/// How a limiter behaves.
#[derive(Debug, Clone, PartialEq)]
pub struct LimiterOptions {
    /// The limits that are known; [`Limits::known`] if not said.
    pub limits: Limits,
    /// From when the window of a call is counted.
    pub pace: Pace,
    /// What to do when nothing is allowed for long.
    pub on_exhausted: OnExhausted,
    /// How long a closure may be to be waited for in any case; 60 s if not said.
    pub patience: Duration,
    /// How many calls may be sent in all, by this limiter: a hard stop.
    pub max_calls: Option<u64>,
    /// The longest an attempt can take from its permit to its end, 35 s if not said: a
    /// little more than the client's time-out. A permit whose process died comes back
    /// after this and a window.
    pub longest_flight: Duration,
    /// How many permits to take at once where no rate holds; 32 if not said.
    pub ahead: u32,
}

impl Default for LimiterOptions {
    fn default() -> Self {
        Self {
            limits: Limits::known(),
            pace: Pace::default(),
            on_exhausted: OnExhausted::Fail,
            patience: Duration::from_secs(60),
            max_calls: None,
            longest_flight: Duration::from_secs(35),
            ahead: 32,
        }
    }
}

/// From when the window of a call is counted until its place is free again.
///
/// The platform counts when a request arrives, which nobody here sees. All that is known
/// is that it arrived after it was written and before it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// From the answer. No window is ever exceeded, whatever the network does; a window
    /// holds its full number of calls only if answers are at once: 1/(1+RTT) of it.
    ///
    /// It takes for granted that the machine's clock is not set forward, and that a
    /// request which is given up (timed out, cancelled) arrives within `grace` or never.
    Strict {
        /// How long after it was given up a request may still arrive.
        grace: Duration,
    },
    /// From when the request was written, and `margin` for what the way to the platform
    /// varies. Nearly all of the quota is used; a request that took more than `margin`
    /// longer than the one it makes room for would be one too many.
    Written {
        /// How much the time on the way may vary.
        margin: Duration,
    },
}

impl Pace {
    /// Strict, with 2 s for requests that were given up.
    pub fn strict() -> Self {
        Self::Strict { grace: Duration::from_secs(2) }
    }

    /// What an anchor is moved by. In strict pace a millisecond, for what the clocks of
    /// two machines differ by in a window, and for platforms that count both its ends.
    pub(super) fn margin(self) -> Duration {
        match self {
            Self::Strict { .. } => Duration::from_millis(1),
            Self::Written { margin } => margin,
        }
    }

    /// The time after its end in which a lost request may still arrive.
    pub(super) fn grace(self) -> Duration {
        match self {
            Self::Strict { grace } => grace,
            Self::Written { .. } => Duration::ZERO,
        }
    }
}

impl Default for Pace {
    /// From the writing, with 20 ms: no violation was seen with it, at 98 % of the quota.
    fn default() -> Self {
        Self::Written { margin: Duration::from_millis(20) }
    }
}

/// What to do when the day's calls are spent, or a ban is longer than the patience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnExhausted {
    /// Say so, and when it reopens.
    #[default]
    Fail,
    /// Wait until it reopens.
    Wait,
}

/// Why there is no permit.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum LimitError {
    /// Nothing is allowed for longer than the limiter waits.
    #[error("{} until {reopens}: {scope}", said(*why))]
    Closed {
        /// What is closed.
        scope: LimitScope,
        /// When it reopens.
        reopens: Timestamp,
        /// Why.
        why: Closure,
    },
    /// The calls that were allowed are made ([`LimiterOptions::max_calls`]).
    #[error("the {max_calls} calls that were allowed are made")]
    Budget {
        /// How many they were.
        max_calls: u64,
    },
    /// The ledger cannot be used, and uncounted calls are not sent.
    #[error("the quota cannot be counted")]
    Ledger(#[source] Arc<LedgerError>),
}

fn said(why: Closure) -> &'static str {
    match why {
        Closure::Day => "the day's calls are spent",
        Closure::Ban => "the platform refuses calls",
        Closure::Damage => "the quota ledger was lost, and calls may be on their way",
    }
}

impl LimitError {
    /// When calls are allowed again, where that is known.
    pub fn reopens(&self) -> Option<Timestamp> {
        match self {
            Self::Closed { reopens, .. } => Some(*reopens),
            Self::Budget { .. } | Self::Ledger(_) => None,
        }
    }

    /// What can be done about it.
    pub fn advice(&self) -> Advice {
        match self {
            Self::Closed { why: Closure::Day, .. } => Advice::WaitForTomorrow,
            Self::Closed { .. } => Advice::SlowDown,
            Self::Budget { .. } => Advice::RaiseMaxCalls,
            Self::Ledger(_) => Advice::CheckLedger,
        }
    }
}
