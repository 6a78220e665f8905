//! A platform, a database and what is tracked in it; workers are started on it.

use std::collections::BTreeMap;
use std::time::Duration;

use itemget::{Token, TokenStore as _, View};
use itemget_history::Moment;
use itemget_sandbox::{Quotas, Sandbox, SandboxBuilder};
use itemget_store::{Every, NewTracked, SharedTokenStore, Watch, Which};
use jiff::SignedDuration;

use super::server::Database;
use crate::platform::{Platform, id};
use crate::world::World;

/// All that workers share.
pub(crate) struct Fleet {
    pub(crate) platform: Platform,
    pub(crate) database: Database,
    per_second: u32,
}

/// The API that is asked.
const API: &str = "aliexpress.ds.product.get";
/// The API that renews tokens.
const RENEWAL: &str = "/auth/token/refresh";

impl Fleet {
    /// A platform that allows so many calls a second and answers slowly, and so many items
    /// that are tracked, each looked at `every` so often, the first time now.
    pub(crate) fn new(items: u64, every: Duration, per_second: u32) -> Self {
        Self::over(Sandbox::builder(), items, every, per_second)
    }

    pub(crate) fn over(
        builder: SandboxBuilder,
        items: u64,
        every: Duration,
        per_second: u32,
    ) -> Self {
        let quotas =
            Quotas { per_second: Some(per_second), per_day: None, ban_seconds: 1 };
        let slow = "slow*always ms=40".parse().expect("it is a fault");
        let builder = builder.items(usize::try_from(items).expect("not that many") + 1);
        let platform = Platform::of_running_time(builder.quotas(quotas).fault(slow));
        let database = Database::new();
        let store = database.store();
        let new = (1..=items).map(|number| NewTracked {
            watch: Watch {
                item: id(number).parse().expect("it is an id"),
                view: View::default(),
                source: "dropship".to_owned(),
            },
            every: Every::Fixed(every),
            importance: 100,
            next_at: Moment::from_seconds(0),
        });
        let new: Vec<_> = new.collect();
        database.wait(async {
            store.set_first("world", "sandbox").await.expect("it is kept");
            let now = store.time().await.expect("it is there");
            store.track(&new, None, now.into()).await.expect("it is kept");
        });
        Self { platform, database, per_second }
    }

    /// A machine for a worker, which reaches the database through `port` if one is said.
    pub(crate) fn machine(&self, port: Option<u16>) -> World {
        let known = self.platform.sandbox.credentials();
        self.without_consent(port).env("ITEMGET_ACCESS_TOKEN", known.access_token())
    }

    /// The same without an access token of its own.
    pub(crate) fn without_consent(&self, port: Option<u16>) -> World {
        let known = self.platform.sandbox.credentials();
        World::new()
            .env("ITEMGET_ENDPOINT", self.platform.sandbox.url())
            .env("ITEMGET_APP_KEY", known.app_key())
            .env("ITEMGET_APP_SECRET", known.app_secret())
            .env("ITEMGET_SANDBOX_CLOCK", "now")
            .env("ITEMGET_CALLS_PER_SECOND", &self.per_second.to_string())
            .env("ITEMGET_DATABASE", &self.database.url(port))
    }

    fn consents(&self) -> SharedTokenStore {
        let store = self.database.store();
        let kept = self.database.wait(store.consents()).expect("it can be read");
        SharedTokenStore::new(&store, kept[0].name.clone())
    }

    /// The consent that all share.
    pub(crate) fn consent(&self) -> Token {
        let consents = self.consents();
        let kept = self.database.wait(consents.load()).expect("it can be read");
        kept.expect("somebody logged in")
    }

    /// Makes the access token end so soon, as far as is known of it; gives it.
    pub(crate) fn age_consent(&self, left: SignedDuration) -> Token {
        let mut token = self.consent();
        let now = self.platform.sandbox.clock().now();
        token.access_expires_at = now.checked_add(left).expect("it is soon");
        let consents = self.consents();
        self.database.wait(consents.save(&token)).expect("it is kept");
        token
    }

    /// How often each item was asked for and answered.
    pub(crate) fn asked(&self) -> BTreeMap<String, u64> {
        let mut asked = BTreeMap::new();
        for (item, _) in self.answered() {
            *asked.entry(item).or_default() += 1;
        }
        asked
    }

    /// The items that were asked for and answered, with when, in milliseconds.
    pub(crate) fn answered(&self) -> Vec<(String, i64)> {
        let entries = self.platform.sandbox.journal().entries();
        let of_items = entries.iter().filter(|entry| {
            entry.api.as_deref() == Some(API) && entry.verdict == "accepted"
        });
        let answered = of_items.filter_map(|entry| {
            Some((entry.params.get("product_id")?.clone(), entry.at.as_millisecond()))
        });
        answered.collect()
    }

    /// When tokens were renewed, in milliseconds.
    pub(crate) fn renewals(&self) -> Vec<i64> {
        let entries = self.platform.sandbox.journal().entries();
        let renewals =
            entries.iter().filter(|entry| entry.api.as_deref() == Some(RENEWAL));
        renewals.map(|entry| entry.at.as_millisecond()).collect()
    }

    /// Waits until every item was looked at.
    pub(crate) fn until_all_are_seen(&self) {
        let unseen = "SELECT count(*) FROM tracked WHERE last_at IS NULL";
        self.database.until(unseen, |unseen| unseen == 0);
    }

    /// Waits until so many were looked at.
    pub(crate) fn until_seen(&self, number: u64) {
        let seen = "SELECT count(*) FROM tracked WHERE last_at IS NOT NULL";
        self.database.until(seen, |seen| seen >= number);
    }

    /// What was noted as looked at: the items, with when.
    pub(crate) fn noted(&self) -> BTreeMap<String, u64> {
        let sql = "SELECT item, last_at FROM tracked WHERE last_at IS NOT NULL";
        let rows = self.database.rows(sql).into_iter();
        let noted =
            rows.map(|row| (row[0].clone(), row[1].parse().expect("it is a moment")));
        noted.collect()
    }

    /// How many readings are kept of each item, and when the last of them was.
    fn histories(&self) -> BTreeMap<String, (u64, Moment)> {
        let store = self.database.store();
        self.database.wait(async {
            let all = store.tracked(&Which::default()).await.expect("it is there");
            let items: Vec<_> = all.iter().map(|tracked| tracked.watch.item).collect();
            let trails = store.trails_of_each(&items).await.expect("it can be read");
            let known = items.into_iter().zip(trails).filter_map(|(item, trails)| {
                let last = trails.iter().filter_map(|(_, it)| it.last_reading()).max()?;
                let readings = trails.iter().map(|(_, trail)| trail.readings()).sum();
                Some((item.id.global().to_string(), (readings, last)))
            });
            known.collect()
        })
    }

    /// How many readings are kept of each item.
    pub(crate) fn kept(&self) -> BTreeMap<String, u64> {
        let known = self.histories().into_iter();
        known.map(|(item, (readings, _))| (item, readings)).collect()
    }

    /// Sees that of each of these items the last answer is kept: it is the one that was
    /// noted, as nothing is asked for again that is noted.
    pub(crate) fn keeps_what_was_noted<'a>(
        &self,
        items: impl IntoIterator<Item = &'a String>,
    ) {
        let known = self.histories();
        let mut answered = BTreeMap::new();
        for (item, at) in self.answered() {
            answered.insert(item, at / 1000);
        }
        for item in items {
            let last = known.get(item).map(|(_, last)| last.seconds());
            let answered = answered[item];
            assert!(
                last.is_some_and(|last| last >= answered),
                "{item} was noted, last answered at {answered}, known until {last:?}"
            );
        }
    }

    /// What the platform counted: nothing was too much.
    pub(crate) fn quota_held(&self) -> String {
        let known = self.platform.sandbox.credentials();
        let usage = self.platform.sandbox.usage()[known.app_key()];
        let story = format!("{usage:?}");
        assert_eq!((usage.violations, usage.refused_too_fast), (0, 0), "{story}");
        format!(
            "{} calls counted by the platform, at most {} of {} in a second, 0 violations",
            usage.counted, usage.peak_per_second, self.per_second
        )
    }

    /// That nobody holds anything any more, and the store is whole.
    pub(crate) fn all_is_given_back(&self) {
        let held = "SELECT count(*) FROM tracked WHERE leased_by IS NOT NULL";
        assert_eq!(self.database.number(held), 0, "leases are left");
        let store = self.database.store();
        let checked = self.database.wait(store.check()).expect("it can be read");
        assert!(checked.faults.is_empty(), "{:?}", checked.faults);
    }
}
