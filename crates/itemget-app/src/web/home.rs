//! `/`: to where one begins.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;

use crate::service::App;

pub(super) async fn show(State(app): State<Arc<App>>) -> Html<&'static str> {
    Html(app.lang.pick(
        "<!doctype html><html lang=en><title>itemget</title><p>The answers for programs are at <a href=/v1>/v1</a>.",
        "<!doctype html><html lang=zh><title>itemget</title><p>程序接口位于 <a href=/v1>/v1</a>。",
    ))
}
