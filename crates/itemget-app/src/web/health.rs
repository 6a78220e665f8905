//! `/health`: what of the quota is spent, what came of looking, what has not been seen for
//! long, and what the platform sends otherwise than it used to.

mod days;
mod figures;
mod fleet;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use itemget::limit::LimitScope;
use itemget_history::Moment;
use itemget_store::{Pending, Which};
use jiff::Timestamp;

use super::answer::PageError;
use super::shown::Age;
use super::visit::Visit;
use crate::config::Places;
use crate::drift::Drift;
use crate::follow::read_at;
use crate::lang::Lang;
use crate::overview;
use crate::plain::{harmless, thousands};
use crate::service::{App, Scheduler};
use crate::told;
use days::Days;
use figures::{Figures, Forecast, ScopeShown, planned_until};
use fleet::{ConsentShown, WorkerShown};

#[derive(Debug, Template)]
#[template(path = "health.html")]
struct Health<'a> {
    visit: &'a Visit,
    scopes: Vec<ScopeShown>,
    resets: Option<Age>,
    forecast: Option<Forecast>,
    /// What the ledger says, or why there is none.
    notices: Vec<String>,
    figures: Figures,
    workers: Vec<WorkerShown>,
    scheduler: Scheduler,
    /// Due for more than ten minutes.
    overdue: usize,
    /// Looked at just now.
    leased: u64,
    consents: Vec<ConsentShown>,
    /// Where a token was set that goes before any of them.
    overridden_by: Option<String>,
    pending: Pending,
    outcomes: Vec<(String, String, bool)>,
    days: Days,
    stalest: Vec<Stale>,
    /// None where it is not known.
    drift: Option<Vec<DriftShown>>,
}

/// Something that has not been seen for long.
#[derive(Debug)]
struct Stale {
    id: String,
    title: String,
    seen: Option<Age>,
    outcome: String,
    failures: i64,
}

/// A field that is otherwise than it used to be.
#[derive(Debug)]
struct DriftShown {
    what: &'static str,
    api: String,
    path: String,
    times: String,
    at: Age,
}

/// What has been due for longer is overdue.
const GRACE: Duration = Duration::from_secs(600);

/// So many of the stalest are shown, and so many fields.
const SHOWN: usize = 12;

pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    visit.answer(page(&app, &visit).await)
}

async fn page(app: &App, visit: &Visit) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let lang = visit.lang;
    let mut notices = Vec::new();
    let tracked = app.store.tracked(&Which::default()).await?;
    let (mut scopes, mut resets, mut forecast) = (Vec::new(), None, None);
    match app.limiter.report().await {
        Ok(report) => {
            let end = report.day_ends.into();
            resets = Some(Age::of(end, now, lang));
            let all = report.scopes.iter().find(|it| it.scope == LimitScope::App);
            let left = all.and_then(|scope| scope.left);
            forecast = Some(Forecast::of(planned_until(&tracked, now, end), left));
            notices.extend(report.notices.iter().map(|it| harmless(it)));
            scopes.extend(report.scopes.iter().map(|it| ScopeShown::of(it, now, lang)));
        }
        Err(error) => notices.push(crate::messages::error(&error, lang)),
    }
    let figures = Figures::of(&tracked, now);
    let outcomes = figures.outcomes.iter().map(|(word, count)| {
        (told::outcome(word, lang), thousands(*count), word == "found")
    });
    let outcomes = outcomes.collect();
    let mut watched: Vec<_> = tracked.iter().filter(|it| !it.paused).collect();
    watched.sort_by_cached_key(|tracked| read_at(tracked));
    watched.truncate(SHOWN);
    let cards = overview::cards(&app.store, &watched).await?;
    let stalest = watched.iter().zip(cards).map(|(tracked, card)| Stale {
        id: tracked.watch.item.id.to_string(),
        title: harmless(card.title.as_deref().unwrap_or_default()),
        seen: read_at(tracked).map(|at| Age::of(at, now, lang)),
        outcome: tracked
            .last_outcome
            .as_deref()
            .map_or_else(|| "–".to_owned(), |word| told::outcome(word, lang)),
        failures: tracked.failures,
    });
    let stalest = stalest.collect();
    let drift = match drift(visit, now) {
        Ok(drift) => Some(drift),
        Err(why) => {
            notices.push(why);
            None
        }
    };
    let since = now - Duration::from_secs(days::SHOWN.unsigned_abs() * 86_400);
    let days = Days::of(&app.store.days(since).await?, now, lang);
    let time = Moment::from(app.store.time().await?);
    let workers = app.store.workers().await?.into_iter();
    let workers = workers.map(|it| WorkerShown::of(it, time, lang)).collect();
    let overdue = tracked.iter().filter(|it| !it.paused && it.next_at + GRACE <= now);
    visit.page(&Health {
        visit,
        forecast,
        days,
        workers,
        scheduler: app.scheduler,
        overdue: overdue.count(),
        leased: app.store.queue(GRACE).await?.leased,
        consents: consents(app, now, lang, &mut notices).await?,
        overridden_by: app.account.overriding(lang),
        pending: app.store.pending_deliveries().await?,
        scopes,
        resets,
        notices,
        figures,
        outcomes,
        stalest,
        drift,
    })
}

/// The consents that calls are made with: this service's own, and those that workers share.
async fn consents(
    app: &App,
    now: Moment,
    lang: Lang,
    notices: &mut Vec<String>,
) -> Result<Vec<ConsentShown>, PageError> {
    let mut consents = Vec::new();
    match app.account.consent().await {
        Ok(Some(token)) => {
            consents.push(ConsentShown::own(&app.account, &token, now, lang));
        }
        Ok(None) => {}
        Err(error) => notices.push(crate::messages::in_full(&error, lang)),
    }
    let shared = app.store.consents().await?;
    consents.extend(shared.iter().map(|kept| ConsentShown::shared(kept, now, lang)));
    Ok(consents)
}

/// What the files of this machine say of the platform's answers; or why they say nothing.
fn drift(visit: &Visit, now: Moment) -> Result<Vec<DriftShown>, String> {
    let lang = visit.lang;
    let places = Places::of_this_user();
    let places = places.map_err(|error| crate::messages::error(&error, lang))?;
    let drift = Drift::read(&places.drift(), None);
    let drift = drift.map_err(|error| crate::messages::error(&error, lang))?;
    let line = |what, api: &str, path: &str, times, at: Timestamp| DriftShown {
        what,
        api: harmless(api),
        path: harmless(path),
        times: thousands(times),
        at: Age::of(at.into(), now, lang),
    };
    let word = visit.t("cannot be read", "无法解析");
    let unread = drift.unread.iter();
    let unread = unread.map(|it| line(word, &it.api, &it.path, it.times, it.last_seen));
    let word = visit.t("no longer comes", "不再返回");
    let missed = drift.missed.iter();
    let missed = missed.map(|it| line(word, &it.api, &it.path, it.missing, it.since));
    let word = visit.t("is new", "新增字段");
    let unknown = drift.unknown.iter();
    let unknown = unknown.map(|it| line(word, &it.api, &it.path, it.times, it.last_seen));
    Ok(unread.chain(missed).chain(unknown).take(SHOWN).collect())
}
