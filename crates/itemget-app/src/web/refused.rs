//! A person who is refused is told so on a page: what a service answers to programs is JSON.

use std::sync::Arc;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::answer::PageError;
use super::visit::Visit;
use crate::service::{App, Logged, is_for_programs};

/// What of an answer stays when a page takes its place.
const KEPT: [HeaderName; 3] =
    [RETRY_AFTER, ALLOW, HeaderName::from_static("x-request-id")];

/// Whether a person asks, with a browser, for something that is for people.
pub(super) fn is_person(parts: &Parts) -> bool {
    let accepts = parts.headers.get(ACCEPT).and_then(|it| it.to_str().ok());
    accepts.is_some_and(|it| it.contains("text/html"))
        && !is_for_programs(parts.uri.path())
}

/// Puts a page with the same status in the place of what a program would be told.
pub(crate) async fn as_page(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = is_person(&parts).then(|| parts.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let code = response.extensions().get::<Logged>().map(|it| it.code);
    let kind = response.headers().get(CONTENT_TYPE).map(|it| it.as_bytes());
    let is_json = kind == Some(b"application/json");
    let (Some(mut asked), Some(code), true) = (asked, code, is_json) else {
        return response;
    };
    let Ok(visit) = Visit::from_request_parts(&mut asked, &app).await;
    // Whoever asks by a wrong name gets no cookie under it.
    let visit = Visit { is_new: false, ..visit };
    let status = response.status();
    let mut page = visit.answer(Err(PageError::Refused { status, code }));
    *page.status_mut() = status;
    for name in KEPT {
        if let Some(value) = response.headers().get(&name) {
            page.headers_mut().insert(name, value.clone());
        }
    }
    page
}

/// Heading, text and cure of a refusal.
pub(super) fn words(
    visit: &Visit,
    status: StatusCode,
    code: &str,
) -> (&'static str, &'static str, &'static str) {
    let shortly =
        visit.t("Load the page again in a few seconds.", "请在几秒后重新加载页面。");
    match (status, code) {
        (StatusCode::NOT_FOUND, _) => {
            (visit.t("There is no such page", "没有这个页面"), "", "")
        }
        (StatusCode::METHOD_NOT_ALLOWED, _) => (
            visit.t("That cannot be done here", "此处不支持该操作"),
            visit.t(
                "There is such an address, but not for what was asked of it.",
                "该地址存在，但不支持所请求的操作。",
            ),
            visit.t("Go to the page itself.", "请直接打开对应页面。"),
        ),
        (StatusCode::MISDIRECTED_REQUEST, _) => (
            visit.t("This service has other names", "此服务使用其他名称"),
            visit.t(
                "The name in the address is not one of those that it goes by.",
                "地址中的名称不属于此服务。",
            ),
            visit.t(
                "Whoever runs it can add one: `itemget serve --allow-host NAME`.",
                "运行者可添加名称：`itemget serve --allow-host NAME`。",
            ),
        ),
        (StatusCode::FORBIDDEN, "cross_site") => (
            visit.t("That form was not taken", "未接受该表单"),
            visit.t("A page of another site sent it.", "该请求来自其他网站的页面。"),
            "",
        ),
        (StatusCode::TOO_MANY_REQUESTS, _) => (
            visit.t("That was too often", "请求过于频繁"),
            visit.t(
                "The token that this browser signed in with has asked too often.",
                "当前浏览器登录所用的令牌请求过多。",
            ),
            shortly,
        ),
        (StatusCode::SERVICE_UNAVAILABLE, _) => (
            visit.t("Busy just now", "服务繁忙"),
            visit.t(
                "More is asked at once than can be answered; nothing is lost by that.",
                "当前请求过多，数据不受影响。",
            ),
            shortly,
        ),
        (StatusCode::GATEWAY_TIMEOUT, _) => (
            visit.t("This took too long", "处理超时"),
            visit.t("It was broken off after a minute.", "已在一分钟后中止。"),
            shortly,
        ),
        (status, _) if status.is_server_error() => (
            visit.t("This page could not be made", "无法生成此页面"),
            visit.t("The service's log says why.", "原因见服务日志。"),
            visit.t(
                "Try again; if it stays so, `itemget doctor` says what is wrong.",
                "请重试；若问题依旧，可运行 `itemget doctor` 查明原因。",
            ),
        ),
        _ => (
            visit.t("That cannot be done", "无法执行"),
            visit.t("The request was not understood.", "无法理解该请求。"),
            "",
        ),
    }
}
