//! `/alerts`: the rules, what a new one would have told, what was told, and whom.

mod draft;
pub(super) mod edit;
mod preview;
mod rules;

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use itemget::ItemRef;
use itemget_history::Moment;
use itemget_store::{AlertsOf, List, RuleId};
use url::form_urlencoded::parse;

use super::answer::{PageError, go, own};
use super::done::{Deed, Done};
use super::forms::Posted;
use super::item::AlertShown;
use super::visit::Visit;
use crate::card::Card;
use crate::notify::{ChannelSettings, HttpCourier, Message};
use crate::plain::harmless;
use crate::service::App;
pub(super) use draft::Draft;
use preview::{Preview, previewed};
use rules::About;
pub(super) use rules::{RuleShown, shown};

#[derive(Debug, Template)]
#[template(path = "alerts.html")]
struct Alerts<'a> {
    visit: &'a Visit,
    draft: Draft,
    /// The item that the draft is about.
    about: Option<About>,
    preview: Option<Preview>,
    rules: Vec<RuleShown>,
    log: Vec<AlertShown>,
    /// Whether there may be older ones that can be asked for.
    has_more: bool,
    channels: Vec<ChannelShown>,
    lists: Vec<List>,
    /// What came of a form.
    notice: Option<(bool, String)>,
}

/// Somebody who can be told.
#[derive(Debug)]
pub(super) struct ChannelShown {
    pub(super) name: String,
    kind: &'static str,
    is_chosen: bool,
}

/// So many alerts are in the log, and so many where more are asked for.
const LOGGED: u32 = 100;
const MORE: u32 = 1000;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let notice = Done::read(&query).map(|done| (done.is_good(), done.text(visit.lang)));
    let asks_for_more = parse(query.as_bytes()).any(|(name, _)| name == "more");
    let logged = if asks_for_more { MORE } else { LOGGED };
    visit.answer(page(&app, &visit, Draft::default(), None, notice, logged).await)
}

/// `/alerts/preview`: the rule as it is being written, and what it would have told.
pub(super) async fn preview(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    let draft = Draft::of(&posted);
    let page = match previewed(&app, &visit, &draft, &draft.scopes()).await {
        Ok(preview) => page(&app, &visit, draft, preview, None, LOGGED).await,
        Err(error) => Err(error),
    };
    visit.answer(page)
}

/// What was told of these, and whether that is as many as were asked for: then there may be
/// more.
async fn told(
    app: &App,
    visit: &Visit,
    of: &AlertsOf,
    now: Moment,
) -> Result<(Vec<AlertShown>, bool), PageError> {
    let log = app.store.alerts(of).await?;
    let is_full = of.limit.is_some_and(|limit| log.len() as u64 >= u64::from(limit));
    let told = log.iter().filter_map(|kept| AlertShown::of(kept, now, visit.lang));
    let mut told: Vec<AlertShown> = told.collect();
    name(app, &mut told).await?;
    Ok((told, is_full))
}

/// Gives alerts the titles of their items.
async fn name(app: &App, alerts: &mut [AlertShown]) -> Result<(), PageError> {
    let items: Vec<ItemRef> = alerts.iter().map(|alert| alert.item).collect();
    let cards = app.store.cards(&items, app.view.language).await?;
    for (alert, card) in alerts.iter_mut().zip(cards) {
        let title = card.and_then(|card| Card::read(&card.text).title);
        if let Some(title) = title {
            alert.name = harmless(&title);
        }
    }
    Ok(())
}

async fn page(
    app: &App,
    visit: &Visit,
    draft: Draft,
    preview: Option<Preview>,
    notice: Option<(bool, String)>,
    logged: u32,
) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let rules = shown(app, app.store.rules().await?, now, visit).await?;
    let about = match (draft.followed(app).await?, draft.scopes().first()) {
        (Some(_), Some(scope)) => Some(rules::about(app, scope, visit).await?),
        _ => None,
    };
    let of = AlertsOf { limit: Some(logged), ..AlertsOf::default() };
    let (log, is_full) = told(app, visit, &of, now).await?;
    let channels = channels(app, &draft.channels).await?;
    let lists = app.store.lists().await?;
    visit.page(&Alerts {
        visit,
        draft,
        about,
        preview,
        rules,
        log,
        has_more: is_full && logged < MORE,
        channels,
        lists,
        notice,
    })
}

/// Whom there is to tell, and which of them are chosen.
pub(super) async fn channels(
    app: &App,
    chosen: &[String],
) -> Result<Vec<ChannelShown>, PageError> {
    let channels = app.store.channels().await?.into_iter().map(|(name, settings)| {
        let kind = ChannelSettings::read(&settings);
        let kind = kind.map_or("?", |settings| settings.channel.word());
        ChannelShown { is_chosen: chosen.contains(&name), name, kind }
    });
    Ok(channels.collect())
}

pub(super) async fn change(
    State(app): State<Arc<App>>,
    visit: Visit,
    posted: Posted,
) -> Response {
    visit.answer(changed(&app, &visit, &posted).await)
}

async fn changed(
    app: &App,
    visit: &Visit,
    posted: &Posted,
) -> Result<Response, PageError> {
    let rule = || posted.number("id").map(RuleId);
    match posted.one("do") {
        "add" => {
            let draft = Draft::of(posted);
            let Ok(rule) = draft.rule(visit.lang) else {
                let preview = previewed(app, visit, &draft, &draft.scopes()).await?;
                return page(app, visit, draft, preview, None, LOGGED).await;
            };
            if let Some(unknown) = draft.missing(app, visit.lang).await? {
                let notice = Some((false, unknown));
                return page(app, visit, draft, None, notice, LOGGED).await;
            }
            draft.followed(app).await?;
            let now = Moment::from(app.clock.now());
            let text = rule.to_string();
            for scope in draft.scopes() {
                app.store.add_rule(&text, &scope, &draft.channels, now).await?;
            }
            return go(&Done::of(Deed::Rule, 1).on(back(posted.one("back"))));
        }
        "pause" => drop(app.store.enable_rule(rule()?, false).await?),
        "resume" => drop(app.store.enable_rule(rule()?, true).await?),
        "remove" => drop(app.store.remove_rule(rule()?).await?),
        "test" => {
            let notice = tested(app, visit, posted.one("name")).await?;
            return page(app, visit, Draft::default(), None, Some(notice), LOGGED).await;
        }
        _ => return Err(PageError::NotFound),
    }
    go(back(posted.one("back")))
}

/// Where a form leads: to the page that it was on.
fn back(page: &str) -> &str {
    let page = own(page).split('?').next().unwrap_or_default();
    if page.starts_with("/items/") { page } else { "/alerts" }
}

/// Sends a trial message: whether it arrived, and what there is to say of it.
async fn tested(
    app: &App,
    visit: &Visit,
    name: &str,
) -> Result<(bool, String), PageError> {
    let channels = app.store.channels().await?;
    let found = channels.into_iter().find(|(it, _)| it == name);
    let (name, settings) = found.ok_or(PageError::NotFound)?;
    let (name, lang) = (harmless(&name), visit.lang);
    let failed = |why: &str| {
        lang.pick(
            format!("{name}: it did not arrive: {why}"),
            format!("{name}：未送达：{why}"),
        )
    };
    let settings = match ChannelSettings::read(&settings) {
        Ok(settings) => settings,
        Err(error) => return Ok((false, failed(&crate::messages::error(&error, lang)))),
    };
    let route = app.bench.route().clone();
    let courier = match HttpCourier::by(route, settings.reach, Duration::from_secs(20)) {
        Ok(courier) => courier,
        Err(error) => return Ok((false, failed(&error.to_string()))),
    };
    let now = app.clock.now();
    let message = Message::trial(format!("trial-{}", now.as_second()), lang);
    let told = settings.channel.tell(&message, now, &courier, settings.reach).await;
    Ok(match told {
        Ok(()) => {
            (true, lang.pick(format!("{name}: it arrived"), format!("{name}：已送达")))
        }
        Err(failure) => (false, failed(&failure.text(lang))),
    })
}
