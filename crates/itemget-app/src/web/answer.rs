//! A page as an answer, and what is said where there is none.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse as _, Response};
use itemget_store::StoreError;

use super::visit::{FORM, Visit};
use crate::service::Logged;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum PageError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the page could not be made")]
    Template(#[from] askama::Error),
    #[error("there is no such page")]
    NotFound,
    #[error("the form was not sent from a page of ours")]
    NotOurs,
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
            PageError::Wrong(text) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                self.t("That cannot be done", "无法执行"),
                text.clone(),
                "",
            ),
            // What is wrong with the store is for whoever runs it, not for whoever looks.
            PageError::Store(_) | PageError::Template(_) => (
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
        if status.is_server_error() {
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
