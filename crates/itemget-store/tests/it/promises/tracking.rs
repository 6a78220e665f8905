//! What is tracked: adding, changing, leasing.

use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::{
    Entry, Kind, Moment, Quantity, Reading, Series, State, Trail, TrailKey,
};
use itemget_store::{
    Added, AlertsOf, Body, Card, Edition, Every, Look, Looked, Looks, Membership,
    NewAlert, NewTracked, RuleScope, Standing, Store, Tracked, TrackedChange, TrackedId,
    Watch, Watched, Which,
};

use crate::backend::Backend;

super::promises! {
    what_is_tracked_already_stays_as_it_is,
    one_item_in_two_views_is_tracked_twice,
    a_change_is_of_those_it_names_and_counted,
    lists_and_tags_name_what_is_in_them,
    what_is_due_is_leased_to_one_alone,
    a_lease_that_runs_out_is_due_again_and_its_holder_too_late,
    what_was_looked_at_is_due_when_it_was_said,
    what_is_paused_is_not_due,
    leases_that_are_given_back_are_due_at_once,
    pages_follow_each_other_without_a_gap,
    how_it_stands_is_counted_of_what_is_not_paused,
    what_came_of_looks_is_kept_together,
    what_came_of_looks_is_counted_once_on_its_day,
    readings_are_kept_of_a_look_that_another_worker_has_by_now,
    what_rules_remember_and_say_is_that_of_whoever_has_the_lease,
    rules_about_one_thing_go_when_it_is_not_tracked_any_more,
    settings_are_changed_by_what_they_are_and_all_or_none,
}

fn moment(seconds: i64) -> Moment {
    Moment::from_seconds(seconds)
}

fn watch(id: u64) -> Watch {
    let id = itemget::ItemId::from_u64(1_005_006_000_000_000 + id).unwrap();
    let item = ItemRef::aliexpress(id);
    Watch { item, view: View::default(), source: "auto".to_owned() }
}

fn new(id: u64, next_at: i64) -> NewTracked {
    NewTracked {
        watch: watch(id),
        every: Every::Auto,
        importance: 100,
        next_at: moment(next_at),
    }
}

async fn track(store: &Store, ids: impl IntoIterator<Item = u64>) -> Vec<TrackedId> {
    let new: Vec<_> = ids.into_iter().map(|id| new(id, id.cast_signed())).collect();
    let added = store.track(&new, None, moment(0)).await.unwrap();
    added.into_iter().map(Added::id).collect()
}

fn look(worker: &str, now: i64) -> Look<'_> {
    Look { worker, now: moment(now), lease: Duration::from_secs(60), limit: 10 }
}

fn ids(tracked: &[Tracked]) -> Vec<TrackedId> {
    tracked.iter().map(|it| it.id).collect()
}

fn looked(id: TrackedId, next_at: i64) -> Looked {
    Looked {
        id,
        at: moment(50),
        outcome: "found".to_owned(),
        failed: false,
        next_at: moment(next_at),
        model: "{}".to_owned(),
    }
}

async fn what_is_tracked_already_stays_as_it_is(backend: &Backend) {
    let store = backend.store().await;
    let fixed = NewTracked { every: Every::Fixed(Duration::from_secs(60)), ..new(1, 5) };
    let first = store.track(&[fixed], Some("a"), moment(1)).await.unwrap();
    let again = store.track(&[new(1, 9), new(2, 9)], Some("b"), moment(2)).await.unwrap();
    assert!(matches!(first[..], [Added::New(_)]), "{first:?}");
    assert_eq!(again[0], Added::Already(first[0].id()));
    assert!(matches!(again[1], Added::New(_)), "{again:?}");
    let kept = store.tracked_by_id(first[0].id()).await.unwrap().unwrap();
    assert_eq!(kept.every, Every::Fixed(Duration::from_secs(60)));
    assert_eq!((kept.added_at, kept.next_at), (moment(1), moment(5)));
    assert_eq!(kept.watch, watch(1));
    assert_eq!(store.groups(kept.id).await.unwrap().lists, ["a", "b"]);
}

async fn one_item_in_two_views_is_tracked_twice(backend: &Backend) {
    let store = backend.store().await;
    let french = View { ship_to: "FR".parse().unwrap(), ..View::default() };
    let in_france = NewTracked { watch: Watch { view: french, ..watch(1) }, ..new(1, 0) };
    let added = store.track(&[new(1, 0), in_france], None, moment(0)).await.unwrap();
    assert!(added.iter().all(|it| matches!(it, Added::New(_))), "{added:?}");
    let which = Which { item: Some(watch(1).item), ..Which::default() };
    assert_eq!(store.count_tracked(&which).await.unwrap(), 2);
}

async fn a_change_is_of_those_it_names_and_counted(backend: &Backend) {
    let store = backend.store().await;
    let ids = track(&store, [1, 2, 3]).await;
    let strange = TrackedId(9999);
    let change = TrackedChange::Importance(250);
    let changed =
        store.change_tracked(&[ids[0], ids[1], strange], &change).await.unwrap();
    assert_eq!(changed, 2);
    let all = store.tracked(&Which::default()).await.unwrap();
    let importance: Vec<_> = all.iter().map(|it| it.importance).collect();
    assert_eq!(importance, [250, 250, 100]);
    assert_eq!(store.untrack(&[ids[0], strange]).await.unwrap(), 1);
    assert_eq!(store.tracked_by_id(ids[0]).await.unwrap(), None);
}

async fn lists_and_tags_name_what_is_in_them(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, [1, 2, 3]).await;
    store.enlist(&all, "summer", Membership::In).await.unwrap();
    store.enlist(&all, "summer", Membership::In).await.unwrap();
    store.enlist(&all[..1], "summer", Membership::Out).await.unwrap();
    // A slip of the pen makes no list, and neither does nothing.
    store.enlist(&all, "sumer", Membership::Out).await.unwrap();
    store.enlist(&[], "winter", Membership::In).await.unwrap();
    assert_eq!(store.lists().await.unwrap().len(), 1);
    let blue = async |ids: &[TrackedId]| store.tag(ids, "blue", Membership::In).await;
    assert_eq!(blue(&all[..2]).await.unwrap(), 2);
    assert_eq!(blue(&[TrackedId(9999)]).await.unwrap(), 0);
    assert_eq!(blue(&all[..2]).await.unwrap(), 0, "they had it before");
    assert_eq!(store.tags().await.unwrap(), [("blue".to_owned(), 2)]);
    let listed = Which { list: Some("summer".to_owned()), ..Which::default() };
    assert_eq!(ids(&store.tracked(&listed).await.unwrap()), all[1..]);
    let both = Which { tag: Some("blue".to_owned()), ..listed };
    assert_eq!(ids(&store.tracked(&both).await.unwrap()), all[1..2]);
    assert_eq!(store.lists().await.unwrap()[0].members, 2);
    assert!(store.remove_list("summer").await.unwrap());
    assert!(!store.remove_list("summer").await.unwrap());
    assert_eq!(store.count_tracked(&Which::default()).await.unwrap(), 3);
    store.untrack(&all).await.unwrap();
    assert_eq!(store.groups(all[0]).await.unwrap().tags, [""; 0]);
}

async fn what_is_due_is_leased_to_one_alone(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, 1..=40).await;
    let workers = (0..8).map(|worker| async move {
        let store = backend.store().await;
        let name = format!("worker {worker}");
        let mut taken = Vec::new();
        loop {
            let leased = store.lease(look(&name, 100)).await.unwrap();
            if leased.is_empty() {
                return taken;
            }
            taken.extend(ids(&leased));
        }
    });
    let taken = futures_util::future::join_all(workers).await;
    let mut taken: Vec<_> = taken.into_iter().flatten().collect();
    taken.sort_unstable();
    assert_eq!(taken, all);
}

async fn a_lease_that_runs_out_is_due_again_and_its_holder_too_late(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, [1]).await;
    assert_eq!(ids(&store.lease(look("slow", 100)).await.unwrap()), all);
    assert_eq!(store.lease(look("quick", 159)).await.unwrap(), []);
    assert_eq!(store.next_due(moment(159)).await.unwrap(), Some(moment(160)));
    assert_eq!(ids(&store.lease(look("quick", 160)).await.unwrap()), all);
    assert_eq!(store.finish("slow", &[looked(all[0], 500)]).await.unwrap(), 0);
    assert_eq!(store.finish("quick", &[looked(all[0], 900)]).await.unwrap(), 1);
    let kept = store.tracked_by_id(all[0]).await.unwrap().unwrap();
    assert_eq!(kept.next_at, moment(900));
}

async fn what_was_looked_at_is_due_when_it_was_said(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, [1, 2]).await;
    store.lease(look("a", 100)).await.unwrap();
    let failed = Looked { failed: true, ..looked(all[1], 300) };
    store.finish("a", &[looked(all[0], 200), failed]).await.unwrap();
    assert_eq!(store.lease(look("a", 199)).await.unwrap(), []);
    assert_eq!(ids(&store.lease(look("a", 200)).await.unwrap()), all[..1]);
    assert_eq!(store.next_due(moment(200)).await.unwrap(), Some(moment(260)));
    let kept = store.tracked(&Which::default()).await.unwrap();
    assert_eq!(kept.iter().map(|it| it.failures).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(kept[0].last_at, Some(moment(50)));
    assert_eq!(kept[0].last_outcome.as_deref(), Some("found"));
}

async fn what_is_paused_is_not_due(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, [1, 2]).await;
    store.change_tracked(&all[..1], &TrackedChange::Pause).await.unwrap();
    assert_eq!(ids(&store.lease(look("a", 100)).await.unwrap()), all[1..]);
    store.change_tracked(&all[..1], &TrackedChange::Resume(moment(120))).await.unwrap();
    assert_eq!(store.lease(look("a", 119)).await.unwrap(), []);
    assert_eq!(ids(&store.lease(look("a", 120)).await.unwrap()), all[..1]);
}

async fn leases_that_are_given_back_are_due_at_once(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, [1, 2]).await;
    store.lease(look("a", 100)).await.unwrap();
    assert_eq!(store.give_back("a").await.unwrap(), 2);
    assert_eq!(ids(&store.lease(look("b", 100)).await.unwrap()), all);
}

async fn pages_follow_each_other_without_a_gap(backend: &Backend) {
    let store = backend.store().await;
    let all = track(&store, 1..=25).await;
    let mut seen: Vec<TrackedId> = Vec::new();
    loop {
        let which =
            Which { after: seen.last().copied(), limit: Some(10), ..Which::default() };
        let page = store.tracked(&which).await.unwrap();
        if page.is_empty() {
            break;
        }
        seen.extend(ids(&page));
    }
    assert_eq!(seen, all);
}

async fn how_it_stands_is_counted_of_what_is_not_paused(backend: &Backend) {
    let store = backend.store().await;
    assert_eq!(store.standing(moment(9)).await.unwrap(), Standing::default());
    let ids = track(&store, [1, 2, 3, 4]).await;
    store.change_tracked(&ids[3..], &TrackedChange::Pause).await.unwrap();
    store.lease(look("a", 1)).await.unwrap();
    store.finish("a", &[looked(ids[0], 20)]).await.unwrap();
    assert_eq!(
        store.standing(moment(2)).await.unwrap(),
        Standing {
            tracked: 4,
            paused: 1,
            due: 1,
            never_looked_at: 2,
            oldest_look: Some(moment(50)),
            outcomes: vec![("found".to_owned(), 1)],
        }
    );
}

/// A look at the item of this number that saw a price.
fn looks(id: TrackedId, number: u64, next_at: i64) -> Looks {
    let item = watch(number).item;
    let trail = TrailKey {
        item,
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: "a".to_owned(),
    };
    let entry = Entry {
        series: Series::of_item(Kind::SalePrice),
        state: State::Value(Quantity::whole(5)),
    };
    let (at, text) = (moment(50), "{}".to_owned());
    let reading = Reading::of_item(at, Duration::from_secs(60), vec![entry]);
    let language = View::default().language;
    Looks {
        readings: vec![(trail.clone(), reading)],
        bodies: vec![Body { trail, at, bytes: b"body".to_vec() }],
        cards: vec![Card { item, language, seen_at: at, text }],
        looked: vec![looked(id, next_at)],
        ..Looks::default()
    }
}

async fn what_came_of_looks_is_kept_together(backend: &Backend) {
    let store = backend.store().await;
    let ids = track(&store, [1, 2]).await;
    assert_eq!(store.lease(look("one", 10)).await.unwrap().len(), 2);
    let mut both = looks(ids[0], 1, 100);
    let other = looks(ids[1], 2, 200);
    both.readings.extend(other.readings);
    both.looked.extend(other.looked);
    let kept = store.keep_looks("one", 1, &both).await.unwrap();
    assert_eq!((kept.finished, kept.alerts.len()), (2, 0));
    let items = [watch(2).item, watch(3).item, watch(1).item];
    let trails = store.trails_of_each(&items).await.unwrap();
    let readings = |trails: &Vec<(TrailKey, Trail)>| {
        trails.iter().map(|(_, trail)| trail.readings()).sum::<u64>()
    };
    assert_eq!(trails.iter().map(readings).collect::<Vec<_>>(), [1, 0, 1]);
    let key = &trails[2][0].0;
    assert_eq!(store.body(key, moment(50)).await.unwrap().unwrap().1, b"body");
    let cards = store.cards(&items, View::default().language).await.unwrap();
    assert_eq!(
        cards.iter().map(Option::is_some).collect::<Vec<_>>(),
        [false, false, true]
    );
    let tracked = store.tracked(&Which::default()).await.unwrap();
    assert_eq!(tracked[0].next_at, moment(100));
    assert_eq!(tracked[1].next_at, moment(200));
    assert!(store.lease(look("two", 50)).await.unwrap().is_empty());
}

async fn readings_are_kept_of_a_look_that_another_worker_has_by_now(backend: &Backend) {
    let store = backend.store().await;
    let ids = track(&store, [1]).await;
    assert_eq!(store.lease(look("slow", 10)).await.unwrap().len(), 1);
    assert_eq!(store.lease(look("quick", 90)).await.unwrap().len(), 1);
    let kept = store.keep_looks("slow", 1, &looks(ids[0], 1, 100)).await.unwrap();
    assert_eq!(kept.finished, 0);
    assert_eq!(store.trails_of(watch(1).item).await.unwrap().len(), 1);
    let tracked = store.tracked(&Which::default()).await.unwrap();
    assert_eq!(tracked[0].last_at, None);
    let kept = store.keep_looks("quick", 1, &looks(ids[0], 1, 100)).await.unwrap();
    assert_eq!(kept.finished, 1);
}

async fn what_came_of_looks_is_counted_once_on_its_day(backend: &Backend) {
    let store = backend.store().await;
    let ids = track(&store, 1..=3).await;
    store.lease(look("w1", 50)).await.unwrap();
    let on = |id, at, outcome: &str| Looked {
        at: moment(at),
        outcome: outcome.to_owned(),
        ..looked(id, at + 10)
    };
    let looks = |looked: &[Looked]| Looks { looked: looked.to_vec(), ..Looks::default() };
    let first = looks(&[on(ids[0], 86_399, "found"), on(ids[1], 86_400, "throttled")]);
    store.keep_looks("w1", 1, &first).await.unwrap();
    // The answer was lost, and it is handed in again.
    store.keep_looks("w1", 1, &first).await.unwrap();
    let rest = looks(&[on(ids[2], 86_400, "found")]);
    store.keep_looks("w1", 2, &rest).await.unwrap();
    let told = async |from| -> Vec<(i64, Vec<(String, u64)>)> {
        let days = store.days(moment(from)).await.unwrap().into_iter();
        days.map(|day| (day.begins.seconds(), day.outcomes.into_iter().collect()))
            .collect()
    };
    let word = |text: &str, looks| (text.to_owned(), looks);
    let second = (86_400, vec![word("found", 1), word("throttled", 1)]);
    assert_eq!(told(0).await, [(0, vec![word("found", 1)]), second.clone()]);
    assert_eq!(told(86_400).await, [second]);
    assert_eq!(told(200_000).await, []);
}

async fn what_rules_remember_and_say_is_that_of_whoever_has_the_lease(backend: &Backend) {
    let store = backend.store().await;
    let id = track(&store, [1]).await[0];
    let rule = store.add_rule("sale_price drops 10%", &RuleScope::All, &[], moment(1));
    let rule = rule.await.unwrap();
    let judged = |of: &str| {
        let looks = looks(id, 1, 100);
        let trail = looks.readings[0].0.clone();
        let alert = NewAlert {
            identity: of.to_owned(),
            rule,
            item: trail.item,
            at: moment(50),
            tell_at: moment(50),
            firing: "{}".to_owned(),
            channels: Vec::new(),
        };
        let edition = Edition(0);
        let watched = Watched { rule, trail, edition, state: of.to_owned() };
        Looks { watched: vec![(id, watched)], alerts: vec![(id, alert)], ..looks }
    };
    let remembered = async || {
        let trail = looks(id, 1, 100).readings[0].0.clone();
        store.remembered(&[trail]).await.unwrap().remove(0).watched.remove(0).state
    };
    store.lease(look("slow", 10)).await.unwrap();
    store.lease(look("quick", 90)).await.unwrap();
    let kept = store.keep_looks("quick", 1, &judged("quick")).await.unwrap();
    assert_eq!((kept.finished, kept.alerts.len()), (1, 1));
    let late = store.keep_looks("slow", 1, &judged("slow")).await.unwrap();
    assert_eq!((late.finished, late.alerts.len()), (0, 0));
    assert_eq!(remembered().await, "quick");
    let said = store.alerts(&AlertsOf::default()).await.unwrap();
    assert_eq!(said.len(), 1);
    // Where the answer was lost it is handed in again, and is the same.
    let again = store.keep_looks("quick", 1, &judged("quick")).await.unwrap();
    assert_eq!(again, kept);
    assert_eq!(store.alerts(&AlertsOf::default()).await.unwrap().len(), 1);
    assert_eq!(remembered().await, "quick");
}

async fn rules_about_one_thing_go_when_it_is_not_tracked_any_more(backend: &Backend) {
    let store = backend.store().await;
    let ids = track(&store, 1..=12).await;
    let sku = "12000044126059467".parse().unwrap();
    let scopes = [
        RuleScope::All,
        RuleScope::Tracked(ids[0]),
        RuleScope::Tracked(ids[11]),
        RuleScope::Sku(ids[0], sku),
        RuleScope::Sku(ids[11], sku),
    ];
    for scope in &scopes {
        store.add_rule("back in stock", scope, &[], moment(1)).await.unwrap();
    }
    assert_eq!(store.untrack(&[ids[11]]).await.unwrap(), 1);
    let left = async || -> Vec<RuleScope> {
        store.rules().await.unwrap().into_iter().map(|rule| rule.scope).collect()
    };
    let kept = [scopes[0].clone(), scopes[1].clone(), scopes[3].clone()];
    assert_eq!(left().await, kept);
    // What is tracked next may get the number that is free: it has no rules of its own.
    track(&store, [13]).await;
    assert_eq!(left().await, kept);
}

async fn settings_are_changed_by_what_they_are_and_all_or_none(backend: &Backend) {
    let (store, other) = (backend.store().await, backend.store().await);
    let ids = track(&store, 1..=3).await;
    let append = |what: &'static str| {
        move |text: &str| -> Result<String, itemget_store::StoreError> {
            Ok(format!("{text}{what}"))
        }
    };
    let backwards: Vec<TrackedId> = ids.iter().rev().copied().collect();
    let (one, two) = tokio::join!(
        store.change_settings(&ids, append("a")),
        other.change_settings(&backwards, append("b")),
    );
    one.unwrap();
    two.unwrap();
    let settings = async || -> Vec<String> {
        let all = store.tracked(&Which::default()).await.unwrap();
        all.into_iter().map(|it| it.settings).collect()
    };
    let both = settings().await;
    let has_both = |it: &String| it.ends_with("ab") || it.ends_with("ba");
    assert!(both.iter().all(has_both), "{both:?}");
    let calls = std::sync::atomic::AtomicU32::new(0);
    let lists = async || store.lists().await.unwrap().remove(0).settings;
    assert!(store.make_list("toys", "x").await.unwrap());
    assert!(!other.make_list("toys", "y").await.unwrap());
    let (one, two) = tokio::join!(
        store.change_list("toys", append("a")),
        other.change_list("toys", append("b")),
    );
    assert!(one.unwrap() && two.unwrap());
    assert!(["xab", "xba"].contains(&lists().await.as_str()));
    assert!(!store.change_list("none", append("a")).await.unwrap());
    // What is made first by two is made of both.
    let noted = |what| {
        let append = append(what);
        move |text: Option<&str>| append(text.unwrap_or_default())
    };
    let (one, two) = tokio::join!(
        store.change_setting("all", noted("a")),
        other.change_setting("all", noted("b")),
    );
    one.unwrap();
    two.unwrap();
    let made = store.setting("all").await.unwrap();
    assert!(made == Some("ab".to_owned()) || made == Some("ba".to_owned()), "{made:?}");
    let fails = |_: Option<&str>| Err::<String, _>(itemget_store::StoreError::NotHere);
    assert!(store.change_setting("new", fails).await.is_err());
    assert_eq!(store.setting("new").await.unwrap(), None);
    let third_fails =
        |text: &str| match calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            2 => Err(itemget_store::StoreError::NotHere),
            _ => Ok(format!("{text}c")),
        };
    assert!(store.change_settings(&ids, third_fails).await.is_err());
    assert_eq!(settings().await, both);
}
