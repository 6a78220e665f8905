//! Following, against a sandbox and a store in a file.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use itemget::View;
use itemget::limit::{LimiterOptions, Limits, MemoryLedger, RateLimiter};
use itemget::{AccessToken, Client, Credentials, ItemId, ItemRef, SystemClock};
use itemget_history::{
    Absence, Entry, Kind, Moment, Quantity, Reading, Series, State, Trail,
};
use itemget_sandbox::{Catalogue, ClockSetting, Sandbox, Shape};
use itemget_store::{
    AlertsOf, DatabaseAddress, Every, Laid, Membership, NewTracked, RuleScope, Store,
    TrackedId, Watch, Which,
};
use tokio::sync::watch;

use super::{Ended, Follower, Learned, Memory, Mode, Options, Planning, Round, Tally};
use crate::clock::ProgramClock;
use crate::retention;

const START: &str = "2026-09-01T00:00:00Z";

/// A follower over a sandbox whose time is held.
struct Lab {
    sandbox: Sandbox,
    store: Store,
    follower: Follower,
    _folder: tempfile::TempDir,
}

impl Lab {
    async fn new(max_calls: Option<u64>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let start = ClockSetting::Pinned(START.parse().unwrap());
        let sandbox = Sandbox::builder().clock(start).start().await.unwrap();
        let known = sandbox.credentials();
        let clock = Arc::new(ProgramClock::new(sandbox.clock().clone()));
        let machine = Arc::new(SystemClock);
        let ledger = Arc::new(MemoryLedger::new(Arc::<SystemClock>::clone(&machine)));
        let options = LimiterOptions {
            limits: Limits::none(),
            max_calls,
            ..LimiterOptions::default()
        };
        let limiter = RateLimiter::new(known.app_key(), ledger, machine, options);
        let client =
            Client::builder(Credentials::new(known.app_key(), known.app_secret()))
                .with_access_token(AccessToken::new(known.access_token()))
                .with_endpoints(sandbox.url())
                .with_clock(ProgramClock::new(sandbox.clock().clone()))
                .with_limiter(limiter.clone())
                .build()
                .unwrap();
        let path = folder.path().join("a.db");
        let store = Store::open(&DatabaseAddress::Sqlite(path)).await.unwrap();
        let follower = Follower {
            store: store.clone(),
            client,
            limiter,
            clock,
            worker: "one".to_owned(),
            handed_in: 0,
            options: Options { calls_per_day: Some(40), ..Options::default() },
            planning: Planning::default(),
            memory: Memory::default(),
            sellers: crate::rules::Sellers::default(),
            policy: itemget_history::alert::Policy::default(),
            lang: crate::lang::Lang::En,
            route: crate::notify::Route::default(),
        };
        Self { sandbox, store, follower, _folder: folder }
    }

    fn now(&self) -> Moment {
        self.sandbox.clock().now().into()
    }

    async fn track(&self, ids: &[u64], every: Every) -> Vec<TrackedId> {
        let new = ids.iter().map(|id| NewTracked {
            watch: Watch {
                item: item(*id),
                view: View::default(),
                source: "dropship".to_owned(),
            },
            every,
            importance: 100,
            next_at: self.now(),
        });
        let new: Vec<_> = new.collect();
        let added = self.store.track(&new, None, self.now()).await.unwrap();
        added.into_iter().map(itemget_store::Added::id).collect()
    }

    async fn drive(&mut self, mode: &Mode) -> Tally {
        let (_tell, quit) = watch::channel(None);
        self.follower.drive(mode, quit, &mut |_, _, _| Ok(())).await.unwrap()
    }

    async fn prices(&self, id: u64) -> Vec<State> {
        let trails = self.store.trails_of(item(id)).await.unwrap();
        let (_, trail) = &trails[0];
        let prices = trail
            .series()
            .filter(|(series, _)| series.kind == Kind::SalePrice && series.sku.is_some());
        prices.flat_map(|(_, changes)| changes).map(|change| change.state).collect()
    }
}

fn item(id: u64) -> ItemRef {
    ItemRef::aliexpress(ItemId::from_u64(1_005_006_000_000_000 + id).unwrap())
}

fn day() -> Duration {
    Duration::from_secs(86_400)
}

#[tokio::test]
async fn what_is_due_is_looked_at_once_and_kept() {
    let mut lab = Lab::new(None).await;
    lab.track(&[1, 2, 3], Every::Fixed(day())).await;
    let tally = lab.drive(&Mode::Once).await;
    assert_eq!((tally.looked, tally.changed, tally.failed), (3, 0, 0));
    assert!(!lab.prices(1).await.is_empty());
    assert!(lab.prices(1).await.iter().all(|state| state.value().is_some()));
    let card = lab.store.card(item(1), View::default().language).await.unwrap().unwrap();
    let card = crate::card::Card::read(&card.text);
    assert!(card.title.is_some() && card.synthetic && !card.skus.is_empty(), "{card:?}");
    let again = lab.drive(&Mode::Once).await;
    assert_eq!(again.looked, 0);
}

#[tokio::test]
async fn a_look_at_an_item_that_is_not_there_is_a_known_absence() {
    let mut lab = Lab::new(None).await;
    lab.track(&[999_999], Every::Fixed(day())).await;
    let tally = lab.drive(&Mode::Once).await;
    assert_eq!((tally.looked, tally.failed), (1, 0));
    let trails = lab.store.trails_of(item(999_999)).await.unwrap();
    let changes = trails[0].1.changes(Series::of_item(Kind::Availability));
    assert_eq!(changes[0].state, State::Absent(Absence::NotFound));
    let tracked = lab.store.tracked(&Which::default()).await.unwrap();
    assert_eq!(tracked[0].last_outcome.as_deref(), Some("not_found"));
}

#[tokio::test]
async fn what_may_not_be_asked_any_more_is_given_back_and_no_failure() {
    let mut lab = Lab::new(Some(2)).await;
    lab.track(&[1, 2, 3, 4], Every::Fixed(day())).await;
    lab.follower.options.batch = 1;
    let tally = lab.drive(&Mode::Once).await;
    assert_eq!((tally.looked, tally.ended), (2, Some(Ended::Budget)));
    let tracked = lab.store.tracked(&Which::default()).await.unwrap();
    let untouched: Vec<_> = tracked.iter().filter(|it| it.last_at.is_none()).collect();
    assert_eq!(untouched.len(), 2);
    assert!(untouched.iter().all(|it| it.failures == 0 && it.next_at <= lab.now()));
}

#[tokio::test]
async fn a_look_whose_worker_died_before_it_was_noted_is_made_again() {
    let mut lab = Lab::new(None).await;
    lab.track(&[1], Every::Fixed(day())).await;
    let look = itemget_store::Look {
        worker: "dead",
        now: lab.now(),
        lease: Duration::from_secs(60),
        limit: 9,
    };
    assert_eq!(lab.store.lease(look).await.unwrap().len(), 1);
    assert_eq!(lab.drive(&Mode::Once).await.looked, 0);
    lab.sandbox.clock().advance(jiff::SignedDuration::from_secs(61));
    assert_eq!(lab.drive(&Mode::Once).await.looked, 1);
}

#[tokio::test]
async fn time_that_is_made_up_fills_a_history_within_the_budget() {
    let mut lab = Lab::new(None).await;
    lab.track(&[1, 2, 3, 4, 5], Every::Auto).await;
    let until = lab.now() + day() * 10;
    let clock = lab.sandbox.clock().clone();
    let tally = lab.drive(&Mode::Simulated { clock, until }).await;
    // 40 a day for ten days, and what was not yet planned at the start.
    assert!((50..=440).contains(&tally.looked), "{tally:?}");
    assert!(tally.changed > 0, "{tally:?}");
    let figures = lab.store.figures().await.unwrap();
    assert_eq!(figures.readings, tally.looked);
    assert_eq!((figures.waiting, figures.trails), (0, 5));
    assert_eq!(lab.now(), until);
}

#[tokio::test]
async fn a_wish_to_end_is_heard_after_the_round() {
    let mut lab = Lab::new(None).await;
    lab.track(&[1, 2, 3], Every::Fixed(day())).await;
    lab.follower.options.batch = 1;
    let (tell, quit) = watch::channel(None);
    let mut heard = |_: &Round, _: &Tally, _: Moment| {
        tell.send_replace(Some(crate::exit::Exit::Interrupted));
        Ok(())
    };
    let tally = lab.follower.drive(&Mode::Forever, quit, &mut heard).await.unwrap();
    assert_eq!(tally.looked, 1);
}

#[tokio::test]
async fn what_was_learned_of_all_items_is_there_when_the_program_begins_again() {
    let mut lab = Lab::new(None).await;
    lab.track(&[1, 2, 3, 4, 5], Every::Auto).await;
    let until = lab.now() + day() * 20;
    let clock = lab.sandbox.clock().clone();
    lab.drive(&Mode::Simulated { clock, until }).await;
    let learned = lab.follower.planning.prior;
    assert_ne!(learned, Planning::default().prior);
    lab.follower.planning = Planning::default();
    lab.follower.memory = Memory::default();
    let outlook = lab.follower.outlook().await.unwrap();
    let again = lab.follower.planning.prior;
    assert!((again.per_day / learned.per_day - 1.0).abs() < 0.2, "{again:?} {learned:?}");
    assert!(outlook.stale > 0.0 && outlook.stale < 1.0, "{outlook:?}");
    assert_eq!(outlook.stalest.len(), 5);
}

#[tokio::test]
async fn what_sells_out_and_what_is_near_a_threshold_is_looked_at_more_often() {
    let lab = Lab::new(None).await;
    let ids = lab.track(&[1], Every::Auto).await;
    let tracked = lab.store.tracked_by_id(ids[0]).await.unwrap().unwrap();
    let mut planning = Planning::default();
    let quota = itemget_history::schedule::Quota {
        left: 3,
        per_day: 3,
        resets: lab.now() + day(),
    };
    let others = vec![tracked.clone(); 3];
    planning.solve(&others, &quota, lab.now());
    let usual = planning.interval(&tracked, &Learned::default());
    let near = Learned { to_threshold: Some(0.01), ..Learned::default() };
    assert!(planning.interval(&tracked, &near) < usual);
    let mut selling = Learned::default();
    for (days, stock) in [(0, 100), (1, 60), (2, 20)] {
        selling.selling.take_in(lab.now() + day() * days, Quantity::whole(stock));
    }
    assert!(planning.interval(&tracked, &selling) < usual);
}

#[tokio::test]
async fn answers_are_kept_as_long_as_a_list_or_the_configuration_says() {
    let mut lab = Lab::new(None).await;
    let ids = lab.track(&[1, 2], Every::Fixed(day() * 30)).await;
    lab.store.enlist(&ids[..1], "evidence", Membership::In).await.unwrap();
    let level = r#"{"bodies":"forever"}"#;
    lab.store.set_list("evidence", level).await.unwrap();
    lab.drive(&Mode::Once).await;
    lab.sandbox.clock().advance(jiff::SignedDuration::from_hours(24 * 8));
    let now = lab.now();
    let tidy = async |keep: &str| {
        retention::tidy(&lab.store, keep.parse().unwrap(), now).await.unwrap().sightings
    };
    assert_eq!(tidy("30d").await, 0);
    assert_eq!(tidy("7d").await, 1);
    let has = async |id| {
        let trails = lab.store.trails(Some(item(id))).await.unwrap();
        lab.store.body(&trails[0].1, now).await.unwrap().is_some()
    };
    assert!(has(1).await && !has(2).await);
}

#[tokio::test]
async fn a_store_that_cannot_be_tidied_is_looked_at_all_the_same() {
    let mut lab = Lab::new(None).await;
    let ids = lab.track(&[1, 2], Every::Fixed(day())).await;
    lab.store.enlist(&ids, "of a newer version", Membership::In).await.unwrap();
    lab.store.set_list("of a newer version", r#"{"bodies":7}"#).await.unwrap();
    let keep = "7d".parse().unwrap();
    assert!(retention::tidy(&lab.store, keep, lab.now()).await.is_err());
    for _ in 0..2 {
        assert_eq!(lab.drive(&Mode::Once).await.looked, 2);
        lab.sandbox.clock().advance(jiff::SignedDuration::from_hours(25));
    }
}

/// Whether the sandbox says of an item that it is off sale.
fn is_off_sale(catalogue: &Catalogue, id: u64, at: Moment) -> bool {
    let view = View::default();
    let params = [
        ("product_id", item(id).id.to_string()),
        ("ship_to_country", view.ship_to.to_string()),
    ];
    let params = params.map(|(name, value)| (name.to_owned(), value)).into();
    let method = "aliexpress.ds.product.get";
    let body = catalogue.body(method, &params, at.into(), Shape::Simplified).unwrap();
    let base = &body["result"]["ae_item_base_info_dto"];
    base["product_status_type"] == "offline"
}

#[tokio::test]
async fn an_item_that_pauses_is_told_of_and_so_is_its_coming_back() {
    let mut lab = Lab::new(None).await;
    let (catalogue, start) = (*lab.sandbox.catalogue(), lab.now());
    let off = |id: u64, days: u32| is_off_sale(&catalogue, id, start + day() * days);
    // Sold now, off sale two days from then on at least, and back in three weeks.
    let pauses = |id: &u64| {
        (4..12).any(|at| off(*id, at) && off(*id, at + 1))
            && [0, 1, 2, 21, 22].iter().all(|at| !off(*id, *at))
    };
    let id = (20..3000).find(pauses).unwrap();
    lab.track(&[id], Every::Fixed(day() / 2)).await;
    for rule in ["off sale", "back in stock"] {
        lab.store.add_rule(rule, &RuleScope::All, &[], start).await.unwrap();
    }
    let until = start + day() * 23;
    let clock = lab.sandbox.clock().clone();
    lab.follower.options.lanes = 2;
    let tally = lab.drive(&Mode::Simulated { clock, until }).await;
    let alerts = lab.store.alerts(&AlertsOf::default()).await.unwrap();
    assert_eq!(alerts.len() as u64, tally.alerts);
    let mut told: Vec<i64> = alerts.iter().map(|it| it.rule.0).collect();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told, [1, 2], "{alerts:?}");
}

#[tokio::test]
async fn a_receiver_that_breaks_off_is_not_asked_again_for_each_item() {
    let mut lab = Lab::new(None).await;
    let receiver = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = receiver.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    tokio::spawn(async move {
        while receiver.accept().await.is_ok() {
            counted.fetch_add(1, Ordering::Relaxed);
        }
    });
    let pager =
        format!("kind = 'webhook'\nurl = 'http://{address}/'\nallow_private = true");
    lab.store.set_channel("pager", &pager).await.unwrap();
    lab.track(&[1, 2, 3, 4, 5], Every::Fixed(day())).await;
    let rule = "sale_price changes 1%";
    let channels = ["pager".to_owned()];
    lab.store.add_rule(rule, &RuleScope::All, &channels, lab.now()).await.unwrap();
    let until = lab.now() + day() * 40;
    let clock = lab.sandbox.clock().clone();
    lab.drive(&Mode::Simulated { clock, until }).await;
    let alerts = lab.store.alerts(&AlertsOf::default()).await.unwrap();
    let mut items: Vec<ItemRef> = alerts.iter().map(|it| it.item).collect();
    items.sort();
    items.dedup();
    assert!(items.len() > 1, "there is something to tell of several items");
    let (ends, quit) = watch::channel(Some(crate::exit::Exit::Interrupted));
    lab.follower.tell(lab.now(), &quit).await.unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), 0, "there was a wish to end");
    lab.sandbox.clock().advance(jiff::SignedDuration::from_mins(10));
    ends.send_replace(None);
    let told = lab.follower.tell(lab.now(), &quit).await.unwrap();
    assert_eq!((told.delivered, asked.load(Ordering::Relaxed)), (0, 1));
    assert!(told.failed > 0);
}

#[tokio::test]
async fn one_round_alone_tells_all_that_there_is_to_tell() {
    let mut lab = Lab::new(None).await;
    let channels = ["removed".to_owned()];
    let rule = lab.store.add_rule("back in stock", &RuleScope::All, &channels, lab.now());
    let rule = rule.await.unwrap();
    let alerts = (0..120).map(|number| itemget_store::NewAlert {
        identity: number.to_string(),
        rule,
        item: item(1),
        at: lab.now(),
        tell_at: lab.now(),
        firing: "{}".to_owned(),
        channels: channels.to_vec(),
    });
    lab.store.keep_alerts(&[], &alerts.collect::<Vec<_>>()).await.unwrap();
    let tally = lab.drive(&Mode::Once).await;
    assert_eq!((tally.delivered, tally.undelivered), (0, 120));
}

/// How many records rules tell of in 60 days, before which history was put to what is
/// known or was not.
async fn records_told(older: Option<Kind>) -> usize {
    let mut lab = Lab::new(None).await;
    let ids: Vec<u64> = (1..=12).collect();
    lab.track(&ids, Every::Fixed(day())).await;
    let rule = "sale_price below lowest ever";
    lab.store.add_rule(rule, &RuleScope::All, &[], lab.now()).await.unwrap();
    let clock = lab.sandbox.clock().clone();
    let until = lab.now() + day() * 10;
    lab.drive(&Mode::Simulated { clock: clock.clone(), until }).await;
    let put_at = lab.now();
    if let Some(older) = older {
        let mut trails = Vec::new();
        for (_, key) in lab.store.trails(None).await.unwrap() {
            let known = lab.store.trail(&key).await.unwrap().unwrap();
            // A cent, or less than a star.
            let least = Quantity::from_parts(1, 2, itemget::Bound::Exact).unwrap();
            let entry = |series| Entry { series, state: State::Value(least) };
            let series = known.series().map(|(series, _)| series);
            let entries: Vec<Entry> =
                series.filter(|series| series.kind == older).map(entry).collect();
            if entries.is_empty() {
                continue;
            }
            let mut trail = Trail::default();
            // Watched all the time, or else nobody could say what was lowest.
            for days in (11..60).rev() {
                let at = Moment::from_seconds(put_at.seconds() - days * 86_400);
                trail.lay(&Reading::of_item(at, day() * 2, entries.clone()));
            }
            trails.push((key, trail));
        }
        let laid = lab.store.merge(&trails).await.unwrap();
        assert!(laid.len() > 5 && laid.iter().all(|it| *it == Laid::More), "{laid:?}");
    }
    let until = lab.now() + day() * 60;
    lab.drive(&Mode::Simulated { clock, until }).await;
    let since = Some(put_at);
    let told = lab.store.alerts(&AlertsOf { since, ..AlertsOf::default() }).await;
    told.unwrap().len()
}

#[tokio::test]
async fn history_that_is_put_in_between_two_looks_is_known_to_rules() {
    assert!(records_told(None).await > 0, "there are records to tell of");
    // What says nothing of prices takes no record away.
    assert!(records_told(Some(Kind::Stars)).await > 0);
    assert_eq!(records_told(Some(Kind::SalePrice)).await, 0);
}

#[test]
fn a_quota_that_is_known_counts_however_large_it_is() {
    for (known, wished, expected) in [
        (None, None, 5000),
        (Some(1_000_000), None, 1_000_000),
        (Some(1_000_000), Some(40), 40),
        (Some(100), Some(5000), 100),
        (None, Some(90_000), 90_000),
    ] {
        assert_eq!(
            super::round::of_a_day(known, wished),
            expected,
            "{known:?} {wished:?}"
        );
    }
}
