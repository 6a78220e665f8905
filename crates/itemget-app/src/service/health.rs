//! Whether the process lives, and whether it can answer: for whoever restarts it and for
//! whoever sends it requests.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::App;

/// The process answers.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// The store answers as well. What is wrong with it is in the log, not in the answer.
pub(super) async fn ready(State(app): State<Arc<App>>) -> (StatusCode, &'static str) {
    match app.store.setting("world").await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
