//! `itemget status`: how the following stands, with one worker or many.

mod lines;

use std::time::Duration;

use clap::Args;
use itemget::TokenStore as _;
use itemget::limit::{AppId, QuotaLedger as _, quota_day_end};
use itemget_history::Moment;
use itemget_store::{
    DatabaseAddress, KeptConsent, LedgerClock, SharedLedger, Store, Which, Worker,
};
use jiff::Timestamp;

use super::Context;
use super::database::DatabaseArgs;
use super::format::Format;
use crate::config::{Places, Settings};
use crate::database::{self, Found, World};
use crate::exit::Exit;
use crate::fleet;
use crate::records::{Parts, QuotaRecord, StatusRecord, json_line};
use crate::{connect, quota};

/// Show how the following stands: workers, queue, staleness, quota, consents, alerts
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// table, json or jsonl; at a terminal table, else json
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    database: DatabaseArgs,
}

/// What has been due for longer is overdue.
const GRACE: Duration = Duration::from_secs(600);

pub(super) fn run(args: &StatusArgs, context: &mut Context<'_>) -> anyhow::Result<Exit> {
    let settings = context.settings(args.database.add_to(context.flags.clone()))?;
    super::runtime()?.block_on(async {
        let Some(Found { store, world }) = args.database.find(&settings, context).await?
        else {
            return Ok(Exit::NotFound);
        };
        let at = database::address(&settings, args.database.world(&settings))?;
        let record = StatusRecord::from(parts(&store, world, &at, &settings).await?);
        match Format::or_for(args.format, context.output.data_is_for_a_person) {
            Format::Json => {
                let text = serde_json::to_string_pretty(&record)?;
                context.output.line(&text)?;
            }
            Format::Jsonl => json_line(context.output.data(), &record)?,
            Format::Table | Format::Csv => {
                for line in lines::lines(&record, context) {
                    context.output.line(&line)?;
                }
            }
        }
        Ok(Exit::Done)
    })
}

async fn parts(
    store: &Store,
    world: World,
    at: &DatabaseAddress,
    settings: &Settings,
) -> anyhow::Result<Parts> {
    let now = store.time().await?;
    let workers = store.workers().await?;
    let all = store.tracked(&Which::default()).await?;
    let moment = Moment::from(now);
    let (quota, consents) = match at {
        DatabaseAddress::Postgres(_) => {
            (of_server(store, &workers, settings, now).await?, store.consents().await?)
        }
        DatabaseAddress::Sqlite(_) => of_machine(settings, now).await?,
    };
    let states = workers.into_iter().map(|worker| {
        let state = fleet::state(&worker, moment);
        (worker, state)
    });
    Ok(Parts {
        database: at.to_string(),
        now: moment,
        synthetic: world == World::Sandbox,
        workers: states.collect(),
        queue: store.queue(GRACE).await?,
        next_due: store.next_due(moment).await?,
        standing: fleet::staleness(&all, moment),
        quota,
        consents,
        pending: store.pending_deliveries().await?,
    })
}

/// The app that the settings name, if they name one.
fn app_key(settings: &Settings) -> Option<String> {
    settings.app_key.as_ref().map(|set| set.value.clone())
}

/// The quota that a server's workers share: of each app that they, or the settings, name.
async fn of_server(
    store: &Store,
    workers: &[Worker],
    settings: &Settings,
    now: Timestamp,
) -> anyhow::Result<Vec<QuotaRecord>> {
    let own = app_key(settings).map(|key| (AppId::of(&key), key));
    let mut apps: Vec<(AppId, String)> = own.into_iter().collect();
    for hash in workers.iter().map(|worker| &worker.card.app) {
        let is_known = apps.iter().any(|(app, _)| app.as_str() == hash);
        if !is_known && let Ok(app) = serde_json::from_value(hash.as_str().into()) {
            // Of its key only a hash is known here.
            apps.push((app, hash.clone()));
        }
    }
    let ledger = SharedLedger::new(store, LedgerClock::Database);
    let limits = connect::limits(settings);
    let mut records = Vec::new();
    for (app, name) in apps {
        let report = ledger.report(&app).await?.with_limits(&limits);
        records.push(QuotaRecord::of(&name, Some(&report), now, quota_day_end(now)));
    }
    Ok(records)
}

/// The quota and the consent of this machine, for the app that the settings name.
async fn of_machine(
    settings: &Settings,
    now: Timestamp,
) -> anyhow::Result<(Vec<QuotaRecord>, Vec<KeptConsent>)> {
    let Some(app_key) = app_key(settings) else { return Ok((Vec::new(), Vec::new())) };
    let folder = Places::of_this_user()?.quota();
    let limits = connect::limits(settings);
    let report = quota::report(&folder, &app_key, &limits, settings.clock()?).await?;
    let record = QuotaRecord::of(&app_key, report.as_ref(), now, quota_day_end(now));
    let place = connect::token_store(settings, &app_key, settings.dialect())?;
    let consent = place.load().await?.map(|token| KeptConsent {
        name: place.place(),
        access_ends_at: token.access_expires_at.into(),
        consent_ends_at: token.refresh_expires_at.map(Moment::from),
        begun_at: None,
    });
    Ok((vec![record], consent.into_iter().collect()))
}
