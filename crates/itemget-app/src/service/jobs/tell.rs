//! Telling that a job is done, by the courier that carries alerts: signed where there is a
//! secret, to no address that is not public, again and again until it arrives or is given up.

use std::sync::Arc;
use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{Job, JobTold};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::watch;
use url::Url;

use super::{IDLE, TROUBLED, troubled};
use crate::exit::Exit;
use crate::lang::Lang;
use crate::notify::{Backoff, Hidden, HttpCourier, Next, Webhook, next_attempt};
use crate::records::JobRecord;
use crate::service::{App, ServiceError};

/// Whom to tell, as it is kept.
#[derive(Serialize, Deserialize)]
pub(in crate::service) struct Target {
    pub(in crate::service) url: String,
    pub(in crate::service) secret: Option<String>,
}

impl Target {
    /// The address of a job's webhook, where it has one.
    pub(in crate::service) fn url_of(job: &Job) -> Option<Url> {
        let target: Self = serde_json::from_str(job.webhook.as_deref()?).ok()?;
        Url::parse(&target.url).ok()
    }
}

/// For how long nobody else tells what was taken.
const TAKEN: Duration = Duration::from_secs(120);
/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many are told at once.
const AT_ONCE: u32 = 20;

/// Tells what is done, until there is a wish to end.
pub(super) async fn forever(app: &Arc<App>, mut quit: watch::Receiver<Option<Exit>>) {
    loop {
        let bell = app.bench.bell.notified();
        let pause = match done(app).await {
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

async fn done(app: &App) -> Result<(), ServiceError> {
    for job in app.store.done_to_tell(TAKEN, AT_ONCE).await? {
        let now = app.clock.now();
        let told = one(app, &job, now).await;
        let why = told.as_ref().err().map(|(why, _)| why.clone()).unwrap_or_default();
        let told = match &told {
            Ok(()) => JobTold::Arrived,
            Err((_, Some(pause))) => JobTold::Again(*pause, &why),
            Err((_, None)) => JobTold::GivenUp(&why),
        };
        app.store.job_told(job.id, told, Moment::from(now)).await?;
    }
    Ok(())
}

/// Tells of one job; else, why that was in vain, and after which pause it is worth trying
/// again.
async fn one(
    app: &App,
    job: &Job,
    now: jiff::Timestamp,
) -> Result<(), (String, Option<Duration>)> {
    let target = job.webhook.as_deref().map(serde_json::from_str::<Target>);
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
    let courier = HttpCourier::new(app.bench.reach, PATIENCE)
        .map_err(|error| (error.to_string(), Some(TROUBLED)))?;
    let body = json!({ "type": "job.done", "job": JobRecord::of(job, url.as_ref()) });
    let id = format!("job-{}-{}", job.id.0, job.created_at.seconds());
    let Err(failure) = webhook.carry(&id, &body, now, &courier).await else {
        return Ok(());
    };
    let attempts = u32::try_from(job.tellings).unwrap_or(u32::MAX);
    let made = job.ended_at.map_or(now, Into::into);
    let backoff = Backoff::default();
    // A little apart, without chance: by their numbers.
    let apart = f64::from(u8::try_from(job.id.0.unsigned_abs() % 97).unwrap_or(0)) / 97.0;
    let pause = match next_attempt(&backoff, made, attempts, &failure, now, apart) {
        Next::At(at) => Duration::try_from(at.duration_since(now)).ok(),
        // Nobody can mend an address that came with a job.
        Next::WhenMended | Next::GiveUp => None,
    };
    Err((failure.text(Lang::En), pause))
}
