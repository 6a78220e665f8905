//! `GET /v1/quota`: what is spent, left, closed and learned. Nothing is sent.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use itemget::limit::quota_day_end;

use crate::records::QuotaRecord;
use crate::service::answer::json;
use crate::service::{App, ServiceError};

/// What of the platform's quota is spent, left, closed and learned. Nothing is sent.
#[utoipa::path(get, path = "/v1/quota", operation_id = "show_quota", tag = "service",
    responses((status = 200, description = "the quota", body = QuotaRecord)))]
pub(super) async fn show(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, ServiceError> {
    let now = app.clock.now();
    let report = app.limiter.report().await?;
    let ends = quota_day_end(now);
    json(&headers, &QuotaRecord::of(&app.account.app_key, Some(&report), now, ends))
}
