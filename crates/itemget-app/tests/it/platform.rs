//! A sandbox that outlives the programs that ask it, and tells what it was asked.

use itemget_sandbox::{Sandbox, SandboxBuilder};

use crate::world::{NOW, World};

/// The platform, for as long as a test takes.
pub(crate) struct Platform {
    pub(crate) sandbox: Sandbox,
    runtime: tokio::runtime::Runtime,
}

/// An item's id, by its number from 1 on.
pub(crate) fn id(number: u64) -> String {
    (1_005_006_000_000_000 + number).to_string()
}

/// A file's text with the ids of all items from `first` to `last`.
pub(crate) fn ids(first: u64, last: u64) -> String {
    (first..=last).map(|number| id(number) + "\n").collect()
}

impl Platform {
    /// With so many items.
    pub(crate) fn with_items(items: usize) -> Self {
        Self::of(Sandbox::builder().items(items))
    }

    /// The sandbox that `builder` builds, its clock held.
    pub(crate) fn of(builder: SandboxBuilder) -> Self {
        Self::of_running_time(builder.clock(NOW.parse().expect("it is a time")))
    }

    /// With the clock that the builder has, which runs as a rule.
    pub(crate) fn of_running_time(builder: SandboxBuilder) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("it starts");
        let sandbox = runtime.block_on(builder.start()).expect("it starts");
        Self { sandbox, runtime }
    }

    /// A world in which this is the platform.
    pub(crate) fn world(&self) -> World {
        let known = self.sandbox.credentials();
        World::new()
            .env("ITEMGET_ENDPOINT", self.sandbox.url())
            .env("ITEMGET_APP_KEY", known.app_key())
            .env("ITEMGET_APP_SECRET", known.app_secret())
            .env("ITEMGET_ACCESS_TOKEN", known.access_token())
    }

    /// How many requests came.
    pub(crate) fn requests(&self) -> u64 {
        self.sandbox.journal().total()
    }

    /// Waits until so many requests came.
    pub(crate) fn wait_for_requests(&self, number: u64) {
        if number > 0 {
            let journal = self.sandbox.journal();
            self.runtime.block_on(async { drop(journal.after(number - 1).await) });
        }
    }

    /// The ids that requests after the first `before` asked for.
    pub(crate) fn asked_after(&self, before: u64) -> Vec<String> {
        let entries = self.sandbox.journal().entries();
        assert!(self.requests() <= 10_000, "the journal forgets");
        let later = entries.iter().filter(|entry| entry.number > before);
        later
            .flat_map(|entry| {
                let ids =
                    ["product_id", "product_ids"].map(|name| entry.params.get(name));
                let ids = ids.into_iter().flatten().flat_map(|ids| ids.split(','));
                let freight = entry.params.get("queryDeliveryReq");
                let freight = freight.and_then(|it| it.split("\"productId\":\"").nth(1));
                let of_freight = freight.and_then(|rest| rest.split('"').next());
                ids.chain(of_freight)
            })
            .map(str::to_owned)
            .collect()
    }
}
