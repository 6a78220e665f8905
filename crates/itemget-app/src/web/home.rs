//! `/`: to where one begins.

use axum::response::Redirect;

pub(super) async fn show() -> Redirect {
    Redirect::to("/items")
}
