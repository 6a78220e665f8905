//! The pages, for people: rendered here, usable without a script, a file a page.

mod home;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::service::App;

/// The pages and what they are made with.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new().route("/", get(home::show))
}
