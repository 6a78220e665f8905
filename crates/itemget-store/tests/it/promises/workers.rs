//! Workers: who they are, what is due to them, by whose clock.

use std::time::Duration;

use itemget::{ItemRef, View};
use itemget_history::Moment;
use itemget_store::{
    Every, Looked, Looks, LooksKept, NewTracked, Stage, Store, TrackedChange, TrackedId,
    Watch, Work, WorkerCard,
};

use crate::backend::Backend;

super::promises! {
    a_worker_is_known_by_what_it_said_last,
    a_worker_that_ended_is_told_from_one_that_is_silent,
    leases_go_by_the_databases_clock_and_can_be_prolonged,
    what_was_noted_is_noted_again_without_counting_twice,
    what_waits_for_what_is_counted,
}

fn card(name: &str) -> WorkerCard {
    WorkerCard {
        name: name.to_owned(),
        host: "host".to_owned(),
        pid: 42,
        version: "1.2.3".to_owned(),
        app: "0123456789abcdef".to_owned(),
    }
}

async fn track(store: &Store, next_at: &[Moment]) -> Vec<TrackedId> {
    let new = next_at.iter().zip(1_005_006_000_000_001..).map(|(next_at, id)| {
        let item = ItemRef::aliexpress(itemget::ItemId::from_u64(id).unwrap());
        let watch = Watch { item, view: View::default(), source: "auto".to_owned() };
        NewTracked { watch, every: Every::Auto, importance: 100, next_at: *next_at }
    });
    let new: Vec<_> = new.collect();
    let added = store.track(&new, None, Moment::from_seconds(0)).await.unwrap();
    added.into_iter().map(itemget_store::Added::id).collect()
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(60 * minutes)
}

async fn a_worker_is_known_by_what_it_said_last(backend: &Backend) {
    let store = backend.store().await;
    assert_eq!(store.workers().await.unwrap(), []);
    let before = Moment::from(store.time().await.unwrap());
    store.report_worker(&card("a"), &Work::default(), Stage::Running).await.unwrap();
    let work = Work {
        calls: 7,
        looked: 6,
        changed: 2,
        failed: 1,
        late: 1,
        trouble: Some("the quota is spent".to_owned()),
    };
    store.report_worker(&card("a"), &work, Stage::Running).await.unwrap();
    store.report_worker(&card("b"), &Work::default(), Stage::Running).await.unwrap();
    let workers = backend.store().await.workers().await.unwrap();
    assert_eq!(workers.len(), 2);
    let a = workers.iter().find(|it| it.card.name == "a").unwrap();
    assert_eq!((&a.card, &a.work), (&card("a"), &work));
    assert!(a.started_at >= before && a.seen_at >= a.started_at);
    assert_eq!((a.ended_at, a.leased), (None, 0));
}

async fn a_worker_that_ended_is_told_from_one_that_is_silent(backend: &Backend) {
    let store = backend.store().await;
    store.report_worker(&card("a"), &Work::default(), Stage::Running).await.unwrap();
    store.report_worker(&card("a"), &Work::default(), Stage::Ended).await.unwrap();
    let ended = store.workers().await.unwrap().remove(0);
    assert_eq!(ended.ended_at, Some(ended.seen_at));
}

async fn leases_go_by_the_databases_clock_and_can_be_prolonged(backend: &Backend) {
    let store = backend.store().await;
    let now = Moment::from(store.time().await.unwrap());
    let later = now + Duration::from_secs(86_400);
    let all = track(&store, &[now, now, later]).await;
    let leased = store.lease_by_its_clock("a", minutes(5), 10).await.unwrap();
    assert_eq!(leased.iter().map(|it| it.id).collect::<Vec<_>>(), all[..2]);
    assert_eq!(store.lease_by_its_clock("b", minutes(5), 10).await.unwrap(), []);
    // As if they had run out.
    assert_eq!(store.prolong("a", Duration::ZERO).await.unwrap(), 2);
    assert_eq!(store.prolong("a", minutes(5)).await.unwrap(), 2, "nobody took them");
    assert_eq!(store.lease_by_its_clock("b", minutes(5), 10).await.unwrap(), []);
    assert_eq!(store.prolong("a", Duration::ZERO).await.unwrap(), 2);
    assert_eq!(store.lease_by_its_clock("b", minutes(5), 10).await.unwrap().len(), 2);
    assert_eq!(store.prolong("a", minutes(5)).await.unwrap(), 0, "b has them");
    let workers = store.queue(Duration::ZERO).await.unwrap();
    assert_eq!((workers.leased, workers.due), (2, 0));
}

async fn what_was_noted_is_noted_again_without_counting_twice(backend: &Backend) {
    let (store, other) = (backend.store().await, backend.store().await);
    let now = Moment::from(store.time().await.unwrap());
    let id = track(&store, &[now]).await[0];
    // Due again at once, before the answer is known to be lost.
    let looked = Looked {
        id,
        at: now,
        outcome: "failed".to_owned(),
        failed: true,
        next_at: now,
        model: "{}".to_owned(),
    };
    let looks = Looks { looked: vec![looked], ..Looks::default() };
    let one = Ok(LooksKept { finished: 1, alerts: Vec::new() });
    let keep = async |worker, batch| {
        let kept = store.keep_looks(worker, batch, &looks).await;
        kept.map_err(|error| error.to_string())
    };
    store.lease_by_its_clock("a", minutes(5), 10).await.unwrap();
    assert_eq!(keep("a", 1).await, one);
    assert_eq!(keep("a", 1).await, one);
    assert_eq!(keep("a", 2).await, Ok(LooksKept::default()), "the lease is given back");
    assert_eq!(keep("a", 2).await, Ok(LooksKept::default()), "it stays so");
    assert_eq!(keep("late", 1).await, Ok(LooksKept::default()), "another one noted it");
    let failures = async || store.tracked_by_id(id).await.unwrap().unwrap().failures;
    assert_eq!(failures().await, 1);

    // Handed in twice at once, and again while another worker is at it, and after that.
    store.lease_by_its_clock("a", minutes(5), 10).await.unwrap();
    let again = async || {
        let kept = other.keep_looks("a", 3, &looks).await;
        kept.map_err(|error| error.to_string())
    };
    assert_eq!(tokio::join!(keep("a", 3), again()), (one.clone(), one.clone()));
    store.lease_by_its_clock("b", minutes(5), 10).await.unwrap();
    assert_eq!(keep("a", 3).await, one, "b looks at it now, and a had noted it");
    assert_eq!(keep("b", 1).await, one);
    assert_eq!(keep("a", 3).await, one, "b has noted it as well");
    assert_eq!(failures().await, 3);
    let days = store.days(Moment::from_seconds(0)).await.unwrap();
    // Of a twice, in vain of a and of who was late, and of b.
    assert_eq!(days.iter().map(|day| day.outcomes["failed"]).sum::<u64>(), 5);
}

async fn what_waits_for_what_is_counted(backend: &Backend) {
    let store = backend.store().await;
    let now = Moment::from(store.time().await.unwrap());
    let ago = |seconds: i64| Moment::from_seconds(now.seconds() - seconds);
    let all = track(&store, &[ago(900), ago(0), ago(-900), ago(900), ago(901)]).await;
    store.change_tracked(&all[3..4], &TrackedChange::Pause).await.unwrap();
    store.lease_by_its_clock("a", minutes(5), 1).await.unwrap();
    let queue = store.queue(minutes(10)).await.unwrap();
    assert_eq!((queue.tracked, queue.paused, queue.leased), (5, 1, 1));
    assert_eq!((queue.due, queue.overdue), (2, 1));
    store.report_worker(&card("a"), &Work::default(), Stage::Running).await.unwrap();
    assert_eq!(store.workers().await.unwrap()[0].leased, 1);
}
