//! Jobs, as records.

use itemget_history::Moment;
use itemget_store::{Job, JobState};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;

use super::words;
use crate::jobs;

/// A job: how far it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobRecord {
    pub(crate) id: i64,
    #[schema(schema_with = words::job_state)]
    pub(crate) state: &'static str,
    pub(crate) created_at: Moment,
    pub(crate) begun_at: Option<Moment>,
    pub(crate) ended_at: Option<Moment>,
    /// When it is forgotten, with what came of it; null while it is not over.
    pub(crate) kept_until: Option<Moment>,
    /// How many ids it has.
    pub(crate) asked: u64,
    /// Of how many it is written what came of them: the first ones.
    pub(crate) answered: u64,
    /// Of how many of these the item was found.
    pub(crate) found: u64,
    /// Of how many of these not all was learned that was asked for: nothing, or of a found
    /// one not how it is brought. That there is no such item is neither.
    pub(crate) failed: u64,
    /// So many calls were made at most, those that were in vain among them: what the service
    /// did meanwhile for others is in it, and what a service did in the three seconds before
    /// it was killed is not.
    pub(crate) calls_at_most: u64,
    /// How long the rest takes if it goes on as it went; null where that is not known.
    pub(crate) eta_seconds: Option<u64>,
    /// Why it waits, if it does.
    #[schema(schema_with = words::job_trouble)]
    pub(crate) waits_for: Option<String>,
    /// When what it waits for is there, such as the quota of the next day; null where that is
    /// not known, and when it has come. It may go on earlier, and goes on by itself.
    pub(crate) waits_until: Option<Moment>,
    /// Whom it tells when it is done.
    pub(crate) webhook: Option<JobWebhookRecord>,
}

/// Whom a job tells when it is done, without what is secret of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JobWebhookRecord {
    pub(crate) host: Option<String>,
    #[schema(schema_with = words::job_told)]
    pub(crate) state: &'static str,
    /// How often it was tried.
    pub(crate) tries: u64,
    /// Why it was in vain, if it was.
    pub(crate) trouble: Option<String>,
}

impl JobRecord {
    /// The record of a job as of now, whose webhook goes to this address.
    pub(crate) fn of(job: &Job, webhook: Option<&Url>, now: Moment) -> Self {
        let is_over = job.state.is_over();
        Self {
            id: job.id.0,
            state: job.state.word(),
            created_at: job.created_at,
            begun_at: job.begun_at,
            ended_at: job.ended_at,
            kept_until: jobs::kept_until(job),
            asked: job.asked,
            answered: job.answered,
            found: job.found,
            failed: job.failed,
            calls_at_most: job.calls,
            eta_seconds: jobs::rest(job).map(|it| it.as_secs()),
            waits_for: job.trouble.clone().filter(|_| !is_over),
            waits_until: jobs::waits_until(job, now),
            webhook: job.webhook.is_some().then(|| JobWebhookRecord {
                host: webhook.and_then(Url::host_str).map(str::to_owned),
                state: match (job.told.as_deref(), job.state) {
                    (Some("told"), _) => "told",
                    (Some(_), _) => "given_up",
                    // What is cancelled is told to nobody.
                    (None, JobState::Cancelled) => "given_up",
                    (None, _) => "to_be_told",
                },
                tries: job.tellings,
                trouble: job.tell_trouble.clone(),
            }),
        }
    }
}
