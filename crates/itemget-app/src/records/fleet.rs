//! How the following stands: workers, queue, staleness, quota, consents, alerts.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{KeptConsent, Pending, Queue, Worker};
use jiff::Timestamp;
use serde::Serialize;

use super::{QuotaRecord, SCHEMA_VERSION};
use crate::fleet::{Standing, State};

/// How the following stands.
#[derive(Debug, Serialize)]
pub(crate) struct StatusRecord {
    schema_version: u32,
    /// Where it is kept, without a password.
    pub(crate) database: String,
    /// By the database's clock.
    pub(crate) as_of: Moment,
    synthetic: bool,
    pub(crate) workers: Vec<WorkerRecord>,
    pub(crate) queue: QueueRecord,
    pub(crate) staleness: StalenessRecord,
    /// One for each app whose calls are counted.
    pub(crate) quota: Vec<QuotaRecord>,
    pub(crate) consents: Vec<ConsentRecord>,
    pub(crate) alerts: AlertsRecord,
}

/// A worker.
#[derive(Debug, Serialize)]
pub(crate) struct WorkerRecord {
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) pid: u32,
    pub(crate) version: String,
    /// `alive`, `lost` or `ended`.
    pub(crate) state: &'static str,
    pub(crate) started_at: Moment,
    pub(crate) seen_at: Moment,
    pub(crate) ended_at: Option<Moment>,
    pub(crate) calls: u64,
    pub(crate) looked: u64,
    pub(crate) changed: u64,
    pub(crate) failed: u64,
    pub(crate) late: u64,
    pub(crate) leased: u64,
    pub(crate) trouble: Option<String>,
}

/// How much waits for what.
#[derive(Debug, Serialize)]
pub(crate) struct QueueRecord {
    pub(crate) tracked: u64,
    pub(crate) paused: u64,
    pub(crate) due: u64,
    /// What has been due for more than ten minutes.
    pub(crate) overdue: u64,
    pub(crate) leased: u64,
    pub(crate) next_due_at: Option<Moment>,
}

/// How old what is known is, of all that is not paused.
#[derive(Debug, Serialize)]
pub(crate) struct StalenessRecord {
    pub(crate) looked_at: u64,
    pub(crate) never_looked_at: u64,
    pub(crate) oldest_seconds: Option<u64>,
    pub(crate) median_seconds: Option<u64>,
    /// The median as the schedule means it to be.
    pub(crate) expected_median_seconds: Option<u64>,
    /// From 0 to 1, of all that is not paused.
    pub(crate) overdue_share: Option<f64>,
}

/// A user's consent, without its secrets.
#[derive(Debug, Serialize)]
pub(crate) struct ConsentRecord {
    pub(crate) name: String,
    pub(crate) access_expires_at: Moment,
    pub(crate) consent_ends_at: Option<Moment>,
    pub(crate) consent_days_left: Option<i64>,
    /// When a renewal was begun that no token has come of yet.
    pub(crate) renewal_begun_at: Option<Moment>,
}

/// What waits to be told.
#[derive(Debug, Serialize)]
pub(crate) struct AlertsRecord {
    pub(crate) pending: u64,
    pub(crate) failing: u64,
    pub(crate) given_up: u64,
}

/// All that a status is made of.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) database: String,
    pub(crate) now: Moment,
    pub(crate) synthetic: bool,
    pub(crate) workers: Vec<(Worker, State)>,
    pub(crate) queue: Queue,
    pub(crate) next_due: Option<Moment>,
    pub(crate) standing: Standing,
    pub(crate) quota: Vec<QuotaRecord>,
    pub(crate) consents: Vec<KeptConsent>,
    pub(crate) pending: Pending,
}

impl From<Parts> for StatusRecord {
    fn from(parts: Parts) -> Self {
        let now = parts.now;
        let (queue, standing) = (parts.queue, parts.standing);
        let active = queue.tracked.saturating_sub(queue.paused);
        let share = |part: u64| (part as f64 / active as f64 * 1000.0).round() / 1000.0;
        let seconds = |age: Option<Duration>| age.map(|age| age.as_secs());
        Self {
            schema_version: SCHEMA_VERSION,
            database: parts.database,
            as_of: now,
            synthetic: parts.synthetic,
            workers: parts.workers.into_iter().map(WorkerRecord::from).collect(),
            queue: QueueRecord {
                tracked: queue.tracked,
                paused: queue.paused,
                due: queue.due,
                overdue: queue.overdue,
                leased: queue.leased,
                next_due_at: parts.next_due,
            },
            staleness: StalenessRecord {
                looked_at: standing.looked_at,
                never_looked_at: standing.never,
                oldest_seconds: seconds(standing.oldest),
                median_seconds: seconds(standing.median),
                expected_median_seconds: seconds(standing.expected),
                overdue_share: (active > 0).then(|| share(queue.overdue)),
            },
            quota: parts.quota,
            consents: parts
                .consents
                .into_iter()
                .map(|kept| ConsentRecord::of(kept, now))
                .collect(),
            alerts: AlertsRecord {
                pending: parts.pending.deliveries,
                failing: parts.pending.failing,
                given_up: parts.pending.given_up,
            },
        }
    }
}

impl From<(Worker, State)> for WorkerRecord {
    fn from((worker, state): (Worker, State)) -> Self {
        let Worker { card, work, .. } = worker;
        Self {
            name: card.name,
            host: card.host,
            pid: card.pid,
            version: card.version,
            state: match state {
                State::Alive => "alive",
                State::Lost => "lost",
                State::Ended => "ended",
            },
            started_at: worker.started_at,
            seen_at: worker.seen_at,
            ended_at: worker.ended_at,
            calls: work.calls,
            looked: work.looked,
            changed: work.changed,
            failed: work.failed,
            late: work.late,
            leased: worker.leased,
            trouble: work.trouble,
        }
    }
}

impl ConsentRecord {
    fn of(kept: KeptConsent, now: Moment) -> Self {
        let days = |end: Moment| (end.seconds() - now.seconds()).div_euclid(86_400);
        Self {
            name: kept.name,
            access_expires_at: kept.access_ends_at,
            consent_ends_at: kept.consent_ends_at,
            consent_days_left: kept.consent_ends_at.map(days),
            renewal_begun_at: kept.begun_at,
        }
    }
}

impl StatusRecord {
    /// The time of the record.
    pub(crate) fn now(&self) -> Timestamp {
        self.as_of.into()
    }
}
