//! The pages, for people: rendered here, usable without a script, a file a page.

mod alerts;
mod answer;
mod assets;
mod docs;
mod done;
mod forms;
mod health;
mod home;
mod item;
mod items;
mod jobs;
mod pictures;
mod preferences;
mod refused;
mod settings;
mod shown;
mod sign;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::service::App;
pub(crate) use refused::as_page;
pub(crate) use sign::turned_away;

/// The largest form with a file of items that is taken, in bytes: 8 MB and what is around
/// them.
const LARGEST_FILE: usize = (8 << 20) + (64 << 10);
/// The largest other form, in bytes.
const LARGEST_FORM: usize = 256 << 10;

/// The pages and what they are made with.
pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::show))
        .route("/items", get(items::show).post(items::bulk::change))
        .route(
            "/items/add",
            get(items::add::ask)
                .post(items::add::answer)
                .layer(DefaultBodyLimit::max(LARGEST_FILE)),
        )
        .route("/items/{id}", get(item::show).post(item::change))
        .route("/items/{id}/body", get(item::body))
        .route("/items/{id}/delivery", get(item::show).post(item::ask_delivery))
        .route(
            "/jobs",
            get(jobs::show).post(jobs::change).layer(DefaultBodyLimit::max(LARGEST_FILE)),
        )
        .route("/alerts", get(alerts::show).post(alerts::change))
        .route("/alerts/rules/{id}", get(alerts::edit::show).post(alerts::edit::change))
        .route("/alerts/preview", get(alerts::show).post(alerts::preview))
        .route("/health", get(health::show))
        .route("/settings", get(settings::show))
        .route("/settings/tokens", get(settings::show).post(settings::tokens::change))
        .route("/settings/account", get(settings::show).post(settings::account::change))
        .route(settings::account::CALLBACK, get(settings::account::receive))
        .route("/sign-in", get(sign::ask).post(sign::enter))
        .route("/sign-out", post(sign::leave))
        .route("/docs", get(docs::show))
        .route("/preferences", post(preferences::keep))
        .route("/pictures/{item}/{tag}", get(pictures::show))
        .route("/assets/{version}/{name}", get(assets::show))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
}
