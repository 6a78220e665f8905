//! `/settings`: as whom and from where the platform is asked, and how this program is set
//! up. What is set in files and on the command line is told here, and not changed.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use itemget_store::Which;

use super::answer::PageError;
use super::visit::Visit;
use crate::service::App;
use crate::tracking::{self, EveryWord};

#[derive(Debug, Template)]
#[template(path = "settings.html")]
struct Settings<'a> {
    visit: &'a Visit,
    ship_to: String,
    currency: String,
    language: String,
    app_key: &'a str,
    every: String,
    tracked: u64,
    lists: usize,
    version: &'static str,
}

pub(super) async fn show(State(app): State<Arc<App>>, visit: Visit) -> Response {
    visit.answer(page(&app, &visit).await)
}

async fn page(app: &App, visit: &Visit) -> Result<Response, PageError> {
    let level = tracking::global(&app.store).await?;
    visit.page(&Settings {
        visit,
        ship_to: app.view.ship_to.to_string(),
        currency: app.view.currency.to_string(),
        language: app.view.language.to_string(),
        app_key: &app.app_key,
        every: level
            .every
            .map_or_else(|| "auto".to_owned(), |word: EveryWord| word.to_string()),
        tracked: app.store.count_tracked(&Which::default()).await?,
        lists: app.store.lists().await?.len(),
        version: env!("CARGO_PKG_VERSION"),
    })
}
