//! Jobs: each window is worked on by one, written once, and asked for no more; who is gone
//! is not waited for; who wants to hear of the end hears of it.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{
    Hidden, Job, JobAdded, JobId, JobState, JobTold, JobWait, LeasedWindow, NewJob,
    Store, WindowKept, WindowRest,
};

use crate::backend::Backend;

super::promises! {
    a_job_is_worked_off_window_by_window,
    the_same_job_is_kept_once_and_another_with_its_key_not_at_all,
    no_more_are_open_than_may_be_whoever_asks_at_once,
    no_two_get_one_window_and_who_lost_it_writes_nothing,
    a_window_of_which_a_part_came_is_cut_and_its_rest_waits,
    who_is_gone_is_not_waited_for_and_what_is_written_not_asked_again,
    jobs_take_turns,
    a_cancelled_job_is_worked_on_no_more_and_what_is_written_stays,
    what_is_put_off_is_not_taken_before_its_time,
    until_when_a_job_waits_is_of_what_it_waits_for_last,
    tries_are_counted_for_each_trouble_by_itself,
    calls_are_counted_whatever_comes_of_them,
    a_window_that_is_gone_keeps_nobody_from_the_others,
    an_end_is_told_until_it_arrives,
    what_is_over_is_forgotten_in_time,
    who_goes_away_in_the_middle_keeps_nobody_from_writing,
}

const LONG: Duration = Duration::from_secs(600);

fn at(seconds: i64) -> Moment {
    Moment::from_seconds(seconds)
}

async fn added(store: &Store, key: Option<&str>, print: &str, windows: u64) -> JobAdded {
    let windows: Vec<(String, u64)> =
        (0..windows).map(|it| (format!("ids {it}"), 10)).collect();
    let new = NewJob {
        key,
        fingerprint: print,
        want: "{}",
        webhook: Some(Hidden::new("planted")),
        most_open: 9,
        windows: &windows,
        now: at(5),
    };
    store.add_job(&new).await.unwrap()
}

async fn new(store: &Store, windows: u64) -> Job {
    match added(store, None, "print", windows).await {
        JobAdded::New(job) => job,
        other => panic!("{other:?}"),
    }
}

async fn lease(store: &Store, worker: &str) -> Option<LeasedWindow> {
    store.lease_window(worker, LONG, at(7)).await.unwrap()
}

/// Writes a window as its worker; says whether that was taken.
async fn keep(store: &Store, worker: &str, window: &LeasedWindow) -> bool {
    let lines = format!("lines {}", window.number);
    let kept = WindowKept {
        job: window.job.id,
        number: window.number,
        worker,
        answered: 10,
        found: 7,
        failed: 1,
        calls: 9,
        lines: lines.as_bytes(),
        cells: b"cells",
        now: at(9),
    };
    store.keep_window(kept).await.unwrap()
}

fn wait(pause: Duration, trouble: &str) -> JobWait<'_> {
    JobWait { pause, trouble, until: None }
}

async fn read(store: &Store, id: JobId) -> Job {
    store.job(id).await.unwrap().unwrap()
}

async fn a_job_is_worked_off_window_by_window(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 2).await;
    assert_eq!((job.state, job.asked, job.windows), (JobState::Waiting, 20, 2));
    assert_eq!(store.window_lines(job.id, 0).await.unwrap(), None);
    for number in 0..2 {
        let window = lease(&store, "a").await.unwrap();
        assert_eq!((window.number, window.ids), (number, Some(format!("ids {number}"))));
        let window = window_of(&store, job.id).await;
        assert!(keep(&store, "a", &window).await);
    }
    let done = read(&store, job.id).await;
    assert_eq!(done.state, JobState::Done);
    assert_eq!((done.answered, done.found, done.failed, done.calls), (20, 14, 2, 18));
    assert_eq!((done.begun_at, done.ended_at), (Some(at(7)), Some(at(9))));
    assert_eq!(lease(&store, "a").await, None);
    let lines = store.window_lines(job.id, 1).await.unwrap().unwrap();
    assert_eq!((lines.size, &*lines.bytes), (10, &b"lines 1"[..]));
    let cells = store.window_cells(job.id, 0).await.unwrap().unwrap();
    assert_eq!(&*cells.bytes, b"cells");
}

async fn a_window_of_which_a_part_came_is_cut_and_its_rest_waits(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 3).await;
    let window = lease(&store, "a").await.unwrap();
    assert!(keep(&store, "a", &window).await);
    let window = lease(&store, "a").await.unwrap();
    let part = |worker| WindowKept {
        job: job.id,
        number: window.number,
        worker,
        answered: 4,
        found: 3,
        failed: 1,
        calls: 5,
        lines: b"first lines",
        cells: b"first cells",
        now: at(11),
    };
    let rest = |pause| WindowRest {
        answered: "first ids",
        ids: "other ids",
        size: 6,
        wait: JobWait { until: Some(at(500)), ..wait(pause, "quota") },
    };
    // Who has no lease cuts nothing.
    assert!(!store.cut_window(part("b"), &rest(LONG)).await.unwrap());
    assert!(store.cut_window(part("a"), &rest(Duration::ZERO)).await.unwrap());
    assert!(!store.cut_window(part("a"), &rest(LONG)).await.unwrap(), "it is given back");
    let cut = read(&store, job.id).await;
    assert_eq!((cut.windows, cut.written, cut.asked), (4, 2, 30));
    assert_eq!((cut.answered, cut.found, cut.failed, cut.calls), (14, 10, 2, 14));
    assert_eq!((cut.trouble.as_deref(), cut.state), (Some("quota"), JobState::Running));
    assert_eq!(cut.waits_until, Some(at(500)));
    for (behind, expected) in [
        (0, Some((0, 0))),
        (9, Some((0, 9))),
        (10, Some((1, 0))),
        (13, Some((1, 3))),
        (14, Some((2, 0))),
        (20, Some((3, 0))),
        (30, None),
    ] {
        let found = store.window_behind(job.id, behind).await.unwrap();
        assert_eq!(found, expected, "{behind}");
    }
    let lines = store.window_lines(job.id, 1).await.unwrap().unwrap();
    assert_eq!((lines.size, &*lines.bytes), (4, &b"first lines"[..]));
    // The others come in their order.
    for (number, ids) in [(2, "other ids"), (3, "ids 2")] {
        let window = lease(&store, "a").await.unwrap();
        assert_eq!((window.number, window.ids.as_deref()), (number, Some(ids)));
        assert!(keep(&store, "a", &window).await);
    }
    assert_eq!(read(&store, job.id).await.state, JobState::Done);
}

/// The window whose turn it is.
async fn window_of(store: &Store, id: JobId) -> LeasedWindow {
    let job = read(store, id).await;
    LeasedWindow { number: job.written, job, ids: None }
}

async fn the_same_job_is_kept_once_and_another_with_its_key_not_at_all(
    backend: &Backend,
) {
    let store = backend.store().await;
    let JobAdded::New(first) = added(&store, Some("k"), "one", 1).await else {
        panic!("it is new");
    };
    assert_eq!(added(&store, Some("k"), "one", 1).await, JobAdded::Known(first.clone()));
    assert_eq!(added(&store, Some("k"), "two", 1).await, JobAdded::KeyIsTaken);
    assert!(matches!(added(&store, None, "one", 1).await, JobAdded::New(_)));
    assert!(matches!(added(&store, None, "one", 1).await, JobAdded::New(_)));
    assert_eq!(store.open_jobs().await.unwrap(), 3);
    let all = store.jobs(None, 9).await.unwrap();
    assert_eq!(all.len(), 3);
    assert_eq!(store.jobs(Some(all[1].id), 9).await.unwrap(), [first]);
}

async fn no_more_are_open_than_may_be_whoever_asks_at_once(backend: &Backend) {
    let store = backend.store().await;
    for at in 0..8 {
        let key = format!("k{at}");
        assert!(matches!(added(&store, Some(&key), "p", 1).await, JobAdded::New(_)));
    }
    // Two at once, and room for one.
    let (one, other) =
        tokio::join!(added(&store, Some("a"), "p", 1), added(&store, None, "p", 1));
    let full = [&one, &other].iter().filter(|it| ***it == JobAdded::Full).count();
    assert_eq!(full, 1, "{one:?} {other:?}");
    assert_eq!(store.open_jobs().await.unwrap(), 9);
    // What is there already takes no more room.
    assert!(matches!(added(&store, Some("k3"), "p", 1).await, JobAdded::Known(_)));
    assert_eq!(added(&store, Some("k3"), "q", 1).await, JobAdded::KeyIsTaken);
    assert_eq!(added(&store, Some("new"), "p", 1).await, JobAdded::Full);
    let shown = format!("{:?}", store.jobs(None, 1).await.unwrap());
    assert!(!shown.contains("planted"), "{shown}");
}

async fn no_two_get_one_window_and_who_lost_it_writes_nothing(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 2).await;
    let (one, other) = tokio::join!(lease(&store, "a"), lease(&store, "b"));
    let taken: Vec<LeasedWindow> = one.iter().chain(&other).cloned().collect();
    assert_eq!(taken.len(), 1, "{one:?} {other:?}");
    let (holder, loser) = if one.is_some() { ("a", "b") } else { ("b", "a") };
    assert!(!keep(&store, loser, &taken[0]).await);
    assert!(!store.prolong_window(job.id, loser, LONG, 0).await.unwrap());
    assert!(store.prolong_window(job.id, holder, LONG, 0).await.unwrap());
    assert!(keep(&store, holder, &taken[0]).await);
    assert!(!keep(&store, holder, &taken[0]).await, "once is enough");
    assert_eq!(read(&store, job.id).await.answered, 10);
}

async fn who_is_gone_is_not_waited_for_and_what_is_written_not_asked_again(
    backend: &Backend,
) {
    let store = backend.store().await;
    let job = new(&store, 3).await;
    let first = lease(&store, "a").await.unwrap();
    assert!(keep(&store, "a", &first).await);
    // A lease of no time at all is one of somebody who is gone.
    let gone = store.lease_window("a", Duration::ZERO, at(8)).await.unwrap().unwrap();
    let again = lease(&store, "b").await.unwrap();
    assert_eq!((gone.number, again.number), (1, 1));
    assert_eq!(again.ids.as_deref(), Some("ids 1"));
    assert!(!keep(&store, "a", &gone).await);
    assert!(keep(&store, "b", &again).await);
    assert_eq!(read(&store, job.id).await.written, 2);
    // Who ends in good order gives back what it has.
    assert_eq!(lease(&store, "b").await.unwrap().number, 2);
    assert!(store.release_window(job.id, "b").await.unwrap());
    assert_eq!(lease(&store, "c").await.unwrap().number, 2);
}

async fn jobs_take_turns(backend: &Backend) {
    let store = backend.store().await;
    let long = new(&store, 50).await;
    let window = lease(&store, "a").await.unwrap();
    assert_eq!(window.job.id, long.id);
    assert!(keep(&store, "a", &window).await);
    let short = new(&store, 1).await;
    assert_eq!(lease(&store, "a").await.unwrap().job.id, short.id);
}

async fn a_cancelled_job_is_worked_on_no_more_and_what_is_written_stays(
    backend: &Backend,
) {
    let store = backend.store().await;
    let job = new(&store, 3).await;
    let window = lease(&store, "a").await.unwrap();
    assert!(keep(&store, "a", &window).await);
    let window = lease(&store, "a").await.unwrap();
    assert!(store.cancel_job(job.id, at(11)).await.unwrap());
    assert!(!store.cancel_job(job.id, at(12)).await.unwrap());
    assert!(!keep(&store, "a", &window).await);
    assert!(!store.prolong_window(job.id, "a", LONG, 0).await.unwrap());
    assert_eq!(lease(&store, "a").await, None);
    let job = read(&store, job.id).await;
    assert_eq!((job.state, job.ended_at), (JobState::Cancelled, Some(at(11))));
    assert!(store.window_lines(job.id, 0).await.unwrap().is_some());
    assert!(store.done_to_tell(LONG, 9).await.unwrap().is_empty());
}

async fn what_is_put_off_is_not_taken_before_its_time(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 1).await;
    lease(&store, "a").await.unwrap();
    assert!(!store.put_off_window(job.id, "b", wait(LONG, "x")).await.unwrap());
    assert!(
        store.put_off_window(job.id, "a", wait(Duration::ZERO, "quota")).await.unwrap()
    );
    let again = lease(&store, "a").await.unwrap();
    assert_eq!((again.job.tries, again.job.trouble.as_deref()), (1, Some("quota")));
    assert!(store.put_off_window(job.id, "a", wait(LONG, "quota")).await.unwrap());
    assert_eq!(lease(&store, "a").await, None);
    assert_eq!(read(&store, job.id).await.tries, 2);
}

async fn until_when_a_job_waits_is_of_what_it_waits_for_last(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 2).await;
    assert_eq!(job.waits_until, None);
    for until in [Some(at(500)), None, Some(at(700))] {
        lease(&store, "a").await.unwrap();
        let wait = JobWait { until, ..wait(Duration::ZERO, "quota") };
        assert!(store.put_off_window(job.id, "a", wait).await.unwrap());
        assert_eq!(read(&store, job.id).await.waits_until, until);
    }
    // While it is tried again, nothing else is known.
    let window = lease(&store, "a").await.unwrap();
    assert_eq!(window.job.waits_until, Some(at(700)));
    assert!(keep(&store, "a", &window).await);
    assert_eq!(read(&store, job.id).await.waits_until, None);
}

async fn tries_are_counted_for_each_trouble_by_itself(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 1).await;
    for (trouble, tries) in [("quota", 1), ("quota", 2), ("no_answer", 1), ("quota", 1)] {
        lease(&store, "a").await.unwrap();
        let put_off =
            store.put_off_window(job.id, "a", wait(Duration::ZERO, trouble)).await;
        assert!(put_off.unwrap());
        assert_eq!(read(&store, job.id).await.tries, tries, "{trouble}");
    }
}

async fn calls_are_counted_whatever_comes_of_them(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 1).await;
    let window = lease(&store, "a").await.unwrap();
    assert!(store.prolong_window(job.id, "a", LONG, 5).await.unwrap());
    assert!(!store.prolong_window(job.id, "b", LONG, 1000).await.unwrap());
    assert!(keep(&store, "a", &window).await);
    store.count_job_calls(job.id, 2).await.unwrap();
    assert_eq!(read(&store, job.id).await.calls, 5 + 9 + 2);
}

async fn a_window_that_is_gone_keeps_nobody_from_the_others(backend: &Backend) {
    let store = backend.store().await;
    // One without windows lacks the one whose turn it is.
    let empty = new(&store, 0).await.id;
    let other = new(&store, 1).await;
    let first = lease(&store, "a").await.unwrap();
    assert_eq!((first.job.id, first.ids), (empty, None));
    assert_eq!(lease(&store, "a").await.unwrap().job.id, other.id);
    assert!(store.put_off_window(empty, "a", wait(LONG, "internal")).await.unwrap());
    assert_eq!(lease(&store, "a").await, None);
}

async fn an_end_is_told_until_it_arrives(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 1).await;
    assert!(store.done_to_tell(LONG, 9).await.unwrap().is_empty());
    let window = lease(&store, "a").await.unwrap();
    assert!(keep(&store, "a", &window).await);
    let taken = store.done_to_tell(LONG, 9).await.unwrap();
    assert_eq!(
        taken.iter().map(|it| (it.id, it.tellings)).collect::<Vec<_>>(),
        [(job.id, 0)]
    );
    assert!(store.done_to_tell(LONG, 9).await.unwrap().is_empty(), "somebody has it");
    store.job_told(job.id, JobTold::Again(Duration::ZERO, "away"), at(20)).await.unwrap();
    let taken = store.done_to_tell(LONG, 9).await.unwrap();
    assert_eq!((taken[0].tellings, taken[0].tell_trouble.as_deref()), (1, Some("away")));
    store.job_told(job.id, JobTold::Arrived, at(21)).await.unwrap();
    assert!(store.done_to_tell(LONG, 9).await.unwrap().is_empty());
    let job = read(&store, job.id).await;
    assert_eq!((job.told.as_deref(), job.told_at), (Some("told"), Some(at(21))));
    assert_eq!(job.tellings, 2);
    assert_eq!(job.tell_trouble, None);
}

async fn what_is_over_is_forgotten_in_time(backend: &Backend) {
    let store = backend.store().await;
    let done = new(&store, 1).await;
    let window = lease(&store, "a").await.unwrap();
    assert!(keep(&store, "a", &window).await);
    let open = new(&store, 1).await;
    assert_eq!(store.forget_jobs(at(9)).await.unwrap(), 0);
    assert_eq!(store.forget_jobs(at(10)).await.unwrap(), 1);
    assert_eq!(store.job(done.id).await.unwrap(), None);
    assert_eq!(store.window_lines(done.id, 0).await.unwrap(), None);
    assert_eq!(read(&store, open.id).await.state, JobState::Waiting);
}

async fn who_goes_away_in_the_middle_keeps_nobody_from_writing(backend: &Backend) {
    let store = backend.store().await;
    let job = new(&store, 1).await;
    assert!(lease(&store, "a").await.is_some());
    for steps in 0..40 {
        let goes_away = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            held = store.prolong_window(job.id, "a", LONG, 0) => assert!(held.unwrap()),
            () = goes_away => {}
        }
        assert!(store.prolong_window(job.id, "a", LONG, 0).await.unwrap(), "{steps}");
    }
}
