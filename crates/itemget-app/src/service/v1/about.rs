//! `GET /v1`: who answers, and what it takes for granted where a request does not say.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::database::World;
use crate::service::answer::json;
use crate::service::{App, ServiceError};

/// Who answers.
#[derive(Debug, Serialize, ToSchema)]
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

/// Who answers, and what it takes for granted where a request does not say.
#[utoipa::path(get, path = "/v1", operation_id = "show_about", tag = "service",
    responses((status = 200, description = "who answers", body = About)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let about = About {
        name: "itemget",
        version: env!("CARGO_PKG_VERSION"),
        now: app.clock.now(),
        synthetic: app.world == World::Sandbox,
        has_access_token: app.client.has_access_token(),
        ship_to: app.view.ship_to.to_string(),
        currency: app.view.currency.to_string(),
        language: app.view.language.to_string(),
    };
    json(&headers, &about)
}
