//! What the SDK promises of consents and quotas, kept by a database.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use itemget::limit::QuotaLedger;
use itemget::limit::conformance::Lab as QuotaLab;
use itemget::token::conformance::Lab as TokenLab;
use itemget::{Clock, SleepFuture, TokenStore};
use itemget_store::{LedgerClock, SharedLedger, SharedTokenStore, Store};
use jiff::Timestamp;

use crate::backend::Backend;

/// A clock that stands where it is set.
#[derive(Debug, Default)]
struct SetClock(Mutex<Timestamp>);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, _pause: Duration) -> SleepFuture<'_> {
        unreachable!("a ledger does not wait")
    }
}

struct Quota {
    store: Store,
    clock: Arc<SetClock>,
}

impl QuotaLab for Quota {
    fn open(&self) -> Arc<dyn QuotaLedger> {
        let clock = LedgerClock::Given(Arc::clone(&self.clock) as Arc<dyn Clock>);
        Arc::new(SharedLedger::new(&self.store, clock))
    }

    fn set_clock(&self, now: Timestamp) {
        *self.clock.0.lock().unwrap() = now;
    }
}

struct Consent(Store);

impl TokenLab for Consent {
    fn open(&self) -> Arc<dyn TokenStore> {
        Arc::new(SharedTokenStore::new(&self.0, "default/12345678@aliexpress"))
    }
}

// Against PostgreSQL alone: the processes of one machine share a file of the SDK's.
macro_rules! quota {
    ($($promise:ident,)*) => {
        mod quota {
            mod postgres {
                use super::super::{Backend, Quota};

                $(#[tokio::test]
                #[ignore = "needs PostgreSQL: cargo xtask test"]
                async fn $promise() {
                    let store = Backend::postgres().await.store().await;
                    let quota = Quota { store, clock: Default::default() };
                    itemget::limit::conformance::$promise(&quota).await;
                })*
            }
        }
    };
}

macro_rules! consent {
    ($($promise:ident,)*) => {
        mod consent {
            use super::{Backend, Consent};

            $(async fn $promise(backend: &Backend) {
                itemget::token::conformance::$promise(&Consent(backend.store().await)).await;
            })*

            async fn a_renewal_that_began_is_known_until_a_token_is_saved(
                backend: &Backend,
            ) {
                let consent = Consent(backend.store().await);
                itemget::token::conformance::a_renewal_that_began_is_known_until_a_token_is_saved(&consent)
                    .await;
            }

            crate::promises::promises! {
                $($promise,)*
                a_renewal_that_began_is_known_until_a_token_is_saved,
            }
        }
    };
}

itemget::for_each_quota_promise!(quota);
itemget::for_each_token_promise!(consent);
