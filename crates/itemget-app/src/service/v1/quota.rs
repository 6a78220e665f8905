//! `GET /v1/quota`: what is spent, left, closed and learned. Nothing is sent.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use itemget::limit::quota_day_end;

use crate::records::QuotaRecord;
use crate::service::{App, ServiceError};

pub(super) async fn show(
    State(app): State<Arc<App>>,
) -> Result<Json<QuotaRecord>, ServiceError> {
    let now = app.clock.now();
    let report = app.limiter.report().await?;
    Ok(Json(QuotaRecord::of(
        &app.account.app_key,
        Some(&report),
        now,
        quota_day_end(now),
    )))
}
