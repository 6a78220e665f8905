//! `quota`: what is spent and left. Nothing is sent.

use std::time::Instant;

use itemget::limit::quota_day_end;

use super::desk::{Caller, Desk, Trouble};
use super::say::minute;
use crate::records::QuotaRecord;

pub(super) async fn answer(desk: &Desk, caller: Caller) -> Result<String, Trouble> {
    let now = desk.clock.now();
    let report = desk.limiter.report().await?;
    let record = QuotaRecord::of(&desk.app_key, Some(&report), now, quota_day_end(now));
    let mut lines = Vec::new();
    for scope in &record.scopes {
        let name = match (&scope.method, scope.scope) {
            (None, _) => "all calls of this app".to_owned(),
            (Some(method), "app_api") => format!("{method} (this app)"),
            (Some(method), _) => format!("{method} (any app)"),
        };
        let left = match (scope.left_today, &scope.closed_until) {
            (_, Some(until)) => format!("closed until {}", minute(*until)),
            (Some(left), None) => format!("{left} left today"),
            (None, None) => "what is left is not known".to_owned(),
        };
        lines.push(format!("{name}: {} spent today, {left}", scope.spent_today));
    }
    if lines.is_empty() {
        lines.push("no call was made today".to_owned());
    }
    let (left, most) = desk.budgets.left(caller.who, Instant::now());
    lines.push(format!("tools: {left} of {most} calls left"));
    lines.push(format!("[this machine's count, {}]", minute(now)));
    Ok(lines.join("\n"))
}
