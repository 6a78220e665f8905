//! `GET /v1`: who answers, and what it takes for granted where a request does not say.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;

use crate::database::World;
use crate::service::App;

/// Who answers.
#[derive(Debug, Serialize)]
pub(super) struct About {
    name: &'static str,
    version: &'static str,
    now: Timestamp,
    /// Whether the data is made up: a sandbox answers.
    synthetic: bool,
    /// Whether calls are made with somebody's consent.
    has_access_token: bool,
    ship_to: String,
    currency: String,
    language: String,
}

pub(super) async fn show(State(app): State<Arc<App>>) -> Json<About> {
    Json(About {
        name: "itemget",
        version: env!("CARGO_PKG_VERSION"),
        now: app.clock.now(),
        synthetic: app.world == World::Sandbox,
        has_access_token: app.client.has_access_token(),
        ship_to: app.view.ship_to.to_string(),
        currency: app.view.currency.to_string(),
        language: app.view.language.to_string(),
    })
}
