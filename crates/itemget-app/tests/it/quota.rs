//! `itemget quota`, over a ledger that other processes have written.

use std::sync::Arc;
use std::time::Duration;

use insta::assert_snapshot;
use itemget::limit::{CallEnd, FileLedger, Limited, LimiterOptions, RateLimiter, Whose};
use itemget::{Clock, SleepFuture};
use jiff::Timestamp;

use crate::world::{NOW, World};

const DROPSHIP: &str = "aliexpress.ds.product.get";
const AFFILIATE: &str = "aliexpress.affiliate.productdetail.get";

/// The moment at which all tests take place.
#[derive(Debug)]
struct Held;

impl Clock for Held {
    fn now(&self) -> Timestamp {
        NOW.parse().expect("it is a time")
    }

    fn sleep(&self, _: Duration) -> SleepFuture<'_> {
        Box::pin(std::future::ready(()))
    }
}

fn world() -> World {
    World::new()
        .env("TZ", "America/New_York")
        .env("ITEMGET_APP_KEY", "12345678")
        .env("ITEMGET_APP_SECRET", "helloworld")
}

/// What other processes called: three answered, one refused with a ban.
fn calls(world: &World) {
    let folder = world.path(".local/state/itemget/quota");
    let runtime = tokio::runtime::Runtime::new().expect("threads can be had");
    runtime.block_on(async {
        let clock = Arc::new(Held);
        let ledger =
            FileLedger::open(folder, Arc::<Held>::clone(&clock)).expect("it can be made");
        let limiter = RateLimiter::new(
            "12345678",
            Arc::new(ledger),
            clock,
            LimiterOptions::default(),
        );
        let limited = CallEnd::Limited(Limited {
            whose: Whose::AppApi,
            daily: false,
            ban: Some(Duration::from_secs(90 * 60)),
        });
        for (method, end) in [
            (DROPSHIP, CallEnd::Answered),
            (DROPSHIP, CallEnd::Answered),
            (AFFILIATE, limited),
            (DROPSHIP, CallEnd::Answered),
        ] {
            let mut permit = limiter.acquire(method).await.expect("there is quota");
            permit.sent_off();
            permit.complete(end);
        }
        limiter.flush().await;
    });
}

#[test]
fn what_was_spent_is_told_with_when_it_comes_back() {
    let world = world();
    calls(&world);
    for lang in ["en", "zh"] {
        let arguments = ["quota", "--format", "table", "--lang", lang];
        assert_snapshot!(format!("quota_{lang}"), world.run(&arguments).ended(0));
    }
    assert_snapshot!("quota_json", world.run(&["quota"]).ended(0));
    assert_snapshot!("quota_csv", world.run(&["quota", "--format", "csv"]).ended(0));
}

#[test]
fn nothing_known_is_said_and_nothing_made_for_it() {
    let world = world();
    for lang in ["en", "zh"] {
        let arguments = ["quota", "--format", "table", "--lang", lang];
        assert_snapshot!(format!("quota_none_{lang}"), world.run(&arguments).ended(1));
    }
    assert_eq!(world.run(&["quota"]).ended(1).json()["known"], false);
    assert!(!world.path(".local").exists(), "a question is no reason to write");
    // What another app spent is not this one's.
    calls(&world);
    let world = world.env("ITEMGET_APP_KEY", "87654321");
    world.run(&["quota"]).must_end(1);
}

#[test]
fn a_ledger_that_cannot_be_read_is_said() {
    let world = world();
    drop(world.file(".local/state/itemget/quota", "not a folder"));
    for lang in ["en", "zh"] {
        let said = world.run(&["quota", "--lang", lang]).ended(74);
        assert_snapshot!(format!("quota_broken_{lang}"), said.stderr);
    }
}
