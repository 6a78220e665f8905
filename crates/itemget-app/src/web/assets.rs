//! Style sheet, script and icon: in the program, and under their hash, so that a browser keeps
//! them until they are others.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use itemget_history::chart::STYLE;
use sha2::{Digest as _, Sha256};

const APP_CSS: &str = include_str!("../../static/app.css");
const APP_JS: &str = include_str!("../../static/app.js");
const ICON: &str = include_str!("../../static/icon.svg");

struct Assets {
    css: String,
    css_path: String,
    js_path: String,
    icon_path: String,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    // The page's own colours come last: they go before the chart's.
    let css = format!("{STYLE}\n{APP_CSS}");
    let css_path = format!("/assets/{}/app.css", version(&css));
    let js_path = format!("/assets/{}/app.js", version(APP_JS));
    let icon_path = format!("/assets/{}/icon.svg", version(ICON));
    Assets { css, css_path, js_path, icon_path }
});

fn version(text: &str) -> String {
    let digest = Sha256::digest(text);
    hex::encode(&digest[..8])
}

/// Where the style sheet is.
pub(super) fn css() -> &'static str {
    &ASSETS.css_path
}

/// Where the script is.
pub(super) fn js() -> &'static str {
    &ASSETS.js_path
}

/// Where the icon is.
pub(super) fn icon() -> &'static str {
    &ASSETS.icon_path
}

/// `/assets/{version}/{name}`: only as it is now; another version is of another program.
pub(super) async fn show(Path((version, name)): Path<(String, String)>) -> Response {
    let asked = format!("/assets/{version}/{name}");
    let (kind, text): (&str, &str) = match () {
        () if asked == css() => ("text/css; charset=utf-8", &ASSETS.css),
        () if asked == js() => ("text/javascript; charset=utf-8", APP_JS),
        () if asked == icon() => ("image/svg+xml", ICON),
        () => return StatusCode::NOT_FOUND.into_response(),
    };
    let headers: [(HeaderName, &str); 2] =
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, text.to_owned()).into_response()
}
