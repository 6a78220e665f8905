//! Telling that a job is done, by the courier that carries alerts: signed where there is a
//! secret, to no address that is not public, again and again until it arrives or is given up.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{Hidden, Job, JobTold};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;
use url::Url;

use super::{Bench, IDLE, TROUBLED, troubled};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::notify::{Backoff, Failure, FailureKind, Next, Webhook, next_attempt};
use crate::records::JobRecord;
use crate::service::ServiceError;

/// Whom to tell, as it is kept.
#[derive(Serialize, Deserialize)]
pub(in crate::service) struct Target {
    pub(in crate::service) url: String,
    pub(in crate::service) secret: Option<String>,
}

impl Target {
    /// The address of a job's webhook, where it has one.
    pub(in crate::service) fn url_of(job: &Job) -> Option<Url> {
        let target: Self = serde_json::from_str(job.webhook.as_ref()?.expose()).ok()?;
        Url::parse(&target.url).ok()
    }
}

/// For how long nobody else tells what was taken: much longer than it takes.
const TAKEN: Duration = Duration::from_secs(120);
/// How long a receiver may take to answer. A wish to end waits for no more than that.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How many are told together: who is slow holds up none of the others.
const AT_ONCE: u32 = 20;

/// Tells what is done, until there is a wish to end.
pub(super) async fn forever(bench: &Bench, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        let bell = bench.bell.notified();
        let pause = match done(bench).await {
            Ok(()) => IDLE,
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

async fn done(bench: &Bench) -> Result<(), ServiceError> {
    let jobs = bench.with.store.done_to_tell(TAKEN, AT_ONCE).await?;
    let telling = jobs.iter().map(|job| async move {
        let now = bench.with.clock.now();
        let told = one(bench, job, now).await;
        let why = told.as_ref().err().map(|(why, _)| why.clone()).unwrap_or_default();
        let told = match &told {
            Ok(()) => JobTold::Arrived,
            Err((_, Some(pause))) => JobTold::Again(*pause, &why),
            Err((_, None)) => JobTold::GivenUp(&why),
        };
        bench.with.store.job_told(job.id, told, Moment::from(now)).await
    });
    for told in futures_util::future::join_all(telling).await {
        told?;
    }
    Ok(())
}

/// Tells of one job; else, why that was in vain, and after which pause it is worth trying
/// again.
async fn one(
    bench: &Bench,
    job: &Job,
    now: Timestamp,
) -> Result<(), (String, Option<Duration>)> {
    let target = job.webhook.as_ref().map(Hidden::expose);
    let target = target.map(serde_json::from_str::<Target>);
    let Some(Ok(target)) = target else {
        return Err((
            "the webhook is of another version of this program".to_owned(),
            None,
        ));
    };
    let url = Url::parse(&target.url).ok();
    let webhook = Webhook {
        url: Hidden::new(&target.url),
        secret: target.secret.as_deref().map(Hidden::new),
    };
    let courier = bench.courier();
    let courier = courier.map_err(|error| (error.to_string(), Some(TROUBLED)))?;
    let body = json!({ "type": "job.done", "job": JobRecord::of(job, url.as_ref(), now.into()) });
    let id = format!("job-{}-{}", job.id.0, job.created_at.seconds());
    let Err(failure) = webhook.carry(&id, &body, now, courier).await else {
        return Ok(());
    };
    let tries = u32::try_from(job.tellings + 1).unwrap_or(u32::MAX);
    // A little apart, without chance: by their numbers.
    let apart = f64::from(u8::try_from(job.id.0.unsigned_abs() % 97).unwrap_or(0)) / 97.0;
    Err((failure.text(Lang::En), pause(&failure, tries, now, apart)))
}

/// After which pause a failure is worth another try; none where it is not.
fn pause(failure: &Failure, tries: u32, now: Timestamp, apart: f64) -> Option<Duration> {
    // Nobody can mend an address that came with a job, but behind it somebody can: one that
    // is being deployed may not know it for a minute.
    let failure = match failure.kind {
        FailureKind::Unknown | FailureKind::Unauthorised | FailureKind::NotTaken => {
            &Failure::new(FailureKind::Unreachable)
        }
        _ => failure,
    };
    match next_attempt(&Backoff::default(), tries, failure, now, apart) {
        Next::At(at) => Duration::try_from(at.duration_since(now)).ok(),
        Next::WhenMended | Next::GiveUp => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_receiver_can_mend_is_tried_again_for_a_week() {
        let now: Timestamp = "2026-11-23T17:20:27Z".parse().unwrap();
        for (kind, tries, expected) in [
            (FailureKind::Unreachable, 1, Some(30)),
            (FailureKind::Unknown, 1, Some(30)),
            (FailureKind::Unauthorised, 2, Some(60)),
            (FailureKind::NotTaken, 1, Some(30)),
            (FailureKind::NotTaken, 175, None),
            (FailureKind::NotPublic, 1, None),
            (FailureKind::BadSettings, 1, None),
        ] {
            let pause = pause(&Failure::new(kind), tries, now, 0.0);
            assert_eq!(pause.map(|it| it.as_secs()), expected, "{kind:?}");
        }
    }
}
