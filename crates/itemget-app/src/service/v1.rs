//! `/v1`: answers for programs, a file a resource. What is asked how, and what comes back,
//! is written down in docs/API-DESIGN.md.

mod about;
mod alerts;
mod history;
mod items;
mod quota;
mod search;
mod tokens;
mod tracked;
mod wanted;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post};

use super::App;

/// The longest body, in bytes: 100,000 ids or links.
const LONGEST: usize = 12 * 1024 * 1024;

/// All resources.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/v1", get(about::show))
        .route("/v1/quota", get(quota::show))
        .route("/v1/items", post(items::many).layer(DefaultBodyLimit::max(LONGEST)))
        .route("/v1/items/{id}", get(items::one))
        .route("/v1/items/{id}/history", get(history::steps))
        .route("/v1/items/{id}/stats", get(history::stats))
        .route("/v1/search", get(search::find))
        .route("/v1/tracked", get(tracked::list).post(tracked::add))
        .route("/v1/tracked/{id}", patch(tracked::change).delete(tracked::remove))
        .route("/v1/lists", get(tracked::lists))
        .route("/v1/tokens", get(tokens::list).post(tokens::create))
        .route("/v1/tokens/{id}", delete(tokens::revoke))
        .route("/v1/alerts", get(alerts::log))
        .route("/v1/alerts/rules", get(alerts::rules).post(alerts::add))
        .route("/v1/alerts/rules/{id}", patch(alerts::change).delete(alerts::remove))
}
