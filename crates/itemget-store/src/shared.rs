//! What all who use one app share through a database, behind the SDK's interfaces: consents
//! and quota.

mod ledger;
mod tokens;

pub use ledger::{LedgerClock, SharedLedger};
pub use tokens::{KeptConsent, SharedTokenStore};
