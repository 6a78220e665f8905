//! How the fleet stands: who is alive, and how old what is known is. Pure.

use std::time::Duration;

use itemget_history::Moment;
use itemget_store::{Tracked, Worker};

use super::heart::BEAT;
use crate::follow::learned::Learned;

/// Whether a worker is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// It was heard of just now.
    Alive,
    /// It was not heard of for too long, and did not end in order: what it had taken is
    /// free when its lease runs out.
    Lost,
    /// It ended in order.
    Ended,
}

/// How the state of `worker` is at `now`.
pub(crate) fn state(worker: &Worker, now: Moment) -> State {
    // A beat may be late on a busy machine, or wait for a server that starts.
    const SILENCE: u32 = 6;
    match worker.ended_at {
        Some(_) => State::Ended,
        None if now.since(worker.seen_at) > BEAT * SILENCE => State::Lost,
        None => State::Alive,
    }
}

/// How old what is known is, of all that is tracked and not paused.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Standing {
    /// How many were looked at.
    pub(crate) looked_at: u64,
    /// How many never were.
    pub(crate) never: u64,
    /// How long ago the look is that is the longest ago.
    pub(crate) oldest: Option<Duration>,
    /// Half of the looks are no longer ago.
    pub(crate) median: Option<Duration>,
    /// The same as the schedule means it to be: half an interval, at a moment taken at
    /// random.
    pub(crate) expected: Option<Duration>,
}

/// How old what is known of `all` is at `now`.
pub(crate) fn staleness(all: &[Tracked], now: Moment) -> Standing {
    let active = || all.iter().filter(|tracked| !tracked.paused);
    let mut ages: Vec<Duration> =
        active().filter_map(|it| Some(now.since(it.last_at?))).collect();
    let interval = |tracked: &Tracked| Learned::read(&tracked.model).interval;
    let mut expected: Vec<Duration> =
        active().filter_map(interval).map(|it| it / 2).collect();
    ages.sort_unstable();
    expected.sort_unstable();
    Standing {
        looked_at: ages.len() as u64,
        never: active().filter(|tracked| tracked.last_at.is_none()).count() as u64,
        oldest: ages.last().copied(),
        median: median(&ages),
        expected: median(&expected),
    }
}

/// The lower one of the two in the middle.
fn median(sorted: &[Duration]) -> Option<Duration> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use itemget::View;
    use itemget_store::{Every, TrackedId, Watch, Work, WorkerCard};

    use super::*;

    const NOW: Moment = Moment::MAX;

    fn before(seconds: i64) -> Moment {
        Moment::from_seconds(NOW.seconds() - seconds)
    }

    fn worker(seen: i64, ended: bool) -> Worker {
        Worker {
            card: WorkerCard {
                name: "a".to_owned(),
                host: "h".to_owned(),
                pid: 1,
                version: "1".to_owned(),
                app: String::new(),
            },
            started_at: before(1000),
            seen_at: before(seen),
            ended_at: ended.then(|| before(seen)),
            work: Work::default(),
            leased: 0,
        }
    }

    #[test]
    fn a_worker_is_alive_until_it_is_silent_or_ends() {
        for (seen, ended, expected) in [
            (0, false, State::Alive),
            (30, false, State::Alive),
            (31, false, State::Lost),
            (0, true, State::Ended),
            (900, true, State::Ended),
        ] {
            assert_eq!(state(&worker(seen, ended), NOW), expected, "{seen} {ended}");
        }
    }

    fn tracked(last: Option<i64>, hours: Option<u64>, paused: bool) -> Tracked {
        let interval = hours.map(|hours| Duration::from_secs(hours * 3600));
        let model = Learned { interval, ..Learned::default() }.text();
        Tracked {
            id: TrackedId(1),
            watch: Watch {
                item: "1005006000000001".parse().unwrap(),
                view: View::default(),
                source: "auto".to_owned(),
            },
            every: Every::Auto,
            paused,
            importance: 100,
            settings: "{}".to_owned(),
            added_at: before(9999),
            next_at: NOW,
            last_at: last.map(before),
            last_outcome: None,
            failures: 0,
            model,
        }
    }

    #[test]
    fn what_is_paused_is_not_stale_and_what_was_never_seen_has_no_age() {
        assert_eq!(staleness(&[], NOW), Standing::default());
        let all = [
            tracked(Some(10), Some(2), false),
            tracked(Some(300), Some(6), false),
            tracked(Some(40), Some(24), false),
            tracked(None, None, false),
            tracked(Some(9000), Some(1), true),
        ];
        let seconds = Duration::from_secs;
        let expected = Standing {
            looked_at: 3,
            never: 1,
            oldest: Some(seconds(300)),
            median: Some(seconds(40)),
            expected: Some(seconds(3 * 3600)),
        };
        assert_eq!(staleness(&all, NOW), expected);
    }
}
