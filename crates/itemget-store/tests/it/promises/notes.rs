//! Settings, cards, and bodies as they came.

use itemget::{ItemId, ItemRef};
use itemget_history::{Moment, TrailKey};
use itemget_store::{Body, Card, Forgotten};

use crate::backend::Backend;

super::promises! {
    a_setting_is_what_it_was_made_last_and_the_first_one_can_be_kept,
    a_card_is_the_newest_and_in_the_language_asked_for_if_there_is_one,
    a_body_is_kept_once_and_found_by_its_time,
    forgetting_leaves_what_came_later_as_well,
    two_that_keep_the_same_bodies_do_not_wait_for_each_other,
    forgetting_is_of_the_trails_that_are_named,
    a_body_may_be_kept_while_it_is_forgotten,
}

fn item(id: u64) -> ItemRef {
    ItemRef::aliexpress(ItemId::from_u64(id).unwrap())
}

fn moment(seconds: i64) -> Moment {
    Moment::from_seconds(seconds)
}

fn body(id: u64, at: i64, text: &str) -> Body {
    let trail = TrailKey {
        item: item(id),
        ship_to: "FR".parse().unwrap(),
        currency: "EUR".parse().unwrap(),
        source: "a".to_owned(),
    };
    Body { trail, at: moment(at), bytes: text.repeat(50).into_bytes() }
}

async fn a_setting_is_what_it_was_made_last_and_the_first_one_can_be_kept(
    backend: &Backend,
) {
    let store = backend.store().await;
    assert_eq!(store.setting("a").await.unwrap(), None);
    store.set("a", "1").await.unwrap();
    store.set("a", "2").await.unwrap();
    assert_eq!(store.setting("a").await.unwrap().as_deref(), Some("2"));
    assert_eq!(store.set_first("a", "3").await.unwrap(), "2");
    assert_eq!(store.set_first("b", "3").await.unwrap(), "3");
}

async fn a_card_is_the_newest_and_in_the_language_asked_for_if_there_is_one(
    backend: &Backend,
) {
    let store = backend.store().await;
    let card = |language: &str, at, text: &str| Card {
        item: item(1),
        language: language.parse().unwrap(),
        seen_at: moment(at),
        text: text.to_owned(),
    };
    let cards = [card("en_US", 5, "new"), card("fr_FR", 9, "français")];
    store.keep_cards(&cards).await.unwrap();
    store.keep_cards(&[card("en_US", 3, "old")]).await.unwrap();
    let found = async |item, language: &str| {
        let card = store.card(item, language.parse().unwrap()).await.unwrap();
        card.map(|card| card.text)
    };
    assert_eq!(found(item(1), "en_US").await.as_deref(), Some("new"));
    assert_eq!(found(item(1), "de_DE").await.as_deref(), Some("français"));
    assert_eq!(found(item(2), "en_US").await, None);
}

async fn a_body_is_kept_once_and_found_by_its_time(backend: &Backend) {
    let store = backend.store().await;
    let bodies = [body(1, 10, "a"), body(1, 20, "a"), body(1, 30, "b"), body(2, 10, "a")];
    store.keep_bodies(&bodies).await.unwrap();
    store.keep_bodies(&bodies).await.unwrap();
    let found = async |at| store.body(&bodies[0].trail, moment(at)).await.unwrap();
    assert_eq!(found(9).await, None);
    assert_eq!(found(25).await, Some((moment(20), bodies[0].bytes.clone())));
    assert_eq!(found(99).await, Some((moment(30), bodies[2].bytes.clone())));
    let forgotten = store.forget_bodies(moment(1000)).await.unwrap();
    assert_eq!(forgotten, Forgotten { bodies: 2, sightings: 4 });
}

async fn forgetting_leaves_what_came_later_as_well(backend: &Backend) {
    let store = backend.store().await;
    let bodies = [body(1, 10, "a"), body(1, 20, "b"), body(2, 30, "a")];
    store.keep_bodies(&bodies).await.unwrap();
    let forgotten = store.forget_bodies(moment(25)).await.unwrap();
    assert_eq!(forgotten, Forgotten { bodies: 1, sightings: 2 });
    let kept = store.body(&bodies[2].trail, moment(99)).await.unwrap();
    assert_eq!(kept, Some((moment(30), bodies[0].bytes.clone())));
}

async fn two_that_keep_the_same_bodies_do_not_wait_for_each_other(backend: &Backend) {
    let texts: Vec<String> = (0..40).map(|at| format!("body {at}")).collect();
    let bodies: Vec<_> = (1..).zip(&texts).map(|(id, it)| body(id, 10, it)).collect();
    let reversed: Vec<_> = bodies.iter().rev().cloned().collect();
    let (a, b) = (backend.store().await, backend.store().await);
    for _ in 0..5 {
        let (a, b) = tokio::join!(a.keep_bodies(&bodies), b.keep_bodies(&reversed));
        a.unwrap();
        b.unwrap();
    }
}

async fn forgetting_is_of_the_trails_that_are_named(backend: &Backend) {
    let store = backend.store().await;
    let bodies = [body(1, 10, "a"), body(1, 20, "b"), body(2, 10, "a"), body(2, 20, "c")];
    store.keep_bodies(&bodies).await.unwrap();
    let trails = store.trails(Some(item(1))).await.unwrap();
    let first = trails[0].0;
    let forgotten = store.forget_bodies_each(&[(first, moment(15))]).await.unwrap();
    // The other trail saw the same body.
    assert_eq!(forgotten, Forgotten { bodies: 0, sightings: 1 });
    let forgotten = store.forget_bodies_each(&[(first, moment(99))]).await.unwrap();
    assert_eq!(forgotten, Forgotten { bodies: 1, sightings: 1 });
    let kept = async |at| store.body(&bodies[2].trail, moment(at)).await.unwrap();
    assert_eq!(kept(15).await.unwrap().1, bodies[2].bytes);
    assert_eq!(kept(25).await.unwrap().1, bodies[3].bytes);
}

async fn a_body_may_be_kept_while_it_is_forgotten(backend: &Backend) {
    let (keeps, forgets) = (backend.store().await, backend.store().await);
    let bodies = |at| -> Vec<Body> { (1..=8).map(|id| body(id, at, "a")).collect() };
    keeps.keep_bodies(&bodies(1)).await.unwrap();
    for round in 1..=40 {
        // What was seen in the round before is forgotten while it is seen again.
        let later = bodies(round + 1);
        let (kept, forgotten) = tokio::join!(
            keeps.keep_bodies(&later),
            forgets.forget_bodies(moment(round + 1)),
        );
        kept.unwrap();
        forgotten.unwrap();
        let found = keeps.body(&later[0].trail, moment(round + 1)).await.unwrap();
        assert_eq!(found, Some((moment(round + 1), later[0].bytes.clone())), "{round}");
    }
}
