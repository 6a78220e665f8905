//! Rules, what they remember and say, and whom it has reached.

use itemget::{ItemId, ItemRef};
use itemget_history::{
    Entry, Kind, Moment, Quantity, Reading, Series, State, Trail, TrailKey,
};
use itemget_store::{
    AlertsOf, Edition, Laid, NewAlert, Pending, RuleChange, RuleChanged, RuleId,
    RuleScope, Store, TrackedId, Tried, Watched,
};

use crate::backend::Backend;

super::promises! {
    a_rule_added_again_keeps_its_number_and_is_in_force,
    a_rule_that_is_changed_keeps_its_number_and_what_it_said,
    a_rule_is_not_changed_into_another_one,
    two_who_change_a_rule_at_once_each_have_their_wish,
    what_a_rule_remembers_goes_with_it_and_what_it_said_stays,
    history_that_is_put_to_a_trail_is_seen_by_those_who_remember_it,
    the_same_event_is_kept_and_delivered_once_whoever_finds_it,
    a_channel_that_is_named_twice_is_told_once,
    a_delivery_that_is_taken_is_nobody_elses_until_it_runs_out,
    what_was_delivered_or_given_up_is_not_due_any_more,
    channels_are_kept_by_name,
    what_is_on_its_way_to_a_channel_that_is_removed_is_given_up,
    what_is_told_together_is_taken_together,
    a_list_goes_on_behind_the_alert_that_was_seen_last,
}

fn moment(seconds: i64) -> Moment {
    Moment::from_seconds(seconds)
}

fn key() -> TrailKey {
    TrailKey {
        item: ItemRef::aliexpress(ItemId::from_u64(7).unwrap()),
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: "a".to_owned(),
    }
}

async fn rule(store: &Store) -> RuleId {
    let text = "sale_price below 20 EUR";
    store.add_rule(text, &RuleScope::All, &["phone".to_owned()], moment(1)).await.unwrap()
}

fn alert(rule: RuleId, identity: &str, tell_at: i64) -> NewAlert {
    NewAlert {
        identity: identity.to_owned(),
        rule,
        item: key().item,
        at: moment(5),
        tell_at: moment(tell_at),
        firing: "{}".to_owned(),
        channels: vec!["phone".to_owned(), "mail".to_owned()],
    }
}

async fn a_rule_added_again_keeps_its_number_and_is_in_force(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    assert!(store.enable_rule(id, false).await.unwrap());
    assert!(!store.rules().await.unwrap()[0].enabled);
    assert_eq!(rule(&store).await, id);
    let sku = "12000044126059467".parse().unwrap();
    for scope in [
        RuleScope::List("a".to_owned()),
        RuleScope::Tracked(TrackedId(3)),
        RuleScope::Sku(TrackedId(3), sku),
    ] {
        let text = "sale_price below 20 EUR";
        let other = store.add_rule(text, &scope, &[], moment(2)).await.unwrap();
        let rules = store.rules().await.unwrap();
        assert_eq!(rules.iter().find(|it| it.id == other).unwrap().scope, scope);
    }
    let rules = store.rules().await.unwrap();
    assert_eq!(rules.len(), 4);
    assert_eq!(
        (rules[0].enabled, rules[0].channels.as_slice()),
        (true, &["phone".to_owned()][..])
    );
    assert!(!store.enable_rule(RuleId(999), true).await.unwrap());
}

async fn a_rule_that_is_changed_keeps_its_number_and_what_it_said(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    let other =
        store.add_rule("off sale", &RuleScope::All, &[], moment(1)).await.unwrap();
    let all = [alert(id, "x", 9), alert(other, "y", 9)];
    store.keep_alerts(&[], &all).await.unwrap();
    let twice = ["mail", "mail"].map(str::to_owned).to_vec();
    let (rule, channels) = (Some("sale_price below 9 EUR".to_owned()), Some(twice));
    let both = RuleChange { rule, channels, enabled: None };
    assert_eq!(store.change_rule(id, &both).await.unwrap(), RuleChanged::Done);
    let off = RuleChange { enabled: Some(false), ..RuleChange::default() };
    assert_eq!(store.change_rule(id, &off).await.unwrap(), RuleChanged::Done);
    let rules = store.rules().await.unwrap();
    assert_eq!((rules[0].id, rules[0].rule.as_str()), (id, "sale_price below 9 EUR"));
    assert_eq!((&rules[0].channels[..], rules[0].enabled), (&["mail".into()][..], false));
    assert_eq!((rules[0].created_at, &rules[0].scope), (moment(1), &RuleScope::All));
    assert_eq!((rules[1].rule.as_str(), rules[1].enabled), ("off sale", true));
    let of = AlertsOf { rule: Some(id), ..AlertsOf::default() };
    let said = store.alerts(&of).await.unwrap();
    assert_eq!((said.len(), said[0].identity.as_str()), (1, "x"));
    assert_eq!(store.change_rule(RuleId(999), &off).await.unwrap(), RuleChanged::Gone);
}

async fn a_rule_is_not_changed_into_another_one(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    let list = RuleScope::List("lamps".to_owned());
    let other =
        store.add_rule("off sale", &RuleScope::All, &[], moment(1)).await.unwrap();
    store.add_rule("back in stock", &list, &[], moment(1)).await.unwrap();
    let into = |text: &str| RuleChange {
        rule: Some(text.to_owned()),
        channels: Some(Vec::new()),
        enabled: Some(false),
    };
    let taken = store.change_rule(id, &into("off sale")).await.unwrap();
    assert_eq!(taken, RuleChanged::Taken(other));
    let before = store.rules().await.unwrap();
    assert_eq!(
        (before[0].enabled, before[0].channels.len()),
        (true, 1),
        "all or nothing"
    );
    // The same of something else is another matter, and so is its own text.
    for text in ["back in stock", "back in stock"] {
        let changed = store.change_rule(id, &into(text)).await.unwrap();
        assert_eq!(changed, RuleChanged::Done, "{text}");
    }
}

async fn two_who_change_a_rule_at_once_each_have_their_wish(backend: &Backend) {
    let (store, other) = (backend.store().await, backend.store().await);
    let id = rule(&store).await;
    for turn in 0..30 {
        let (enabled, channels) = (turn % 2 == 0, vec![format!("phone {turn}")]);
        let none = RuleChange::default;
        let tell = RuleChange { channels: Some(channels.clone()), ..none() };
        let force = RuleChange { enabled: Some(enabled), ..none() };
        let (one, two) =
            tokio::join!(store.change_rule(id, &tell), other.change_rule(id, &force));
        assert_eq!((one.unwrap(), two.unwrap()), (RuleChanged::Done, RuleChanged::Done));
        let kept = store.rules().await.unwrap().remove(0);
        assert_eq!((kept.channels, kept.enabled), (channels, enabled), "{turn}");
    }
}

async fn what_a_rule_remembers_goes_with_it_and_what_it_said_stays(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    let watched = |state: &str| Watched {
        rule: id,
        trail: key(),
        edition: Edition(0),
        state: state.to_owned(),
    };
    store.keep_alerts(&[watched("1")], &[alert(id, "x", 9)]).await.unwrap();
    store.keep_alerts(&[watched("2")], &[]).await.unwrap();
    assert_eq!(watched_of(&store).await, [watched("2")]);
    assert!(store.remove_rule(id).await.unwrap());
    assert_eq!(watched_of(&store).await, []);
    // A round that was under way when the rule went does not bring it back.
    store.keep_alerts(&[watched("3")], &[]).await.unwrap();
    assert_eq!(watched_of(&store).await, []);
    let said = store.alerts(&AlertsOf::default()).await.unwrap();
    assert_eq!((said.len(), said[0].identity.as_str(), said[0].rule), (1, "x", id));
}

async fn watched_of(store: &Store) -> Vec<Watched> {
    store.remembered(&[key()]).await.unwrap().remove(0).watched
}

async fn history_that_is_put_to_a_trail_is_seen_by_those_who_remember_it(
    backend: &Backend,
) {
    let store = backend.store().await;
    let rule = rule(&store).await;
    let priced = |at: i64, price: i64| {
        let (series, value) = (Series::of_item(Kind::SalePrice), Quantity::whole(price));
        let entry = Entry { series, state: State::Value(value) };
        Reading::of_item(moment(at), std::time::Duration::from_secs(100), vec![entry])
    };
    let other = TrailKey { source: "b".to_owned(), ..key() };
    let editions = async || {
        let found = store.remembered(&[other.clone(), key()]).await.unwrap();
        found
            .iter()
            .map(|it| {
                let known: Vec<Edition> =
                    it.watched.iter().map(|watched| watched.edition).collect();
                (it.trail == key(), it.edition, known)
            })
            .collect::<Vec<_>>()
    };
    let learned = async |edition| {
        let state = "{}".to_owned();
        let watched = Watched { rule, trail: key(), edition, state };
        store.keep_alerts(&[watched], &[]).await.unwrap();
    };
    let (zero, one) = (Edition(0), Edition(1));
    // Readings that come are no other edition.
    store.append(&[(key(), priced(5000, 8))]).await.unwrap();
    learned(zero).await;
    store.compact().await.unwrap();
    assert_eq!(editions().await, [(false, zero, vec![]), (true, zero, vec![zero])]);
    let mut older = Trail::default();
    older.lay(&priced(10, 5));
    let put = [(key(), older)];
    assert_eq!(store.merge(&put).await.unwrap(), [Laid::More]);
    assert_eq!(editions().await, [(false, zero, vec![]), (true, one, vec![zero])]);
    learned(one).await;
    // What was known already is no news.
    assert_eq!(store.merge(&put).await.unwrap(), [Laid::Same]);
    assert_eq!(editions().await, [(false, zero, vec![]), (true, one, vec![one])]);
}

async fn the_same_event_is_kept_and_delivered_once_whoever_finds_it(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    let finders = (0..6).map(|_| async {
        let store = backend.store().await;
        store.keep_alerts(&[], &[alert(id, "x", 9)]).await.unwrap()
    });
    let found = futures_util::future::join_all(finders).await;
    assert_eq!(found.iter().flatten().count(), 1);
    let due = store.due_deliveries(moment(9), moment(99), 10).await.unwrap();
    let channels: Vec<_> = due.iter().map(|it| it.channel.as_str()).collect();
    assert_eq!(channels, ["mail", "phone"]);
    let of = |seconds| AlertsOf { since: Some(moment(seconds)), ..AlertsOf::default() };
    assert_eq!(store.alerts(&of(6)).await.unwrap(), []);
    assert_eq!(store.alerts(&of(5)).await.unwrap().len(), 1);
}

async fn a_list_goes_on_behind_the_alert_that_was_seen_last(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    // Several of one moment, which only their numbers tell apart.
    let all: Vec<NewAlert> = ["a", "b", "c", "d", "e"]
        .iter()
        .zip([9, 7, 7, 7, 8])
        .map(|(name, at)| NewAlert { at: moment(at), ..alert(id, name, 9) })
        .collect();
    store.keep_alerts(&[], &all).await.unwrap();
    let item = Some(all[0].item);
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let of = AlertsOf { item, after, limit: Some(2), ..AlertsOf::default() };
        let page = store.alerts(&of).await.unwrap();
        // How many there are goes by the place and not by the limit.
        let left = store.count_alerts(&of).await.unwrap();
        assert_eq!(left, 5 - seen.len() as u64);
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        seen.extend(page.into_iter().map(|it| it.identity));
    }
    assert_eq!(seen, ["a", "e", "d", "c", "b"]);
}

async fn a_channel_that_is_named_twice_is_told_once(backend: &Backend) {
    let store = backend.store().await;
    let twice = ["phone", "mail", "phone"].map(str::to_owned);
    let id = store.add_rule("back in stock", &RuleScope::All, &twice, moment(1)).await;
    assert_eq!(store.rules().await.unwrap()[0].channels, ["phone", "mail"]);
    let alert = NewAlert { channels: twice.to_vec(), ..alert(id.unwrap(), "x", 9) };
    assert_eq!(store.keep_alerts(&[], &[alert]).await.unwrap().len(), 1);
    let due = store.due_deliveries(moment(9), moment(99), 10).await.unwrap();
    assert_eq!(due.len(), 2, "{due:?}");
}

async fn a_delivery_that_is_taken_is_nobody_elses_until_it_runs_out(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    store.keep_alerts(&[], &[alert(id, "x", 9)]).await.unwrap();
    let take = async |now, until| {
        let due = store.due_deliveries(moment(now), moment(until), 10).await.unwrap();
        due.len()
    };
    // Quiet hours are over only then.
    assert_eq!(take(8, 50).await, 0);
    assert_eq!(store.next_delivery().await.unwrap(), Some(moment(9)));
    assert_eq!(take(9, 50).await, 2);
    assert_eq!(take(49, 90).await, 0);
    assert_eq!(take(50, 90).await, 2);
}

async fn what_was_delivered_or_given_up_is_not_due_any_more(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    store.keep_alerts(&[], &[alert(id, "x", 9)]).await.unwrap();
    let due = store.due_deliveries(moment(9), moment(20), 10).await.unwrap();
    let again = Tried::Again(moment(30), "refused".to_owned());
    store.tried(&due[0], &again).await.unwrap();
    store.tried(&due[1], &Tried::Delivered(moment(10))).await.unwrap();
    assert_eq!(store.due_deliveries(moment(29), moment(99), 10).await.unwrap(), []);
    let due = store.due_deliveries(moment(30), moment(99), 10).await.unwrap();
    assert_eq!((due.len(), due[0].attempts), (1, 1));
    let pending = Pending { deliveries: 1, failing: 1, given_up: 0 };
    assert_eq!(store.pending_deliveries().await.unwrap(), pending);
    store.tried(&due[0], &Tried::GaveUp("gone".to_owned())).await.unwrap();
    assert_eq!(store.next_delivery().await.unwrap(), None);
    let pending = Pending { deliveries: 0, failing: 0, given_up: 1 };
    assert_eq!(store.pending_deliveries().await.unwrap(), pending);
}

async fn channels_are_kept_by_name(backend: &Backend) {
    let store = backend.store().await;
    store.set_channel("b", "1").await.unwrap();
    store.set_channel("a", "1").await.unwrap();
    store.set_channel("a", "2").await.unwrap();
    let pairs = [("a".to_owned(), "2".to_owned()), ("b".to_owned(), "1".to_owned())];
    assert_eq!(store.channels().await.unwrap(), pairs);
    assert!(store.remove_channel("a").await.unwrap());
    assert!(!store.remove_channel("a").await.unwrap());
}

async fn what_is_on_its_way_to_a_channel_that_is_removed_is_given_up(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    store.set_channel("phone", "old").await.unwrap();
    store.keep_alerts(&[], &[alert(id, "x", 9)]).await.unwrap();
    assert!(store.remove_channel("phone").await.unwrap());
    store.set_channel("phone", "new").await.unwrap();
    let due = store.due_deliveries(moment(9), moment(99), 10).await.unwrap();
    assert_eq!(due.iter().map(|it| it.channel.as_str()).collect::<Vec<_>>(), ["mail"]);
}

async fn what_is_told_together_is_taken_together(backend: &Backend) {
    let store = backend.store().await;
    let id = rule(&store).await;
    let told = |of: &str, tell_at, item: &str| NewAlert {
        item: item.parse().unwrap(),
        channels: vec!["phone".to_owned()],
        ..alert(id, of, tell_at)
    };
    let (one, other) = ("1005006000000001", "1005006000000002");
    let alerts = [
        told("a", 7, one),
        told("b", 9, one),
        told("c", 9, other),
        told("d", 9, one),
        told("e", 8, other),
    ];
    store.keep_alerts(&[], &alerts).await.unwrap();
    let take = async |limit| -> Vec<String> {
        let due = store.due_deliveries(moment(9), moment(99), limit).await.unwrap();
        due.into_iter().map(|it| it.alert.identity).collect()
    };
    assert_eq!(take(3).await, ["a", "e", "b", "d"]);
    assert_eq!(take(3).await, ["c"]);
}
