//! Whether the process lives, and whether it can answer: for whoever restarts it and for
//! whoever sends it requests.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::App;

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", operation_id = "show_health", tag = "service", security(()),
    responses((status = 200, description = "it does", body = String, content_type = "text/plain")))]
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// Whether the store answers as well. What is wrong with it is in the log, not in the answer.
#[utoipa::path(get, path = "/readyz", operation_id = "show_readiness", tag = "service", security(()),
    responses((status = 200, description = "it does", body = String, content_type = "text/plain"),
        (status = 503, description = "it does not", body = String, content_type = "text/plain")))]
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.setting("world").await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
