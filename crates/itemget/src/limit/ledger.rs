//! The seam to what is shared: [`QuotaLedger`], where every process that uses an app key
//! finds what is spent, and takes its next permits.

use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::limits::Limit;
use super::report::QuotaReport;
use super::scope::{AppId, LimitScope};

/// The shared account of an app key's quota.
///
/// One call does all there is to do: it hands back what was used and takes what is wanted,
/// any number of each, so that a round trip serves many calls. Durations, not times, cross
/// it: a ledger has a clock of its own, and the clocks of those who ask do not matter.
///
/// Each promise below is a function of [`conformance`](super::conformance), to be run
/// against every implementation.
pub trait QuotaLedger: Send + Sync + std::fmt::Debug {
    /// Settles, then grants, as one: no other exchange is seen half done.
    ///
    /// * No window ever holds more calls than the least of the limits known for it, if
    ///   each call is sent no sooner than its grant's `ready_in` and settled no sooner
    ///   than it arrived.
    /// * A place that is not settled comes back by itself, `flight` and one window after
    ///   its grant became ready.
    /// * A grant that was not used leaves no trace.
    /// * The day's count starts again at midnight in Beijing.
    /// * A refusal with a ban closes the scope it names, for all holders, for as long as
    ///   it says.
    /// * Holders that want more than there is get equal shares.
    /// * A clock that is set back neither frees a place too early nor holds it for longer
    ///   than its window.
    fn exchange(&self, exchange: Exchange) -> LedgerFuture<'_, Exchanged>;

    /// The same ledger where an exchange takes no waiting at all: then a caller that is
    /// alone needs nobody to go there for it.
    fn at_once(&self) -> Option<&dyn LedgerAtOnce> {
        None
    }

    /// What is spent, closed and learned for `app`, as of now.
    ///
    /// * What was granted to others is in it.
    fn report<'a>(&'a self, app: &'a AppId) -> LedgerFuture<'a, QuotaReport>;
}

/// A ledger in the process's own memory.
pub trait LedgerAtOnce: Send + Sync {
    /// As [`QuotaLedger::exchange`].
    fn exchange_at_once(&self, exchange: &Exchange) -> Exchanged;

    /// The same where one thing is settled and nothing is wanted; answers what is closed.
    ///
    /// It is what most calls end with, so that a ledger that can do it with less work does.
    fn settle_at_once(
        &self,
        app: &AppId,
        holder: u32,
        settlement: Settlement,
    ) -> Vec<Closed> {
        let (settled, wanted) = (vec![settlement], Vec::new());
        let exchange = Exchange { app: app.clone(), holder, settled, wanted };
        self.exchange_at_once(&exchange).closed
    }
}

/// The answer of a ledger, to come.
pub type LedgerFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, LedgerError>> + Send + 'a>>;

/// What is handed back, and what is wanted.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The app that is asking.
    pub app: AppId,
    /// Who is asking: a number of its own for each limiter, so that shares are equal.
    pub holder: u32,
    /// What became of earlier grants.
    pub settled: Vec<Settlement>,
    /// What is wanted, the longest waiting first.
    pub wanted: Vec<Want>,
}

/// One wish for a permit.
#[derive(Debug, Clone)]
pub struct Want {
    /// The method to be called.
    pub method: String,
    /// The limits that the asking side knows: of the app, of the method, of both.
    pub limits: [Limit; 3],
    /// How many permits are of use at once. More than one is granted only where no rate
    /// holds, so that nobody waits for a permit that somebody else keeps.
    pub at_most: u32,
    /// The longest a call can be on its way, from when its grant is ready. After that, and
    /// a window, an unsettled place comes back.
    pub flight: Duration,
}

/// A place in each window that a call is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The ledger's number of it.
    pub id: u64,
    /// The quota day it was counted on.
    pub day: i64,
    /// The windows it has a place in: of the app, of the method, of both.
    pub windows: [Option<Duration>; 3],
    /// How long from now until the call may be sent.
    pub ready_in: Duration,
}

/// What became of a grant. A grant may be settled twice: its place first, its end later.
#[derive(Debug, Clone)]
pub struct Settlement {
    /// The grant.
    pub grant: Grant,
    /// The method it was for.
    pub method: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// No request was written.
    Unused,
    /// A request was written.
    Used {
        /// From when a window is counted until the place is free again: now plus this,
        /// which is negative for what happened before. `None` says it is not known yet,
        /// or was said already.
        place: Option<SignedDuration>,
        /// How the call ended; `None` if it did not yet.
        ending: Option<Ending>,
    },
}

/// The end of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// How.
    pub end: CallEnd,
    /// How long ago.
    pub age: Duration,
}

/// How a call ended, as far as limits care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallEnd {
    /// There was an answer of any kind: it counts.
    Answered,
    /// The platform refused it for the number of calls.
    Limited(Limited),
    /// It is not known whether it arrived: it counts.
    Lost,
    /// It was not sent, and does not count.
    NotSent,
}

/// A refusal for the number of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// Whose limit it was.
    pub whose: Whose,
    /// Whether it is the day's calls that are used up.
    pub daily: bool,
    /// How long the platform refuses from then on, where it says so.
    pub ban: Option<Duration>,
}

/// Whose limit a refusal names. The order is that of [`Want::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The app's.
    App,
    /// The method's, for all apps.
    Api,
    /// The app's for the method.
    AppApi,
}

/// What a ledger says to an exchange.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// One for each want, in their order.
    pub verdicts: Vec<Verdict>,
    /// Everything that is closed for the app, so that holders of earlier grants know.
    pub closed: Vec<Closed>,
}

/// The answer to one want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// One permit at least, and no more than wanted.
    Granted(Vec<Grant>),
    /// Not now: ask again after this.
    Later(Duration),
    /// Not for long.
    Closed(Closed),
}

/// A scope that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// What is closed.
    pub scope: LimitScope,
    /// When it opens.
    pub reopens_in: Duration,
    /// Why.
    pub why: Closure,
}

/// Why a scope is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Closure {
    /// The platform refuses calls for a while.
    Ban,
    /// The day's calls are spent.
    Day,
    /// The ledger was damaged, and it is not known what is on its way.
    Damage,
}

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The place it is kept at cannot be used.
    #[error("could not {doing} the quota ledger `{}`", path.display())]
    File {
        /// What was being done.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// A later version of this program wrote it.
    #[error("the quota ledger `{}` is of format {found}, newer than this program", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Another process holds it and does not let go.
    #[error("the quota ledger `{}` is held by another process", path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// What keeps it failed: a database, as a rule.
    #[error("could not {doing} the quota ledger")]
    Backend {
        /// What was being done.
        doing: &'static str,
        /// Why not.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
