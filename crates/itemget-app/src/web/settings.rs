//! `/settings`: who may ask this service, in whose name it asks the platform, and how it is
//! set up. What is set in files and on the command line is told here, and not changed.

pub(super) mod account;
pub(super) mod tokens;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use askama::Template;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Response;
use itemget_history::Moment;
use itemget_store::Which;

use super::answer::PageError;
use super::visit::Visit;
use crate::plain::thousands;
use crate::service::{App, POLICY};
use crate::tracking::{self, EveryWord};
use account::AccountShown;
use tokens::{Draft, TokenShown};

#[derive(Debug, Template)]
#[template(path = "settings.html")]
struct Settings<'a> {
    visit: &'a Visit,
    account: AccountShown<'a>,
    /// In force.
    tokens: Vec<TokenShown>,
    /// How many were revoked.
    revoked: usize,
    draft: Draft,
    /// A token that was just made, to be told once.
    made: Option<Made>,
    notice: Option<Notice>,
    ship_to: String,
    currency: String,
    language: String,
    source: &'static str,
    /// Seen from where, and how many.
    views: Vec<(String, String)>,
    every: String,
    tracked: u64,
    lists: usize,
    version: &'static str,
}

/// A token that was made.
struct Made {
    name: String,
    text: String,
}

/// Not derived: the text is for the page alone.
impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Made").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What came of what was asked.
#[derive(Debug)]
struct Notice {
    is_good: bool,
    text: String,
}

/// What the page says beside how things stand.
#[derive(Debug, Default)]
struct Said {
    draft: Draft,
    made: Option<Made>,
    notice: Option<Notice>,
}

pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    visit.answer(page(&app, &visit, Said::default()).await)
}

async fn page(app: &App, visit: &Visit, said: Said) -> Result<Response, PageError> {
    let now = Moment::from(app.clock.now());
    let level = tracking::global(&app.store).await?;
    let all = app.store.api_tokens().await?;
    let tokens: Vec<TokenShown> =
        all.iter().filter_map(|it| TokenShown::of(it, now, visit)).collect();
    let account = AccountShown::of(&app.account, Instant::now(), now, visit.lang).await;
    let policy = account.policy();
    let mut response = visit.page(&Settings {
        visit,
        account,
        revoked: all.len() - tokens.len(),
        tokens,
        draft: said.draft,
        made: said.made,
        notice: said.notice,
        ship_to: app.view.ship_to.to_string(),
        currency: app.view.currency.to_string(),
        language: app.view.language.to_string(),
        source: app.source.as_str(),
        views: views(app).await?,
        every: level
            .every
            .map_or_else(|| "auto".to_owned(), |word: EveryWord| word.to_string()),
        tracked: app.store.count_tracked(&Which::default()).await?,
        lists: app.store.lists().await?.len(),
        version: env!("CARGO_PKG_VERSION"),
    })?;
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Ok(response)
}

/// From where what is followed is seen, the most first.
async fn views(app: &App) -> Result<Vec<(String, String)>, PageError> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for tracked in app.store.tracked(&Which::default()).await? {
        let view = tracked.watch.view;
        let text = format!("{} · {} · {}", view.ship_to, view.currency, view.language);
        *counts.entry(text).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(counts.into_iter().map(|(view, count)| (view, thousands(count))).collect())
}

/// The policy of a page whose form may also lead to `whither`, an origin.
fn policy_with(whither: Option<&str>) -> String {
    match whither {
        Some(origin) => {
            POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"))
        }
        None => POLICY.to_owned(),
    }
}
