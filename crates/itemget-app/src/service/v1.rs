//! `/v1`: answers for programs, a file a resource. What is asked how, and what comes back,
//! is written down in docs/API-DESIGN.md.

mod about;
mod quota;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::App;

/// All resources.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/v1", get(about::show)).route("/v1/quota", get(quota::show))
}
