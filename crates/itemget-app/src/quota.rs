//! What is known of an app's quota on this machine: read from the ledger that all processes
//! share. Nothing is sent.

use std::path::Path;
use std::sync::Arc;

use itemget::limit::{
    AppId, FileLedger, LedgerError, LimitScope, Limits, QuotaLedger as _, QuotaReport,
};

use crate::clock::ProgramClock;

/// What the ledger in `folder` knows of an app; none where there is no ledger yet.
pub(crate) async fn report(
    folder: &Path,
    app_key: &str,
    limits: &Limits,
    clock: ProgramClock,
) -> Result<Option<QuotaReport>, LedgerError> {
    // To look at a quota is no reason to make a ledger.
    if !folder.exists() {
        return Ok(None);
    }
    let ledger = FileLedger::open(folder, Arc::new(clock))?;
    let report = ledger.report(&AppId::of(app_key)).await?;
    // What all apps of the machine called together says nothing of this one.
    let is_own = |scope: &LimitScope| !matches!(scope, LimitScope::Api(_));
    let is_known = report.scopes.iter().any(|known| is_own(&known.scope))
        || !report.notices.is_empty();
    Ok(is_known.then(|| report.with_limits(limits)))
}
