//! How a limiter behaves, and how it says no.

use std::str::FromStr;
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
    /// From when the request can have arrived at the latest: the answer, less the fastest
    /// round trip of the last half minute, and `margin`. Where answers take as long as
    /// always nearly all of the quota is used; where machine, network or platform are held
    /// up, as much less. Until eight answers were seen, and where the transport does not say
    /// when it wrote, it counts from the answer.
    ///
    /// A request would be one too many if a round trip were faster by more than `margin`
    /// than any that was seen. Calls that take half as long as their window are counted
    /// as in `Written` until they are answered.
    Adaptive {
        /// How much faster than any that was seen a round trip may be.
        margin: Duration,
    },
    /// From when the request was written, and `margin` for what the way to the platform
    /// varies. Nearly all of the quota is used, whatever answers take; a request that took
    /// more than `margin` longer than the one it makes room for would be one too many.
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

    /// From the writing, with 20 ms: 98 % of the quota where machine and network are calm.
    pub fn written() -> Self {
        Self::Written { margin: Duration::from_millis(20) }
    }

    /// What an anchor is moved by. In strict pace a millisecond, for what the clocks of
    /// two machines differ by in a window, and for platforms that count both its ends.
    pub(super) fn margin(self) -> Duration {
        match self {
            Self::Strict { .. } => Duration::from_millis(1),
            Self::Adaptive { margin } | Self::Written { margin } => margin,
        }
    }

    /// The time after its end in which a lost request may still arrive.
    pub(super) fn grace(self) -> Duration {
        match self {
            Self::Strict { grace } => grace,
            Self::Adaptive { .. } | Self::Written { .. } => Duration::ZERO,
        }
    }
}

impl Default for Pace {
    /// Adaptive, with 15 ms.
    fn default() -> Self {
        Self::Adaptive { margin: Duration::from_millis(15) }
    }
}

/// A text that should name a pace and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is none of adaptive, written, strict")]
pub struct ParsePaceError {
    text: String,
}

impl ParsePaceError {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl FromStr for Pace {
    type Err = ParsePaceError;

    /// Reads the name of a pace, with the margins that it usually has.
    fn from_str(name: &str) -> Result<Self, ParsePaceError> {
        match name {
            "adaptive" => Ok(Self::default()),
            "written" => Ok(Self::written()),
            "strict" => Ok(Self::strict()),
            _ => Err(ParsePaceError { text: name.chars().take(40).collect() }),
        }
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
