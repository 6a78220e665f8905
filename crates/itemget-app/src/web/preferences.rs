//! `/preferences`: language and colours, kept in the visitor's browser.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use super::answer::{cookie, go};
use super::forms::Posted;
use super::visit::{LANG, THEME, Theme, Visit};
use crate::lang::Lang;

pub(super) async fn keep(visit: Visit, posted: Posted) -> Response {
    let lang = posted.one("lang").parse::<Lang>().ok();
    let lang = lang.map(|lang| cookie(LANG, lang.pick("en", "zh")));
    let theme = Some(posted.one("theme")).filter(|it| !it.is_empty());
    let theme = theme.map(|word| cookie(THEME, Theme::of(word).word()));
    let answer = go(back(posted.one("back"))).map(|mut response| {
        for cookie in lang.into_iter().chain(theme) {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
        response
    });
    visit.answer(answer)
}

/// Where to go on: a page of ours, and nothing else.
fn back(path: &str) -> &str {
    let is_ours = path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && path.bytes().all(|it| it.is_ascii_graphic());
    if is_ours { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_site() {
        for (path, expected) in [
            ("/items?q=a", "/items?q=a"),
            ("//example.org", "/"),
            ("/\\example.org", "/"),
            ("https://example.org", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(back(path), expected, "{path:?}");
        }
    }
}
