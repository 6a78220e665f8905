//! `/preferences`: language and colours, kept in the visitor's browser.

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use super::answer::{cookie, go, own};
use super::forms::Posted;
use super::visit::{LANG, THEME, Theme, Visit};
use crate::lang::Lang;

pub(super) async fn keep(visit: Visit, posted: Posted) -> Response {
    let lang = posted.one("lang").parse::<Lang>().ok();
    let lang = lang.map(|lang| cookie(LANG, lang.pick("en", "zh")));
    let theme = Some(posted.one("theme")).filter(|it| !it.is_empty());
    let theme = theme.map(|word| cookie(THEME, Theme::of(word).word()));
    let answer = go(own(posted.one("back"))).map(|mut response| {
        for cookie in lang.into_iter().chain(theme) {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(SET_COOKIE, value);
            }
        }
        response
    });
    visit.answer(answer)
}
