//! A page as an answer, and what is said where there is none.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use itemget_store::StoreError;

use super::refused;
use super::visit::{FORM, Visit};
use crate::rules::BookError;
use crate::service::{Logged, ServiceError};

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Book(#[from] BookError),
    #[error("the page could not be made")]
    Template(#[from] askama::Error),
    #[error("there is no such page")]
    NotFound,
    #[error("the form was not sent from a page of ours")]
    NotOurs,
    #[error("the token does not allow it")]
    NotAllowed,
    #[error("what was sent is longer than it may be")]
    TooLarge,
    #[error("what was sent is no form")]
    NoForm,
    #[error("the machine gives no random numbers")]
    NoChance(#[source] getrandom::Error),
    #[error("refused: {status} {code}")]
    Refused { status: StatusCode, code: &'static str },
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error("{0}")]
    Wrong(String),
}

/// What is said where there is no page.
#[derive(Debug, Template)]
#[template(path = "trouble.html")]
struct Trouble<'a> {
    visit: &'a Visit,
    heading: &'static str,
    text: String,
    hint: &'static str,
}

impl Visit {
    /// A page of this visit.
    pub(super) fn page(&self, template: &impl Template) -> Result<Response, PageError> {
        let mut response = Html(template.render()?).into_response();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.is_new
            && let Ok(cookie) = HeaderValue::from_str(&cookie(FORM, &self.token))
        {
            headers.append(SET_COOKIE, cookie);
        }
        Ok(response)
    }

    /// The answer: the page, or why there is none.
    pub(super) fn answer(&self, page: Result<Response, PageError>) -> Response {
        let error = match page {
            Ok(page) => return page,
            Err(error) => error,
        };
        let (status, heading, text, hint) = match &error {
            PageError::NotFound => (
                StatusCode::NOT_FOUND,
                self.t("There is no such page", "没有这个页面"),
                String::new(),
                "",
            ),
            PageError::NotOurs => (
                StatusCode::FORBIDDEN,
                self.t("That form was not taken", "未接受该表单"),
                self.t(
                    "It was not sent from a page of this program, or the page was open for too long.",
                    "该表单并非来自本程序的页面，或页面打开时间过长。",
                )
                .to_owned(),
                self.t(
                    "Load the page again and send it once more; cookies have to be allowed.",
                    "请重新加载页面后再提交；浏览器需允许 Cookie。",
                ),
            ),
            PageError::NotAllowed => (
                StatusCode::FORBIDDEN,
                self.t("Your token does not allow this", "您的令牌没有此权限"),
                self.t(
                    "The token that this browser signed in with allows less than that.",
                    "当前浏览器登录所用的令牌权限不足。",
                )
                .to_owned(),
                self.t(
                    "Sign out and sign in with one that allows it; `itemget token create NAME --scope admin` makes one.",
                    "请退出并使用权限足够的令牌登录；可用 `itemget token create NAME --scope admin` 创建。",
                ),
            ),
            PageError::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                self.t("That is too much at once", "内容过大"),
                self.t(
                    "What was sent is larger than is taken here: a file of items may have 8 MB. Nothing was taken of it.",
                    "提交的内容超过上限：商品文件最大 8 MB。未处理其中任何内容。",
                )
                .to_owned(),
                self.t(
                    "Send it in parts, or give the whole file to `itemget track add`.",
                    "请分批上传，或使用 `itemget track add` 处理整个文件。",
                ),
            ),
            PageError::NoForm => (
                StatusCode::BAD_REQUEST,
                self.t("That form was not taken", "未接受该表单"),
                self.t("It could not be read to its end.", "无法完整读取该表单。")
                    .to_owned(),
                self.t("Load the page again and send it once more.", "请重新加载页面后再提交。"),
            ),
            PageError::Wrong(text) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                self.t("That cannot be done", "无法执行"),
                text.clone(),
                "",
            ),
            PageError::Refused { status, code } => {
                let (heading, text, hint) = refused::words(self, *status, code);
                (*status, heading, text.to_owned(), hint)
            }
            // What is wrong with the store is for whoever runs it, not for whoever looks.
            PageError::Service(_)
            | PageError::Store(_)
            | PageError::Book(_)
            | PageError::Template(_)
            | PageError::NoChance(_) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                self.t("This page could not be made", "无法生成此页面"),
                self.t("The database does not answer as it should.", "数据库未能正常应答。")
                    .to_owned(),
                self.t(
                    "Try again; if it stays so, `itemget doctor` says what is wrong.",
                    "请重试；若问题依旧，可运行 `itemget doctor` 查明原因。",
                ),
            ),
        };
        let mut response = match self.page(&Trouble { visit: self, heading, text, hint })
        {
            Ok(page) => (status, page).into_response(),
            Err(_) => status.into_response(),
        };
        if status.is_server_error() && !matches!(error, PageError::Refused { .. }) {
            response.extensions_mut().insert(Logged::of("internal", &error));
        }
        response
    }
}

/// On to another page: after a form was taken, so that loading it again sends nothing.
pub(super) fn go(to: &str) -> Result<Response, PageError> {
    let to = HeaderValue::from_str(to).map_err(|_ignored| PageError::NotFound)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response())
}

/// A cookie for a year, for this program's pages alone and out of reach of scripts.
pub(super) fn cookie(name: &str, value: &str) -> String {
    format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly")
}

/// Where to go on: a page of ours, and nothing else.
pub(super) fn own(path: &str) -> &str {
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
            assert_eq!(own(path), expected, "{path:?}");
        }
    }
}
