//! A sandbox and a client that talk to each other, both at one held moment.

use itemget::{AccessToken, Client, ClientBuilder, Credentials, RetryPolicy};
use itemget_sandbox::{ClockSetting, Sandbox};

use crate::held::HeldClock;

pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: HeldClock,
}

const NOW: &str = "2026-11-23T17:20:27Z";

impl World {
    /// A sandbox with these faults in its script.
    pub(crate) async fn with_faults(faults: &str) -> Self {
        let mut sandbox = Sandbox::builder()
            .items(20)
            .clock(ClockSetting::Pinned(NOW.parse().unwrap()));
        for fault in faults.split(',').filter(|fault| !fault.is_empty()) {
            sandbox = sandbox.fault(fault.parse().unwrap());
        }
        Self::of(sandbox.start().await.unwrap())
    }

    /// A sandbox made elsewhere, held at the same moment.
    pub(crate) fn of(sandbox: Sandbox) -> Self {
        sandbox.clock().set(ClockSetting::Pinned(NOW.parse().unwrap()));
        Self { sandbox, clock: HeldClock::at(NOW) }
    }

    /// A client of the sandbox's default app, with its token; pauses are exact.
    pub(crate) fn client(&self) -> ClientBuilder {
        let known = self.sandbox.credentials();
        Client::builder(Credentials::new(known.app_key(), known.app_secret()))
            .with_access_token(AccessToken::new(known.access_token()))
            .with_endpoints(self.sandbox.url())
            .with_clock(self.clock.clone())
            .with_retry(RetryPolicy { jitter: 0.0, ..RetryPolicy::default() })
    }

    /// The requests' own times, in milliseconds after the beginning.
    pub(crate) fn stamps(&self) -> Vec<i64> {
        let start = NOW.parse::<jiff::Timestamp>().unwrap().as_millisecond();
        let entries = self.sandbox.journal().entries();
        let stamp = |entry: &itemget_sandbox::Entry| {
            entry.params.get("timestamp")?.parse::<i64>().ok()
        };
        entries.iter().filter_map(stamp).map(|stamp| stamp - start).collect()
    }
}
